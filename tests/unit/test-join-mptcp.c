/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Subflows of MPTCP and their connections: found, held, shown. */
#include "unit-hold.h"

static void add(struct nw_table *table, enum nw_family family, uint32_t token, uint64_t inode)
{
	add_sock(table, family, inode, NW_STATE_ESTABLISHED);
	if (token)
		ck_assert_int_eq(rows_attr(&table->rows, NW_ATTR_MPTCP_TOKEN, &token,
					   sizeof(token)),
				 0);
}

static void join_all(struct nw_table *table)
{
	ck_assert_int_eq(order_rows(&table->rows, &table->order), 0);
	ck_assert_int_eq(join_subflows(table), 0);
}

static void expect(const struct nw_table *table, size_t row, size_t connection)
{
	ck_assert_msg(table->rows.socks.at[row].connection_at == connection + 1,
		      "row %zu: %llu", row,
		      (unsigned long long)table->rows.socks.at[row].connection_at);
}

static void expect_none(const struct nw_table *table, size_t row)
{
	ck_assert_uint_eq(table->rows.socks.at[row].connection_at, 0);
}

static void drop_all(struct nw_table *table)
{
	vec_free(&table->subflows);
	free(table->order);
	drop(table);
}

/* Both ends are in one namespace: what is the peer's token at one end is the own at the other. */
START_TEST(by_token)
{
	struct nw_table table = { 0 };

	add(&table, NW_MPTCP, 7, 70);
	add(&table, NW_TCP, 8, 0);
	add(&table, NW_TCP, 7, 70);
	add(&table, NW_MPTCP, 8, 0);
	add(&table, NW_TCP, 7, 71);
	add(&table, NW_TCP, 9, 0);
	add(&table, NW_TCP, 0, 0);
	add(&table, NW_UDP, 7, 70);
	join_all(&table);
	expect(&table, 1, 3);
	expect(&table, 2, 0);
	expect(&table, 4, 0);
	for (size_t row = 5; row < 8; row++)
		expect_none(&table, row);
	expect_none(&table, 0);
	ck_assert_uint_eq(table.subflows.n, 3);
	drop_all(&table);
}
END_TEST

/* A listener has no token. A token tells more than an inode, and none is no token. */
START_TEST(by_inode)
{
	struct nw_table table = { 0 };

	add(&table, NW_MPTCP, 0, 70);
	add(&table, NW_MPTCP, 9, 90);
	add(&table, NW_TCP, 0, 70);
	add(&table, NW_TCP, 0, 71);
	add(&table, NW_TCP, 9, 70);
	add(&table, NW_TCP, 5, 90);
	join_all(&table);
	expect(&table, 2, 0);
	expect_none(&table, 3);
	expect(&table, 4, 1);
	expect(&table, 5, 1);
	drop_all(&table);
}
END_TEST

/* The same numbers elsewhere are other connections. */
START_TEST(by_namespace)
{
	struct nw_table table = { 0 };

	for (size_t space = 0; space < 3; space++) {
		if (space < 2)
			add(&table, NW_MPTCP, 7, 70);
		add(&table, NW_TCP, 7, 71);
		add(&table, NW_TCP, 0, 70);
	}
	for (size_t row = 3; row < 8; row++)
		table.rows.socks.at[row].netns_at = row < 6 ? 1 : 2;
	join_all(&table);
	expect(&table, 1, 0);
	expect(&table, 2, 0);
	expect(&table, 4, 3);
	expect(&table, 5, 3);
	expect_none(&table, 6);
	expect_none(&table, 7);
	drop_all(&table);
}
END_TEST

START_TEST(no_connections)
{
	struct nw_table table = { 0 };

	join_all(&table);
	drop_all(&table);
	add(&table, NW_TCP, 7, 70);
	add(&table, NW_UDP, 0, 71);
	join_all(&table);
	expect_none(&table, 0);
	ck_assert_uint_eq(table.subflows.n, 0);
	drop_all(&table);
}
END_TEST

/* With an inode of its own, as older kernels give it, or with none. */
START_TEST(held_as_the_connection_is)
{
	struct nw_table table = { 0 };
	const struct nw_sock *socks;

	add(&table, NW_MPTCP, 7, 70);
	add(&table, NW_TCP, 7, 71);
	add(&table, NW_TCP, 7, 0);
	add(&table, NW_TCP, 7, 70);
	add(&table, NW_MPTCP, 8, 0);
	add(&table, NW_TCP, 8, 80);
	add_file(&table, 70, 500, 500, 3);
	add_file(&table, 70, 501, 501, 4);
	join_all(&table);
	join(&table);
	socks = table.rows.socks.at;
	for (size_t row = 0; row < 4; row++) {
		ck_assert_uint_eq(socks[row].n_holders, 2);
		ck_assert_uint_eq(table.owners.files.at[socks[row].holders_at].pid, 500);
	}
	/* Whom nobody holds is missed; a connection without an inode can have no holder. */
	ck_assert_uint_eq(socks[5].n_holders, 0);
	ck_assert_uint_eq(table.missing, 1);
	drop_all(&table);
}
END_TEST

/* A connection that is not shown is none. */
START_TEST(shown)
{
	for (size_t with = 0; with < 2; with++) {
		struct nw_table table = { 0 };

		add(&table, NW_MPTCP, 7, 70);
		add(&table, NW_TCP, 7, 70);
		add(&table, NW_TCP, 0, 71);
		ck_assert_ptr_nonnull(vec_push(&table.spaces.all));
		join_all(&table);
		table_seal(1, &table);
		/* In order: TCP's, and behind them the connection. */
		table.shown = 2 + with;
		ck_assert_int_eq(show_subflows(&table), 0);
		ck_assert_ptr_eq(nw_sock_connection(&table.rows.socks.at[1]),
				 with ? &table.rows.socks.at[0] : NULL);
		ck_assert_ptr_null(nw_sock_connection(&table.rows.socks.at[0]));
		ck_assert_ptr_null(nw_sock_connection(&table.rows.socks.at[2]));
		drop_all(&table);
	}
}
END_TEST

UNIT_MAIN("join-mptcp", by_token, by_inode, by_namespace, no_connections,
	  held_as_the_connection_is, shown)
