/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The portmapper's answer: what it says, and whatever else may come in its place. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "unit.h"

#include "nfiles-portmap.h"

#define XID 7

static const uint32_t answer[] = {
	XID, 1,           0,    1, 8,      0, 0,           0,    1, 100003,
	3,   IPPROTO_TCP, 2049, 1, 100003, 4, IPPROTO_TCP, 2049, 1, 100000,
	2,   IPPROTO_UDP, 111,  1, 390109, 2, IPPROTO_TCP, 111,  1, 100005,
	2,   IPPROTO_TCP, 2049, 0,
};

#define WORDS (sizeof(answer) / sizeof(answer[0]))

static void encode(const uint32_t *words, unsigned char *ret)
{
	for (size_t i = 0; i < WORDS; i++) {
		const uint32_t word = htonl(words[i]);

		memcpy(ret + 4 * i, &word, 4);
	}
}

static uint32_t program_of(const struct portmap *map, uint32_t protocol, uint32_t port)
{
	uint32_t program = 0;

	return portmap_find(map, protocol, port, &program) ? program : 0;
}

START_TEST(programs)
{
	unsigned char wire[4 * WORDS];
	struct portmap map;

	encode(answer, wire);
	ck_assert_int_eq(portmap_parse(wire, sizeof(wire), XID, &map), 0);
	ck_assert_uint_eq(map.n, 5);
	/* Of those that share a port the first. */
	ck_assert_uint_eq(program_of(&map, IPPROTO_TCP, 2049), 100003);
	ck_assert_uint_eq(program_of(&map, IPPROTO_TCP, 111), 390109);
	ck_assert_uint_eq(program_of(&map, IPPROTO_UDP, 111), 100000);
	ck_assert_uint_eq(program_of(&map, IPPROTO_UDP, 2049), 0);
	ck_assert_uint_eq(program_of(&map, IPPROTO_TCP, 112), 0);
	portmap_free(&map);
	ck_assert_uint_eq(program_of(&map, IPPROTO_TCP, 111), 0);
}
END_TEST

/* Cut anywhere it is no answer, and nothing behind its end is looked at. */
START_TEST(cut)
{
	unsigned char wire[4 * WORDS];
	struct portmap map;

	encode(answer, wire);
	for (size_t len = 0; len < sizeof(wire); len++) {
		unsigned char *copy = malloc(len ? len : 1);

		memcpy(copy, wire, len);
		ck_assert_int_eq(portmap_parse(copy, len, XID, &map), -EBADMSG);
		free(copy);
	}
}
END_TEST

START_TEST(other_answers)
{
	static const struct {
		size_t at;
		uint32_t word;
	} all[] = {
		{ 0, XID + 1 },        { 1, 0 },         { 2, 1 }, { 4, UINT32_MAX },
		{ 4, UINT32_MAX - 2 }, { 4, 4 * WORDS }, { 7, 1 },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		unsigned char wire[4 * WORDS];
		uint32_t words[WORDS];
		struct portmap map;

		memcpy(words, answer, sizeof(words));
		words[all[i].at] = all[i].word;
		encode(words, wire);
		ck_assert_int_eq(portmap_parse(wire, sizeof(wire), XID, &map), -EBADMSG);
	}
}
END_TEST

/* Of any bytes at all: an answer or none, and no look beyond them. */
START_TEST(any_bytes)
{
	unsigned char wire[4 * WORDS];
	uint32_t seed = 1;

	for (int i = 0; i < 20000; i++) {
		struct portmap map;
		size_t len;
		int r;

		encode(answer, wire);
		for (int n = 0; n < 3; n++) {
			seed = seed * 1103515245 + 12345;
			wire[(seed >> 8) % sizeof(wire)] = (unsigned char)(seed >> 24);
		}
		len = (seed >> 4) % (sizeof(wire) + 1);
		r = portmap_parse(wire, len, XID, &map);
		ck_assert(r == 0 || r == -EBADMSG);
		if (r == 0) {
			ck_assert_uint_le(map.n, len / 20);
			portmap_free(&map);
		}
	}
}
END_TEST

UNIT_MAIN("files-portmap", programs, cut, other_answers, any_bytes)
