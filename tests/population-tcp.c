/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP sockets that live: listeners of all sorts, connections, timers. */
#include <errno.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include "population.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

static int connections(void)
{
	static const struct {
		const char *host;
		unsigned port;
	} where[] = {
		{ "127.0.0.1", 18000 },
		{ "127.0.0.2", 18003 },
		{ "::1", 18003 },
		{ LONG_SIX, 18003 },
	};
	struct pair pair;
	int last = 0;

	for (size_t i = 0; i < ARRAY_SIZE(where); i++) {
		int r = pair_make(where[i].host, where[i].port, &pair);

		last = r < 0 ? r : last;
	}
	return last;
}

static int wildcards(void)
{
	int fd;

	fd = tcp_listen("0.0.0.0", 18001, 7);
	if (fd < 0)
		return fd;
	/* The same port twice: one listener for each family. */
	fd = tcp_listen("0.0.0.0", 18004, 7);
	if (fd < 0)
		return fd;
	fd = inet_socket("::", SOCK_STREAM, 0);
	if (fd < 0)
		return fd;
	option_on(fd, IPPROTO_IPV6, IPV6_V6ONLY);

	struct sockaddr_storage to;
	socklen_t len = address("::", 18004, &to);

	if (bind(fd, (struct sockaddr *)&to, len) < 0 || listen(fd, 7) < 0)
		return -errno;
	return 0;
}

/* Connections of both families to one listener: one of them is v4-mapped there. */
static int dual_stack(void)
{
	int listener = tcp_listen("::", 18002, 7);
	int fd;

	if (listener < 0)
		return listener;
	fd = tcp_dial("127.0.0.1", 18002, 19002);
	if (fd < 0)
		return fd;
	if (accept(listener, NULL, NULL) < 0)
		return -errno;
	fd = tcp_dial("::1", 18002, 20002);
	if (fd < 0)
		return fd;
	if (accept(listener, NULL, NULL) < 0)
		return -errno;
	/* A client with a v4-mapped address of its own. */
	return tcp_dial("::ffff:127.0.0.1", 18000, 21002);
}

static int not_accepted(void)
{
	int listener = tcp_listen("127.0.0.1", 18005, 16);

	for (unsigned i = 1; listener >= 0 && i <= 3; i++) {
		int fd = tcp_dial("127.0.0.1", 18005, 18005 + i * FROM);

		if (fd < 0)
			return fd;
		if (i == 3 && write(fd, "unread", 6) != 6)
			return -errno;
	}
	return listener;
}

/* A full accept queue drops every further SYN: its sender stays in SYN_SENT. */
static int overflow(void)
{
	int listener = tcp_listen("127.0.0.1", 18006, 0);
	int fd;

	if (listener < 0)
		return listener;
	fd = tcp_dial("127.0.0.1", 18006, 19006);
	for (unsigned i = 2; fd >= 0 && i <= 3; i++)
		fd = tcp_dial_start("127.0.0.1", 18006, 18006 + i * FROM, false);
	return fd;
}

/* The client drops the SYN-ACK, so both ends stay in the middle of the handshake. */
static int half_open(void)
{
	int listener = tcp_listen("127.0.0.1", 18007, 16);

	return listener < 0 ? listener : tcp_dial_start("127.0.0.1", 18007, 19007, true);
}

/* The server stays in SYN_RECV until data comes; the client believes to be connected. */
static int deferred(void)
{
	int listener = tcp_listen("127.0.0.1", 18019, 16);
	int seconds = 200;

	if (listener < 0)
		return listener;
	if (setsockopt(listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds,
		       sizeof(seconds)) < 0)
		return -errno;
	return tcp_dial("127.0.0.1", 18019, 19019);
}

/* Seven digits of Send-Q (which shift netstat's row by one), then window probes. */
static int full_queue(void)
{
	struct pair pair;
	int size = 4 << 20, small = 65536;
	int r = pair_make("127.0.0.1", 18011, &pair);

	if (r < 0)
		return r;
	setsockopt(pair.client, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	setsockopt(pair.server, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	return fill(pair.client);
}

static int retransmitting(void)
{
	struct pair pair;
	int r = pair_make("127.0.0.1", 18016, &pair);

	if (r < 0)
		return r;
	deafen(pair.server);
	return write(pair.client, "never seen", 10) == 10 ? 0 : -errno;
}

static int keepalives(void)
{
	struct pair pair;
	int one = 1, minute = 60;
	int r = pair_make("127.0.0.1", 18017, &pair);

	if (r < 0)
		return r;
	option_on(pair.client, SOL_SOCKET, SO_KEEPALIVE);

	/* One probe goes out after a second and is never answered. */
	r = pair_make("::1", 18018, &pair);
	if (r < 0)
		return r;
	deafen(pair.server);
	setsockopt(pair.client, IPPROTO_TCP, TCP_KEEPIDLE, &one, sizeof(one));
	setsockopt(pair.client, IPPROTO_TCP, TCP_KEEPINTVL, &minute, sizeof(minute));
	return option_on(pair.client, SOL_SOCKET, SO_KEEPALIVE);
}

static int options(void)
{
	struct sockaddr_storage to;
	socklen_t len = address("127.0.0.1", 18020, &to);
	struct pair pair;
	int mark = 0x1234, r, fd = inet_socket("127.0.0.1", SOCK_STREAM, 0);

	if (fd < 0)
		return fd;
	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2) < 0 ||
	    bind(fd, (struct sockaddr *)&to, len) < 0 || listen(fd, 5) < 0)
		return -errno;

	r = pair_make("127.0.0.1", 18021, &pair);
	if (r < 0)
		return r;
	if (setsockopt(pair.client, SOL_SOCKET, SO_MARK, &mark, sizeof(mark)) < 0)
		return -errno;
	return 0;
}

static int shared_port(void)
{
	struct sockaddr_storage to;
	socklen_t len = address("127.0.0.1", 18022, &to);

	for (int i = 0; i < 2; i++) {
		int fd = inet_socket("127.0.0.1", SOCK_STREAM, 0);

		if (fd < 0)
			return fd;
		option_on(fd, SOL_SOCKET, SO_REUSEPORT);
		if (bind(fd, (struct sockaddr *)&to, len) < 0 || listen(fd, 5) < 0)
			return -errno;
	}
	return 0;
}

/* It takes its port, but no /proc file shows it. */
static int bound_only(void)
{
	return inet_bound("127.0.0.1", 18023, SOCK_STREAM, 0);
}

/* An MPTCP socket is two to the kernel: itself and its first subflow, with one inode. */
static int mptcp(void)
{
	struct sockaddr_storage to;
	socklen_t len = address("127.0.0.1", 18024, &to);
	int listener = inet_bound("127.0.0.1", 18024, SOCK_STREAM, IPPROTO_MPTCP);
	int fd;

	if (listener < 0)
		return listener;
	if (listen(listener, 5) < 0)
		return -errno;
	fd = inet_bound("127.0.0.1", 19024, SOCK_STREAM, IPPROTO_MPTCP);
	if (fd < 0)
		return fd;
	if (connect(fd, (struct sockaddr *)&to, len) < 0)
		return -errno;
	return accept(listener, NULL, NULL) < 0 ? -errno : 0;
}

int odd_tcp(void)
{
	static const struct deed deeds[] = {
		{ "TCP connections", connections },
		{ "wildcard listeners", wildcards },
		{ "dual-stack listener", dual_stack },
		{ "TCP connections not accepted", not_accepted },
		{ "SYN_SENT", overflow },
		{ "SYN_RECV", half_open },
		{ "deferred SYN_RECV", deferred },
		{ "full send queue", full_queue },
		{ "retransmissions", retransmitting },
		{ "keepalive timers", keepalives },
		{ "device and mark", options },
		{ "port shared by two listeners", shared_port },
		{ "bound TCP socket", bound_only },
		{ "MPTCP", mptcp },
	};

	deeds_do(deeds, ARRAY_SIZE(deeds));
	return 0;
}
