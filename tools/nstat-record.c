/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records of a file of samples: how one begins, and whether it is whole. */
#include <errno.h>

#include "nstat-record.h"

#define MAGIC "\x9dNS\x01"
#define MAGIC_LEN 4

/* Offsets in a record. */
enum { KIND = 4, LENGTH = 8, SUM = 12 };

void nstat_record_put_number(struct buffer *out, uint32_t number)
{
	for (unsigned shift = 0; shift < 32; shift += 8)
		buffer_char(out, (char)(number >> shift));
}

uint32_t nstat_record_number(const char *at)
{
	uint32_t number = 0;

	for (unsigned i = 0; i < 4; i++)
		number |= (uint32_t)(unsigned char)at[i] << 8 * i;
	return number;
}

/*
 * CRC-32 as of Ethernet and zlib, half a byte at a time. zlib itself is not asked: to load it
 * takes longer than all else that stands before the first line.
 */
static uint32_t sum_on(uint32_t sum, const char *data, size_t size)
{
	static const uint32_t halves[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
		0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
		0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
	};

	sum = ~sum;
	for (size_t i = 0; i < size; i++) {
		sum ^= (unsigned char)data[i];
		sum = sum >> 4 ^ halves[sum & 15];
		sum = sum >> 4 ^ halves[sum & 15];
	}
	return ~sum;
}

uint32_t nstat_record_sum(const char *data, size_t size)
{
	return sum_on(0, data, size);
}

bool nstat_record_begins(const char *data, size_t size)
{
	return memcmp(data, MAGIC, size < MAGIC_LEN ? size : MAGIC_LEN) == 0;
}

enum nstat_record_found nstat_record_find(const char *data, size_t size,
					  struct nstat_record *ret)
{
	uint32_t len;

	if (!nstat_record_begins(data, size))
		return NSTAT_RECORD_NONE;
	if (size < NSTAT_RECORD_HEADER)
		return NSTAT_RECORD_CUT;
	len = nstat_record_number(data + LENGTH);
	if (len > NSTAT_RECORD_MOST)
		return NSTAT_RECORD_NONE;
	if (size - NSTAT_RECORD_HEADER < len)
		return NSTAT_RECORD_CUT;
	if (sum_on(nstat_record_sum(data, SUM), data + NSTAT_RECORD_HEADER, len) !=
	    nstat_record_number(data + SUM))
		return NSTAT_RECORD_NONE;
	*ret = (struct nstat_record){
		.kind = (unsigned char)data[KIND],
		.payload = data + NSTAT_RECORD_HEADER,
		.len = len,
		.whole = NSTAT_RECORD_HEADER + len,
	};
	return NSTAT_RECORD_WHOLE;
}

void nstat_record_put(struct buffer *out, enum nstat_record_kind kind,
		      const struct buffer *payload)
{
	char begin[NSTAT_RECORD_HEADER] = MAGIC;
	struct buffer header = { .fd = -1 };

	begin[KIND] = (char)kind;
	nstat_record_put_number(&header, (uint32_t)payload->n);
	if (payload->n > NSTAT_RECORD_MOST)
		out->error = EFBIG;
	if (!header.error)
		memcpy(begin + LENGTH, header.at, 4);
	buffer_bytes(out, begin, SUM);
	nstat_record_put_number(out, sum_on(nstat_record_sum(begin, SUM), payload->at,
					    payload->n));
	buffer_bytes(out, payload->at, payload->n);
	if (header.error || payload->error)
		out->error = ENOMEM;
	buffer_free(&header);
}
