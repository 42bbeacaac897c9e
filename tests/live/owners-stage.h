/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Actors that hold sockets, and what the BPF program and the scan tell of them. */
#ifndef OWNERS_STAGE_H
#define OWNERS_STAGE_H

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include "owner-bpf.h"
#include "unit.h"

/* ---- a stage ---------------------------------------------------------------------- */

#define INODES 2048

/* Other processes come and go: only these inodes are looked at. Shared with the actors. */
static struct stage {
	atomic_uint n;
	atomic_bool forbidden;
	uint64_t inodes[INODES];
} *stage;

static inline bool stage_raise(void)
{
	stage = mmap(NULL, sizeof(*stage), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return stage != MAP_FAILED;
}

static inline void stage_clear(void)
{
	atomic_store(&stage->n, 0);
	atomic_store(&stage->forbidden, false);
}

static inline int noted(int fd)
{
	struct stat st;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fstat(fd, &st), 0);
	stage->inodes[atomic_fetch_add(&stage->n, 1) % INODES] = st.st_ino;
	return fd;
}

static inline int tcp_listener(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	return noted(fd);
}

/* ---- actors ------------------------------------------------------------------------ */

static inline void __attribute__((noreturn)) stay(void)
{
	for (;;)
		pause();
}

/* What it asserts reaches Check through a pipe that is inherited. */
static inline pid_t start(void (*scene)(void))
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	scene();
	/* Not _exit(), in which a leak checker looks around: it cannot in a pid namespace. */
	syscall(SYS_exit_group, 0);
	__builtin_unreachable();
}

static inline void ended_well(pid_t pid)
{
	int status = -1;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

static int ready[2];
static void (*played)(void);

static inline void play_and_stay(void)
{
	const int done = ready[1];

	close(ready[0]);
	played();
	ck_assert_int_eq(write(done, "", 1), 1);
	stay();
}

/* Returns when the actor has played its scene, after which it stays as it is. */
static inline pid_t play(void (*scene)(void))
{
	char byte;
	pid_t pid;

	ck_assert_int_eq(pipe2(ready, O_CLOEXEC), 0);
	played = scene;
	pid = start(play_and_stay);
	close(ready[1]);
	ck_assert_msg(read(ready[0], &byte, 1) == 1, "the actor gave up");
	close(ready[0]);
	return pid;
}

/* From now on children are in another one; false where that is forbidden. */
static inline bool new_pids(void)
{
	return unshare(CLONE_NEWPID | CLONE_NEWNS) == 0;
}

static inline void play_below(void)
{
	if (new_pids())
		ended_well(start(played));
}

/* Play the scene as the first process of a new pid namespace, to its end. */
static inline void play_inside(void (*scene)(void))
{
	played = scene;
	ended_well(start(play_below));
}

static inline void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* ---- comparing ------------------------------------------------------------------------- */

static inline bool is_noted(uint64_t inode)
{
	for (unsigned i = 0; i < atomic_load(&stage->n) && i < INODES; i++)
		if (stage->inodes[i] == inode)
			return true;
	return false;
}

static inline void keep_noted(struct owners *owners)
{
	size_t kept = 0;

	for (size_t i = 0; i < owners->files.n; i++)
		if (is_noted(owners->files.at[i].inode))
			owners->files.at[kept++] = owners->files.at[i];
	owners->files.n = kept;
}

static inline bool is_before(const struct nw_file *a, const struct nw_file *b)
{
	if (a->inode != b->inode)
		return a->inode < b->inode;
	if (a->pid != b->pid)
		return a->pid < b->pid;
	if (a->tid != b->tid)
		return a->tid < b->tid;
	return a->fd < b->fd;
}

static inline struct owners told(void)
{
	struct owners owners = { 0 };
	const char *where = NULL;
	int r = owner_bpf(&owners, &where);

	ck_assert_msg(r == 0, "%s: %s", where, strerror(-r));
	for (size_t i = 1; i < owners.files.n; i++)
		ck_assert(is_before(&owners.files.at[i - 1], &owners.files.at[i]));
	return owners;
}

static inline struct owners scanned(void)
{
	struct owners owners = { 0 };
	struct sys *sys = NULL;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(owner_scan(sys, 2, NULL, &owners), 0);
	sys_free(sys);
	return owners;
}

/* Both tell so many descriptors of the noted inodes, and the same. */
static inline struct owners compare(size_t n)
{
	struct owners scan = scanned(), bpf = told();

	keep_noted(&scan);
	keep_noted(&bpf);
	ck_assert_uint_eq(scan.files.n, n);
	ck_assert_uint_eq(bpf.files.n, n);
	for (size_t i = 0; i < n; i++) {
		const struct nw_file *a = &scan.files.at[i], *b = &bpf.files.at[i];

		ck_assert_uint_eq(a->inode, b->inode);
		ck_assert_uint_eq(a->pid, b->pid);
		ck_assert_uint_eq(a->tid, b->tid);
		ck_assert_uint_eq(a->fd, b->fd);
	}
	owners_free(&scan);
	return bpf;
}

static inline size_t count_of(const struct owners *owners, pid_t pid)
{
	size_t n = 0;

	for (size_t i = 0; i < owners->files.n; i++)
		n += owners->files.at[i].pid == (unsigned)pid;
	return n;
}

/* As many of the one as of the other, noted or not. */
static inline void compare_count(pid_t pid)
{
	struct owners scan = scanned(), bpf = told();

	ck_assert_uint_eq(count_of(&scan, pid), count_of(&bpf, pid));
	owners_free(&scan);
	owners_free(&bpf);
}

/* The first descriptor, by process and thread, of what was noted first. */
static inline const struct nw_file *first_of(const struct owners *owners)
{
	const struct nw_file *file = owners->files.at;

	while (file->inode != stage->inodes[0])
		file++;
	return file;
}

static inline void compare_only(size_t n)
{
	struct owners owners = compare(n);

	owners_free(&owners);
}

/* ---- running ------------------------------------------------------------------------------- */

/* Older kernels cannot, and some are told not to: all others must, if root asks. */
static inline bool is_expected(int r)
{
	struct utsname kernel;
	unsigned major = 0, minor = 0;

	if (r == 0)
		return false;
	if (r == -ENOSYS || r == -EPERM || r == -EXDEV || geteuid() != 0)
		return true;
	if (access("/sys/kernel/btf/vmlinux", F_OK) < 0)
		return true;
	uname(&kernel);
	return sscanf(kernel.release, "%u.%u", &major, &minor) == 2 &&
	       (major < 5 || (major == 5 && minor < 17));
}

static inline int run_all(const char *name, const TTest *const tests[], size_t n)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, 30);
	tcase_add_checked_fixture(tcase, stage_clear, NULL);
	return unit_run_case(name, tcase, tests, n);
}

static inline int stage_main(const char *name, const TTest *const tests[], size_t n)
{
	struct owners owners = { 0 };
	const char *where = "";
	int r = owner_bpf(&owners, &where);

	owners_free(&owners);
	if (is_expected(r)) {
		printf("1..0 # SKIP %s: %s\n", where, strerror(-r));
		return 0;
	}
	return stage_raise() ? run_all(name, tests, n) : EXIT_FAILURE;
}

#endif
