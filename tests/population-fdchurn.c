/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes and descriptors that come and go: 200 processes a second, each called "p" and
 * its number, which is in the name, the size or the port of whatever it holds. It holds it
 * at few descriptors, which are of another kind each time. How many there were of both is
 * in DIR/counts: two numbers of 64 bits.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "population.h"

/* Ports below what the kernel gives to those that name none. */
#define FIRST_TAG 20000
#define TAGS 8000
#define FILES 3
#define GONE 8
#define FIRST_FD 10
#define FDS 8
#define AT_ONCE 3
#define BETWEEN_NS 5000000
#define PAUSE_NS 10000000
#define PAUSES 15

static struct counts {
	_Atomic uint64_t processes, descriptors;
} * counts;

static void later(struct timespec *at, long ns)
{
	at->tv_nsec += ns;
	if (at->tv_nsec >= 1000000000) {
		at->tv_nsec -= 1000000000;
		at->tv_sec++;
	}
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, at, NULL);
}

/* ---- what has a tag ----------------------------------------------------------------------- */

static const char *path_of(unsigned tag, unsigned number)
{
	static char path[32];

	snprintf(path, sizeof(path), "p%u-%u", tag, number);
	return path;
}

/* No descriptor ever leads to it while it has another size. */
static void make_file(unsigned tag, unsigned number)
{
	const char *path = path_of(tag, number);

	if (mknod(path, S_IFREG | 0600, 0) < 0 || truncate(path, tag * 1000L + number) < 0)
		_exit(1);
}

static const char *directory_of(unsigned tag)
{
	static char path[32];

	snprintf(path, sizeof(path), "p%u-d", tag);
	return path;
}

static int open_file(unsigned tag, unsigned turn)
{
	return open(path_of(tag, turn % FILES), O_RDWR);
}

static int open_gone(unsigned tag, unsigned turn)
{
	int fd;

	(void)turn;
	make_file(tag, GONE);
	fd = open(path_of(tag, GONE), O_RDONLY);
	unlink(path_of(tag, GONE));
	return fd;
}

static int open_directory(unsigned tag, unsigned turn)
{
	(void)turn;
	return open(directory_of(tag), O_RDONLY | O_DIRECTORY);
}

static int open_pipe(unsigned tag, unsigned turn)
{
	int ends[2];

	(void)tag;
	if (pipe(ends) < 0)
		return -1;
	close(ends[turn % 2]);
	return ends[!(turn % 2)];
}

static int open_bound(unsigned tag, int type)
{
	int fd = socket(AF_INET, type, 0);
	struct sockaddr_storage to;
	const socklen_t len = address("127.0.0.1", tag, &to);

	option_on(fd, SOL_SOCKET, SO_REUSEPORT);
	if (bind(fd, (struct sockaddr *)&to, len) == 0)
		return fd;
	close(fd);
	return -1;
}

static int open_listener(unsigned tag, unsigned turn)
{
	int fd = open_bound(tag, SOCK_STREAM);

	(void)turn;
	if (fd >= 0)
		listen(fd, 5);
	return fd;
}

static int open_datagrams(unsigned tag, unsigned turn)
{
	int fd = open_bound(tag, SOCK_DGRAM);
	struct sockaddr_storage to;
	const socklen_t len = address("127.0.0.1", tag, &to);

	if (fd >= 0 && turn % 2)
		connect(fd, (struct sockaddr *)&to, len);
	return fd;
}

static int open_event(unsigned tag, unsigned turn)
{
	(void)tag;
	return eventfd(turn, 0);
}

static int open_device(unsigned tag, unsigned turn)
{
	(void)tag;
	return open(turn % 2 ? "/dev/null" : "/dev/zero", O_RDWR);
}

/* ---- a process ------------------------------------------------------------------------------ */

static int (*const kinds[])(unsigned tag, unsigned turn) = {
	open_file,     open_gone,      open_directory, open_pipe,
	open_listener, open_datagrams, open_event,     open_device,
};

static void change(unsigned tag, unsigned turn, int at)
{
	int fd = kinds[turn % ARRAY_SIZE(kinds)](tag, turn / ARRAY_SIZE(kinds));

	if (fd < 0)
		return;
	if (dup2(fd, at) == at)
		counts->descriptors++;
	close(fd);
}

static void live(unsigned tag)
{
	struct timespec now;
	unsigned turn = tag;

	clock_gettime(CLOCK_MONOTONIC, &now);
	for (unsigned i = 0; i < FILES; i++)
		make_file(tag, i);
	mkdir(directory_of(tag), 0700);
	for (int i = 0; i < FDS; i++)
		change(tag, turn++, FIRST_FD + i);
	for (int i = 0; i < PAUSES; i++) {
		later(&now, PAUSE_NS);
		/* Nine kinds of step for eight descriptors: each becomes all. */
		for (int n = 0; n < AT_ONCE; n++, turn++)
			change(tag, turn + turn / FDS, FIRST_FD + (int)(turn % FDS));
	}
	for (unsigned i = 0; i < FILES; i++)
		unlink(path_of(tag, i));
	rmdir(directory_of(tag));
	_exit(0);
}

static void churn(void)
{
	struct timespec now;

	/* Nobody waits for them. */
	signal(SIGCHLD, SIG_IGN);
	clock_gettime(CLOCK_MONOTONIC, &now);
	for (unsigned n = 0;; n = (n + 1) % TAGS) {
		char name[16];
		pid_t pid;

		/* A child has its name from its birth: it never holds what another's name says. */
		snprintf(name, sizeof(name), "p%u", FIRST_TAG + n);
		prctl(PR_SET_NAME, name);
		pid = fork();
		if (pid == 0)
			live(FIRST_TAG + n);
		counts->processes += pid > 0;
		later(&now, BETWEEN_NS);
	}
}

static int start(const void *arg)
{
	pid_t parent = getpid(), pid = fork();

	(void)arg;
	if (pid != 0)
		return pid < 0 ? -errno : 0;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == parent)
		churn();
	_exit(1);
}

static int make_counts(void)
{
	int fd = open("counts", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || ftruncate(fd, sizeof(*counts)) < 0)
		return -errno;
	counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return counts == MAP_FAILED ? -errno : 0;
}

int fdchurn_make(int argc, char **argv)
{
	int r;

	(void)argc;
	if ((mkdir(argv[0], 0755) < 0 && errno != EEXIST) || chdir(argv[0]) < 0)
		return -errno;
	r = make_counts();
	if (r == 0)
		r = namespace_prepare();
	if (r == 0)
		r = child_start(start, NULL);
	return r < 0 ? r : children_ready();
}
