/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why nobody holds a socket. */
#include <linux/unix_diag.h>

#include "unit-dir.h"
#include "unit-hold.h"

/* Join what there is, and say why nobody holds the rest, beside what was recorded. */
static void find_reasons(struct nw_table *table)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;

	dir_recording("complete\n");
	sys = dir_open();
	if (!table->spaces.all.n) {
		struct netns *own = vec_push(&table->spaces.all);

		ck_assert_ptr_nonnull(own);
		own->inum = sys_netns(sys);
	}
	join(table);
	ck_assert_int_eq(hold_reasons(sys, 2, table), 0);
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
		find_reasons(&table);
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
	find_reasons(&table);
	for (unsigned family = 0; family < NW_FAMILIES_; family++)
		ck_assert_uint_eq(table.rows.socks.at[family].reason,
				  family == NW_UNIX ? NW_REASON_NOT_ACCEPTED
						    : NW_REASON_UNKNOWN);
	drop(&table);

	/* States mean nothing where there are no connections. */
	add_sock(&table, NW_UDP, 0, NW_STATE_ESTABLISHED);
	add_sock(&table, NW_NETLINK, 0, NW_STATE_ESTABLISHED);
	find_reasons(&table);
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
		{ 0, 0, false, NW_REASON_KERNEL },
		{ 1, 0, false, NW_REASON_NO_PERMISSION },
		{ 0, 1, false, NW_REASON_NO_PERMISSION },
		{ 0, 0, true, NW_REASON_NO_PERMISSION },
		{ 7, 8, true, NW_REASON_NO_PERMISSION },
	};

	dir_link("proc/self/ns/pid", "pid:[4026531836]");
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
		find_reasons(&table);
		ck_assert_uint_eq(table.rows.socks.at[0].reason, NW_REASON_NONE);
		ck_assert_uint_eq(table.rows.socks.at[1].reason, all[i].reason);
		ck_assert_uint_eq(table.rows.socks.at[2].reason, all[i].reason);
		/* No permission would help with this one. */
		ck_assert_uint_eq(table.rows.socks.at[3].reason, NW_REASON_TIME_WAIT);
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
	find_reasons(&table);
	ck_assert_uint_eq(table.notes.all.n, 0);
	drop(&table);
}
END_TEST

/* The kernel's own end of netlink: nobody's permission would find a holder. */
START_TEST(the_kernels_end)
{
	for (int denied = 0; denied < 2; denied++) {
		struct nw_table table = { 0 };

		table.owners.denied = (uint64_t)denied;
		add_sock(&table, NW_NETLINK, 10, NW_STATE_NONE);
		add_sock(&table, NW_TCP, 11, NW_STATE_LISTEN);
		find_reasons(&table);
		ck_assert_uint_eq(table.rows.socks.at[0].reason, NW_REASON_KERNEL);
		drop(&table);
	}
}
END_TEST

/* Every process was read. Are those all there are, or only those of one PID namespace? */
START_TEST(pid_namespaces)
{
	static const struct {
		const char *link;
		enum nw_reason reason;
	} all[] = {
		{ "pid:[4026531836]", NW_REASON_KERNEL },
		{ "pid:[4026532500]", NW_REASON_OTHER_PIDNS },
		/* Nobody wrote down where it was looked from. */
		{ NULL, NW_REASON_UNKNOWN },
		{ "nonsense", NW_REASON_UNKNOWN },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct nw_table table = { 0 };

		if (all[i].link)
			dir_link("proc/self/ns/pid", all[i].link);
		add_sock(&table, NW_TCP, 11, NW_STATE_LISTEN);
		find_reasons(&table);
		ck_assert_msg(table.rows.socks.at[0].reason == all[i].reason,
			      "case %zu: %d", i, table.rows.socks.at[0].reason);
		ck_assert_uint_eq(table.notes.all.n, 0);
		drop(&table);
		if (all[i].link)
			remove(dir_path("proc/self/ns/pid"));
	}
}
END_TEST

/* What may have gone is not said to be the kernel's; what may not be seen still is that. */
START_TEST(in_doubt)
{
	for (int denied = 0; denied < 2; denied++) {
		struct nw_table table = { 0 };

		dir_text("gone", "4026531840 5 doubt\n4026531840 6\n4026531840 8 x\n"
				 "4026531840 9 orphan\n");
		for (uint64_t cookie = 5; cookie <= 9; cookie++) {
			add_sock(&table, NW_TCP, 10 + cookie, NW_STATE_LISTEN);
			table.rows.socks.at[cookie - 5].cookie = cookie;
			table.rows.socks.at[cookie - 5].has = HAS_COOKIE;
		}
		dir_link("proc/self/ns/pid", "pid:[4026531836]");
		table.owners.denied = (uint64_t)denied;
		find_reasons(&table);
		ck_assert_uint_eq(table.rows.socks.at[0].reason,
				  denied ? NW_REASON_NO_PERMISSION : NW_REASON_UNKNOWN);
		ck_assert_uint_eq(table.rows.socks.at[1].reason, NW_REASON_RACED);
		ck_assert_uint_eq(table.rows.socks.at[2].reason,
				  denied ? NW_REASON_NO_PERMISSION : NW_REASON_KERNEL);
		ck_assert_uint_eq(table.rows.socks.at[3].reason, NW_REASON_RACED);
		ck_assert_uint_eq(table.rows.socks.at[4].reason, NW_REASON_ORPHAN);
		drop(&table);
		remove(dir_path("proc/self/ns/pid"));
	}
}
END_TEST

/* Sockets that had gone when they were asked for again, as the recording has them. */
START_TEST(gone_meanwhile)
{
	struct nw_table table = { 0 };

	dir_text("gone", "4026531840 5\n4026532000 6\nnonsense\n4026531840 0\n");
	for (uint64_t cookie = 5; cookie <= 8; cookie++) {
		add_sock(&table, NW_TCP, 10 + cookie, NW_STATE_ESTABLISHED);
		table.rows.socks.at[cookie - 5].cookie = cookie;
		table.rows.socks.at[cookie - 5].has = HAS_COOKIE;
	}
	add_file(&table, 18, 7, 7, 3);
	table.rows.socks.at[3].cookie = 5;
	find_reasons(&table);
	ck_assert_uint_eq(table.rows.socks.at[0].reason, NW_REASON_RACED);
	/* The same cookie in another namespace is another socket. */
	ck_assert_uint_ne(table.rows.socks.at[1].reason, NW_REASON_RACED);
	ck_assert_uint_ne(table.rows.socks.at[2].reason, NW_REASON_RACED);
	ck_assert_uint_eq(table.rows.socks.at[3].reason, NW_REASON_NONE);
	drop(&table);
}
END_TEST

/* ---- on their way ------------------------------------------------------------ */

START_TEST(queued_descriptors)
{
	static const struct {
		const char *fdinfo;
		uint64_t queued;
	} all[] = {
		{ "pos:\t0\nflags:\t02\nmnt_id:\t10\nino:\t7\nscm_fds: 3\n", 3 },
		{ "scm_fds: 18446744073709551615\n", UINT64_MAX },
		{ "scm_fds: 4", 4 },
		{ "scm_fds:\t5\n", 5 },
		{ "scm_fds: 0\n", 0 },
		{ "pos:\t0\n", 0 },
		{ "scm_fds: x\n", 0 },
		{ "scm_fds:\n7\n", 0 },
		{ "xscm_fds: 7\n", 0 },
		{ "", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		ck_assert_uint_eq(hold_parse_queued(all[i].fdinfo, strlen(all[i].fdinfo)),
				  all[i].queued);
}
END_TEST

/* A socket nobody holds, while as many descriptors wait in a queue: it is among them. */
START_TEST(in_flight)
{
	static const struct {
		unsigned missing, queued;
		enum nw_reason reason;
		unsigned denied, forbidden;
	} all[] = {
		{ 1, 1, NW_REASON_IN_FLIGHT, 0, 0 },
		{ 2, 5, NW_REASON_IN_FLIGHT, 0, 0 },
		/* Which of them cannot be told. */
		{ 3, 2, NW_REASON_UNKNOWN, 0, 0 },
		{ 1, 0, NW_REASON_KERNEL, 0, 0 },
		/* A process that may not be looked into may as well hold it. */
		{ 1, 1, NW_REASON_NO_PERMISSION, 1, 0 },
		{ 3, 2, NW_REASON_NO_PERMISSION, 1, 0 },
		{ 1, 5, NW_REASON_NO_PERMISSION, 0, 1 },
		{ 1, 0, NW_REASON_NO_PERMISSION, 0, 1 },
	};
	static const struct unix_diag_rqlen queue = { .udiag_rqueue = 1 };
	static const struct unix_diag_msg head = { .udiag_family = AF_UNIX, .udiag_ino = 50 };

	dir_link("proc/self/ns/pid", "pid:[4026531836]");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct stream stream = { .n = 0 };
		struct nw_table table = { 0 };
		struct message m;
		char fdinfo[32];

		message_begin(&m, &head, sizeof(head));
		message_attr(&m, UNIX_DIAG_RQLEN, &queue, sizeof(queue));
		stream_add(&stream, &m);
		stream_end(&stream, NLMSG_DONE, 0);
		stream_save(&stream, "unix");
		snprintf(fdinfo, sizeof(fdinfo), "scm_fds: %u\n", all[i].queued);
		dir_text("proc/7/fdinfo/3", fdinfo);
		table.owners.denied = all[i].denied;
		table.owners.forbidden = all[i].forbidden;
		add_file(&table, 50, 7, 7, 3);
		for (unsigned k = 0; k < all[i].missing; k++)
			add_sock(&table, NW_TCP, 100 + k, NW_STATE_LISTEN);
		add_sock(&table, NW_TCP, 0, NW_STATE_TIME_WAIT);
		find_reasons(&table);
		for (unsigned k = 0; k < all[i].missing; k++)
			ck_assert_uint_eq(table.rows.socks.at[k].reason, all[i].reason);
		ck_assert_uint_eq(table.rows.socks.at[all[i].missing].reason,
				  NW_REASON_TIME_WAIT);
		drop(&table);
	}
}
END_TEST

UNIT_DIR_MAIN("hold-reasons", reasons_of_states, reasons_of_families, blind,
	      blind_for_nothing, the_kernels_end, pid_namespaces, gone_meanwhile, in_doubt,
	      queued_descriptors, in_flight)
