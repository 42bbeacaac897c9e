/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes, threads and descriptors through the door. */
#include <fcntl.h>
#include <linux/kcmp.h>
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "unit-dir.h"

static void assert_numbers(const struct pids *pids, const uint32_t *expected, size_t n)
{
	ck_assert_uint_eq(pids->all.n, n);
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(pids->all.at[i], expected[i]);
}

/* ---- recordings -------------------------------------------------------------- */

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

static size_t count_links(struct sys *sys, unsigned pid, unsigned tid, uint32_t want,
			  char target[64])
{
	static struct sys_links links;
	char here[64];
	uint32_t fd;
	size_t n = 0;

	ck_assert_int_eq(sys_links_open(sys, &links, pid, tid), 0);
	for (; sys_links_next(&links, &fd, here, sizeof(here)) > 0; n++)
		if (fd == want)
			memcpy(target, here, sizeof(here));
	sys_links_close(&links);
	return n;
}

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

/* ---- live -------------------------------------------------------------------- */

START_TEST(own_descriptors)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct pids found = { 0 };
	char target[64] = "", expected[64];
	bool self = false;
	struct stat st;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(sys_pids(sys, &found), 0);
	for (size_t i = 0; i < found.all.n; i++) {
		self |= found.all.at[i] == (uint32_t)getpid();
		ck_assert(i == 0 || found.all.at[i - 1] < found.all.at[i]);
	}
	ck_assert(self);
	vec_free(&found.all);

	ck_assert_int_eq(fstat(fd, &st), 0);
	snprintf(expected, sizeof(expected), "socket:[%llu]", (unsigned long long)st.st_ino);
	count_links(sys, (unsigned)getpid(), 0, (uint32_t)fd, target);
	ck_assert_str_eq(target, expected);
	close(fd);
}
END_TEST

#define HIGHEST 1200

/* What a plain listing of this directory finds, itself left out. */
static void list_own(bool ret[HIGHEST])
{
	_closedir_ DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;

	ck_assert_ptr_nonnull(dir);
	memset(ret, 0, HIGHEST * sizeof(*ret));
	while ((entry = readdir(dir))) {
		int fd = atoi(entry->d_name);

		if (entry->d_name[0] != '.' && fd != dirfd(dir) && fd < HIGHEST)
			ret[fd] = true;
	}
}

static void assert_listed(struct sys *sys)
{
	static struct sys_links all;
	bool expected[HIGHEST], seen[HIGHEST] = { false };
	char target[64];
	uint32_t fd;

	list_own(expected);
	ck_assert_int_eq(sys_links_open(sys, &all, (uint32_t)getpid(), 0), 0);
	while (sys_links_next(&all, &fd, target, sizeof(target)) > 0) {
		if (fd >= HIGHEST || fd == (uint32_t)all.fd)
			continue;
		ck_assert(!seen[fd]);
		seen[fd] = true;
	}
	sys_links_close(&all);
	ck_assert_mem_eq(seen, expected, sizeof(seen));
}

/* Every descriptor once, however they lie: close together, with gaps, far apart. */
START_TEST(sparse_descriptors)
{
	static const struct {
		int dense, step, last;
	} shapes[] = { { 0, 1, 0 },     { 20, 2, 90 },    { 100, 7, 300 },
		       { 150, 3, 151 }, { 40, 40, 1100 }, { 500, 17, 1199 } };
	_cleanup_(sys_freep) struct sys *sys = NULL;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
		bool before[HIGHEST];

		list_own(before);
		for (int fd = 0; fd <= shapes[i].last; fd++)
			if (!before[fd] && (fd < shapes[i].dense || fd % shapes[i].step == 0))
				dup3(0, fd, O_CLOEXEC);
		assert_listed(sys);
		for (int fd = 0; fd <= shapes[i].last; fd++)
			if (!before[fd])
				close(fd);
	}
}
END_TEST

/* A thread that tells its number, waits to be told to end, and may unshare on the way. */
struct tenant {
	pthread_t thread;
	pthread_barrier_t *there, *done;
	pid_t tid;
	int fd;
	bool unshares;
	struct tenant *child;
};

static void *live_there(void *arg)
{
	struct tenant *tenant = arg;

	tenant->tid = (pid_t)syscall(SYS_gettid);
	tenant->fd = -1;
	if (tenant->unshares) {
		ck_assert_int_eq(unshare(CLONE_FILES), 0);
		tenant->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	}
	/* A thread made here shares this thread's table, not the process's. */
	if (tenant->child)
		pthread_create(&tenant->child->thread, NULL, live_there, tenant->child);
	pthread_barrier_wait(tenant->there);
	pthread_barrier_wait(tenant->done);
	if (tenant->child)
		pthread_join(tenant->child->thread, NULL);
	if (tenant->fd >= 0)
		close(tenant->fd);
	return NULL;
}

/* Sandboxes may forbid kcmp; then other threads' tables are not to be known. */
static bool may_compare(void)
{
	return syscall(SYS_kcmp, getpid(), getpid(), KCMP_FILES, 0UL, 0UL) == 0;
}

/* Shares the process's table; has one, shared with its child; has another one. */
enum { SHARING, OTHER_OWN, OWN, CHILD_OF_OWN, TENANTS };

/* What is looked at while the threads are there. */
static void look_at_tables(struct sys *sys, const struct tenant *tenants, bool recorded)
{
	const unsigned pid = (unsigned)getpid();
	const unsigned own = (unsigned)tenants[OWN].tid,
		       other = (unsigned)tenants[OTHER_OWN].tid;
	struct pids found = { 0 };
	char target[64] = "";
	bool shared = false;

	ck_assert_int_eq(sys_tables(sys, pid, &found), 0);
	/* Two tables besides the process's; the shared one under one of its two names. */
	ck_assert_uint_eq(found.all.n, 2);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_uint_ne(found.all.at[i], pid);
		ck_assert_uint_ne(found.all.at[i], (unsigned)tenants[SHARING].tid);
		shared |= found.all.at[i] == own ||
			  found.all.at[i] == (unsigned)tenants[CHILD_OF_OWN].tid;
	}
	ck_assert(shared);
	ck_assert(found.all.at[0] == other || found.all.at[1] == other);
	count_links(sys, pid, other, (uint32_t)tenants[OTHER_OWN].fd, target);
	ck_assert(strncmp(target, "socket:[", 8) == 0);
	if (!recorded)
		for (size_t i = 0; i < 2; i++)
			count_links(sys, pid, found.all.at[i], 0, target);
	vec_free(&found.all);
}

START_TEST(own_tables)
{
	_cleanup_(sys_freep) struct sys *sys = NULL, *recording = NULL;
	struct tenant tenants[TENANTS] = {
		[OWN] = { .unshares = true }, [OTHER_OWN] = { .unshares = true }
	};
	pthread_barrier_t there, done;
	struct pids found = { 0 };

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(sys_tables(sys, (uint32_t)getpid(), &found), 0);
	ck_assert_uint_eq(found.all.n, 0);
	vec_free(&found.all);
	if (!may_compare())
		return;

	pthread_barrier_init(&there, NULL, 5);
	pthread_barrier_init(&done, NULL, 5);
	tenants[OWN].child = &tenants[CHILD_OF_OWN];
	for (size_t i = 0; i < TENANTS; i++) {
		tenants[i].there = &there;
		tenants[i].done = &done;
	}
	for (size_t i = 0; i < TENANTS; i++)
		if (i != CHILD_OF_OWN)
			ck_assert_int_eq(pthread_create(&tenants[i].thread, NULL,
							live_there, &tenants[i]),
					 0);
	pthread_barrier_wait(&there);
	look_at_tables(sys, tenants, false);

	/* The same out of a recording of it. */
	ck_assert_int_eq(sys_open(NULL, &recording), 0);
	ck_assert_int_eq(sys_record(recording, dir_path("rec")), 0);
	look_at_tables(recording, tenants, false);
	ck_assert_int_eq(sys_record_freeze(recording), 0);
	look_at_tables(recording, tenants, true);

	pthread_barrier_wait(&done);
	for (size_t i = 0; i < TENANTS; i++)
		if (i != CHILD_OF_OWN)
			pthread_join(tenants[i].thread, NULL);
	pthread_barrier_destroy(&there);
	pthread_barrier_destroy(&done);
}
END_TEST

/* A recording's links and processes are those that were seen. */
START_TEST(recorded)
{
	_cleanup_(sys_freep) struct sys *sys = NULL, *replay = NULL;
	const unsigned pid = (unsigned)getpid();
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct pids live = { 0 }, found = { 0 };
	char was[64] = "", is[64] = "";
	size_t n;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(sys_record(sys, dir_path("rec")), 0);
	ck_assert_int_eq(sys_pids(sys, &live), 0);
	n = count_links(sys, pid, pid, (uint32_t)fd, was);
	close(fd);
	ck_assert_int_eq(sys_record_freeze(sys), 0);
	ck_assert_int_eq(sys_record_end(sys), 0);

	ck_assert_int_eq(sys_open(dir_path("rec"), &replay), 0);
	for (int i = 0; i < 2; i++) {
		struct sys *from = i ? replay : sys;

		ck_assert_int_eq(sys_pids(from, &found), 0);
		assert_numbers(&found, live.all.at, live.all.n);
		ck_assert_uint_eq(count_links(from, pid, pid, (uint32_t)fd, is), n);
		ck_assert_str_eq(is, was);
	}
	vec_free(&live.all);
	vec_free(&found.all);
}
END_TEST

UNIT_DIR_MAIN("sys-links", pids, no_pids, tables, links, many_links, long_links,
	      links_refused, own_descriptors, sparse_descriptors, own_tables, recorded)
