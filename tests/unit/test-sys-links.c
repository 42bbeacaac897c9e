/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes, threads and descriptors through the door: out of recordings. */
#include "unit-links.h"

START_TEST(pids)
{
	static const uint32_t expected[] = { 1, 2, 9, 10, 100, 4194304, 4294967295U };
	static const char *const others[] = {
		"self", "net", "4294967296", "7x",  "x7",
		"-3",   "+3",  " 3",         "0x3", "18446744073709551617"
	};
	_cleanup_(sys_freep) struct sys *sys = NULL;
	struct pids found = { 0 };
	char name[64];

	dir_recording("complete\n");
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		snprintf(name, sizeof(name), "proc/%u",
			 expected[ARRAY_SIZE(expected) - 1 - i]);
		dir_folder(name);
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		snprintf(name, sizeof(name), "proc/%s", others[i]);
		dir_folder(name);
	}
	sys = dir_open();
	/* Asked twice, they are not there twice. */
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(sys_pids(sys, &found), 0);
		assert_numbers(&found, expected, ARRAY_SIZE(expected));
	}
	vec_free(&found.all);
}
END_TEST

START_TEST(no_pids)
{
	struct pids found = { 0 };
	struct sys *sys;

	dir_recording("complete\n");
	sys = dir_open();
	ck_assert_int_eq(sys_pids(sys, &found), -ENOENT);
	sys_free(sys);

	dir_text("index", "error EACCES proc\n");
	dir_folder("proc/7");
	sys = dir_open();
	ck_assert_int_eq(sys_pids(sys, &found), -EACCES);
	sys_free(sys);
	vec_free(&found.all);
}
END_TEST

START_TEST(tables)
{
	static const uint32_t expected[] = { 703, 1001, 20000 };
	_cleanup_(sys_freep) struct sys *sys = NULL;
	struct pids found = { 0 };

	dir_recording("complete\n");
	dir_descriptor(700, 20000, 3, "socket:[1]");
	dir_descriptor(700, 703, 3, "socket:[2]");
	dir_folder("proc/700/task/1001");
	dir_folder("proc/700/task/x");
	dir_folder("proc/8/fd");
	sys = dir_open();
	ck_assert_int_eq(sys_tables(sys, 700, &found), 0);
	assert_numbers(&found, expected, ARRAY_SIZE(expected));
	/* Those of the last process are not the next one's. */
	ck_assert_int_eq(sys_tables(sys, 8, &found), 0);
	ck_assert_uint_eq(found.all.n, 0);
	ck_assert_int_eq(sys_tables(sys, 700, &found), 0);
	ck_assert_int_eq(sys_tables(sys, 9, &found), 0);
	ck_assert_uint_eq(found.all.n, 0);
	vec_free(&found.all);
}
END_TEST

START_TEST(links)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	char target[64] = "";

	dir_recording("complete\n");
	dir_descriptor(7, 7, 0, "/dev/null");
	dir_descriptor(7, 7, 3, "socket:[402899]");
	dir_descriptor(7, 7, 4294967295U, "socket:[1]");
	dir_descriptor(7, 9, 3, "socket:[5]");
	dir_link("proc/7/fd/x3", "socket:[8]");
	dir_link("proc/7/fd/4294967296", "socket:[9]");
	/* Not a link: gone, as it were. */
	dir_text("proc/7/fd/5", "socket:[6]");
	sys = dir_open();
	ck_assert_uint_eq(count_links(sys, 7, 7, 3, target), 3);
	ck_assert_str_eq(target, "socket:[402899]");
	ck_assert_uint_eq(count_links(sys, 7, 0, 4294967295U, target), 3);
	ck_assert_str_eq(target, "socket:[1]");
	ck_assert_uint_eq(count_links(sys, 7, 9, 3, target), 1);
	ck_assert_str_eq(target, "socket:[5]");
}
END_TEST

/* More than one reading of the directory brings. */
START_TEST(many_links)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	static struct sys_links all;
	static bool seen[3000];
	char target[64], expected[64];
	uint32_t fd;

	dir_recording("complete\n");
	for (unsigned i = 0; i < ARRAY_SIZE(seen); i++) {
		snprintf(expected, sizeof(expected), "socket:[%u]", i);
		dir_descriptor(7, 7, i, expected);
	}
	sys = dir_open();
	ck_assert_int_eq(sys_links_open(sys, &all, 7, 7), 0);
	while (sys_links_next(&all, &fd, target, sizeof(target)) > 0) {
		ck_assert_uint_lt(fd, ARRAY_SIZE(seen));
		ck_assert(!seen[fd]);
		seen[fd] = true;
		snprintf(expected, sizeof(expected), "socket:[%u]", fd);
		ck_assert_str_eq(target, expected);
	}
	sys_links_close(&all);
	for (size_t i = 0; i < ARRAY_SIZE(seen); i++)
		ck_assert(seen[i]);
}
END_TEST

START_TEST(long_links)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	static struct sys_links all;
	char target[8 + 8];
	uint32_t fd;

	dir_recording("complete\n");
	dir_descriptor(7, 7, 1, "/a/path/that/is/longer");
	sys = dir_open();
	memset(target, '#', sizeof(target));
	ck_assert_int_eq(sys_links_open(sys, &all, 7, 7), 0);
	ck_assert_int_eq(sys_links_next(&all, &fd, target, 8), 1);
	ck_assert_str_eq(target, "/a/path");
	ck_assert_mem_eq(target + 8, "########", 8);
	ck_assert_int_eq(sys_links_next(&all, &fd, target, 8), 0);
	sys_links_close(&all);
}
END_TEST

START_TEST(links_refused)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	static struct sys_links all;

	dir_recording("complete\n");
	dir_text("index", "error EACCES proc/1/fd\nerror EPERM proc/2/fd\n"
			  "error EACCES proc/3/task/4/fd\n");
	dir_descriptor(1, 1, 3, "socket:[1]");
	dir_descriptor(3, 3, 3, "socket:[1]");
	dir_link("proc/5/fd", "../3/fd");
	dir_text("proc/6/fd", "");
	sys = dir_open();
	ck_assert_int_eq(sys_links_open(sys, &all, 1, 1), -EACCES);
	ck_assert_int_eq(sys_links_open(sys, &all, 2, 2), -EPERM);
	ck_assert_int_eq(sys_links_open(sys, &all, 3, 4), -EACCES);
	ck_assert_int_eq(sys_links_open(sys, &all, 4, 4), -ENOENT);
	ck_assert_int_lt(sys_links_open(sys, &all, 5, 5), 0);
	ck_assert_int_lt(sys_links_open(sys, &all, 6, 6), 0);
	ck_assert_int_eq(sys_links_open(sys, &all, 3, 3), 0);
	sys_links_close(&all);
}
END_TEST

UNIT_DIR_MAIN("sys-links", pids, no_pids, tables, links, many_links, long_links, links_refused)
