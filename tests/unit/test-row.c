/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows and their attributes, and notes. */
#include "unit.h"

START_TEST(a_new_row_knows_nothing)
{
	struct rows rows = { 0 };
	struct nw_sock *sock = rows_add(&rows, NW_UNIX, AF_UNIX);

	ck_assert_ptr_nonnull(sock);
	ck_assert_uint_eq(sock->family, NW_UNIX);
	ck_assert_uint_eq(sock->af, AF_UNIX);
	ck_assert_uint_eq(sock->has, 0);
	ck_assert_uint_eq(sock->attrs_len, 0);
	ck_assert_uint_eq(sock->inode, 0);
	ck_assert_uint_eq(rows.arena.n, 0);
	ck_assert(!has_attr(&rows, NW_ATTR_NAME));
	rows_free(&rows);
}
END_TEST

START_TEST(attributes_of_any_length)
{
	struct rows rows = { 0 };
	char data[40];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (char)('a' + i);
	rows_add(&rows, NW_TCP, AF_INET);
	for (size_t len = 0; len < NW_ATTRS_; len++)
		ck_assert_int_eq(rows_attr(&rows, (enum nw_attribute)len, data, len % 40), 0);
	for (size_t len = 0; len < NW_ATTRS_; len++)
		assert_attr(&rows, (enum nw_attribute)len, data, len % 40);
	rows_free(&rows);
}
END_TEST

START_TEST(the_first_of_two_counts)
{
	struct rows rows = { 0 };

	rows_add(&rows, NW_TCP, AF_INET);
	rows_attr(&rows, NW_ATTR_TOS, "1", 1);
	rows_attr(&rows, NW_ATTR_TOS, "2", 1);
	assert_attr(&rows, NW_ATTR_TOS, "1", 1);
	rows_free(&rows);
}
END_TEST

START_TEST(rows_keep_their_own)
{
	struct rows rows = { 0 };
	size_t len;

	for (uint32_t i = 0; i < 5000; i++) {
		rows_add(&rows, NW_TCP, AF_INET)->inode = i;
		if (i % 3 == 0)
			continue;
		ck_assert_int_eq(rows_attr(&rows, NW_ATTR_MARK, &i, sizeof(i)), 0);
		ck_assert_int_eq(rows_attr(&rows, NW_ATTR_CONGESTION, "cubic", 5), 0);
	}
	for (uint32_t i = 0; i < 5000; i++) {
		const struct nw_sock *sock = &rows.socks.at[i];
		const uint32_t *mark = row_attr(&rows, sock, NW_ATTR_MARK, &len);

		ck_assert_uint_eq(sock->inode, i);
		if (i % 3 == 0) {
			ck_assert_ptr_null(mark);
			continue;
		}
		ck_assert_uint_eq(*mark, i);
		ck_assert_mem_eq(row_attr(&rows, sock, NW_ATTR_CONGESTION, &len), "cubic", 5);
		ck_assert_uint_eq(len, 5);
	}
	rows_free(&rows);
}
END_TEST

START_TEST(dropping)
{
	struct rows rows = { 0 };
	size_t before;

	rows_drop(&rows);
	ck_assert_uint_eq(rows.socks.n, 0);

	rows_add(&rows, NW_TCP, AF_INET);
	rows_attr(&rows, NW_ATTR_CONGESTION, "bbr", 3);
	before = rows.arena.n;

	/* With and without attributes of its own. */
	rows_add(&rows, NW_TCP, AF_INET);
	rows_drop(&rows);
	ck_assert_uint_eq(rows.arena.n, before);
	rows_add(&rows, NW_TCP, AF_INET);
	rows_attr(&rows, NW_ATTR_CONGESTION, "cubic", 5);
	rows_attr(&rows, NW_ATTR_ULP, "tls", 3);
	rows_drop(&rows);

	ck_assert_uint_eq(rows.socks.n, 1);
	ck_assert_uint_le(rows.arena.n, (before + 7) & ~(size_t)7);
	assert_attr(&rows, NW_ATTR_CONGESTION, "bbr", 3);

	rows_add(&rows, NW_TCP, AF_INET);
	rows_attr(&rows, NW_ATTR_CONGESTION, "dctcp", 5);
	assert_attr(&rows, NW_ATTR_CONGESTION, "dctcp", 5);
	rows_free(&rows);
}
END_TEST

START_TEST(too_long_an_attribute_leaves_no_trace)
{
	struct rows rows = { 0 };

	rows_add(&rows, NW_TCP, AF_INET);
	rows_attr(&rows, NW_ATTR_CONGESTION, "bbr", 3);
	ck_assert_int_eq(rows_attr(&rows, NW_ATTR_ULP, "", (size_t)UINT32_MAX + 1), -EOVERFLOW);
	ck_assert(!has_attr(&rows, NW_ATTR_ULP));
	ck_assert_int_eq(rows_attr(&rows, NW_ATTR_ULP, "tls", 3), 0);
	assert_attr(&rows, NW_ATTR_CONGESTION, "bbr", 3);
	assert_attr(&rows, NW_ATTR_ULP, "tls", 3);
	rows_free(&rows);
}
END_TEST

START_TEST(freed_rows_can_be_used_again)
{
	struct rows rows = { 0 };

	rows_free(&rows);
	rows_add(&rows, NW_TCP, AF_INET);
	rows_attr(&rows, NW_ATTR_TOS, "x", 1);
	rows_free(&rows);
	ck_assert_uint_eq(rows.socks.n, 0);
	ck_assert_uint_eq(rows.arena.n, 0);
	ck_assert_ptr_nonnull(rows_add(&rows, NW_UDP, AF_INET6));
	rows_free(&rows);
}
END_TEST

START_TEST(notes_are_gathered)
{
	struct notes notes = { 0 };
	const struct nw_note *note;

	ck_assert_int_eq(notes_add(&notes, NW_NOTE_ABSENT, ENOENT, 7, "sock_diag %s", "tipc"),
			 0);
	ck_assert_int_eq(notes_add(&notes, NW_NOTE_UNREADABLE, EACCES, 0, "%0100d", 1), 0);
	ck_assert_uint_eq(notes.all.n, 2);

	note = &notes.all.at[0];
	ck_assert_int_eq(note->kind, NW_NOTE_ABSENT);
	ck_assert_int_eq(note->error, ENOENT);
	ck_assert_uint_eq(note->count, 7);
	ck_assert_str_eq(note->where, "sock_diag tipc");

	/* What does not fit is cut, and ends. */
	note = &notes.all.at[1];
	ck_assert_uint_eq(strlen(note->where), sizeof(note->where) - 1);
	vec_free(&notes.all);
}
END_TEST

/* What is moved still has its own bytes, wherever they stood and stand. */
START_TEST(appended)
{
	struct rows to = { 0 }, from = { 0 };

	for (unsigned part = 0; part < 3; part++) {
		for (unsigned k = 0; k < 3; k++) {
			const uint8_t bytes[] = { (uint8_t)(10 * part + k), 0xee };
			uint32_t device;

			ck_assert_ptr_nonnull(rows_add(&from, NW_TCP, 2));
			/* One of each three has none of its own. */
			if (k == 1)
				continue;
			ck_assert_int_eq(rows_attr(&from, NW_ATTR_NAME, bytes, 1 + k / 2), 0);
			ck_assert_int_eq(arena_add(&from.arena, "eth", 4, &device), 0);
			from.socks.at[k].device_at = device;
		}
		ck_assert_int_eq(rows_append(&to, &from), 0);
		rows_free(&from);
	}
	ck_assert_uint_eq(to.socks.n, 9);
	for (unsigned i = 0; i < 9; i++) {
		const struct nw_sock *sock = &to.socks.at[i];
		size_t len = 0;
		const uint8_t *name = row_attr(&to, sock, NW_ATTR_NAME, &len);

		if (i % 3 == 1) {
			ck_assert_ptr_null(name);
			ck_assert_uint_eq(sock->device_at, 0);
			continue;
		}
		ck_assert_ptr_nonnull(name);
		ck_assert_uint_eq(len, 1 + i % 3 / 2);
		ck_assert_uint_eq(name[0], 10 * (i / 3) + i % 3);
		ck_assert_str_eq(to.arena.at + sock->device_at, "eth");
	}
	rows_free(&to);
}
END_TEST

UNIT_MAIN("row", a_new_row_knows_nothing, appended, attributes_of_any_length, the_first_of_two_counts,
	  rows_keep_their_own, dropping, too_long_an_attribute_leaves_no_trace,
	  freed_rows_can_be_used_again, notes_are_gathered)
