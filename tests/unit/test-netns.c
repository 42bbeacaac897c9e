/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which network namespaces there are, in recordings that were written by hand. */
#include "netns.h"
#include "unit-dir.h"

#define OWN 4026531840U /* of every recording here */

static struct netns_list list;

static void find(void)
{
	_cleanup_(sys_freep) struct sys *sys = dir_open();

	ck_assert_int_eq(netns_find(sys, &list), 0);
	ck_assert_uint_ge(list.all.n, 1);
	ck_assert_uint_eq(list.all.at[0].inum, OWN);
	ck_assert(!list.all.at[0].foreign);
}

static void expect(size_t at, uint64_t inum, const char *name, uint32_t pid, uint32_t tid)
{
	const struct netns *netns = &list.all.at[at];

	ck_assert_uint_gt(list.all.n, at);
	ck_assert_uint_eq(netns->inum, inum);
	ck_assert_str_eq(netns->name, name);
	ck_assert_uint_eq(netns->pid, pid);
	ck_assert_uint_eq(netns->tid, tid);
	ck_assert(netns->foreign);
}

static void begin(void)
{
	dir_recording("complete\n");
	dir_link("proc/1/ns/net", "net:[4026531840]");
}

START_TEST(of_processes)
{
	begin();
	dir_link("proc/7/ns/net", "net:[4026532001]");
	dir_link("proc/9/ns/net", "net:[4026532001]");
	dir_folder("proc/11");
	find();
	ck_assert_uint_eq(list.all.n, 2);
	expect(1, 4026532001, "", 7, 0);
	netns_free(&list);
}
END_TEST

/* A process is the better answer, wherever it comes in the list. */
START_TEST(of_threads)
{
	begin();
	dir_link("proc/7/ns/net", "net:[4026531840]");
	dir_link("proc/7/task/8/ns/net", "net:[4026532001]");
	dir_link("proc/7/task/9/ns/net", "net:[4026532002]");
	dir_link("proc/7/task/10/ns/net", "net:[4026532001]");
	dir_link("proc/7/task/11/ns/net", "nonsense");
	dir_folder("proc/7/task/12/fd");
	dir_link("proc/20/ns/net", "net:[4026532002]");
	/* Its own threads in our namespace, and itself not. */
	dir_link("proc/30/ns/net", "net:[4026532003]");
	dir_link("proc/30/task/31/ns/net", "net:[4026531840]");
	find();
	ck_assert_uint_eq(list.all.n, 4);
	expect(1, 4026532001, "", 7, 8);
	expect(2, 4026532002, "", 20, 0);
	expect(3, 4026532003, "", 30, 0);
	netns_free(&list);
}
END_TEST

/* What may not be known is told apart by marks. */
START_TEST(closed)
{
	begin();
	dir_text("index", "error EACCES proc/7/ns/net\nerror EACCES proc/7/task/8/ns/net\n"
			  "error EACCES proc/7/task/9/ns/net\nerror EPERM proc/7/task/10/ns/net\n");
	dir_link("proc/1/net-mark", "mark:[100]");
	dir_link("proc/7/net-mark", "mark:[100]");
	dir_link("proc/7/task/8/net-mark", "mark:[200]");
	dir_link("proc/7/task/9/net-mark", "mark:[100]");
	dir_link("proc/7/task/10/net-mark", "mark:[200]");
	find();
	ck_assert_uint_eq(list.all.n, 2);
	expect(1, 0, "", 7, 8);
	ck_assert_uint_eq(list.all.at[1].mark, 200);
	ck_assert(list.all.at[1].closed);
	netns_free(&list);
}
END_TEST

/* /run/netns has the names; where it has none, the mount's last component is one. */
START_TEST(of_mounts)
{
	begin();
	dir_link("run/netns/blue", "net:[4026532001]");
	dir_link("netns/4026532001/mount", "/run/elsewhere/other");
	dir_link("netns/4026532002/mount", "/run/docker/netns/1-abcdef");
	dir_link("netns/4026531840/mount", "/run/docker/netns/default");
	dir_link("proc/7/ns/net", "net:[4026532002]");
	dir_folder("netns/4026532003");
	dir_link("netns/x/mount", "/y");
	find();
	ck_assert_uint_eq(list.all.n, 3);
	ck_assert_str_eq(list.all.at[0].name, "default");
	expect(1, 4026532001, "blue", 0, 0);
	ck_assert_str_eq(list.all.at[1].mount, "");
	expect(2, 4026532002, "1-abcdef", 7, 0);
	ck_assert_str_eq(list.all.at[2].mount, "run/docker/netns/1-abcdef");
	netns_free(&list);
}
END_TEST

/* What would be taken for another one, or for a number, is no name. */
START_TEST(no_names)
{
	begin();
	dir_link("run/netns/blue", "net:[4026532009]");
	dir_link("netns/4026532001/mount", "/run/elsewhere/blue");
	dir_link("netns/4026532002/mount", "/a/twice");
	dir_link("netns/4026532003/mount", "/b/twice");
	dir_link("netns/4026532004/mount", "/run/elsewhere/4026532001");
	dir_link("netns/4026532005/mount", "/run/elsewhere/all");
	dir_link("netns/4026532006/mount", "/run/elsewhere/self");
	dir_link("netns/4026532007/mount", "/run/elsewhere/7a");
	find();
	ck_assert_uint_eq(list.all.n, 9);
	expect(1, 4026532001, "", 0, 0);
	ck_assert_str_eq(list.all.at[1].mount, "run/elsewhere/blue");
	expect(2, 4026532002, "twice", 0, 0);
	expect(3, 4026532003, "", 0, 0);
	ck_assert_str_eq(list.all.at[3].mount, "b/twice");
	expect(4, 4026532004, "", 0, 0);
	expect(5, 4026532005, "", 0, 0);
	expect(6, 4026532006, "", 0, 0);
	expect(7, 4026532007, "7a", 0, 0);
	expect(8, 4026532009, "blue", 0, 0);
	netns_free(&list);
}
END_TEST

START_TEST(by_name)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	struct netns netns = { 0 };

	begin();
	dir_link("netns/4026532002/mount", "/run/docker/netns/1-abcdef");
	dir_link("proc/7/ns/net", "net:[4026531840]");
	dir_link("proc/7/task/8/ns/net", "net:[4026532001]");
	sys = dir_open();
	ck_assert_int_eq(netns_named(sys, "1-abcdef", &netns), 0);
	ck_assert_uint_eq(netns.inum, 4026532002);
	ck_assert_int_eq(netns_named(sys, "4026532001", &netns), 0);
	ck_assert_uint_eq(netns.pid, 7);
	ck_assert_uint_eq(netns.tid, 8);
	ck_assert_int_eq(netns_named(sys, "4026532009", &netns), -ENOENT);
	ck_assert_int_eq(netns_named(sys, "nobody", &netns), -ENOENT);
	ck_assert_int_eq(netns_named(sys, "99", &netns), -ESRCH);
}
END_TEST

UNIT_DIR_MAIN("netns", of_processes, of_threads, closed, of_mounts, no_names,
	      by_name)
