/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The BPF program and the scan of /proc must tell the same of the same processes: threads
 * with tables of their own, heirs, descriptors that look like sockets, pid namespaces.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include "owners-stage.h"

/* ---- processes --------------------------------------------------------------------------- */

static void make_plain(void)
{
	int pair[2], pipes[2];
	int fd = tcp_listener();

	ck_assert_int_eq(fcntl(fd, F_DUPFD, 300), 300);
	noted(socket(AF_INET6, SOCK_DGRAM, 0));
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	noted(pair[0]);
	noted(pair[1]);
	ck_assert_int_eq(pipe(pipes), 0);
	noted(pipes[0]);
}

static void nothing(void)
{
}

static void make_heirs(void)
{
	make_plain();
	play(nothing);
	play(nothing);
}

START_TEST(heirs)
{
	pid_t pid = play(make_heirs);

	compare_only(3 * 5);
	end(pid);
}
END_TEST

/* More than the kernel hands out at once, each held by several. */
static void make_many(void)
{
	const struct rlimit enough = { 2000, 4096 };

	setrlimit(RLIMIT_NOFILE, &enough);
	for (int i = 0; i < 900; i++)
		noted(socket(AF_UNIX, SOCK_DGRAM, 0));
	for (int i = 0; i < 5; i++)
		play(nothing);
}

START_TEST(many)
{
	pid_t pid = play(make_many);

	compare_only(6 * 900);
	end(pid);
}
END_TEST

/* Two processes, but one table. */
static void make_twins(void)
{
	long pid;

	tcp_listener();
	pid = syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL);
	ck_assert_int_ge(pid, 0);
	if (pid > 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	stay();
}

START_TEST(twins)
{
	pid_t pid = play(make_twins);

	compare_only(2);
	end(pid);
}
END_TEST

/* /proc shows an O_PATH descriptor as the socket itself, even when that is closed. */
static void make_paths(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	char path[64], dir[] = "/tmp/owners.XXXXXX";
	int fd = tcp_listener(), bound = socket(AF_UNIX, SOCK_DGRAM, 0);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ck_assert_int_ge(open(path, O_PATH), 0);
	ck_assert_int_eq(dup2(tcp_listener(), fd), fd);

	/* The name of a socket in a directory is none. */
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(name.sun_path, sizeof(name.sun_path), "%s/socket", dir);
	ck_assert_int_eq(bind(bound, (struct sockaddr *)&name, sizeof(name)), 0);
	ck_assert_int_ge(open(name.sun_path, O_PATH), 0);
	unlink(name.sun_path);
	rmdir(dir);
}

START_TEST(paths)
{
	pid_t pid = play(make_paths);

	compare_only(3);
	compare_count(pid);
	end(pid);
}
END_TEST

/* ---- threads --------------------------------------------------------------------------- */

static sem_t thread_done;

static void thread(void *(*run)(void *arg), void *arg)
{
	pthread_t made;

	ck_assert_int_eq(pthread_create(&made, NULL, run, arg), 0);
}

static void *just_stay(void *arg)
{
	stay();
}

static void *leave_table(void *arg)
{
	ck_assert_int_eq(unshare(CLONE_FILES), 0);
	tcp_listener();
	sem_post(&thread_done);
	stay();
}

static void make_private(void)
{
	sem_init(&thread_done, 0, 0);
	tcp_listener();
	thread(just_stay, NULL);
	/* Visited before the thread, but not to be told before it. */
	play(nothing);
	for (int i = 0; i < 2; i++) {
		thread(leave_table, NULL);
		sem_wait(&thread_done);
	}
}

START_TEST(private_tables)
{
	pid_t pid = play(make_private);
	/* 4 tables with the first, two with one of their own. */
	struct owners owners = compare(6);
	const struct nw_file *files = first_of(&owners);

	for (int i = 0; i < 3; i++) {
		ck_assert_uint_eq(files[i].pid, (unsigned)pid);
		ck_assert(i ? files[i].tid > files[i].pid : files[i].tid == files[i].pid);
	}
	ck_assert_uint_ne(files[3].pid, (unsigned)pid);
	owners_free(&owners);
	end(pid);
}
END_TEST

static void make_left_behind(void)
{
	tcp_listener();
	for (int i = 0; i < 3; i++)
		thread(just_stay, NULL);
	ck_assert_int_eq(unshare(CLONE_FILES), 0);
	tcp_listener();
}

/* The first thread left the table to the others, which are told once. */
START_TEST(left_behind)
{
	pid_t pid = play(make_left_behind);

	compare_only(3);
	end(pid);
}
END_TEST

static void *outlive(void *first)
{
	const int done = ready[1];

	pthread_join(*(pthread_t *)first, NULL);
	ck_assert_int_eq(write(done, "", 1), 1);
	stay();
}

static void make_headless(void)
{
	static pthread_t first;

	first = pthread_self();
	tcp_listener();
	thread(outlive, &first);
	thread(just_stay, NULL);
	pthread_exit(NULL);
}

/* A process whose first thread has ended has a table all the same. */
START_TEST(headless)
{
	struct owners owners;
	pid_t pid;

	/* To others /proc does not show it. */
	if (geteuid() != 0)
		return;
	pid = play(make_headless);
	owners = compare(1);
	ck_assert_uint_eq(owners.files.at[0].pid, (unsigned)pid);
	ck_assert_uint_ne(owners.files.at[0].tid, (unsigned)pid);
	owners_free(&owners);
	end(pid);
}
END_TEST

/* ---- pid namespaces -------------------------------------------------------------------- */

static void mount_proc(void)
{
	ck_assert_int_eq(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
	ck_assert_int_eq(mount("proc", "/proc", "proc", 0, NULL), 0);
}

static void make_inner(void)
{
	tcp_listener();
	ck_assert(new_pids());
	play(make_private);
}

/* From the namespace in the middle: the one below, as it is numbered here. */
static void look_from_middle(void)
{
	struct owners owners;

	mount_proc();
	play(make_inner);
	/* Each of the four tables inside has the actor's own socket as well. */
	owners = compare(1 + 4 + 6);
	ck_assert_uint_eq(getpid(), 1);
	ck_assert_uint_eq(first_of(&owners)[0].pid, 2);
	ck_assert_uint_eq(first_of(&owners)[1].pid, 3);
	owners_free(&owners);
}

START_TEST(namespaces_inside)
{
	play_inside(look_from_middle);
}
END_TEST

static void make_outer(void)
{
	if (new_pids())
		play(make_private);
	else
		atomic_store(&stage->forbidden, true);
}

START_TEST(namespaces_outside)
{
	pid_t pid = play(make_outer);

	compare_only(atomic_load(&stage->forbidden) ? 0 : 6);
	end(pid);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		heirs, many, twins, paths, private_tables, left_behind, headless,
		namespaces_inside, namespaces_outside,
	};

	return stage_main("owners", tests, ARRAY_SIZE(tests));
}
