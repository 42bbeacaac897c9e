/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of /proc/net/unix, which anybody may write a part of. */
#include <stdio.h>

#include "unit-line.h"

static const struct ask ask = { .family = NW_UNIX, .af = AF_UNIX };

static int read_line(const char *line, struct rows *rows)
{
	return line_read(unix_line, &ask, line, rows);
}

START_TEST(a_listener)
{
	struct rows rows = { 0 };
	const struct nw_sock *sock;

	ck_assert_int_eq(read_line("00000000f01dbb42: 0000000A 00000000 00010000 0001 01 402899 "
				   "/run/a b",
				   &rows),
			 0);
	ck_assert_uint_eq(rows.socks.n, 1);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->family, NW_UNIX);
	ck_assert_uint_eq(sock->af, AF_UNIX);
	ck_assert_uint_eq(sock->type, SOCK_STREAM);
	ck_assert_uint_eq(sock->state, NW_STATE_LISTEN);
	ck_assert_uint_eq(sock->refcount, 10);
	ck_assert_uint_eq(sock->inode, 402899);
	/* Queues, user and cookie are sock_diag's alone. */
	ck_assert_uint_eq(sock->has, HAS_REFCOUNT);
	assert_attr(&rows, NW_ATTR_NAME, "/run/a b", 8);
	rows_free(&rows);
}
END_TEST

START_TEST(states)
{
	static const struct {
		const char *fields;
		enum nw_state state;
	} all[] = {
		{ "00010000 0001 01", NW_STATE_LISTEN },
		{ "00000000 0001 01", NW_STATE_CLOSE },
		{ "00000000 0002 01", NW_STATE_CLOSE },
		/* Connected, but not accepted: it has no struct socket yet. */
		{ "00000000 0001 02", NW_STATE_ESTABLISHED },
		{ "00000000 0001 03", NW_STATE_ESTABLISHED },
		{ "00000000 0005 04", NW_STATE_CLOSE },
		/* Other flags say nothing. */
		{ "00020001 0001 03", NW_STATE_ESTABLISHED },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct rows rows = { 0 };
		char line[128];

		snprintf(line, sizeof(line),
			 "0000000000000000: 00000002 00000000 %s     7", all[i].fields);
		ck_assert_int_eq(read_line(line, &rows), 0);
		ck_assert_uint_eq(last_row(&rows)->state, all[i].state);
		ck_assert_uint_eq(last_row(&rows)->inode, 7);
		ck_assert(!has_attr(&rows, NW_ATTR_NAME));
		rows_free(&rows);
	}
}
END_TEST

START_TEST(socket_types)
{
	static const unsigned types[] = { SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct rows rows = { 0 };
		char line[128];

		snprintf(line, sizeof(line),
			 "0000000000000000: 00000002 00000000 00000000 %04X 01     7",
			 types[i]);
		ck_assert_int_eq(read_line(line, &rows), 0);
		ck_assert_uint_eq(last_row(&rows)->type, types[i]);
		rows_free(&rows);
	}
}
END_TEST

#define HEAD "0000000000000000: 00000002 00000000 00000000 0002 01 4026531999"

START_TEST(names)
{
	static const struct {
		const char *written, *kept;
		size_t len;
	} all[] = {
		{ " /run/a", "/run/a", 6 },
		{ " relative", "relative", 8 },
		/* Exactly one blank stands before a name. */
		{ "   two more", "  two more", 10 },
		{ " trailing ", "trailing ", 9 },
		{ " /a\tb", "/a\tb", 4 },
		{ " \x1b[2J\xff", "\x1b[2J\xff", 5 },
		/* An abstract name's first NUL comes back; the others cannot be told. */
		{ " @abstract", "\0abstract", 9 },
		{ " @a@b", "\0a@b", 4 },
		{ " @", "\0", 1 },
		{ " a@b", "a@b", 3 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct rows rows = { 0 };
		char line[128];

		snprintf(line, sizeof(line), HEAD "%s", all[i].written);
		ck_assert_int_eq(read_line(line, &rows), 0);
		ck_assert_uint_eq(last_row(&rows)->inode, 4026531999U);
		assert_attr(&rows, NW_ATTR_NAME, all[i].kept, all[i].len);
		rows_free(&rows);
	}
}
END_TEST

START_TEST(no_name)
{
	static const char *const lines[] = { HEAD, HEAD " " };

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct rows rows = { 0 };

		ck_assert_int_eq(read_line(lines[i], &rows), 0);
		ck_assert(!has_attr(&rows, NW_ATTR_NAME));
		rows_free(&rows);
	}
}
END_TEST

/* sun_path has 108 bytes: the longest name is whole, and nothing longer does harm. */
START_TEST(long_names)
{
	char line[1024] = HEAD " ";
	const size_t head = strlen(line);
	struct rows rows = { 0 };
	size_t len;

	memset(line + head, 'x', sizeof(line) - head);
	ck_assert_int_eq(line_cut(unix_line, &ask, line, head + 108, &rows), 0);
	assert_attr(&rows, NW_ATTR_NAME, line + head, 108);

	ck_assert_int_eq(line_cut(unix_line, &ask, line, sizeof(line), &rows), 0);
	ck_assert_ptr_nonnull(row_attr(&rows, last_row(&rows), NW_ATTR_NAME, &len));
	ck_assert_uint_ge(len, 108);
	rows_free(&rows);
}
END_TEST

/* Pointers of machines with 32 bits. */
START_TEST(short_pointers)
{
	struct rows rows = { 0 };

	ck_assert_int_eq(
		read_line("f01dbb42: 00000002 00000000 00010000 0005 01  1234 /a", &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->inode, 1234);
	ck_assert_uint_eq(last_row(&rows)->type, SOCK_SEQPACKET);
	assert_attr(&rows, NW_ATTR_NAME, "/a", 2);
	rows_free(&rows);
}
END_TEST

/* What follows a newline in a name is a line of its own, and no socket for that. */
START_TEST(lines_that_are_none)
{
	static const char *const lines[] = {
		"",
		" ",
		"Num       RefCount Protocol Flags    Type St Inode Path",
		"second line of a name",
		"/run/docker.sock",
		/* Each width is the kernel's. */
		"0: 00000002 00000000 00010000 0001 01 7 /run/docker.sock",
		"000000000000000: 00000002 00000000 00010000 0001 01 7 /run/docker.sock",
		"00000000000000000: 00000002 00000000 00010000 0001 01 7 /run/docker.sock",
		"0000000000000000: 2 00000000 00010000 0001 01 7 /run/docker.sock",
		"0000000000000000: 00000002 0 00010000 0001 01 7 /run/docker.sock",
		"0000000000000000: 00000002 00000000 10000 0001 01 7 /run/docker.sock",
		"0000000000000000: 00000002 00000000 00010000 1 01 7 /run/docker.sock",
		"0000000000000000: 00000002 00000000 00010000 0001 1 7 /run/docker.sock",
		"0000000000000000: 000000002 00000000 00010000 0001 01 7 /run/docker.sock",
		"0000000000000000:  00000002 00000000 00010000 0001 01 7 /run/docker.sock",
		"0000000000000000: 00000002  00000000 00010000 0001 01 7 /run/docker.sock",
		"0000000000000000:\t00000002 00000000 00010000 0001 01 7 /run/docker.sock",
		" 0000000000000000: 00000002 00000000 00010000 0001 01 7 /run/docker.sock",
		"0000000000000000 00000002 00000000 00010000 0001 01 7 /run/docker.sock",
		"000000000000000g: 00000002 00000000 00010000 0001 01 7 /run/docker.sock",
		"0000000000000000: 00000002 00000000 00010000 0001 01 -7 /run/docker.sock",
		"0000000000000000: 00000002 00000000 00010000 0001 01 /run/docker.sock",
		"0000000000000000: 00000002 00000000 00010000 0001 01 18446744073709551616 /x",
	};
	struct rows rows = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		ck_assert_int_eq(read_line(lines[i], &rows), -EBADMSG);
		ck_assert_uint_eq(rows.socks.n, 0);
		ck_assert_uint_eq(rows.arena.n, 0);
	}
	rows_free(&rows);
}
END_TEST

START_TEST(cut_lines)
{
	const size_t inode = (size_t)(strstr(HEAD, "4026531999") - HEAD);
	struct rows rows = { 0 };

	for (size_t len = 0; len <= strlen(HEAD); len++)
		ck_assert_int_eq(line_cut(unix_line, &ask, HEAD, len, &rows),
				 len <= inode ? -EBADMSG : 0);
	ck_assert_uint_eq(rows.socks.n, strlen(HEAD) - inode);
	rows_free(&rows);
}
END_TEST

UNIT_MAIN("procnet-unix", a_listener, states, socket_types, names, no_name, long_names,
	  short_pointers, lines_that_are_none, cut_lines)
