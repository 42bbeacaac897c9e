/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors that hold sockets, of all processes that may be looked into. */
#include <sys/socket.h>

#include "owner.h"
#include "unit-dir.h"

static void scan(unsigned threads, struct owners *ret)
{
	_cleanup_(sys_freep) struct sys *sys = dir_open();

	*ret = (struct owners){ .denied = 0 };
	ck_assert_int_eq(owner_scan(sys, threads, NULL, ret), 0);
}

static void assert_files(const struct owners *owners, const struct nw_file *expected, size_t n)
{
	ck_assert_uint_eq(owners->files.n, n);
	for (size_t i = 0; i < n; i++) {
		const struct nw_file *file = &owners->files.at[i];

		ck_assert_uint_eq(file->inode, expected[i].inode);
		ck_assert_uint_eq(file->pid, expected[i].pid);
		ck_assert_uint_eq(file->tid, expected[i].tid);
		ck_assert_uint_eq(file->fd, expected[i].fd);
	}
}

/* By inode, process, thread, number - however many threads have read them. */
START_TEST(found)
{
	static const struct nw_file expected[] = {
		{ .inode = 7, .pid = 1, .tid = 1, .fd = 10 },
		{ .inode = 100, .pid = 9, .tid = 9, .fd = 3 },
		{ .inode = 100, .pid = 9, .tid = 9, .fd = 12 },
		{ .inode = 100, .pid = 9, .tid = 11, .fd = 3 },
		{ .inode = 100, .pid = 10, .tid = 10, .fd = 3 },
		{ .inode = 100, .pid = 700, .tid = 700, .fd = 2 },
		{ .inode = UINT64_C(4294967296), .pid = 9, .tid = 9, .fd = 4 },
	};

	dir_recording("complete\n");
	dir_descriptor(1, 1, 10, "socket:[7]");
	dir_descriptor(9, 9, 12, "socket:[100]");
	dir_descriptor(9, 9, 3, "socket:[100]");
	dir_descriptor(9, 9, 4, "socket:[4294967296]");
	dir_descriptor(9, 11, 3, "socket:[100]");
	dir_descriptor(10, 10, 3, "socket:[100]");
	dir_descriptor(700, 700, 2, "socket:[100]");
	for (unsigned threads = 1; threads <= 8; threads++) {
		struct owners owners;

		scan(threads, &owners);
		assert_files(&owners, expected, ARRAY_SIZE(expected));
		ck_assert_uint_eq(owners.denied, 0);
		ck_assert_uint_eq(owners.forbidden, 0);
		ck_assert(!owners.hidden);
		owners_free(&owners);
	}
}
END_TEST

/* Of some processes only; who is not asked for is not missed. */
START_TEST(of_some)
{
	static const struct nw_file expected[] = {
		{ .inode = 100, .pid = 9, .tid = 9, .fd = 3 },
		{ .inode = 100, .pid = 9, .tid = 11, .fd = 3 },
		{ .inode = 200, .pid = 12, .tid = 12, .fd = 4 },
	};
	_cleanup_(sys_freep) struct sys *sys = NULL;
	uint32_t wanted[] = { 12, 9, 77 };
	const struct pids only = { .all = { .at = wanted, .n = 3 } };
	struct owners owners = { 0 };

	dir_recording("complete\n");
	dir_descriptor(1, 1, 10, "socket:[100]");
	dir_descriptor(9, 9, 3, "socket:[100]");
	dir_descriptor(9, 11, 3, "socket:[100]");
	dir_descriptor(10, 10, 3, "socket:[200]");
	dir_descriptor(12, 12, 4, "socket:[200]");
	dir_text("index", "error EACCES proc/10/fd\n");
	sys = dir_open();
	ck_assert_int_eq(owner_scan_some(sys, 2, &only, &owners), 0);
	assert_files(&owners, expected, ARRAY_SIZE(expected));
	ck_assert_uint_eq(owners.denied, 0);
	ck_assert(!owners.hidden);
	ck_assert(!owners.blind);
	owners_free(&owners);
}
END_TEST

START_TEST(other_descriptors)
{
	static const char *const others[] = {
		"/dev/null",
		"pipe:[100]",
		"anon_inode:[eventpoll]",
		"socket:",
		"socket:[]",
		"socket:[x]",
		"socket:[-1]",
		"socket:[1",
		"socket:[1]]",
		"socket:[ 1]",
		"socket:[1] (deleted)",
		"/socket:[1]",
		"/tmp/socket:[100]",
		"Socket:[1]",
		"socket:[1]/x",
		"net:[100]",
		"socket:[18446744073709551616]",
	};
	struct owners owners;

	dir_recording("complete\n");
	for (unsigned i = 0; i < ARRAY_SIZE(others); i++)
		dir_descriptor(1, 1, i, others[i]);
	scan(1, &owners);
	ck_assert_uint_eq(owners.files.n, 0);
	owners_free(&owners);
}
END_TEST

/* A process of which even the names are secret, and one that has just ended. */
START_TEST(refused)
{
	static const struct nw_file expected[] = {
		{ .inode = 5, .pid = 1, .tid = 1, .fd = 3 },
		{ .inode = 5, .pid = 4, .tid = 4, .fd = 3 },
		{ .inode = 5, .pid = 4, .tid = 6, .fd = 3 },
	};
	struct owners owners;

	dir_recording("complete\n");
	dir_text("index", "error EACCES proc/2/fd\n"
			  "error EACCES proc/3/fd\n"
			  "error EPERM proc/7/fd\n"
			  "error ESRCH proc/8/fd\n"
			  "error EACCES proc/4/task/5/fd\n");
	for (unsigned pid = 1; pid <= 8; pid++)
		dir_descriptor(pid, pid, 3, pid == 1 || pid == 4 ? "socket:[5]" : "socket:[6]");
	for (unsigned tid = 5; tid <= 6; tid++)
		dir_descriptor(4, tid, 3, "socket:[5]");
	dir_folder("proc/9");
	/* These two only made up the numbers. */
	remove(dir_path("proc/5/fd/3"));
	remove(dir_path("proc/6/fd/3"));
	for (unsigned threads = 1; threads <= 3; threads += 2) {
		scan(threads, &owners);
		assert_files(&owners, expected, ARRAY_SIZE(expected));
		ck_assert_uint_eq(owners.denied, 2);
		ck_assert_uint_eq(owners.forbidden, 1);
		ck_assert(!owners.hidden);
		owners_free(&owners);
	}
}
END_TEST

/* Process 1 is always there: who does not see it sees a part only. */
START_TEST(hidden)
{
	struct owners owners;

	dir_recording("complete\n");
	dir_descriptor(700, 700, 3, "socket:[5]");
	scan(1, &owners);
	ck_assert_uint_eq(owners.files.n, 1);
	ck_assert(owners.hidden);
	owners_free(&owners);

	dir_folder("proc/1");
	scan(1, &owners);
	ck_assert_uint_eq(owners.files.n, 1);
	ck_assert(!owners.hidden);
	owners_free(&owners);
}
END_TEST

START_TEST(no_processes)
{
	struct owners owners = { .denied = 0 };
	struct sys *sys;

	dir_recording("complete\n");
	sys = dir_open();
	ck_assert_int_eq(owner_scan(sys, 1, NULL, &owners), -ENOENT);
	sys_free(sys);
	ck_assert_uint_eq(owners.files.n, 0);

	dir_text("index", "error EACCES proc\n");
	sys = dir_open();
	ck_assert_int_eq(owner_scan(sys, 1, NULL, &owners), -EACCES);
	sys_free(sys);

	dir_text("index", "");
	dir_folder("proc/net");
	scan(2, &owners);
	ck_assert_uint_eq(owners.files.n, 0);
	owners_free(&owners);
}
END_TEST

#define PROCESSES 150
#define EACH 7

/* Each of them once, whichever thread found it. */
START_TEST(many)
{
	struct owners owners;
	char target[32];

	dir_recording("complete\n");
	for (unsigned pid = 1; pid <= PROCESSES; pid++)
		for (unsigned fd = 0; fd < EACH; fd++) {
			/* Neighbours in the result come from processes far apart. */
			snprintf(target, sizeof(target), "socket:[%u]", fd * PROCESSES + pid);
			dir_descriptor(pid, pid, fd, target);
		}
	for (unsigned threads = 0; threads <= 9; threads += 3) {
		scan(threads, &owners);
		ck_assert_uint_eq(owners.files.n, PROCESSES * EACH);
		for (unsigned i = 0; i < owners.files.n; i++) {
			const struct nw_file *file = &owners.files.at[i];

			ck_assert_uint_eq(file->inode, i + 1);
			ck_assert_uint_eq(file->pid, i % PROCESSES + 1);
			ck_assert_uint_eq(file->fd, i / PROCESSES);
		}
		owners_free(&owners);
	}
}
END_TEST

/* Network namespaces are kept alive by descriptors as well. */
START_TEST(namespaces)
{
	struct owners owners;

	dir_recording("complete\n");
	dir_descriptor(1, 1, 3, "net:[4026532000]");
	dir_descriptor(7, 9, 4, "net:[4026532001]");
	dir_descriptor(7, 7, 5, "mnt:[4026532002]");
	scan(2, &owners);
	ck_assert_uint_eq(owners.files.n, 0);
	ck_assert_uint_eq(owners.spaces.n, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct nw_file *file = &owners.spaces.at[i];

		ck_assert(file->inode == 4026532000
				  ? file->pid == 1 && file->fd == 3
				  : file->inode == 4026532001 && file->pid == 7 &&
					    file->tid == 9 && file->fd == 4);
	}
	owners_free(&owners);
}
END_TEST

/* A ring holds sockets that have no descriptor any more. */
START_TEST(rings)
{
	static const struct nw_file expected[] = {
		{ .inode = 100, .pid = 7, .tid = 7, .fd = 4 },
		{ .inode = 100, .pid = 7, .tid = 7, .fd = 5 },
		{ .inode = 200, .pid = 7, .tid = 7, .fd = 4 },
	};
	struct owners owners;

	dir_recording("complete\n");
	dir_folder("proc/1/fd");
	dir_descriptor(7, 7, 4, "anon_inode:[io_uring]");
	dir_descriptor(7, 7, 5, "socket:[100]");
	dir_descriptor(7, 7, 6, "anon_inode:[eventpoll]");
	dir_text("proc/7/fdinfo/4", "pos:\t0\nUserFiles:\t4\n    0: socket:[200]\n"
				    "    1: <none>\n    2: socket:[100]\n    3: /dev/null\n"
				    "UserBufs:\t0\n");
	dir_text("proc/7/fdinfo/6", "UserFiles:\t1\n    0: socket:[300]\n");
	scan(1, &owners);
	assert_files(&owners, expected, ARRAY_SIZE(expected));
	ck_assert_int_eq(owners.files.at[0].via, NW_VIA_IO_URING);
	ck_assert_int_eq(owners.files.at[1].via, NW_VIA_FD);
	ck_assert_int_eq(owners.files.at[2].via, NW_VIA_IO_URING);
	owners_free(&owners);
}
END_TEST

static void add_file(struct owners *owners, uint64_t inode, uint32_t pid, uint32_t fd)
{
	struct nw_file *file = vec_push(&owners->files);

	ck_assert_ptr_nonnull(file);
	*file = (struct nw_file){ .inode = inode, .pid = pid, .tid = pid, .fd = fd };
}

/* The sockets we look with are no part of the picture. */
START_TEST(forgotten)
{
	static const struct nw_file expected[] = {
		{ .inode = 1, .pid = 9, .tid = 9, .fd = 2 },
		{ .inode = 3, .pid = 7, .tid = 7, .fd = 1 },
		{ .inode = 3, .pid = 7, .tid = 7, .fd = 2 },
	};
	struct owners owners = { .denied = 0 };
	uint64_t own[] = { 4, 2 };
	struct inodes inodes = { .all = { .at = own, .n = 0 } };

	add_file(&owners, 3, 7, 2);
	add_file(&owners, 2, 7, 5);
	add_file(&owners, 4, 8, 1);
	add_file(&owners, 3, 7, 1);
	add_file(&owners, 1, 9, 2);
	add_file(&owners, 2, 9, 5);
	owners_sort(&owners);
	owners_forget(&owners, &inodes);
	ck_assert_uint_eq(owners.files.n, 6);
	inodes.all.n = 2;
	owners_forget(&owners, &inodes);
	assert_files(&owners, expected, ARRAY_SIZE(expected));
	owners_free(&owners);
}
END_TEST

START_TEST(live)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), twice = dup(fd);
	struct owners owners = { .denied = 0 };
	size_t held = 0;
	struct stat st;

	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(owner_scan(sys, 2, NULL, &owners), 0);
	for (size_t i = 0; i < owners.files.n; i++) {
		const struct nw_file *file = &owners.files.at[i];

		if (i)
			ck_assert_uint_le(file[-1].inode, file->inode);
		if (file->inode != st.st_ino)
			continue;
		ck_assert_uint_eq(file->pid, (unsigned)getpid());
		ck_assert_uint_eq(file->tid, (unsigned)getpid());
		ck_assert(file->fd == (unsigned)fd || file->fd == (unsigned)twice);
		held++;
	}
	ck_assert_uint_eq(held, 2);
	owners_free(&owners);
	close(fd);
	close(twice);
}
END_TEST

UNIT_DIR_MAIN("owner", found, of_some, other_descriptors, refused, hidden, no_processes, many,
	      namespaces, rings, forgotten, live)
