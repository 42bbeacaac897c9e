/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a program sees of a table: who holds a socket, or why nobody is known to. */
#include "unit-table.h"

#define TCP NW_BIT(NW_TCP)

static void save_tcp(struct stream *stream)
{
	save_done(stream, "tcp-inet");
	save_empty("tcp-inet6");
}

static void make_process(unsigned pid, const char *argv, size_t len)
{
	char name[64];

	snprintf(name, sizeof(name), "proc/%u/cmdline", pid);
	dir_bytes(name, argv, len);
}

START_TEST(holders)
{
	_table_ struct nw_table *table = NULL, *unasked = NULL;
	struct stream stream = { .n = 0 };
	const struct nw_file *file;
	const struct nw_sock *sock;
	const char *program;
	size_t len;

	dir_recording("complete\n");
	add_tcp(&stream, NW_STATE_LISTEN, 22, 0, 100);
	add_tcp(&stream, NW_STATE_LISTEN, 23, 0, 200);
	add_tcp(&stream, NW_STATE_TIME_WAIT, 24, 40000, 0);
	save_tcp(&stream);
	dir_folder("proc/1/fd");
	dir_link("proc/self/ns/pid", "pid:[4026531836]");
	dir_descriptor(7, 7, 3, "socket:[100]");
	dir_descriptor(9, 9, 4, "socket:[100]");
	dir_descriptor(9, 9, 5, "socket:[999]");
	dir_descriptor(9, 11, 6, "socket:[100]");
	make_process(7, "/usr/sbin/sshd\0-D\0", 18);
	unasked = take_families(TCP, 0);
	ck_assert_uint_eq(nw_table_descriptors(unasked), 0);
	ck_assert_uint_eq(nw_sock_holders(sock_of(unasked, 100)), 0);
	ck_assert_int_eq(nw_sock_reason(sock_of(unasked, 100)), NW_REASON_NONE);
	table = take_families(TCP, NW_WANT_HOLDERS | NW_WANT_PROGRAM);
	ck_assert_uint_eq(nw_table_descriptors(table), 4);
	sock = sock_of(table, 100);
	ck_assert_uint_eq(nw_sock_holders(sock), 3);
	ck_assert_int_eq(nw_sock_reason(sock), NW_REASON_NONE);
	file = nw_sock_holder(sock, 0);
	ck_assert_uint_eq(nw_file_pid(file), 7);
	ck_assert_uint_eq(nw_file_tid(file), 7);
	ck_assert_uint_eq(nw_file_fd(file), 3);
	ck_assert_uint_eq(nw_proc_pid(nw_file_proc(file)), 7);
	program = nw_proc_program(nw_file_proc(file), &len);
	ck_assert_ptr_nonnull(program);
	ck_assert_uint_eq(len, 4);
	ck_assert_mem_eq(program, "sshd", 4);
	file = nw_sock_holder(sock, 2);
	ck_assert_uint_eq(nw_file_pid(file), 9);
	ck_assert_uint_eq(nw_file_tid(file), 11);
	ck_assert_uint_eq(nw_file_fd(file), 6);
	/* Gone meanwhile: it held it for that. */
	ck_assert_ptr_null(nw_proc_program(nw_file_proc(file), &len));
	ck_assert_ptr_null(nw_sock_holder(sock, 3));

	ck_assert_uint_eq(nw_sock_holders(sock_of(table, 200)), 0);
	ck_assert_int_eq(nw_sock_reason(sock_of(table, 200)), NW_REASON_KERNEL);
	ck_assert_int_eq(nw_sock_reason(sock_of(table, 0)), NW_REASON_TIME_WAIT);
	ck_assert_uint_eq(nw_table_notes(table), 0);
}
END_TEST

START_TEST(holders_not_seen)
{
	_table_ struct nw_table *table = NULL;
	struct stream stream = { .n = 0 };
	const struct nw_note *note = NULL;

	dir_recording("complete\n");
	add_tcp(&stream, NW_STATE_LISTEN, 22, 0, 100);
	add_tcp(&stream, NW_STATE_TIME_WAIT, 24, 40000, 0);
	save_tcp(&stream);
	dir_folder("proc/1");
	dir_folder("proc/7");
	dir_folder("proc/8");
	dir_text("index", "error EACCES proc/1/fd\nerror EACCES proc/7/fd\n"
			  "error EPERM proc/8/fd\n");
	table = take_families(TCP, NW_WANT_HOLDERS);
	ck_assert_int_eq(nw_sock_reason(sock_of(table, 100)), NW_REASON_NO_PERMISSION);
	ck_assert_int_eq(nw_sock_reason(sock_of(table, 0)), NW_REASON_TIME_WAIT);
	ck_assert_uint_eq(notes_of(table, NW_NOTE_PROCESSES, &note), 2);
	ck_assert_uint_eq(notes_of(table, NW_NOTE_UNHELD, &note), 1);
	ck_assert_uint_eq(nw_note_count(note), 1);
	ck_assert_uint_eq(notes_of(table, NW_NOTE_HIDEPID, &note), 0);
}
END_TEST

/* How many sockets a filter left out that it might not have; `shown`: took. */
static uint64_t undecided(const char *text, size_t shown)
{
	_table_ struct nw_table *table = NULL;
	_cleanup_(nw_freep) struct nw *nw = NULL;
	struct nw_query query = query_of(TCP, 0);
	struct nw_filter *filter = NULL;
	const struct nw_note *note = NULL;
	const char *what;
	size_t at, len;

	ck_assert_int_eq(nw_open(dir_own, &nw), 0);
	ck_assert_int_eq(nw_filter_parse(nw, AF_UNSPEC, text, &filter, &at, &len, &what), 0);
	query.filter = filter;
	ck_assert_int_eq(nw_table_take(nw, &query, &table), 0);
	nw_filter_free(filter);
	ck_assert_uint_eq(nw_table_socks(table), shown);
	if (notes_of(table, NW_NOTE_UNDECIDED, &note) == 0)
		return 0;
	ck_assert_int_eq(nw_note_error(note), EACCES);
	return nw_note_count(note);
}

START_TEST(filter_asks_for_holders_not_seen)
{
	struct stream stream = { .n = 0 };

	dir_recording("complete\n");
	add_tcp(&stream, NW_STATE_LISTEN, 22, 0, 100);
	add_tcp(&stream, NW_STATE_LISTEN, 23, 0, 200);
	add_tcp(&stream, NW_STATE_LISTEN, 24, 0, 300);
	add_tcp(&stream, NW_STATE_TIME_WAIT, 24, 40000, 0);
	save_tcp(&stream);
	dir_folder("proc/1");
	dir_text("index", "error EACCES proc/1/fd\n");
	dir_descriptor(7, 7, 3, "socket:[100]");
	ck_assert_uint_eq(undecided("pid = 7", 1), 2);
	ck_assert_uint_eq(undecided("pid != 7", 0), 2);
	ck_assert_uint_eq(undecided("not pid = 7", 3), 0);
	ck_assert_uint_eq(undecided("comm = x", 0), 2);
	ck_assert_uint_eq(undecided("unit = x or container = y", 0), 2);
	ck_assert_uint_eq(undecided("pid = 7 and sport = 22", 1), 0);
	ck_assert_uint_eq(undecided("pid = 8 and sport = 23", 0), 1);
	ck_assert_uint_eq(undecided("pid = 8 or sport = 23", 1), 1);
	ck_assert_uint_eq(undecided("pid = 8 and reason = no-permission", 0), 2);
	ck_assert_uint_eq(undecided("sport = 99", 0), 0);
}
END_TEST

/* Process 1 not being there is said, even if nobody is missed. */
START_TEST(hidden)
{
	_table_ struct nw_table *table = NULL;
	const struct nw_note *note = NULL;

	dir_recording("complete\n");
	save_empty("tcp-inet");
	save_empty("tcp-inet6");
	dir_descriptor(7, 7, 3, "socket:[100]");
	table = take_families(TCP, NW_WANT_HOLDERS);
	ck_assert_uint_eq(notes_of(table, NW_NOTE_HIDEPID, &note), 1);
	ck_assert_int_eq(nw_note_error(note), 0);
	ck_assert_uint_eq(nw_note_count(note), 0);
	ck_assert_uint_eq(notes_of(table, NW_NOTE_UNHELD, &note), 0);
}
END_TEST

/* Without /proc nobody is found: each socket still has a reason, its own if it has one. */
START_TEST(no_processes)
{
	_table_ struct nw_table *table = NULL;
	struct stream stream = { .n = 0 };
	const struct nw_note *note = NULL;

	dir_recording("complete\n");
	add_tcp(&stream, NW_STATE_LISTEN, 22, 0, 100);
	add_tcp(&stream, NW_STATE_TIME_WAIT, 24, 40000, 0);
	save_tcp(&stream);
	dir_text("index", "error EACCES proc\n");
	table = take_families(TCP, NW_WANT_HOLDERS);
	ck_assert_uint_eq(notes_of(table, NW_NOTE_UNREADABLE, &note), 1);
	ck_assert_str_eq(nw_note_where(note), "proc");
	ck_assert_int_eq(nw_note_error(note), EACCES);
	ck_assert_int_eq(nw_sock_reason(sock_of(table, 0)), NW_REASON_TIME_WAIT);
	ck_assert_int_ne(nw_sock_reason(sock_of(table, 100)), NW_REASON_NONE);
}
END_TEST

UNIT_DIR_MAIN("table-holders", holders, holders_not_seen,
	      filter_asks_for_holders_not_seen, hidden, no_processes)
