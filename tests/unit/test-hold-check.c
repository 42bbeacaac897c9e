/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes end and their numbers are given away: what was found is looked at once more. */
#include "unit-dir.h"
#include "unit-hold.h"

/* Join, and look again at what is in the directory. */
static void check(struct nw_table *table)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;

	dir_recording("complete\n");
	sys = dir_open();
	join(table);
	ck_assert_int_eq(hold_check(sys, 2, table), 0);
}

/* The holders of a row are these processes, and nobody else. */
static void assert_holders(const struct nw_table *table, size_t row, const uint32_t *pids,
			   size_t n)
{
	const struct nw_sock *sock = &table->rows.socks.at[row];

	ck_assert_uint_eq(sock->n_holders, n);
	for (size_t i = 0; i < n; i++) {
		const struct nw_file *file = &table->owners.files.at[sock->holders_at + i];

		ck_assert_uint_eq(file->inode, sock->inode);
		ck_assert_uint_eq(file->pid, pids[i]);
	}
}

#define HOLDERS(table, row, ...)                                                         \
	assert_holders(table, row, (uint32_t[]){ __VA_ARGS__ },                          \
		       ARRAY_SIZE(((uint32_t[]){ __VA_ARGS__ })))

START_TEST(still_there)
{
	struct nw_table table = { 0 };

	dir_descriptor(7, 7, 3, "socket:[100]");
	dir_descriptor(7, 9, 4, "socket:[100]");
	dir_descriptor(8, 8, 3, "socket:[100]");
	add_sock(&table, NW_TCP, 100, NW_STATE_LISTEN);
	add_file(&table, 100, 7, 7, 3);
	add_file(&table, 100, 7, 9, 4);
	add_file(&table, 100, 8, 8, 3);
	check(&table);
	HOLDERS(&table, 0, 7, 7, 8);
	ck_assert_uint_eq(table.rows.socks.at[0].reason, NW_REASON_NONE);
	drop(&table);
}
END_TEST

/* Ended, or another one by now: neither holds it. */
START_TEST(another_process)
{
	static const char *const now[] = { NULL, "socket:[999]", "/dev/null", "socket:[1000]" };

	for (size_t i = 0; i < ARRAY_SIZE(now); i++) {
		struct nw_table table = { 0 };

		if (now[i])
			dir_descriptor(7, 7, 3, now[i]);
		dir_folder("proc/8/fd");
		remove(dir_path("proc/8/fd/3"));
		dir_descriptor(8, 8, 3, "socket:[100]");
		add_sock(&table, NW_TCP, 100, NW_STATE_LISTEN);
		add_sock(&table, NW_TCP, 200, NW_STATE_LISTEN);
		add_file(&table, 100, 7, 7, 3);
		add_file(&table, 100, 8, 8, 3);
		add_file(&table, 200, 7, 7, 4);
		check(&table);
		HOLDERS(&table, 0, 8);
		ck_assert_uint_eq(table.rows.socks.at[0].reason, NW_REASON_NONE);
		ck_assert_uint_eq(table.rows.socks.at[1].n_holders, 0);
		ck_assert_uint_eq(table.rows.socks.at[1].reason, NW_REASON_RACED);
		drop(&table);
		remove(dir_path("proc/7/fd/3"));
	}
}
END_TEST

START_TEST(the_last_has_gone)
{
	struct nw_table table = { 0 };

	dir_descriptor(7, 7, 3, "socket:[100]");
	add_sock(&table, NW_TCP, 100, NW_STATE_LISTEN);
	add_file(&table, 100, 7, 7, 3);
	add_file(&table, 100, 8, 8, 3);
	check(&table);
	HOLDERS(&table, 0, 7);
	drop(&table);
}
END_TEST

/* One descriptor may be closed meanwhile: by the others it is the same process. */
START_TEST(one_is_closed)
{
	struct nw_table table = { 0 };

	dir_descriptor(7, 7, 5, "socket:[300]");
	for (uint64_t inode = 100; inode <= 300; inode += 100)
		add_sock(&table, NW_TCP, inode, NW_STATE_LISTEN);
	add_file(&table, 100, 7, 7, 3);
	add_file(&table, 200, 7, 7, 4);
	add_file(&table, 300, 7, 7, 5);
	check(&table);
	for (size_t row = 0; row < 3; row++)
		HOLDERS(&table, row, 7);
	drop(&table);
}
END_TEST

/* Seen by another way than /proc, which does not let us look. */
START_TEST(closed_to_us)
{
	struct nw_table table = { 0 };

	dir_text("index", "error EACCES proc/7/fd/3\nerror EPERM proc/8/fd/3\n");
	add_sock(&table, NW_TCP, 100, NW_STATE_LISTEN);
	add_file(&table, 100, 7, 7, 3);
	add_file(&table, 100, 8, 8, 3);
	check(&table);
	HOLDERS(&table, 0, 7, 8);
	drop(&table);
}
END_TEST

/* An MPTCP connection and its first subflow have one inode, and the same holders. */
START_TEST(one_inode)
{
	struct nw_table table = { 0 };

	dir_descriptor(8, 8, 3, "socket:[100]");
	dir_descriptor(9, 9, 3, "socket:[100]");
	add_sock(&table, NW_TCP, 100, NW_STATE_LISTEN);
	add_sock(&table, NW_MPTCP, 100, NW_STATE_LISTEN);
	add_file(&table, 100, 7, 7, 3);
	add_file(&table, 100, 8, 8, 3);
	add_file(&table, 100, 9, 9, 3);
	check(&table);
	HOLDERS(&table, 0, 8, 9);
	HOLDERS(&table, 1, 8, 9);
	drop(&table);
}
END_TEST

UNIT_DIR_MAIN("hold-check", still_there, another_process, the_last_has_gone,
	      one_is_closed, closed_to_us, one_inode)
