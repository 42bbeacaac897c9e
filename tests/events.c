/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Make a known number of events that the kernel counts, on the loopback interface. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "events.h"

#define SECONDS 60

void need(const char *what, bool done)
{
	if (done)
		return;
	fprintf(stderr, "events: %s: %s\n", what, strerror(errno));
	exit(1);
}

struct sockaddr_in address(unsigned port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

static int bound(int type, unsigned port)
{
	const struct sockaddr_in at = address(port);
	const int on = 1, fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	need("socket", fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	need("bind", bind(fd, (const struct sockaddr *)&at, sizeof(at)) == 0);
	return fd;
}

int listener(int backlog)
{
	const int fd = bound(SOCK_STREAM, PORT);

	need("listen", listen(fd, backlog) == 0);
	return fd;
}

/* A socket whose connect() has begun, and what that said. */
static int call(unsigned port, int flags, int *error)
{
	const struct sockaddr_in to = address(port);
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);

	need("socket", fd >= 0);
	*error = connect(fd, (const struct sockaddr *)&to, sizeof(to)) ? errno : 0;
	return fd;
}

void pair(int listening, int fds[2])
{
	int error;

	fds[0] = call(PORT, 0, &error);
	errno = error;
	need("connect", error == 0);
	fds[1] = accept(listening, NULL, NULL);
	need("accept", fds[1] >= 0);
}

static void option(int fd, int level, int name, int value)
{
	need("setsockopt", setsockopt(fd, level, name, &value, sizeof(value)) == 0);
}

/* Until there is something to read, or an end. */
static void wait_for(int fd, short events)
{
	struct pollfd poll_fd = { .fd = fd, .events = events };

	need("poll", poll(&poll_fd, 1, SECONDS * 1000) == 1);
}

/* ---- TCP -------------------------------------------------------------------------------- */

static void connects(unsigned n)
{
	const int listening = listener(16);

	for (unsigned i = 0; i < n; i++) {
		int fds[2];

		pair(listening, fds);
		close(fds[0]);
		wait_for(fds[1], POLLIN);
		close(fds[1]);
	}
}

static void refused(unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		int error;

		close(call(CLOSED, 0, &error));
		errno = error;
		need("a refusal", error == ECONNREFUSED);
	}
}

static void resets(unsigned n)
{
	const struct linger linger = { .l_onoff = 1 };
	const int listening = listener(16);

	for (unsigned i = 0; i < n; i++) {
		int fds[2];

		pair(listening, fds);
		setsockopt(fds[0], SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
		close(fds[0]);
		wait_for(fds[1], POLLIN);
		close(fds[1]);
	}
}

static void unread(unsigned n)
{
	const int listening = listener(16);

	for (unsigned i = 0; i < n; i++) {
		int fds[2];

		pair(listening, fds);
		need("send", send(fds[1], "data", 4, 0) == 4);
		wait_for(fds[0], POLLIN);
		close(fds[0]);
		wait_for(fds[1], POLLHUP);
		close(fds[1]);
	}
}

/* Room is for one more than the backlog says; nobody accepts. */
static void overflows(unsigned n)
{
	int error;

	listener(0);
	call(PORT, 0, &error);
	/* Closed before its SYN could be sent again. */
	for (unsigned i = 0; i < n; i++)
		close(call(PORT, SOCK_NONBLOCK, &error));
}

/* The SYN, and after a second another one; then nothing any more. */
static void unanswered(unsigned n)
{
	int fds[64];

	need("so many", n <= 64);
	for (unsigned i = 0; i < n; i++) {
		const struct sockaddr_in to = address(PORT);

		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		need("socket", fds[i] >= 0);
		option(fds[i], IPPROTO_TCP, TCP_SYNCNT, 1);
		connect(fds[i], (const struct sockaddr *)&to, sizeof(to));
	}
	for (unsigned i = 0; i < n; i++)
		wait_for(fds[i], POLLHUP);
}

/* One segment at a time: nothing else can be sent again, and nothing is in doubt. */
static void segments(unsigned n)
{
	const int listening = listener(16);
	char message[200] = { 0 };
	int fds[2], unacked;

	pair(listening, fds);
	for (unsigned i = 0; i < n; i++) {
		need("send", send(fds[0], message, sizeof(message), 0) == sizeof(message));
		while (ioctl(fds[0], SIOCOUTQ, &unacked) == 0 && unacked)
			usleep(1000);
	}
}

/* Connections whose data no longer arrives. */
static void given_up(unsigned n)
{
	const int listening = listener(16);
	char message[200] = { 0 };
	int fds[64][2];

	need("so many", n <= 64);
	for (unsigned i = 0; i < n; i++) {
		pair(listening, fds[i]);
		option(fds[i][0], IPPROTO_TCP, TCP_USER_TIMEOUT, 300);
		need("send", send(fds[i][0], message, sizeof(message), 0) > 0);
	}
	for (unsigned i = 0; i < n; i++)
		wait_for(fds[i][0], POLLHUP);
}

/* Fill receive windows; those of half of them, or one less, are opened again. */
static void windows(unsigned n)
{
	const int listening = listener(16);
	static char data[65536];

	for (unsigned i = 0; i < n; i++) {
		size_t sent = 0;
		int fds[2];

		pair(listening, fds);
		fcntl(fds[0], F_SETFL, O_NONBLOCK);
		/* What is acknowledged a little later makes room for more. */
		for (unsigned idle = 0; idle < 30; idle++) {
			const ssize_t more = send(fds[0], data, sizeof(data), 0);

			if (more > 0) {
				sent += (size_t)more;
				idle = 0;
			} else {
				usleep(10000);
			}
		}
		while (i % 2 && sent) {
			const ssize_t some = recv(fds[1], data, sizeof(data), 0);

			need("receive", some > 0);
			sent -= (size_t)some;
		}
	}
}

/* ---- UDP ------------------ ------------------------------------------------------------ */

static void no_port(unsigned n)
{
	const int fd = bound(SOCK_DGRAM, PORT);
	const struct sockaddr_in to = address(CLOSED);

	for (unsigned i = 0; i < n; i++)
		need("send",
		     sendto(fd, "x", 1, 0, (const struct sockaddr *)&to, sizeof(to)) == 1);
}

/* Prints how many found no room. */
static void no_room(unsigned n)
{
	const int from = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const int fd = bound(SOCK_DGRAM, PORT);
	const struct sockaddr_in to = address(PORT);
	char data[1000] = { 0 };
	unsigned received = 0;

	option(fd, SOL_SOCKET, SO_RCVBUF, 4096);
	for (unsigned i = 0; i < n; i++)
		need("send", sendto(from, data, sizeof(data), 0, (const struct sockaddr *)&to,
				    sizeof(to)) == sizeof(data));
	while (recv(fd, data, sizeof(data), MSG_DONTWAIT) > 0)
		received++;
	printf("%u\n", n - received);
}

static const struct {
	const char *name;
	void (*make)(unsigned n);
} events[] = {
	{ "connects", connects },       { "refused", refused },
	{ "resets", resets },           { "unread", unread },
	{ "overflows", overflows },     { "unanswered", unanswered },
	{ "segments", segments },       { "given-up", given_up },
	{ "windows", windows },         { "no-port", no_port },
	{ "no-room", no_room },         { "damaged-tcp", damaged_tcp },
	{ "damaged-udp", damaged_udp }, { "half-open", half_open },
	{ "challenges", challenges },
};

/* While all that was made is still there. */
static int run(char **command)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	need("fork", pid >= 0);
	if (pid == 0) {
		execvp(*command, command);
		_exit(127);
	}
	need("wait", waitpid(pid, &status, 0) == pid);
	return status ? 1 : 0;
}

int main(int argc, char **argv)
{
	alarm(2 * SECONDS);
	for (size_t i = 0; argc > 2 && i < sizeof(events) / sizeof(events[0]); i++) {
		if (strcmp(argv[1], events[i].name) != 0)
			continue;
		events[i].make((unsigned)strtoul(argv[2], NULL, 10));
		return argc > 3 ? run(argv + 3) : 0;
	}
	fputs("usage: events KIND N [COMMAND]\n", stderr);
	return 2;
}
