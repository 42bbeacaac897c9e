/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who holds a socket. */
#include "unit-hold.h"

static const struct nw_file *holder(const struct nw_table *table, size_t row, size_t i)
{
	const struct nw_sock *sock = &table->rows.socks.at[row];

	ck_assert_uint_lt(i, sock->n_holders);
	return &table->owners.files.at[sock->holders_at + i];
}

static size_t holders(const struct nw_table *table, size_t row)
{
	return table->rows.socks.at[row].n_holders;
}

static void assert_holder(const struct nw_table *table, size_t row, size_t i,
			  uint32_t pid, uint32_t tid, uint32_t fd)
{
	const struct nw_file *file = holder(table, row, i);

	ck_assert_uint_eq(file->inode, table->rows.socks.at[row].inode);
	ck_assert_uint_eq(file->pid, pid);
	ck_assert_uint_eq(file->tid, tid);
	ck_assert_uint_eq(file->fd, fd);
	ck_assert_ptr_nonnull(file->proc);
	ck_assert_uint_eq(file->proc->pid, pid);
}

static void assert_procs(const struct nw_table *table, const uint32_t *pids, size_t n)
{
	ck_assert_uint_eq(table->procs.all.n, n);
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(table->procs.all.at[i].pid, pids[i]);
}

/* ---- at first sight ---------------------------------------------------------- */

START_TEST(held)
{
	static const uint32_t pids[] = { 5, 7, 9 };
	struct nw_table table = { 0 };

	add_sock(&table, NW_TCP, 300, NW_STATE_LISTEN);
	add_sock(&table, NW_UNIX, 100, NW_STATE_CLOSE);
	add_sock(&table, NW_UDP, 200, NW_STATE_CLOSE);
	add_sock(&table, NW_TCP, 250, NW_STATE_ESTABLISHED);
	add_file(&table, 50, 6, 6, 3); /* of a socket nobody asked for */
	add_file(&table, 100, 9, 9, 4);
	/* After a fork: both hold it; one of them twice. */
	add_file(&table, 300, 5, 5, 3);
	add_file(&table, 300, 5, 5, 12);
	add_file(&table, 300, 7, 7, 3);
	add_file(&table, 301, 8, 8, 3);
	join(&table);
	ck_assert_uint_eq(holders(&table, 0), 3);
	assert_holder(&table, 0, 0, 5, 5, 3);
	assert_holder(&table, 0, 1, 5, 5, 12);
	assert_holder(&table, 0, 2, 7, 7, 3);
	ck_assert_uint_eq(holders(&table, 1), 1);
	assert_holder(&table, 1, 0, 9, 9, 4);
	ck_assert_uint_eq(holders(&table, 2), 0);
	ck_assert_uint_eq(holders(&table, 3), 0);
	/* Only of these will more be read. */
	assert_procs(&table, pids, ARRAY_SIZE(pids));
	ck_assert_ptr_null(table.owners.files.at[0].proc);
	ck_assert_ptr_null(table.owners.files.at[5].proc);
	drop(&table);
}
END_TEST

/* A thread's own table is a holder of its own, and the process is one process. */
START_TEST(threads)
{
	static const uint32_t pids[] = { 700 };
	struct nw_table table = { 0 };

	add_sock(&table, NW_TCP, 10, NW_STATE_LISTEN);
	add_sock(&table, NW_TCP, 11, NW_STATE_LISTEN);
	add_file(&table, 10, 700, 700, 3);
	add_file(&table, 10, 700, 703, 3);
	add_file(&table, 10, 700, 703, 4);
	add_file(&table, 11, 700, 704, 3);
	join(&table);
	ck_assert_uint_eq(holders(&table, 0), 3);
	assert_holder(&table, 0, 0, 700, 700, 3);
	assert_holder(&table, 0, 1, 700, 703, 3);
	assert_holder(&table, 0, 2, 700, 703, 4);
	ck_assert_uint_eq(holders(&table, 1), 1);
	assert_holder(&table, 1, 0, 700, 704, 3);
	assert_procs(&table, pids, 1);
	drop(&table);
}
END_TEST

/* An MPTCP connection and its first subflow have one inode. */
START_TEST(one_inode)
{
	struct nw_table table = { 0 };

	add_sock(&table, NW_TCP, 10, NW_STATE_ESTABLISHED);
	add_sock(&table, NW_MPTCP, 10, NW_STATE_ESTABLISHED);
	add_file(&table, 10, 700, 700, 3);
	join(&table);
	assert_holder(&table, 0, 0, 700, 700, 3);
	assert_holder(&table, 1, 0, 700, 700, 3);
	ck_assert_uint_eq(table.procs.all.n, 1);
	drop(&table);
}
END_TEST

/* Without an inode there is nothing a descriptor could name. */
START_TEST(no_inode)
{
	struct nw_table table = { 0 };

	add_sock(&table, NW_TCP, 0, NW_STATE_ESTABLISHED);
	add_file(&table, 0, 700, 700, 3);
	join(&table);
	ck_assert_uint_eq(holders(&table, 0), 0);
	ck_assert_uint_eq(table.procs.all.n, 0);
	drop(&table);
}
END_TEST

START_TEST(nothing)
{
	struct nw_table table = { 0 };

	join(&table);
	drop(&table);
	add_sock(&table, NW_TCP, 5, NW_STATE_ESTABLISHED);
	join(&table);
	ck_assert_uint_eq(holders(&table, 0), 0);
	drop(&table);

	add_file(&table, 5, 700, 700, 3);
	join(&table);
	ck_assert_uint_eq(table.procs.all.n, 0);
	drop(&table);
}
END_TEST

/* Inodes have 32 bits today; nothing here does. */
START_TEST(large_inodes)
{
	struct nw_table table = { 0 };

	add_sock(&table, NW_TCP, UINT64_MAX, NW_STATE_LISTEN);
	add_sock(&table, NW_TCP, UINT64_C(1) << 32, NW_STATE_LISTEN);
	add_file(&table, 1, 1, 1, 1);
	add_file(&table, UINT64_C(1) << 32, 2, 2, 2);
	add_file(&table, UINT64_MAX, 3, 3, UINT32_MAX);
	join(&table);
	assert_holder(&table, 0, 0, 3, 3, UINT32_MAX);
	assert_holder(&table, 1, 0, 2, 2, 2);
	drop(&table);
}
END_TEST

#define MANY 12000

/* Neighbours in the table belong to different processes, thousands of them. */
START_TEST(many)
{
	struct nw_table table = { 0 };
	const uint32_t pids = MANY / 3;

	for (uint32_t i = 0; i < MANY; i++) {
		add_sock(&table, NW_TCP, 1 + i, NW_STATE_ESTABLISHED);
		add_file(&table, 1 + i, 1 + (i * 7919) % pids, 1 + (i * 7919) % pids, i);
	}
	join(&table);
	ck_assert_uint_eq(table.procs.all.n, pids);
	for (uint32_t i = 0; i < pids; i++)
		ck_assert_uint_eq(table.procs.all.at[i].pid, 1 + i);
	for (uint32_t i = 0; i < MANY; i++) {
		ck_assert_uint_eq(holders(&table, i), 1);
		assert_holder(&table, i, 0, 1 + (i * 7919) % pids, 1 + (i * 7919) % pids, i);
	}
	drop(&table);
}
END_TEST

/* ---- a second look ----------------------------------------------------------- */

/* What was opened while descriptors were being read is found when they are read again. */
START_TEST(looked_for_again)
{
	static const uint32_t pids[] = { 3, 5, 7 };
	struct nw_table table = { 0 }, second = { 0 };

	add_sock(&table, NW_TCP, 300, NW_STATE_LISTEN);
	add_sock(&table, NW_TCP, 200, NW_STATE_LISTEN);
	add_sock(&table, NW_TCP, 400, NW_STATE_LISTEN);
	add_sock(&table, NW_TCP, 0, NW_STATE_TIME_WAIT);
	add_file(&table, 300, 5, 5, 3);
	join(&table);
	ck_assert(hold_missing(&table));

	add_file(&second, 0, 9, 9, 9);
	add_file(&second, 100, 9, 9, 9);
	add_file(&second, 200, 3, 3, 8);
	add_file(&second, 200, 7, 7, 8);
	/* Who was found at first stays the only one: it was seen then. */
	add_file(&second, 300, 9, 9, 9);
	ck_assert_int_eq(hold_again(&table, &second.owners), 0);
	ck_assert_uint_eq(holders(&table, 0), 1);
	assert_holder(&table, 0, 0, 5, 5, 3);
	ck_assert_uint_eq(holders(&table, 1), 2);
	assert_holder(&table, 1, 0, 3, 3, 8);
	assert_holder(&table, 1, 1, 7, 7, 8);
	ck_assert_uint_eq(holders(&table, 2), 0);
	ck_assert_uint_eq(holders(&table, 3), 0);
	assert_procs(&table, pids, ARRAY_SIZE(pids));
	drop(&table);
	drop(&second);
}
END_TEST

/* Two rows of one inode have the same holders, each of them once. */
START_TEST(looked_for_again_twice)
{
	struct nw_table table = { 0 }, second = { 0 };

	add_sock(&table, NW_TCP, 200, NW_STATE_ESTABLISHED);
	add_sock(&table, NW_MPTCP, 200, NW_STATE_ESTABLISHED);
	join(&table);
	add_file(&second, 200, 3, 3, 8);
	add_file(&second, 200, 7, 7, 8);
	ck_assert_int_eq(hold_again(&table, &second.owners), 0);
	for (size_t row = 0; row < 2; row++) {
		ck_assert_uint_eq(holders(&table, row), 2);
		assert_holder(&table, row, 0, 3, 3, 8);
		assert_holder(&table, row, 1, 7, 7, 8);
	}
	ck_assert_uint_eq(table.owners.files.n, 2);
	drop(&table);
	drop(&second);
}
END_TEST

START_TEST(nothing_is_missing)
{
	struct nw_table table = { 0 }, other = { 0 };

	ck_assert(!hold_missing(&table));
	add_sock(&table, NW_TCP, 300, NW_STATE_LISTEN);
	/* No look would find a holder of these. */
	add_sock(&table, NW_TCP, 0, NW_STATE_TIME_WAIT);
	add_sock(&table, NW_NETLINK, 7, NW_STATE_NONE); /* the kernel's own end: port 0 */
	add_file(&table, 300, 5, 5, 3);
	join(&table);
	ck_assert(!hold_missing(&table));
	drop(&table);

	add_sock(&other, NW_NETLINK, 7, NW_STATE_NONE);
	other.rows.socks.at[0].local_port = 4000;
	join(&other);
	ck_assert(hold_missing(&other));
	drop(&other);
}
END_TEST

/* ---- the other end ----------------------------------------------------------- */

static void add_end(struct nw_table *table, uint64_t inode, uint32_t peer)
{
	add_sock(table, NW_UNIX, inode, NW_STATE_ESTABLISHED);
	if (peer)
		ck_assert_int_eq(rows_attr(&table->rows, NW_ATTR_PEER, &peer, sizeof(peer)), 0);
}

/* Who holds the socket a UNIX socket is connected to, be that one shown or not. */
START_TEST(peers)
{
	static const uint32_t pids[] = { 3, 4, 5, 6 };
	struct nw_table table = { 0 };

	add_end(&table, 10, 20);
	add_end(&table, 20, 10);
	add_end(&table, 30, 99);
	add_end(&table, 40, 0); /* nobody: its peer is not accepted yet */
	add_end(&table, 50, 55);
	add_sock(&table, NW_TCP, 60, NW_STATE_ESTABLISHED);
	add_file(&table, 0, 9, 9, 9);
	add_file(&table, 10, 3, 3, 1);
	add_file(&table, 20, 4, 4, 1);
	add_file(&table, 20, 5, 5, 1);
	add_file(&table, 99, 6, 6, 1);
	join(&table);
	ck_assert_int_eq(hold_peers(&table), 0);
	ck_assert_uint_eq(table.rows.socks.at[0].n_peers, 2);
	for (uint32_t i = 0; i < 2; i++) {
		const struct nw_file *file =
			&table.owners.files.at[table.rows.socks.at[0].peers_at + i];

		ck_assert_uint_eq(file->inode, 20);
		ck_assert_uint_eq(file->pid, 4 + i);
		ck_assert_ptr_nonnull(file->proc);
		ck_assert_uint_eq(file->proc->pid, 4 + i);
	}
	ck_assert_uint_eq(table.rows.socks.at[1].n_peers, 1);
	ck_assert_uint_eq(table.rows.socks.at[2].n_peers, 1);
	for (size_t row = 3; row < 6; row++)
		ck_assert_uint_eq(table.rows.socks.at[row].n_peers, 0);
	/* Its own holders are another matter. */
	ck_assert_uint_eq(holders(&table, 0), 1);
	assert_procs(&table, pids, ARRAY_SIZE(pids));
	drop(&table);
}
END_TEST

UNIT_MAIN("hold", held, threads, one_inode, no_inode, nothing, large_inodes, many,
	  looked_for_again, looked_for_again_twice, nothing_is_missing, peers)
