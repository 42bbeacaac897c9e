/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables made of rows of other tables, and what is looked up in them. */
#include "census.h"
#include "draft.h"
#include "people.h"
#include "unit-table.h"

#define TCP NW_BIT(NW_TCP)

static void make_recording(void)
{
	struct stream stream = { .n = 0 };

	dir_recording("complete\n");
	add_tcp(&stream, NW_STATE_LISTEN, 80, 0, 100);
	add_tcp(&stream, NW_STATE_ESTABLISHED, 80, 40000, 200);
	add_tcp(&stream, NW_STATE_ESTABLISHED, 50000, 443, 300);
	save_done(&stream, "tcp-inet");
	save_empty("tcp-inet6");
	dir_folder("proc/1/fd");
	dir_link("proc/self/ns/pid", "pid:[4026531836]");
	dir_descriptor(7, 7, 3, "socket:[100]");
	dir_descriptor(7, 7, 4, "socket:[200]");
	dir_descriptor(9, 9, 5, "socket:[100]");
	dir_bytes("proc/7/cmdline", "/usr/sbin/httpd\0-f\0", 19);
	dir_bytes("proc/9/cmdline", "other\0", 6);
}

struct fixture {
	struct sys *sys;
	struct census census;
	struct people people;
	struct draft draft;
	struct nw_query query;
};

static void fixture_make(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	make_recording();
	f->query = query_of(TCP, NW_WANT_HOLDERS | NW_WANT_PROGRAM);
	ck_assert_int_eq(sys_open(dir_own, &f->sys), 0);
	ck_assert_int_eq(census_take(f->sys, &f->query, &f->census), 0);
	ck_assert_int_eq(draft_open(f->sys, &f->people, &f->draft), 0);
}

static void fixture_free(struct fixture *f)
{
	draft_free(&f->draft);
	people_free(&f->people);
	census_free(&f->census);
	sys_free(f->sys);
}

/* The lower half of a cookie is made of the inode, the upper one is that of all. */
static uint64_t cookie_of(const struct fixture *f, uint64_t inode)
{
	return (census_row(&f->census, 0)->cookie & ~UINT64_C(0xffffffff)) | inode;
}

static const struct nw_sock *row_of(const struct fixture *f, uint64_t inode)
{
	const size_t row = census_find(&f->census, cookie_of(f, inode), 4026531840);

	ck_assert_uint_ne(row, SIZE_MAX);
	return census_row(&f->census, row);
}

START_TEST(by_cookie)
{
	struct fixture f;

	fixture_make(&f);
	ck_assert_uint_eq(row_of(&f, 200)->inode, 200);
	ck_assert_uint_eq(row_of(&f, 300)->inode, 300);
	ck_assert_uint_eq(census_find(&f.census, cookie_of(&f, 201), 4026531840), SIZE_MAX);
	ck_assert_uint_eq(census_find(&f.census, cookie_of(&f, 200), 4026531841), SIZE_MAX);
	fixture_free(&f);
}
END_TEST

START_TEST(by_listener)
{
	const struct nw_sock *all[LISTENERS_MAX];
	struct nw_sock sock;
	struct fixture f;

	fixture_make(&f);
	ck_assert_uint_eq(census_listeners(&f.census, row_of(&f, 200), 4026531840, all), 1);
	ck_assert_uint_eq(all[0]->inode, 100);
	ck_assert_uint_eq(census_listeners(&f.census, row_of(&f, 300), 4026531840, all), 0);
	ck_assert_uint_eq(census_listeners(&f.census, row_of(&f, 200), 1, all), 0);
	/* One of another address is not its listener, one of any address is. */
	sock = *row_of(&f, 200);
	sock.local[0] ^= 1;
	ck_assert_uint_eq(census_listeners(&f.census, &sock, 4026531840, all), 0);
	memset(((struct nw_sock *)row_of(&f, 100))->local, 0, sizeof(sock.local));
	ck_assert_uint_eq(census_listeners(&f.census, &sock, 4026531840, all), 1);
	ck_assert_ptr_eq(all[0], row_of(&f, 100));
	fixture_free(&f);
}
END_TEST

/* Whatever becomes of the table it was copied from. */
START_TEST(copied)
{
	static const uint64_t event[2] = { 5, NW_EVENT_CLOSE };
	_table_ struct nw_table *table = NULL;
	const struct nw_sock *sock;
	const char *program;
	struct fixture f;
	size_t len;

	fixture_make(&f);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(draft_copy(&f.draft, row_of(&f, 100)), 0);
		ck_assert_int_eq(rows_attr(&f.draft.table->rows, NW_ATTR_EVENT, event,
					   sizeof(event)),
				 0);
		ck_assert_int_eq(draft_device(&f.draft, row_of(&f, 100)), 0);
		ck_assert_int_eq(i ? draft_listener(&f.draft, row_of(&f, 100))
				   : draft_holders(&f.draft, row_of(&f, 100)),
				 0);
	}
	census_free(&f.census);
	ck_assert_int_eq(draft_seal(&f.draft, &f.query, &table), 0);
	ck_assert_int_eq(show_rows(table, NULL), 0);
	ck_assert_uint_eq(nw_table_socks(table), 2);
	for (size_t i = 0; i < 2; i++) {
		sock = nw_table_sock(table, i);
		ck_assert_uint_eq(nw_sock_inode(sock), 100);
		ck_assert_uint_eq(nw_sock_netns(sock), 4026531840);
		ck_assert_int_eq(nw_sock_event(sock), NW_EVENT_CLOSE);
		ck_assert_uint_eq(nw_sock_holders(sock), 2);
		ck_assert_int_eq(nw_file_via(nw_sock_holder(sock, 0)),
				 i ? NW_VIA_LISTENER : NW_VIA_FD);
		program = nw_proc_program(nw_file_proc(nw_sock_holder(sock, 0)), &len);
		ck_assert_uint_eq(len, 5);
		ck_assert_mem_eq(program, "httpd", 5);
		ck_assert_uint_eq(nw_file_pid(nw_sock_holder(sock, 1)), 9);
	}
	fixture_free(&f);
}
END_TEST

/* A process that was heard of, with the name it had, and another in its place. */
START_TEST(heard_of)
{
	const struct nw_proc one = { .pid = 70, .start = 5, .has = PROC_HAS_START };
	const struct nw_proc two = { .pid = 71, .start = 6, .has = PROC_HAS_START };
	_table_ struct nw_table *table = NULL;
	const struct nw_sock *sock;
	const char *comm;
	struct fixture f;
	size_t len;

	fixture_make(&f);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(draft_row(&f.draft, NW_TCP, AF_INET), 0);
		ck_assert_int_eq(draft_netns(&f.draft, f.census.table->spaces.all.at), 0);
		ck_assert_int_eq(draft_holder(&f.draft, &one, "first", NW_VIA_LISTENER), 0);
	}
	ck_assert_int_eq(draft_instead(&f.draft, 0, &two, "second", NW_VIA_CALL), 0);
	ck_assert_int_eq(draft_seal(&f.draft, &f.query, &table), 0);
	ck_assert_int_eq(show_rows(table, NULL), 0);
	sock = nw_table_sock(table, 0);
	ck_assert_uint_eq(nw_sock_holders(sock), 1);
	ck_assert_uint_eq(nw_file_pid(nw_sock_holder(sock, 0)), 71);
	ck_assert_int_eq(nw_file_via(nw_sock_holder(sock, 0)), NW_VIA_CALL);
	comm = nw_proc_comm(nw_file_proc(nw_sock_holder(sock, 0)), &len);
	ck_assert_mem_eq(comm, "second", 6);
	sock = nw_table_sock(table, 1);
	ck_assert_uint_eq(nw_sock_holders(sock), 1);
	comm = nw_proc_comm(nw_file_proc(nw_sock_holder(sock, 0)), &len);
	ck_assert_uint_eq(len, 5);
	ck_assert_mem_eq(comm, "first", 5);
	fixture_free(&f);
}
END_TEST

/* One that is gone is described as it was; one with its number only is not. */
START_TEST(remembered)
{
	const struct nw_proc heard = { .pid = 70, .start = 5, .has = PROC_HAS_START };
	struct nw_proc known = { .pid = 70, .start = 5, .has = PROC_HAS_START };
	struct arena arena = { 0 };
	struct people people = { 0 };
	const struct nw_proc *found;

	ck_assert_int_eq(arena_add(&arena, "argv", 5, &known.argv), 0);
	known.argv_len = 5;
	ck_assert_int_eq(people_keep(&people, &known, arena.at), 0);
	free(arena.at);
	found = people_find(&people, &heard);
	ck_assert_ptr_nonnull(found);
	ck_assert_mem_eq(people.arena.at + found->argv, "argv", 5);
	known.start = 6;
	ck_assert_ptr_null(people_find(&people, &known));
	/* However many there are, the latest are known. */
	for (uint32_t pid = 100; pid < 9000; pid++) {
		const struct nw_proc many = { .pid = pid, .start = pid };

		ck_assert_int_eq(people_keep(&people, &many, NULL), 0);
		ck_assert_ptr_nonnull(people_find(&people, &many));
	}
	ck_assert_uint_lt(people.all.n, 4096);
	people_free(&people);
}
END_TEST

UNIT_DIR_MAIN("draft", by_cookie, by_listener, copied, heard_of, remembered)
