/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors of every kind that the kernel makes, locked, deleted, mapped, odd of name. */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/landlock.h>
#include <linux/perf_event.h>
#include <mqueue.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/fanotify.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "population.h"

/* A descriptor that stays, or why there is none. */
static int stay(long fd)
{
	return fd < 0 ? -errno : 0;
}

static int make_file(const char *name, int flags)
{
	int fd = open(name, flags | O_CREAT, 0600);

	if (fd >= 0 && write(fd, "hello\n", 6) < 0 && errno != EBADF)
		return -1;
	return fd;
}

static int files_plain(void)
{
	static const char *const odd_names[] = {
		"a b", "tab\there", "line\nbreak", "back\\slash", "bell\001\033[1m",
		"x (deleted)", "\303\274ml", "anon_inode:[eventfd]",
	};

	for (size_t i = 0; i < ARRAY_SIZE(odd_names); i++)
		if (make_file(odd_names[i], O_RDWR) < 0)
			return -errno;
	if (make_file("written", O_WRONLY | O_APPEND) < 0 || make_file("gone", O_RDWR) < 0)
		return -errno;
	unlink("gone");
	open("written", O_RDONLY);
	open(".", O_TMPFILE | O_RDWR, 0600);
	open(".", O_RDONLY | O_DIRECTORY);
	open("/proc/self/status", O_RDONLY);
	if (symlink("nowhere", "link") < 0)
		return -errno;
	return stay(open("link", O_PATH | O_NOFOLLOW));
}

static int files_locked(void)
{
	struct flock part = { .l_type = F_WRLCK, .l_start = 1, .l_len = 2 };
	struct flock whole = { .l_type = F_RDLCK };
	struct flock open_file = { .l_type = F_WRLCK };
	int flocked = make_file("flocked", O_RDWR), parts = make_file("part", O_RDWR);
	int all = make_file("whole", O_RDWR), lease = make_file("lease", O_RDONLY);
	int ofd = make_file("ofd", O_RDWR);

	if (flock(flocked, LOCK_EX) < 0 || fcntl(parts, F_SETLK, &part) < 0 ||
	    fcntl(all, F_SETLK, &whole) < 0 || fcntl(ofd, F_OFD_SETLK, &open_file) < 0)
		return -errno;
	return stay(fcntl(lease, F_SETLEASE, F_RDLCK));
}

static int files_devices(void)
{
	open("/dev/null", O_WRONLY);
	open("/dev/zero", O_RDONLY);
	open("/dev/urandom", O_RDONLY);
	open("/dev/net/tun", O_RDWR);
	return stay(open("/dev/ptmx", O_RDWR | O_NOCTTY));
}

static int files_pipes(void)
{
	int fds[2];

	if (pipe(fds) < 0 || mkfifo("fifo", 0600) < 0)
		return -errno;
	return stay(open("fifo", O_RDWR));
}

static int files_waiting(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	int counter = eventfd(5, 0), epoll = epoll_create1(0);
	int notify = inotify_init1(0), timer = timerfd_create(CLOCK_MONOTONIC, 0);
	sigset_t set;

	if (counter < 0 || epoll < 0 || notify < 0 || timer < 0)
		return -errno;
	epoll_ctl(epoll, EPOLL_CTL_ADD, counter, &event);
	epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event);
	inotify_add_watch(notify, ".", IN_CREATE);
	epoll_create1(0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	return stay(signalfd(-1, &set, 0));
}

static int files_fanotify(void)
{
	return stay(fanotify_init(FAN_CLASS_NOTIF, O_RDONLY));
}

static int files_memory(void)
{
	int fd = memfd_create("memory", 0);

	memfd_create("", 0);
	if (fd < 0 || ftruncate(fd, 8192) < 0)
		return -errno;
	return mmap(NULL, 8192, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED ? -errno : 0;
}

static int files_mapped(void)
{
	int there = make_file("mapped", O_RDWR), gone = make_file("mapped gone", O_RDWR);
	int shm = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);

	mmap(NULL, 4096, PROT_READ, MAP_SHARED, there, 0);
	mmap(NULL, 4096, PROT_READ, MAP_SHARED, gone, 0);
	unlink("mapped gone");
	if (shm < 0 || shmat(shm, NULL, 0) == (void *)-1)
		return -errno;
	shmctl(shm, IPC_RMID, NULL);
	return 0;
}

static int files_pidfd(void)
{
	return stay(syscall(SYS_pidfd_open, getpid(), 0));
}

static int files_userfaultfd(void)
{
	return stay(syscall(SYS_userfaultfd, O_CLOEXEC));
}

static int files_io_uring(void)
{
	struct io_uring_params params = { 0 };

	return stay(syscall(SYS_io_uring_setup, 8, &params));
}

static int files_perf(void)
{
	struct perf_event_attr attr = { .size = sizeof(attr), .type = PERF_TYPE_SOFTWARE };

	return stay(syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0));
}

static int files_landlock(void)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = 1 };

	return stay(syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0));
}

static int files_bpf(void)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_HASH;
	attr.key_size = 4;
	attr.value_size = 8;
	attr.max_entries = 16;
	return stay(syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr)));
}

static int files_namespaces(void)
{
	static const char *const names[] = { "net",  "user", "mnt",    "pid",
					     "uts",  "ipc",  "cgroup", "time" };
	char path[64];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "/proc/self/ns/%s", names[i]);
		open(path, O_RDONLY);
	}
	return 0;
}

static int files_mqueue(void)
{
	struct mq_attr attr = { .mq_maxmsg = 2, .mq_msgsize = 16 };
	int fd = mq_open("/netwho-test", O_CREAT | O_RDWR, 0600, &attr);

	mq_unlink("/netwho-test");
	return stay(fd);
}

static int files_high(void)
{
	return stay(dup2(0, 1000));
}

static const struct deed parts[] = {
	{ "plain files", files_plain },
	{ "locked files", files_locked },
	{ "devices", files_devices },
	{ "pipes", files_pipes },
	{ "what waits", files_waiting },
	{ "fanotify", files_fanotify },
	{ "memory files", files_memory },
	{ "mapped files", files_mapped },
	{ "pidfd", files_pidfd },
	{ "userfaultfd", files_userfaultfd },
	{ "io_uring", files_io_uring },
	{ "perf event", files_perf },
	{ "landlock", files_landlock },
	{ "BPF map", files_bpf },
	{ "namespaces", files_namespaces },
	{ "message queue", files_mqueue },
	{ "high number", files_high },
};

int files_make(int argc, char **argv)
{
	if (mkdir(argv[0], 0755) < 0 && errno != EEXIST)
		return -errno;
	if (chdir(argv[0]) < 0)
		return -errno;
	/* Sockets first: their processes inherit nothing then. */
	if (odd_make(argc, argv) < 0)
		return -EIO;
	deeds_do(parts, ARRAY_SIZE(parts));
	return 0;
}
