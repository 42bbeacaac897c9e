/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process uses: this one, of which all is known. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "unit-uses.h"

static bool is_named(const struct nw_use *use, const char *name)
{
	size_t len;
	const char *own = nw_use_name(use, &len);

	return len == strlen(name) && memcmp(own, name, len) == 0;
}

START_TEST(a_file)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct nw_table *table = take_own(NW_BIT(NW_USE_FD), NW_USE_OFFSETS);
	const struct nw_use *use = use_of(table, fd);
	uint64_t inode, size, offset;
	struct stat st;
	uint32_t mode;

	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert(nw_use_inode(use, &inode) && inode == st.st_ino);
	ck_assert(nw_use_size(use, &size) && size == (uint64_t)st.st_size);
	ck_assert(nw_use_mode(use, &mode) && S_ISREG(mode));
	ck_assert(nw_use_offset(use, &offset) && offset == 0);
	ck_assert_int_eq(nw_use_access(use), 'r');
	ck_assert_uint_eq(nw_proc_pid(nw_use_proc(use)), (uint32_t)getpid());
	nw_table_free(table);
	close(fd);
}
END_TEST

START_TEST(names)
{
	struct nw_table *table;
	int pipes[2], event = eventfd(0, EFD_CLOEXEC);
	size_t len;

	ck_assert_int_eq(pipe2(pipes, O_CLOEXEC), 0);
	table = take_own(NW_BIT(NW_USE_FD), 0);
	ck_assert(is_named(use_of(table, pipes[0]), "pipe"));
	ck_assert_int_eq(nw_use_access(use_of(table, pipes[0])), 'r');
	ck_assert_int_eq(nw_use_access(use_of(table, pipes[1])), 'w');
	ck_assert_int_eq(strncmp(nw_use_name(use_of(table, event), &len), "[eventfd:", 9), 0);
	nw_table_free(table);
	close(pipes[0]);
	close(pipes[1]);
	close(event);
}
END_TEST

/* Of who is not asked for there are descriptors, and nothing else. */
START_TEST(other_ends)
{
	const uint32_t pid = (uint32_t)getpid();
	const struct nw_use_query uses = {
		.size = sizeof(uses), .kinds = NW_BIT(NW_USES_) - 1, .want = NW_USE_ENDS,
		.pids = &pid, .n_pids = 1,
	};
	const struct nw_use *use;
	struct nw_table *table;
	struct nw_sides *sides;
	size_t own = 0, ends = 0;
	int pipes[2];
	pid_t child;

	ck_assert_int_eq(pipe2(pipes, O_CLOEXEC), 0);
	child = fork();
	if (child == 0)
		for (;;)
			pause();
	table = take(&uses);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	nw_foreach(use, use, table) {
		const bool is_own = nw_proc_pid(nw_use_proc(use)) == pid;

		own += is_own && nw_use_kind(use) != NW_USE_FD;
		ck_assert(is_own || nw_use_kind(use) >= NW_USE_FD);
	}
	ck_assert_uint_gt(own, 0);
	ck_assert_int_eq(nw_sides_make(table, 0, &sides), 0);
	nw_foreach(use, use, table)
		if (nw_proc_pid(nw_use_proc(use)) == pid && nw_use_kind(use) == NW_USE_FD &&
		    nw_use_fd(use) == (uint32_t)pipes[0])
			ends = nw_side_uses(nw_sides_of(sides, use));
	ck_assert_uint_eq(ends, 4);
	nw_sides_free(sides);
	nw_table_free(table);
	close(pipes[0]);
	close(pipes[1]);
}
END_TEST

/* As fcntl() has them, and those of the descriptor. */
START_TEST(open_flags)
{
	struct nw_table *table;
	uint32_t flags;
	int pair[2], plain = open("/proc/self/exe", O_RDONLY);

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
				    pair),
			 0);
	table = take_own(NW_BIT(NW_USE_FD), NW_USE_SOCKETS | NW_USE_FLAGS);
	ck_assert(nw_use_flags(use_of(table, pair[0]), &flags));
	ck_assert_uint_eq(flags, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	nw_table_free(table);
	table = take_own(NW_BIT(NW_USE_FD), NW_USE_FLAGS);
	ck_assert(nw_use_flags(use_of(table, plain), &flags));
	ck_assert_uint_eq(flags & (O_ACCMODE | O_CLOEXEC), O_RDONLY);
	nw_table_free(table);
	table = take_own(NW_BIT(NW_USE_FD), 0);
	ck_assert(!nw_use_flags(use_of(table, pair[0]), &flags));
	nw_table_free(table);
	close(pair[0]);
	close(pair[1]);
	close(plain);
}
END_TEST

/* Where no security module says anything there is none. */
START_TEST(context)
{
	FILE *file = fopen("/proc/self/attr/current", "re");
	char own[4096] = "";
	struct nw_table *table;
	const char *text;
	size_t len = 0;

	if (file) {
		own[fread(own, 1, sizeof(own) - 1, file)] = '\0';
		fclose(file);
	}
	own[strcspn(own, "\n")] = '\0';
	table = take_own(NW_BIT(NW_USE_FD), NW_USE_CONTEXT);
	text = nw_proc_context(nw_table_proc(table, 0), &len);
	ck_assert_uint_eq(text ? len : 0, strlen(own));
	ck_assert(!text || memcmp(text, own, len) == 0);
	nw_table_free(table);
	table = take_own(NW_BIT(NW_USE_FD), 0);
	ck_assert_ptr_null(nw_proc_context(nw_table_proc(table, 0), &len));
	nw_table_free(table);
}
END_TEST

START_TEST(sockets_alone)
{
	struct nw_table *table;
	const struct nw_use *use;
	uint64_t pointer;
	int pair[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	table = take_own(NW_BIT(NW_USE_FD), NW_USE_SOCKETS | NW_USE_POINTERS);
	use = use_of(table, pair[0]);
	ck_assert_ptr_nonnull(nw_use_sock(use));
	ck_assert_int_eq(nw_sock_family(nw_use_sock(use)), NW_UNIX);
	ck_assert(nw_use_pointer(use, &pointer));
	ck_assert_int_eq(nw_use_access(use), 'u');
	nw_foreach(use, use, table) {
		size_t len;

		ck_assert_int_eq(strncmp(nw_use_link(use, &len), "socket:", 7), 0);
	}
	nw_table_free(table);
	close(pair[0]);
	close(pair[1]);
}
END_TEST

START_TEST(places)
{
	struct nw_table *table = take_own(NW_BIT(NW_USE_CWD) | NW_BIT(NW_USE_ROOT) |
					  NW_BIT(NW_USE_TEXT) | NW_BIT(NW_USE_MEMORY), 0);

	ck_assert_uint_gt(nw_table_uses(table), 3);
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(nw_use_kind(nw_table_use(table, i)), (int)i);
	ck_assert(is_named(nw_table_use(table, 1), "/"));
	ck_assert_int_eq(nw_use_kind(nw_table_use(table, 3)), NW_USE_MEMORY);
	nw_table_free(table);
}
END_TEST

/* What is not to be looked at has its path, what maps itself tells, and nothing else. */
START_TEST(exempt)
{
	static const char *const directories[] = { "/", "/proc", "/procedure" };
	const uint32_t pid = (uint32_t)getpid();
	const struct nw_use_query uses = {
		.size = sizeof(uses),
		.kinds = NW_BIT(NW_USES_) - 1,
		.pids = &pid,
		.n_pids = 1,
		.exempt = directories,
		.n_exempt = ARRAY_SIZE(directories),
	};
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	int counter = eventfd(0, EFD_CLOEXEC);
	struct nw_table *table = take(&uses);
	const struct nw_use *use;
	const char *call = "";
	uint64_t number;
	size_t which;

	ck_assert(nw_use_exempt(use_of(table, fd), &which) && which == 1);
	ck_assert(!nw_use_exempt(use_of(table, counter), &which));
	ck_assert(nw_use_size(use_of(table, counter), &number));
	nw_foreach(use, use, table) {
		if (!nw_use_exempt(use, &which))
			continue;
		ck_assert(!nw_use_size(use, &number) && !nw_use_error(use, &call));
		ck_assert(nw_use_device(use, &number) == (nw_use_kind(use) == NW_USE_MEMORY));
	}
	nw_table_free(table);
	close(counter);
	close(fd);
}
END_TEST

START_TEST(file_systems)
{
	static const char *const blocking[] = { "nfs", "nfs4", "cifs", "fuse", "fuse.sshfs", "9p" };
	static const char *const others[] = { "", "ext4", "tmpfs", "fusectl", "nfsd", "proc" };

	for (size_t i = 0; i < ARRAY_SIZE(blocking); i++)
		ck_assert(nw_fs_may_block(blocking[i]));
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		ck_assert(!nw_fs_may_block(others[i]));
}
END_TEST

START_TEST(processes)
{
	const struct nw_use_query uses = { .size = sizeof(uses) };
	struct nw_table *table = take(&uses);
	uint32_t last = 0, parent, owner;
	bool found = false;

	ck_assert_uint_eq(nw_table_uses(table), 0);
	for (size_t i = 0; i < nw_table_procs(table); i++) {
		const struct nw_proc *proc = nw_table_proc(table, i);

		ck_assert_uint_gt(nw_proc_pid(proc), last);
		last = nw_proc_pid(proc);
		ck_assert(nw_proc_parent(proc, &parent) && nw_proc_owner(proc, &owner));
		found |= last == (uint32_t)getpid() && parent == (uint32_t)getppid();
	}
	ck_assert(found);
	nw_table_free(table);
}
END_TEST

UNIT_MAIN("uses", a_file, names, other_ends, open_flags, context, sockets_alone, places, exempt,
	  file_systems, processes)
