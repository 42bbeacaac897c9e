/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file of samples is records, one behind the other, and nothing else; so files may be put
 * together as they are. A record is
 *
 *   4 bytes   9d 4e 53, and the version of the format: 01
 *   1 byte    its kind
 *   3 bytes   00
 *   4 bytes   how long its payload is
 *   4 bytes   the CRC-32 (that of Ethernet and zlib) of the 12 bytes before and the payload
 *   the payload
 *
 * Numbers have their least byte first. What is no record, or has another checksum, is passed
 * over, up to the next record. Kinds that are not known are passed over as well. Payloads:
 *
 *   'H'  a program begins to write, and on which machine: lines of a key, a blank and a value.
 *        sysname, nodename, release, machine: as of uname(2); cpus: processors online; boot:
 *        random(4)'s boot_id; timezone: its abbreviation; netwho: who wrote it.
 *   'N'  names of counters, as nw_counters_pack_names() makes them
 *   'S'  a sample. 4 bytes: of how many namespaces; of each of them
 *        4 bytes  the CRC-32 of its counters' names, which some record 'N' before has
 *        4 bytes  the length of its name, and the name: in /run/netns, or of its mount
 *        4 bytes  the length of its values, and these, as nw_counters_pack_values() makes them
 */
#ifndef TOOL_NSTAT_RECORD_H
#define TOOL_NSTAT_RECORD_H

#include "buffer.h"

enum nstat_record_kind {
	NSTAT_RECORD_HEAD = 'H',
	NSTAT_RECORD_NAMES = 'N',
	NSTAT_RECORD_SAMPLE = 'S',
};

struct nstat_record {
	int kind;
	const char *payload;
	size_t len;
	size_t whole; /* the record's length, with what is before the payload */
};

/* A longer payload is none. */
#define NSTAT_RECORD_MOST (1U << 24)
#define NSTAT_RECORD_HEADER 16

enum nstat_record_found {
	NSTAT_RECORD_WHOLE,
	NSTAT_RECORD_CUT,  /* it may be one, if more bytes follow */
	NSTAT_RECORD_NONE, /* none begins here */
};

enum nstat_record_found nstat_record_find(const char *data, size_t size,
					  struct nstat_record *ret);
/* Append one. */
void nstat_record_put(struct buffer *out, enum nstat_record_kind kind,
		      const struct buffer *payload);
/* May these bytes, at most NSTAT_RECORD_HEADER, be the begin of a file of this version? */
bool nstat_record_begins(const char *data, size_t size);
uint32_t nstat_record_sum(const char *data, size_t size);

void nstat_record_put_number(struct buffer *out, uint32_t number);
uint32_t nstat_record_number(const char *at);

/* ---- nstat-reader.c: records of a file, one after the other ---------------------------- */

struct nstat_reader {
	int fd; /* -1: all is in `data` already */
	bool ended;
	struct buffer data;
	size_t at;             /* in it: the next record */
	uint64_t offset;       /* in the file: of `data` */
	uint64_t found;        /* records so far */
	uint64_t gap, gap_len; /* bytes that are none, before what was returned last */
	bool (*stops)(void);   /* asked where it may take long: no more is read; NULL: never */
};

/* 1: a record, its payload there up to the next call; 0: there are no more; or -errno. */
int nstat_reader_next(struct nstat_reader *reader, struct nstat_record *ret);
void nstat_reader_free(struct nstat_reader *reader);

#endif
