/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: a file of samples, its records and what is in them. */
#include <errno.h>

#include "compose.h"
#include "nstat-store.h"

static const char *const words[] = {
	"",
	"\x9dNS\x01",
	"\x9d",
	"N",
	"S",
	"H",
	"\x01",
	"\x02",
	"\x10",
	"\xff",
	"\n",
	" ",
	"cpus ",
	"nodename ",
	"boot ",
	"1",
	"\x04"
	"blue",
	"\x9dNS\x01H",
	"\x9dNS\x01N",
	"\x9dNS\x01S",
};

/* One sample of two counters. */
static const char some_names[] = "\x01\x02\0\x20\x03Tcp\0\0\x01"
				 "A\0\x2c\x01"
				 "B";
#define SOME_LEN (sizeof(some_names) - 1)

/* One payload, whatever its checksum. */
static void read_payload(const struct nstat_names *names, int kind, const char *payload,
			 size_t len)
{
	struct nstat_machine machine;
	struct nstat_moment moment;
	int r;

	if (kind == NSTAT_RECORD_HEAD) {
		nstat_machine_read(payload, len, &machine);
		for (const char *at = machine.host.nodename; *at; at++)
			must(*at > ' ' && *at < 0x7f);
		return;
	}
	r = nstat_moment_read(names, payload, len, &moment);
	must(r == 0 || r == -EBADMSG);
	if (r < 0)
		return;
	must(moment.n || moment.unnamed);
	for (size_t i = 0; i < moment.n; i++)
		must(moment.at[i].name && moment.at[i].counters);
	nstat_moment_free(&moment);
}

/* What is between whole records is passed over, and they are found. */
static void read_file(const char *noise, size_t len, const struct nstat_names *names)
{
	struct buffer all = { .fd = -1 }, payload = { .fd = -1 };
	struct nstat_reader reader = { .fd = -1, .data.fd = -1 };
	struct nstat_record record;
	size_t bytes = 0, n = 0;

	nstat_record_put_number(&payload, 0x01020304);
	buffer_bytes(&all, noise, len / 2);
	nstat_record_put(&all, NSTAT_RECORD_HEAD, &payload);
	buffer_bytes(&all, noise + len / 2, len - len / 2);
	nstat_record_put(&all, NSTAT_RECORD_HEAD, &payload);
	must(!all.error);
	reader.data = all;
	while (nstat_reader_next(&reader, &record) == 1) {
		n++;
		bytes += record.whole + reader.gap_len;
		read_payload(names, record.kind, record.payload, record.len);
	}
	must(n >= 2);
	must(bytes + reader.gap_len == all.n);
	nstat_reader_free(&reader);
	buffer_free(&payload);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nstat_names names = { 0 };
	char *copy;
	size_t len;

	if (size < 2)
		return 0;
	must(nstat_names_add(&names, some_names, SOME_LEN) == 0);
	copy = input_of(data, size, words, ARRAY_SIZE(words), &len);
	read_file(copy, len, &names);
	read_payload(&names, NSTAT_RECORD_HEAD, copy, len);
	read_payload(&names, NSTAT_RECORD_SAMPLE, copy, len);
	must(nstat_names_add(&names, copy, len) == 0);
	/* Of one namespace, whose counters' names are known. */
	if (len > 16) {
		const uint32_t sum = nstat_record_sum(some_names, SOME_LEN);

		memcpy(copy, "\x01\0\0\0", 4);
		memcpy(copy + 8, "\0\0\0\0", 4);
		for (size_t i = 0; i < 4; i++) {
			copy[4 + i] = (char)(sum >> 8 * i);
			copy[12 + i] = (char)((len - 16) >> 8 * i);
		}
		read_payload(&names, NSTAT_RECORD_SAMPLE, copy, len);
	}
	nstat_names_free(&names);
	free(copy);
	return 0;
}
