/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One connection from its beginning to its end: "talk-server" listens, its child
 * "talk-worker" accepts, "talk-client" calls, sends, is answered, waits and closes; then it
 * calls where nobody listens. Their process ids are written into a file. All is over when
 * "ready" is said.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "population.h"

struct talk {
	unsigned port;
	size_t sent, answered;
	unsigned ms;
	const char *file;
};

static int move_all(int fd, size_t n, bool out)
{
	static char bytes[65536];

	while (n) {
		const size_t some = n < sizeof(bytes) ? n : sizeof(bytes);
		const ssize_t r = out ? write(fd, bytes, some) : read(fd, bytes, some);

		if (r <= 0)
			return r < 0 ? -errno : -EPIPE;
		n -= (size_t)r;
	}
	return 0;
}

/* Until the other end has closed. */
static int work(const struct talk *talk, int listener)
{
	char byte;
	int fd, r;

	prctl(PR_SET_NAME, "talk-worker");
	fd = accept(listener, NULL, NULL);
	if (fd < 0)
		return -errno;
	close(listener);
	r = move_all(fd, talk->sent, false);
	if (r == 0)
		r = move_all(fd, talk->answered, true);
	if (r == 0 && read(fd, &byte, 1) != 0)
		r = -EBADMSG;
	close(fd);
	return r;
}

static int call(const struct talk *talk)
{
	int fd = tcp_dial("127.0.0.1", talk->port, 0), r;

	if (fd < 0)
		return fd;
	r = move_all(fd, talk->sent, true);
	if (r == 0)
		r = move_all(fd, talk->answered, false);
	usleep(talk->ms * 1000);
	close(fd);
	fd = tcp_dial("127.0.0.1", talk->port + 1, 0);
	if (fd >= 0)
		close(fd);
	return r;
}

static pid_t start_worker(const struct talk *talk, int listener)
{
	const pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	_exit(getppid() != parent || work(talk, listener) < 0);
}

static pid_t start_client(const struct talk *talk, int listener)
{
	const pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	close(listener);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "talk-client");
	_exit(getppid() != parent || call(talk) < 0);
}

/* How both have ended: 0, or -errno. */
static int wait_for(pid_t worker, pid_t client)
{
	int one = 0, other = 0;

	if (worker < 0 || client < 0)
		return -ECHILD;
	waitpid(worker, &one, 0);
	waitpid(client, &other, 0);
	return one || other ? -EPIPE : 0;
}

int talk_make(int argc, char **argv)
{
	const struct talk talk = { (unsigned)atoi(argv[0]), (size_t)atoll(argv[1]),
				   (size_t)atoll(argv[2]), (unsigned)atoi(argv[3]), argv[4] };
	int r = namespace_prepare(), listener;
	pid_t worker, client;
	FILE *file;

	(void)argc;
	if (r < 0)
		return r;
	file = fopen(talk.file, "we");
	if (!file)
		return -errno;
	prctl(PR_SET_NAME, "talk-server");
	listener = tcp_listen("127.0.0.1", talk.port, 5);
	if (listener < 0) {
		fclose(file);
		return listener;
	}
	worker = start_worker(&talk, listener);
	client = start_client(&talk, listener);
	fprintf(file, "server %d\nworker %d\nclient %d\n", getpid(), worker, client);
	fclose(file);
	r = wait_for(worker, client);
	close(listener);
	return r;
}
