/* SPDX-License-Identifier: GPL-2.0-or-later */
/* This process, its threads and descriptors through the door; and recorded. */
#include <fcntl.h>
#include <linux/kcmp.h>
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "unit-links.h"

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

UNIT_DIR_MAIN("sys-links-live", own_descriptors, sparse_descriptors, own_tables, recorded)
