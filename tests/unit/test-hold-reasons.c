/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why nobody holds a socket. */
#include <sys/socket.h>

#include "table.h"
#include "unit.h"

static void add_sock(struct nw_table *table, enum nw_family family, uint64_t inode,
		     enum nw_state state)
{
	struct nw_sock *sock = rows_add(&table->rows, family, AF_INET);

	ck_assert_ptr_nonnull(sock);
	sock->inode = inode;
	sock->state = (uint8_t)state;
}

/* In the order of a scan: by inode, process, thread, number. */
static void add_file(struct nw_table *table, uint64_t inode, uint32_t pid, uint32_t tid,
		     uint32_t fd)
{
	struct nw_file *file = vec_push(&table->owners.files);

	ck_assert_ptr_nonnull(file);
	*file = (struct nw_file){ .inode = inode, .pid = pid, .tid = tid, .fd = fd };
}

static void drop(struct nw_table *table)
{
	rows_free(&table->rows);
	owners_free(&table->owners);
	vec_free(&table->procs.all);
	vec_free(&table->notes.all);
	free(table->by_inode);
	*table = (struct nw_table){ 0 };
}

static void join(struct nw_table *table)
{
	ck_assert_int_eq(hold_prepare(table), 0);
	ck_assert_int_eq(hold_join(table), 0);
}

START_TEST(reasons_of_states)
{
	static const struct {
		enum nw_state state;
		enum nw_reason reason;
	} all[] = {
		{ NW_STATE_ESTABLISHED, NW_REASON_NOT_ACCEPTED },
		/* Its peer has gone before anybody accepted it. */
		{ NW_STATE_CLOSE_WAIT, NW_REASON_NOT_ACCEPTED },
		{ NW_STATE_SYN_RECV, NW_REASON_SYN_RECV },
		{ NW_STATE_NEW_SYN_RECV, NW_REASON_SYN_RECV },
		{ NW_STATE_TIME_WAIT, NW_REASON_TIME_WAIT },
		{ NW_STATE_FIN_WAIT1, NW_REASON_ORPHAN },
		{ NW_STATE_FIN_WAIT2, NW_REASON_ORPHAN },
		{ NW_STATE_CLOSING, NW_REASON_ORPHAN },
		{ NW_STATE_LAST_ACK, NW_REASON_ORPHAN },
		/* None of these can be without an inode. */
		{ NW_STATE_NONE, NW_REASON_UNKNOWN },
		{ NW_STATE_SYN_SENT, NW_REASON_UNKNOWN },
		{ NW_STATE_CLOSE, NW_REASON_UNKNOWN },
		{ NW_STATE_LISTEN, NW_REASON_UNKNOWN },
		{ NW_STATE_BOUND_INACTIVE, NW_REASON_UNKNOWN },
		{ 255, NW_REASON_UNKNOWN },
	};
	static const enum nw_family families[] = { NW_TCP, NW_MPTCP };

	for (size_t f = 0; f < ARRAY_SIZE(families); f++) {
		struct nw_table table = { 0 };

		for (size_t i = 0; i < ARRAY_SIZE(all); i++)
			add_sock(&table, families[f], 0, all[i].state);
		join(&table);
		ck_assert_int_eq(hold_reasons(&table), 0);
		for (size_t i = 0; i < ARRAY_SIZE(all); i++)
			ck_assert_msg(table.rows.socks.at[i].reason == all[i].reason,
				      "state %d: %d", all[i].state,
				      table.rows.socks.at[i].reason);
		ck_assert_uint_eq(table.notes.all.n, 0);
		drop(&table);
	}
}
END_TEST

/* A UNIX socket without an inode is the server's end that nobody accepted yet. */
START_TEST(reasons_of_families)
{
	struct nw_table table = { 0 };

	for (unsigned family = 0; family < NW_FAMILIES_; family++)
		add_sock(&table, family, 0, NW_STATE_CLOSE);
	ck_assert_int_eq(hold_reasons(&table), 0);
	for (unsigned family = 0; family < NW_FAMILIES_; family++)
		ck_assert_uint_eq(table.rows.socks.at[family].reason,
				  family == NW_UNIX ? NW_REASON_NOT_ACCEPTED
						    : NW_REASON_UNKNOWN);
	drop(&table);

	/* States mean nothing where there are no connections. */
	add_sock(&table, NW_UDP, 0, NW_STATE_ESTABLISHED);
	add_sock(&table, NW_NETLINK, 0, NW_STATE_ESTABLISHED);
	ck_assert_int_eq(hold_reasons(&table), 0);
	ck_assert_uint_eq(table.rows.socks.at[0].reason, NW_REASON_UNKNOWN);
	ck_assert_uint_eq(table.rows.socks.at[1].reason, NW_REASON_UNKNOWN);
	drop(&table);
}
END_TEST

/* Whether a socket with an inode is nobody's depends on who could be looked into. */
START_TEST(blind)
{
	static const struct {
		uint64_t denied, forbidden;
		bool hidden;
		enum nw_reason reason;
	} all[] = {
		{ 0, 0, false, NW_REASON_UNKNOWN },
		{ 1, 0, false, NW_REASON_NO_PERMISSION },
		{ 0, 1, false, NW_REASON_NO_PERMISSION },
		{ 0, 0, true, NW_REASON_NO_PERMISSION },
		{ 7, 8, true, NW_REASON_NO_PERMISSION },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct nw_table table = { 0 };

		table.owners.denied = all[i].denied;
		table.owners.forbidden = all[i].forbidden;
		table.owners.hidden = all[i].hidden;
		add_sock(&table, NW_TCP, 10, NW_STATE_LISTEN);
		add_sock(&table, NW_TCP, 11, NW_STATE_LISTEN);
		add_sock(&table, NW_UNIX, 12, NW_STATE_ESTABLISHED);
		add_sock(&table, NW_TCP, 0, NW_STATE_TIME_WAIT);
		add_file(&table, 10, 700, 700, 3);
		join(&table);
		ck_assert_int_eq(hold_reasons(&table), 0);
		ck_assert_uint_eq(table.rows.socks.at[0].reason, NW_REASON_NONE);
		ck_assert_uint_eq(table.rows.socks.at[1].reason, all[i].reason);
		ck_assert_uint_eq(table.rows.socks.at[2].reason, all[i].reason);
		/* No permission would help with this one. */
		ck_assert_uint_eq(table.rows.socks.at[3].reason, NW_REASON_TIME_WAIT);
		if (all[i].reason == NW_REASON_UNKNOWN) {
			ck_assert_uint_eq(table.notes.all.n, 0);
		} else {
			ck_assert_uint_eq(table.notes.all.n, 1);
			ck_assert_int_eq(table.notes.all.at[0].kind, NW_NOTE_UNHELD);
			ck_assert_uint_eq(table.notes.all.at[0].count, 2);
		}
		drop(&table);
	}
}
END_TEST

/* Blind, but nothing is missing: nothing is said. */
START_TEST(blind_for_nothing)
{
	struct nw_table table = { 0 };

	table.owners.denied = 5;
	add_sock(&table, NW_TCP, 10, NW_STATE_LISTEN);
	add_sock(&table, NW_TCP, 0, NW_STATE_TIME_WAIT);
	add_file(&table, 10, 700, 700, 3);
	join(&table);
	ck_assert_int_eq(hold_reasons(&table), 0);
	ck_assert_uint_eq(table.notes.all.n, 0);
	drop(&table);
}
END_TEST

UNIT_MAIN("hold-reasons", reasons_of_states, reasons_of_families, blind, blind_for_nothing)
