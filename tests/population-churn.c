/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes and connections that come and go: 200 processes a second, each called "p" and
 * the number of its port, with twelve connections to itself in its twentieth of a second.
 */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "population.h"

/* Below what the kernel gives to those that name no port. */
#define FIRST_PORT 20000
#define PORTS 8000
#define EACH 6
#define PAUSE_US 5000

/* What /proc/PID/cmdline shows is this memory. */
static char *own_name;

void churn_name(char *argv0)
{
	own_name = argv0;
}

static void call_oneself(unsigned port)
{
	const size_t room = strlen(own_name) + 1;
	char name[16];

	snprintf(name, sizeof(name), "p%u", port);
	prctl(PR_SET_NAME, name);
	memset(own_name, 0, room);
	memcpy(own_name, name, strlen(name) < room ? strlen(name) : room - 1);
}

/* Closed at once and for good: nothing waits in TIME_WAIT. */
static void abort_on_close(int fd)
{
	const struct linger linger = { .l_onoff = 1 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static void connect_and_leave(int listener, unsigned port)
{
	int fds[2 * EACH], n = 0;

	for (int i = 0; i < EACH; i++) {
		int client = tcp_dial("127.0.0.1", port, 0);

		if (client < 0)
			continue;
		abort_on_close(client);
		fds[n++] = client;
		fds[n++] = accept(listener, NULL, NULL);
	}
	usleep(20000);
	while (n > 0)
		close(fds[--n]);
}

static void live(unsigned port)
{
	int listener;

	call_oneself(port);
	listener = tcp_listen("127.0.0.1", port, EACH);
	if (listener < 0)
		_exit(1);
	connect_and_leave(listener, port);
	connect_and_leave(listener, port);
	_exit(0);
}

static void churn(void)
{
	/* Nobody waits for them. */
	signal(SIGCHLD, SIG_IGN);
	for (unsigned n = 0;; n = (n + 1) % PORTS) {
		pid_t pid = fork();

		if (pid == 0)
			live(FIRST_PORT + n);
		usleep(PAUSE_US);
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

int churn_make(int argc, char **argv)
{
	int r;

	(void)argc;
	(void)argv;
	r = namespace_prepare();
	if (r == 0)
		r = child_start(start, NULL);
	return r < 0 ? r : children_ready();
}
