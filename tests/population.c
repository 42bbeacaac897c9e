/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Make sockets of many kinds, say "ready", and keep them until stdin is closed. */
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "population.h"

#define SECONDS 300

static struct {
	pid_t *pids;
	size_t n, reported;
	int pipe[2];
} children = { .pipe = { -1, -1 } };

static int usage(void)
{
	fputs("usage: population [--seconds N] odd DIR\n"
	      "       population [--seconds N] files DIR\n"
	      "       population [--seconds N] hostile DIR\n"
	      "       population [--seconds N] big PROCESSES TCP-EACH [UNIX-SOCKETS [FILES-EACH DIR]]\n"
	      "       population [--seconds N] churn\n"
	      "       population [--seconds N] fdchurn DIR\n"
	      "       population [--seconds N] ring PORT\n"
	      "       population [--seconds N] talk PORT SENT ANSWERED MILLISECONDS FILE\n"
	      "       population [--seconds N] alone PORT [FILE]\n"
	      "       population [--seconds N] mptcp ADDRESS SUBFLOWS\n"
	      "       population [--seconds N] listen [PORT...]\n"
	      "       population [--seconds N] share PORT NAME...\n"
	      "       population [--seconds N] call PORT FROM [deaf]\n"
	      "       population [--seconds N] trouble\n"
	      "       population [--seconds N] ends DIR\n",
	      stderr);
	return 2;
}

void deeds_do(const struct deed *deeds, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int r = deeds[i].make();

		if (r < 0)
			fprintf(stderr, "population: no %s: %s\n", deeds[i].name,
				strerror(-r));
	}
}

static int children_pipe(void)
{
	if (children.pipe[0] >= 0)
		return 0;
	if (pipe(children.pipe) < 0)
		return -errno;
	/* High numbers, so that a child can close all others with two calls. */
	for (int i = 0; i < 2; i++) {
		int fd = fcntl(children.pipe[i], F_DUPFD, 900 + i);

		if (fd < 0)
			return -errno;
		close(children.pipe[i]);
		children.pipe[i] = fd;
	}
	return 0;
}

static void close_inherited(void)
{
	close_range(3, (unsigned)children.pipe[1] - 1, 0);
	close_range((unsigned)children.pipe[1] + 1, ~0U, 0);
}

/* The kernel forgets this when a process changes its uid, so it is also for later. */
static void die_with_parent(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
}

static void report(int fd, int result)
{
	unsigned char byte = result < 0 ? (unsigned char)-result : 0;

	if (write(fd, &byte, 1) != 1)
		_exit(1);
}

static void child_run(pid_t parent, bool heir, int (*work)(const void *arg),
		      const void *arg)
{
	die_with_parent(parent);
	if (!heir)
		close_inherited();

	int r = work(arg);

	die_with_parent(parent);
	report(children.pipe[1], r);
	for (;;)
		pause();
}

static int child_fork(bool heir, int (*work)(const void *arg), const void *arg)
{
	pid_t parent = getpid(), pid;
	pid_t *grown;
	int r;

	r = children_pipe();
	if (r < 0)
		return r;

	grown = reallocarray(children.pids, children.n + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	children.pids = grown;

	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0)
		child_run(parent, heir, work, arg);

	children.pids[children.n++] = pid;
	return 0;
}

int child_start(int (*work)(const void *arg), const void *arg)
{
	return child_fork(false, work, arg);
}

int child_heir(int (*work)(const void *arg), const void *arg)
{
	return child_fork(true, work, arg);
}

struct name {
	const char *argv0, *comm;
	unsigned port;
};

static int become(const void *arg)
{
	const struct name *name = arg;
	char fd[16], port[16], parent[16];
	char *argv[] = { (char *)name->argv0, (char *)"hold", fd, parent, port,
			 (char *)name->comm, NULL };

	snprintf(fd, sizeof(fd), "%d", children.pipe[1]);
	snprintf(port, sizeof(port), "%u", name->port);
	snprintf(parent, sizeof(parent), "%d", getppid());
	execv("/proc/self/exe", argv);
	return -errno;
}

int child_named(const char *argv0, unsigned port, const char *comm)
{
	struct name name = { argv0, comm, port };

	return child_start(become, &name);
}

int children_ready(void)
{
	int last = 0;

	while (children.reported < children.n) {
		unsigned char bytes[256];
		ssize_t n = read(children.pipe[0], bytes, sizeof(bytes));

		if (n <= 0)
			return n < 0 ? -errno : -EPIPE;
		for (ssize_t i = 0; i < n; i++)
			if (bytes[i])
				last = -bytes[i];
		children.reported += (size_t)n;
	}
	return last;
}

/* hold FD PARENT PORT [COMM]: what child_named() runs. */
static int hold(int argc, char **argv)
{
	int r;

	if (argc < 3)
		return -EINVAL;
	/* The new program's name is the file's; this is the only way to choose it. */
	if (argc > 3)
		prctl(PR_SET_NAME, argv[3]);

	r = tcp_listen("127.0.0.1", (unsigned)atoi(argv[2]), 5);
	die_with_parent(atoi(argv[1]));
	report(atoi(argv[0]), r);
	for (;;)
		pause();
}

static const struct mode {
	const char *name;
	int min, max;
	int (*make)(int argc, char **argv);
} modes[] = {
	{ "odd", 1, 1, odd_make },
	{ "files", 1, 1, files_make },
	{ "hostile", 1, 1, hostile_make },
	{ "big", 2, 5, big_make },
	{ "churn", 0, 0, churn_make },
	{ "fdchurn", 1, 1, fdchurn_make },
	{ "ring", 1, 1, ring_make },
	{ "talk", 5, 5, talk_make },
	{ "alone", 1, 2, alone_make },
	{ "mptcp", 2, 2, mptcp_make },
	{ "listen", 0, 100, listen_make },
	{ "share", 2, 9, shared_make },
	{ "call", 2, 3, call_make },
	{ "trouble", 0, 0, trouble_make },
	{ "ends", 1, 1, ends_make },
	{ "hold", 3, 4, hold },
};

/* Until stdin ends, a signal comes or the time is over. */
static void wait_for_end(void)
{
	struct pollfd polls[2] = { { .fd = 0, .events = POLLIN }, { .events = POLLIN } };
	sigset_t set;
	char waste[64];

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	polls[1].fd = signalfd(-1, &set, SFD_CLOEXEC);

	puts("ready");
	fflush(stdout);
	while (poll(polls, 2, -1) > 0 && !polls[1].revents)
		if (polls[0].revents && read(0, waste, sizeof(waste)) <= 0)
			break;
}

static void children_end(void)
{
	for (size_t i = 0; i < children.n; i++)
		kill(children.pids[i], SIGKILL);
	/* Whoever waits for us may count on all sockets being gone. */
	for (size_t i = 0; i < children.n; i++)
		waitpid(children.pids[i], NULL, 0);
	free(children.pids);
}

static int run(const struct mode *mode, unsigned seconds, int argc, char **argv)
{
	int r;

	/* Before "ready" it ends us, and the kernel the children; after, see above. */
	alarm(seconds);
	signal(SIGPIPE, SIG_IGN);
	r = mode->make(argc, argv);
	if (r < 0)
		fprintf(stderr, "population: %s: %s\n", mode->name, strerror(-r));
	else
		wait_for_end();
	children_end();
	return r < 0;
}

int main(int argc, char **argv)
{
	unsigned seconds = SECONDS;
	int at = 1;

	churn_name(argv[0]);
	if (argc > 2 && !strcmp(argv[1], "--seconds")) {
		seconds = (unsigned)atoi(argv[2]);
		at = 3;
	}
	for (size_t i = 0; at < argc && i < ARRAY_SIZE(modes); i++) {
		int given = argc - at - 1;

		if (!strcmp(argv[at], modes[i].name) && given >= modes[i].min &&
		    given <= modes[i].max)
			return run(&modes[i], seconds, given, argv + at + 1);
	}
	return usage();
}
