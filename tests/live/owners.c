/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The BPF program and the scan of /proc must tell the same of the same processes: threads
 * with tables of their own, heirs, descriptors that look like sockets, pid namespaces.
 */
#include <check.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include "owner-bpf.h"

/* ---- a stage ---------------------------------------------------------------------- */

#define INODES 2048

/* Other processes come and go: only these inodes are looked at. Shared with the actors. */
static struct {
	atomic_uint n;
	uint64_t inodes[INODES];
	int ready[2];
} *stage;

static int noted(int fd)
{
	struct stat st;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fstat(fd, &st), 0);
	stage->inodes[atomic_fetch_add(&stage->n, 1) % INODES] = st.st_ino;
	return fd;
}

static void ready(void)
{
	ck_assert_int_eq(write(stage->ready[1], "", 1), 1);
}

static void __attribute__((noreturn)) stay(void)
{
	for (;;)
		pause();
}

static void die_with_parent(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* An actor plays its scene, says that it is ready, and stays. */
static pid_t start(void (*scene)(void))
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid > 0)
		return pid;
	die_with_parent();
	scene();
	ready();
	stay();
}

static void wait_for(unsigned actors)
{
	struct pollfd pollfd = { .fd = stage->ready[0], .events = POLLIN };
	char byte;

	while (actors--) {
		ck_assert_msg(poll(&pollfd, 1, 10000) == 1, "an actor is not ready");
		ck_assert_int_eq(read(stage->ready[0], &byte, 1), 1);
	}
}

static pid_t play(void (*scene)(void))
{
	pid_t pid = start(scene);

	wait_for(1);
	return pid;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Its assertions reach Check through the pipe that is inherited. */
static void ended_well(pid_t pid)
{
	int status = -1;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

static int tcp_listener(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	return noted(fd);
}

static pthread_t thread(void *(*run)(void *arg))
{
	pthread_t made;

	ck_assert_int_eq(pthread_create(&made, NULL, run, NULL), 0);
	return made;
}

/* ---- comparing ------------------------------------------------------------------------- */

static bool is_noted(uint64_t inode)
{
	for (unsigned i = 0; i < atomic_load(&stage->n) && i < INODES; i++)
		if (stage->inodes[i] == inode)
			return true;
	return false;
}

static void keep_noted(struct owners *owners)
{
	size_t kept = 0;

	for (size_t i = 0; i < owners->files.n; i++)
		if (is_noted(owners->files.at[i].inode))
			owners->files.at[kept++] = owners->files.at[i];
	owners->files.n = kept;
}

static bool is_before(const struct nw_file *a, const struct nw_file *b)
{
	if (a->inode != b->inode)
		return a->inode < b->inode;
	if (a->pid != b->pid)
		return a->pid < b->pid;
	if (a->tid != b->tid)
		return a->tid < b->tid;
	return a->fd < b->fd;
}

static struct owners told(void)
{
	struct owners owners = { 0 };
	const char *where = NULL;
	int r = owner_bpf(&owners, &where);

	ck_assert_msg(r == 0, "%s: %s", where, strerror(-r));
	for (size_t i = 1; i < owners.files.n; i++)
		ck_assert(is_before(&owners.files.at[i - 1], &owners.files.at[i]));
	return owners;
}

static struct owners scanned(void)
{
	struct owners owners = { 0 };
	struct sys *sys = NULL;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(owner_scan(sys, 2, &owners), 0);
	sys_free(sys);
	return owners;
}

/* Both tell so many descriptors of the noted inodes, and the same. */
static struct owners compare(size_t n)
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

static void compare_only(size_t n)
{
	struct owners owners = compare(n);

	owners_free(&owners);
}

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
	noted(open("/dev/null", O_RDONLY));
}

static void nothing(void)
{
}

static void make_heirs(void)
{
	make_plain();
	start(nothing);
	start(nothing);
}

START_TEST(heirs)
{
	pid_t pid = start(make_heirs);

	wait_for(3);
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
		start(nothing);
}

START_TEST(many)
{
	pid_t pid = start(make_many);

	wait_for(6);
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
	die_with_parent();
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
	noted(open(name.sun_path, O_PATH));
	unlink(name.sun_path);
	rmdir(dir);
}

START_TEST(paths)
{
	pid_t pid = play(make_paths);

	compare_only(3);
	end(pid);
}
END_TEST

/* ---- threads --------------------------------------------------------------------------- */

static void *just_stay(void *arg)
{
	stay();
}

static void *leave_table(void *arg)
{
	ck_assert_int_eq(unshare(CLONE_FILES), 0);
	tcp_listener();
	ready();
	stay();
}

static void make_private(void)
{
	tcp_listener();
	thread(just_stay);
	/* Visited before the thread, but not to be told before it. */
	start(nothing);
	wait_for(1);
	thread(leave_table);
	wait_for(1);
	thread(leave_table);
	wait_for(1);
}

START_TEST(private_tables)
{
	pid_t pid = play(make_private);
	/* 4 tables with the first, two with one of their own. */
	struct owners owners = compare(6);
	const struct nw_file *files = owners.files.at;

	ck_assert_uint_eq(files[0].pid, (unsigned)pid);
	ck_assert_uint_eq(files[0].tid, (unsigned)pid);
	ck_assert_uint_eq(files[1].pid, (unsigned)pid);
	ck_assert_uint_ne(files[1].tid, (unsigned)pid);
	owners_free(&owners);
	end(pid);
}
END_TEST

static void make_left_behind(void)
{
	tcp_listener();
	for (int i = 0; i < 3; i++)
		thread(just_stay);
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

static void *outlive(void *arg)
{
	pthread_join(*(pthread_t *)arg, NULL);
	ready();
	stay();
}

static void make_headless(void)
{
	static pthread_t first;
	pthread_t made;

	first = pthread_self();
	tcp_listener();
	ck_assert_int_eq(pthread_create(&made, NULL, outlive, &first), 0);
	thread(just_stay);
	pthread_exit(NULL);
}

/* A process whose first thread has ended has a table all the same. */
START_TEST(headless)
{
	pid_t pid = play(make_headless);
	struct owners owners = compare(1);

	ck_assert_uint_eq(owners.files.at[0].pid, (unsigned)pid);
	ck_assert_uint_ne(owners.files.at[0].tid, (unsigned)pid);
	owners_free(&owners);
	end(pid);
}
END_TEST

/* ---- pid namespaces -------------------------------------------------------------------- */

/* Whose children are in a new one; false where that is forbidden. */
static bool new_pids(void)
{
	return unshare(CLONE_NEWPID | CLONE_NEWNS) == 0;
}

static void mount_proc(void)
{
	ck_assert_int_eq(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
	ck_assert_int_eq(mount("proc", "/proc", "proc", 0, NULL), 0);
}

static void make_inner(void)
{
	tcp_listener();
	ck_assert(new_pids());
	start(make_private);
	wait_for(1);
}

/* From the namespace in the middle: the one below, as it is numbered here. */
static void look_from_middle(void)
{
	struct owners owners;

	mount_proc();
	play(make_inner);
	owners = compare(7 + 1);
	/* Its own first process came before. */
	ck_assert_uint_eq(owners.files.at[0].pid, 2);
	owners_free(&owners);
	_exit(0);
}

START_TEST(namespaces_inside)
{
	pid_t pid;

	if (!new_pids())
		return;
	pid = start(look_from_middle);
	ended_well(pid);
}
END_TEST

START_TEST(namespaces_outside)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		die_with_parent();
		if (!new_pids())
			_exit(77);
		start(make_private);
		stay();
	}
	if (waitpid(pid, NULL, WNOHANG) == pid)
		return;
	wait_for(1);
	compare_only(6);
	end(pid);
}
END_TEST

/* Numbers that are not those of /proc would name the wrong processes. */
static void look_at_others(void)
{
	struct owners owners = { 0 };
	const char *where = NULL;

	ck_assert_int_eq(owner_bpf(&owners, &where), -EXDEV);
	ck_assert_str_eq(where, "proc");
	_exit(0);
}

START_TEST(foreign_proc)
{
	pid_t pid;

	if (!new_pids())
		return;
	pid = start(look_at_others);
	ended_well(pid);
}
END_TEST

/* ---- what else is told -------------------------------------------------------------------- */

static const struct owner_record *record_of(const struct owner_records *records, int fd)
{
	for (size_t i = 0; i < records->all.n; i++) {
		const struct owner_record *record = &records->all.at[i];

		if (record->tgid == (unsigned)getpid() && record->fd == (unsigned)fd)
			return record;
	}
	ck_abort_msg("descriptor %d is not told", fd);
	return NULL;
}

static void assert_socket(const struct owner_records *records, int fd, int state)
{
	const struct owner_record *record = record_of(records, fd);
	int family = 0, protocol = 0;
	socklen_t len = sizeof(family);
	uint64_t cookie = 0;
	struct stat st;

	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_uint_eq(record->inode, st.st_ino);
	ck_assert_int_eq(getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &len), 0);
	ck_assert_int_eq(record->family, family);
	ck_assert_int_eq(getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &len), 0);
	ck_assert_int_eq(record->protocol, protocol);
	len = sizeof(cookie);
	ck_assert_int_eq(getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &len), 0);
	ck_assert_uint_eq(record->cookie, cookie);
	ck_assert_int_eq(stat("/proc/self/ns/net", &st), 0);
	ck_assert_uint_eq(record->netns, st.st_ino);
	ck_assert_int_eq(record->state, state);
}

START_TEST(facts)
{
	struct owner_records records = { 0 };
	const int tcp = tcp_listener(), udp = socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP);
	const int local = socket(AF_UNIX, SOCK_DGRAM, 0);
	const char *where;

	ck_assert_int_eq(owner_bpf_records(&records, &where), 0);
	assert_socket(&records, tcp, 10);
	assert_socket(&records, udp, 7);
	assert_socket(&records, local, 7);
	owner_records_free(&records);
}
END_TEST

/* Of all the kinds of namespaces only those of the network. */
START_TEST(spaces)
{
	static const char *const kinds[] = { "ipc", "mnt", "pid", "user", "uts", "net" };
	struct owners owners;
	struct stat st = { 0 };
	size_t n = 0;
	int fd = -1;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		char path[64];

		snprintf(path, sizeof(path), "/proc/self/ns/%s", kinds[i]);
		fd = open(path, O_RDONLY);
		ck_assert_int_ge(fd, 0);
		fstat(fd, &st);
	}
	owners = told();
	for (size_t i = 0; i < owners.spaces.n; i++) {
		const struct nw_file *file = &owners.spaces.at[i];

		if (file->pid != (unsigned)getpid())
			continue;
		n++;
		ck_assert_uint_eq(file->inode, st.st_ino);
		ck_assert_uint_eq(file->tid, (unsigned)getpid());
		ck_assert_uint_eq(file->fd, (unsigned)fd);
	}
	ck_assert_uint_eq(n, 1);
	owners_free(&owners);
}
END_TEST

/* ---- the caller ---------------------------------------------------------------------------- */

static size_t open_files(void)
{
	size_t n = 0;

	for (int fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* Also where the first descriptors are free: 0 is one like any other. */
START_TEST(leaves_nothing)
{
	size_t before;

	close(0);
	before = open_files();
	for (int i = 0; i < 3; i++) {
		struct owners owners = told();

		owners_free(&owners);
	}
	ck_assert_uint_eq(open_files(), before);
}
END_TEST

/* Who may not is told so by the result, and by nothing else. */
START_TEST(refused)
{
	struct owners owners = { .denied = 5 };
	const char *where = NULL;
	size_t before;
	int pipes[2];
	char byte;

	ck_assert_int_eq(pipe2(pipes, O_NONBLOCK), 0);
	ck_assert_int_eq(dup2(pipes[1], 1), 1);
	ck_assert_int_eq(dup2(pipes[1], 2), 2);
	before = open_files();
	ck_assert_int_eq(setresuid(65534, 65534, 65534), 0);
	ck_assert_int_eq(owner_bpf(&owners, &where), -EPERM);
	ck_assert_str_eq(where, "load");
	ck_assert_ptr_null(owners.files.at);
	ck_assert_uint_eq(owners.denied, 5);
	ck_assert_uint_eq(open_files(), before);
	ck_assert_int_lt(read(pipes[0], &byte, 1), 0);
}
END_TEST

/* ---- running ------------------------------------------------------------------------------- */

static void raise_stage(void)
{
	atomic_store(&stage->n, 0);
	ck_assert_int_eq(pipe(stage->ready), 0);
}

/* Older kernels cannot, and some are told not to: all others must. */
static bool is_expected(int r)
{
	struct utsname kernel;
	unsigned major = 0, minor = 0;

	if (r == 0)
		return false;
	if (r == -ENOSYS || r == -EPERM || r == -EXDEV || access("/sys/kernel/btf/vmlinux", R_OK) < 0)
		return true;
	uname(&kernel);
	return sscanf(kernel.release, "%u.%u", &major, &minor) == 2 &&
	       (major < 5 || (major == 5 && minor < 17));
}

static SRunner *runner(void)
{
	static const TTest *const *const tests[] = {
		&heirs, &many, &twins, &paths, &private_tables, &left_behind, &headless,
		&namespaces_inside, &namespaces_outside, &foreign_proc, &facts, &spaces,
		&leaves_nothing, &refused,
	};
	Suite *suite = suite_create("owners");
	TCase *tcase = tcase_create("owners");

	tcase_set_timeout(tcase, 30);
	tcase_add_checked_fixture(tcase, raise_stage, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(tests); i++)
		tcase_add_test(tcase, *tests[i]);
	suite_add_tcase(suite, tcase);
	return srunner_create(suite);
}

int main(void)
{
	struct owners owners = { 0 };
	const char *where = "";
	int r = owner_bpf(&owners, &where), failed;
	SRunner *all;

	owners_free(&owners);
	if (is_expected(r)) {
		printf("1..0 # SKIP %s: %s\n", where, strerror(-r));
		return 0;
	}
	stage = mmap(NULL, sizeof(*stage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		     -1, 0);
	if (stage == MAP_FAILED)
		return 1;
	all = runner();
	srunner_set_tap(all, "-");
	srunner_run_all(all, CK_SILENT);
	failed = srunner_ntests_failed(all);
	srunner_free(all);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
