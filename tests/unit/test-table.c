/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Taking a table: what a query may be, where rows come from, and what is said of it. */
#include <stddef.h>

#include "unit-table.h"

#define TCP NW_BIT(NW_TCP)

/* ---- queries ----------------------------------------------------------------- */

START_TEST(sizes)
{
	/* A program of an older header, of this one, and of a later one. */
	struct {
		struct nw_query query;
		char more[64];
	} later;
	static const size_t sizes_here[] = { offsetof(struct nw_query, by_name),
					     offsetof(struct nw_query, roles),
					     offsetof(struct nw_query, netns),
					     sizeof(struct nw_query), sizeof(later) };
	struct stream stream = { .n = 0 };

	dir_recording("complete\n");
	add_tcp(&stream, NW_STATE_LISTEN, 22, 0, 100);
	add_tcp(&stream, NW_STATE_ESTABLISHED, 22, 40000, 200);
	save_done(&stream, "tcp-inet");
	save_empty("tcp-inet6");
	for (size_t i = 0; i < ARRAY_SIZE(sizes_here); i++) {
		_table_ struct nw_table *table = NULL;
		const size_t size = sizes_here[i];

		/* What is behind the program's own end is not there. */
		memset(&later, 0xff, sizeof(later));
		later.query = query_of(TCP, 0);
		later.query.roles = NW_ROLE_SERVER;
		if (size < sizeof(later.query))
			memset((char *)&later + size, 0xff, sizeof(later.query) - size);
		later.query.size = size;
		table = take(&later.query);
		/* Without roles both are meant. */
		ck_assert_uint_eq(nw_table_socks(table),
				  size > offsetof(struct nw_query, roles) ? 1 : 2);
	}
}
END_TEST

START_TEST(wrong_queries)
{
	_cleanup_(nw_freep) struct nw *nw = NULL;
	struct nw_table *table = (struct nw_table *)1;
	struct nw_query query = query_of(0, 0);

	dir_recording("complete\n");
	ck_assert_int_eq(nw_open(dir_own, &nw), 0);
	query.size = 0;
	ck_assert_int_eq(nw_table_take(nw, &query, &table), -EINVAL);
	query.size = sizeof(query.size);
	ck_assert_int_eq(nw_table_take(nw, &query, &table), -EINVAL);
	query = query_of(NW_BIT(NW_FAMILIES_), 0);
	ck_assert_int_eq(nw_table_take(nw, &query, &table), -EINVAL);
	query = query_of(UINT64_MAX, 0);
	ck_assert_int_eq(nw_table_take(nw, &query, &table), -EINVAL);
	query = query_of(0, 0);
	query.roles = NW_ROLE_PEER << 1;
	ck_assert_int_eq(nw_table_take(nw, &query, &table), -EINVAL);
	query = query_of(0, 0);
	query.ip = NW_IPV6 << 1;
	ck_assert_int_eq(nw_table_take(nw, &query, &table), -EINVAL);
	query = query_of(0, 0);
	query.owners = NW_OWNERS_BPF + 1;
	ck_assert_int_eq(nw_table_take(nw, &query, &table), -EINVAL);
	ck_assert_ptr_eq(table, (struct nw_table *)1);
	nw_table_free(NULL);
}
END_TEST

START_TEST(nothing)
{
	_table_ struct nw_table *table = NULL;

	dir_recording("complete\n");
	table = take_families(0, ~0U & ~NW_WANT_HOLDERS);
	ck_assert_uint_eq(nw_table_socks(table), 0);
	ck_assert_ptr_null(nw_table_sock(table, 0));
	ck_assert_ptr_null(nw_table_sock(table, SIZE_MAX));
	ck_assert_ptr_null(nw_table_note(table, nw_table_notes(table)));
	ck_assert_uint_eq(nw_table_descriptors(table), 0);
}
END_TEST

START_TEST(not_whole)
{
	_table_ struct nw_table *table = NULL;
	const struct nw_note *note;

	dir_recording("");
	table = take_families(TCP, 0);
	ck_assert_uint_eq(notes_of(table, NW_NOTE_CUT, &note), 1);
	ck_assert_ptr_null(nw_table_note(table, nw_table_notes(table)));
	ck_assert_ptr_null(nw_table_note(table, SIZE_MAX));
}
END_TEST

/* One bit, one family. */
START_TEST(families)
{
	struct stream tcp_stream = { .n = 0 }, udp_stream = { .n = 0 };
	_table_ struct nw_table *udp_only = NULL, *all = NULL;

	dir_recording("complete\n");
	add_tcp(&tcp_stream, NW_STATE_LISTEN, 22, 0, 100);
	save_done(&tcp_stream, "tcp-inet");
	save_empty("tcp-inet6");
	add_tcp(&udp_stream, NW_STATE_CLOSE, 53, 0, 200);
	save_done(&udp_stream, "udp-inet");
	save_empty("udp-inet6");
	udp_only = take_families(NW_BIT(NW_UDP), 0);
	ck_assert_uint_eq(nw_table_socks(udp_only), 1);
	ck_assert_int_eq(nw_sock_family(nw_table_sock(udp_only, 0)), NW_UDP);
	/* None is all. */
	all = take_families(0, 0);
	ck_assert_uint_eq(nw_table_socks(all), 2);
}
END_TEST

static const struct {
	uint32_t roles, ip;
	size_t rows;
} selections[] = {
	{ 0, 0, 4 },
	{ NW_ROLE_SERVER, 0, 2 },
	{ NW_ROLE_PEER, 0, 2 },
	{ NW_ROLE_SERVER | NW_ROLE_PEER, NW_IPV4 | NW_IPV6, 4 },
	{ 0, NW_IPV4, 3 },
	{ 0, NW_IPV6, 1 },
	{ NW_ROLE_SERVER, NW_IPV4, 1 },
	{ NW_ROLE_PEER, NW_IPV6, 0 },
};

START_TEST(selected)
{
	struct inet_diag_msg head = tcp_head(NW_STATE_LISTEN, 22, 0, 400);
	struct stream four = { .n = 0 }, six = { .n = 0 };

	dir_recording("complete\n");
	add_tcp(&four, NW_STATE_LISTEN, 22, 0, 100);
	add_tcp(&four, NW_STATE_ESTABLISHED, 22, 40000, 200);
	add_tcp(&four, NW_STATE_CLOSE_WAIT, 22, 40001, 300);
	save_done(&four, "tcp-inet");
	head.idiag_family = AF_INET6;
	add_head(&six, &head);
	save_done(&six, "tcp-inet6");
	for (size_t i = 0; i < ARRAY_SIZE(selections); i++) {
		_table_ struct nw_table *table = NULL;
		struct nw_query query = query_of(TCP, 0);

		query.roles = selections[i].roles;
		query.ip = selections[i].ip;
		table = take(&query);
		ck_assert_uint_eq(nw_table_socks(table), selections[i].rows);
		ck_assert_uint_eq(nw_table_notes(table), 0);
	}
}
END_TEST

/* ---- families that are not there --------------------------------------------- */

#define PROTOCOLS                                                                        \
	"protocol  size sockets  memory press maxhdr  slab module     cl co di\n"        \
	"TCP       2432      3       0   no     256   yes  kernel      y  y  y\n"        \
	"UDP       1344      0       0   NI       0   yes  kernel      y  y  y\n"

/* Merely looking must not load modules: what the kernel does not list is not asked for. */
START_TEST(not_listed)
{
	const uint64_t both = NW_BIT(NW_SCTP) | NW_BIT(NW_TIPC);
	_table_ struct nw_table *silent = NULL, *table = NULL;
	struct nw_query query = query_of(TCP | both | NW_BIT(NW_VSOCK), 0);
	struct stream stream = { .n = 0 };
	const struct nw_note *note;

	dir_recording("complete\n");
	dir_text("proc/net/protocols", PROTOCOLS);
	save_empty("tcp-inet");
	save_empty("tcp-inet6");
	/* Were it asked, it would answer. */
	add_tcp(&stream, NW_STATE_ESTABLISHED, 22, 40000, 200);
	save_done(&stream, "sctp-inet");
	save_empty("sctp-inet6");
	silent = take(&query);
	ck_assert_uint_eq(nw_table_notes(silent), 0);
	ck_assert_uint_eq(nw_table_socks(silent), 0);

	/* Who names them is told; of the one nobody named nothing is said. */
	query.by_name = both;
	table = take(&query);
	ck_assert_uint_eq(nw_table_notes(table), 2);
	ck_assert_uint_eq(notes_of(table, NW_NOTE_ABSENT, &note), 2);
	ck_assert_str_eq(nw_note_where(nw_table_note(table, 0)), "sctp");
	ck_assert_str_eq(nw_note_where(nw_table_note(table, 1)), "tipc");
}
END_TEST

/* Listed, but without a way to ask: the same, with the error. */
START_TEST(no_handler)
{
	static const struct {
		const char *error;
		enum nw_note_kind kind;
		int number;
		bool said_unnamed;
	} all[] = {
		{ "ENOENT", NW_NOTE_ABSENT, ENOENT, false },
		{ "EPROTONOSUPPORT", NW_NOTE_ABSENT, EPROTONOSUPPORT, false },
		{ "EAFNOSUPPORT", NW_NOTE_ABSENT, EAFNOSUPPORT, false },
		{ "EPERM", NW_NOTE_UNREADABLE, EPERM, true },
	};

	dir_recording("complete\n");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		_table_ struct nw_table *named = NULL, *unnamed = NULL;
		struct nw_query query = query_of(NW_BIT(NW_VSOCK), 0);
		const struct nw_note *note = NULL;
		char index[128];

		snprintf(index, sizeof(index), "error %s diag/" DIR_NETNS "/vsock\n",
			 all[i].error);
		dir_text("index", index);
		unnamed = take(&query);
		ck_assert_uint_eq(nw_table_notes(unnamed), all[i].said_unnamed);
		query.by_name = query.families;
		named = take(&query);
		ck_assert_uint_eq(notes_of(named, all[i].kind, &note), 1);
		ck_assert_int_eq(nw_note_error(note), all[i].number);
		ck_assert_ptr_nonnull(strstr(nw_note_where(note), "vsock"));
	}
}
END_TEST

/* ---- files instead of sock_diag ---------------------------------------------- */

#define TITLES "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when\n"
#define LINE                                                                             \
	"   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 "   \
	"    0        0 700 1 0000000000000000 100 0 0 10 0\n"

START_TEST(files)
{
	_table_ struct nw_table *table = NULL;
	struct stream stream = { .n = 0 };
	const struct nw_note *note = NULL;

	dir_recording("complete\n");
	add_tcp(&stream, NW_STATE_LISTEN, 22, 0, 100);
	save_done(&stream, "tcp-inet");
	dir_text("index", "error EPERM diag/" DIR_NETNS "/tcp-inet6\n");
	dir_text("proc/net/tcp", TITLES LINE "nonsense\n");
	table = take_families(TCP, 0);
	/* Half of a family from each source would be two pictures in one. */
	ck_assert_uint_eq(nw_table_socks(table), 1);
	ck_assert_uint_eq(nw_sock_inode(nw_table_sock(table, 0)), 700);
	ck_assert_uint_eq(notes_of(table, NW_NOTE_FALLBACK, &note), 1);
	ck_assert_int_eq(nw_note_error(note), EPERM);
	ck_assert_str_eq(nw_note_where(note), "sock_diag tcp");
	ck_assert_uint_eq(notes_of(table, NW_NOTE_MALFORMED, &note), 1);
	ck_assert_str_eq(nw_note_where(note), "proc/net/tcp");
	ck_assert_uint_eq(nw_note_count(note), 1);
	ck_assert_uint_eq(nw_table_notes(table), 2);
}
END_TEST

/* Ping sockets have nothing but their file: that is no fallback. */
START_TEST(only_a_file)
{
	_table_ struct nw_table *table = NULL;

	dir_recording("complete\n");
	dir_text("proc/net/icmp", TITLES LINE);
	table = take_families(NW_BIT(NW_PING), 0);
	ck_assert_uint_eq(nw_table_socks(table), 1);
	ck_assert_int_eq(nw_sock_family(nw_table_sock(table, 0)), NW_PING);
	ck_assert_uint_eq(nw_table_notes(table), 0);
}
END_TEST

START_TEST(files_cut_or_refused)
{
	_table_ struct nw_table *table = NULL;
	const struct nw_note *note = NULL;

	dir_recording("complete\n");
	dir_text("proc/net/icmp", TITLES LINE);
	dir_text("index", "size 4000 proc/net/icmp\nerror EACCES proc/net/icmp6\n");
	table = take_families(NW_BIT(NW_PING), 0);
	ck_assert_uint_eq(nw_table_socks(table), 1);
	ck_assert_uint_eq(notes_of(table, NW_NOTE_CUT, &note), 1);
	ck_assert_str_eq(nw_note_where(note), "proc/net/icmp");
	ck_assert_uint_eq(notes_of(table, NW_NOTE_UNREADABLE, &note), 1);
	ck_assert_str_eq(nw_note_where(note), "proc/net/icmp6");
	ck_assert_int_eq(nw_note_error(note), EACCES);
}
END_TEST

/* ---- dumps that are not whole ------------------------------------------------ */

START_TEST(dumps)
{
	static const struct {
		bool interrupted, cut, malformed;
	} all[] = {
		{ true, false, false },
		{ false, true, false },
		{ false, false, true },
		{ true, false, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		_table_ struct nw_table *table = NULL;
		struct stream stream = { .n = 0 };
		const struct nw_note *note = NULL;
		struct message m;

		dir_recording("complete\n");
		add_tcp(&stream, NW_STATE_LISTEN, 22, 0, 100);
		if (all[i].interrupted)
			((struct nlmsghdr *)stream.at)->nlmsg_flags |= NLM_F_DUMP_INTR;
		message_begin(&m, "short", 6);
		if (all[i].malformed)
			stream_add(&stream, &m);
		if (!all[i].cut)
			stream_end(&stream, NLMSG_DONE, 0);
		stream_save(&stream, "tcp-inet");
		save_empty("tcp-inet6");
		table = take_families(TCP, 0);
		/* What it brought is shown, once. */
		ck_assert_uint_eq(nw_table_socks(table), 1);
		ck_assert_uint_eq(notes_of(table, NW_NOTE_INTERRUPTED, &note),
				  all[i].interrupted);
		ck_assert_uint_eq(notes_of(table, NW_NOTE_CUT, &note), all[i].cut);
		ck_assert_uint_eq(notes_of(table, NW_NOTE_MALFORMED, &note), all[i].malformed);
		if (all[i].malformed)
			ck_assert_uint_eq(nw_note_count(note), 1);
		ck_assert_uint_eq(nw_table_notes(table),
				  all[i].interrupted + all[i].cut + all[i].malformed);
		ck_assert_str_eq(nw_note_where(nw_table_note(table, 0)), "sock_diag tcp-inet");
	}
}
END_TEST

/* A message of another kind is not one of theirs, and no fault. */
START_TEST(other_messages)
{
	_table_ struct nw_table *table = NULL;
	struct stream stream = { .n = 0 };
	struct message m;

	dir_recording("complete\n");
	message_begin(&m, "12345678", 8);
	m.head.nlmsg_type = SOCK_DIAG_BY_FAMILY + 1;
	stream_add(&stream, &m);
	save_done(&stream, "tcp-inet");
	save_empty("tcp-inet6");
	table = take_families(TCP, 0);
	ck_assert_uint_eq(nw_table_socks(table), 0);
	ck_assert_uint_eq(nw_table_notes(table), 0);
}
END_TEST

UNIT_DIR_MAIN("table", sizes, wrong_queries, nothing, not_whole, families, selected, not_listed,
	      no_handler, files, only_a_file, files_cut_or_refused, dumps, other_messages)
