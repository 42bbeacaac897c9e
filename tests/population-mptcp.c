/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MPTCP: connections of several subflows, accepted or not, closed, and fallen back to TCP. */
#include <errno.h>
#include <linux/mptcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "population.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef SOL_MPTCP
#define SOL_MPTCP 284
#endif
#ifndef MPTCP_INFO
#define MPTCP_INFO 1
#endif

static const char *host;
static unsigned subflows; /* beyond the first, as the path manager makes them */

static int mptcp_listen(const char *at, unsigned port)
{
	int fd = inet_bound(at, port, SOCK_STREAM, IPPROTO_MPTCP);

	if (fd < 0)
		return fd;
	return listen(fd, 5) < 0 ? -errno : fd;
}

static int dial(const char *to_host, unsigned port, unsigned from, int protocol)
{
	struct sockaddr_storage to;
	socklen_t len = address(to_host, port, &to);
	int fd = inet_bound(to_host, from, SOCK_STREAM, protocol);

	if (fd < 0)
		return fd;
	return connect(fd, (struct sockaddr *)&to, len) < 0 ? -errno : fd;
}

static int say(int from, int to)
{
	char byte = 'x';

	return write(from, &byte, 1) == 1 && read(to, &byte, 1) == 1 ? 0 : -EIO;
}

/* More subflows are made once data has come back, and each takes a while. */
static int wait_for_subflows(int fd)
{
	const struct timespec pause = { .tv_nsec = 10000000 };

	for (int tries = 0; tries < 500; tries++) {
		struct mptcp_info info = { 0 };
		socklen_t len = sizeof(info);

		if (getsockopt(fd, SOL_MPTCP, MPTCP_INFO, &info, &len) < 0)
			return -errno;
		if (info.mptcpi_subflows >= subflows)
			return 0;
		nanosleep(&pause, NULL);
	}
	return -ETIMEDOUT;
}

static int connect_both(int listener, unsigned port, unsigned from, int *client, int *server)
{
	int r;

	*client = dial(host, port, from, IPPROTO_MPTCP);
	if (*client < 0)
		return *client;
	*server = accept(listener, NULL, NULL);
	if (*server < 0)
		return -errno;
	r = say(*client, *server);
	if (r == 0)
		r = say(*server, *client);
	if (r == 0)
		r = wait_for_subflows(*client);
	return r < 0 ? r : wait_for_subflows(*server);
}

/* One that is held at both ends; one closed by its client only; one that waits. */
static int connections(void)
{
	int listener = mptcp_listen(host, 18100);
	int client, server, r;

	if (listener < 0)
		return listener;
	r = connect_both(listener, 18100, 19100, &client, &server);
	if (r == 0)
		r = connect_both(listener, 18100, 20100, &client, &server);
	if (r < 0)
		return r;
	close(client);
	client = dial(host, 18100, 21100, IPPROTO_MPTCP);
	if (client < 0)
		return client;
	return write(client, "x", 1) == 1 ? 0 : -errno;
}

/* To a server that knows nothing of it; and from a client that does not. */
static int plain(void)
{
	int plain = tcp_listen(host, 18101, 5), listener = mptcp_listen(host, 18102);
	int fallen, client;

	if (plain < 0 || listener < 0)
		return plain < 0 ? plain : listener;
	fallen = dial(host, 18101, 19101, IPPROTO_MPTCP);
	client = dial(host, 18102, 19102, 0);
	if (fallen < 0 || client < 0)
		return fallen < 0 ? fallen : client;
	if (accept(plain, NULL, NULL) < 0 || accept(listener, NULL, NULL) < 0)
		return -errno;
	return 0;
}

static int six(void)
{
	int listener = mptcp_listen("::1", 18103), client;

	if (listener < 0)
		return listener;
	client = dial("::1", 18103, 19103, IPPROTO_MPTCP);
	if (client < 0)
		return client;
	return accept(listener, NULL, NULL) < 0 ? -errno : 0;
}

int mptcp_make(int argc, char **argv)
{
	static const struct deed deeds[] = {
		{ "connections", connections },
		{ "plain TCP", plain },
		{ "IPv6", six },
	};
	int probe = socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);

	(void)argc;
	if (probe < 0)
		return -errno;
	close(probe);
	host = argv[0];
	subflows = (unsigned)atoi(argv[1]);
	deeds_do(deeds, ARRAY_SIZE(deeds));
	return 0;
}
