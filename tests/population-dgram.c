/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets without connections: UDP, UDP-Lite, raw, and those that netstat never shows. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "population.h"

#ifndef IPPROTO_UDPLITE
#define IPPROTO_UDPLITE 136
#endif

static int dial(int fd, const char *host, unsigned port)
{
	struct sockaddr_storage to;
	socklen_t len = address(host, port, &to);

	if (fd < 0)
		return fd;
	return connect(fd, (struct sockaddr *)&to, len) < 0 ? -errno : fd;
}

/* A row of inet sockets: where bound, where connected to (or NULL). */
struct spot {
	const char *local, *remote;
	unsigned port, remote_port;
};

static int spots_make(const struct spot *spots, size_t n, int protocol)
{
	int last = 0;

	for (size_t i = 0; i < n; i++) {
		int fd = inet_bound(spots[i].local, spots[i].port, SOCK_DGRAM, protocol);

		if (spots[i].remote)
			fd = dial(fd, spots[i].remote, spots[i].remote_port);
		last = fd < 0 ? fd : last;
	}
	return last;
}

static int udp(void)
{
	static const struct spot spots[] = {
		{ "127.0.0.1", NULL, 18041, 0 },
		{ "127.0.0.1", "127.0.0.1", 18042, 18041 },
		{ "0.0.0.0", NULL, 18043, 0 },
		{ "::", NULL, 18044, 0 },
		{ "::1", "::1", 18045, 18044 },
		{ "::ffff:127.0.0.1", "::ffff:127.0.0.1", 18046, 18041 },
		{ LONG_SIX, NULL, 18047, 0 },
		{ LONG_SIX, LONG_SIX, 18048, 18047 },
		/* Multicast and broadcast, the same port on several addresses. */
		{ "239.1.2.3", NULL, 18049, 0 },
		{ "255.255.255.255", NULL, 18049, 0 },
		{ "127.255.255.255", NULL, 18049, 0 },
		{ "ff02::1", NULL, 18049, 0 },
	};

	return spots_make(spots, ARRAY_SIZE(spots), 0);
}

/* Asked for one of them, the kernel answers for any. */
static int udp_shared_port(void)
{
	struct sockaddr_storage at;
	socklen_t len = address("127.0.0.1", 18054, &at);

	for (int i = 0; i < 3; i++) {
		int fd = inet_socket("127.0.0.1", SOCK_DGRAM, 0);

		if (fd < 0)
			return fd;
		option_on(fd, SOL_SOCKET, SO_REUSEPORT);
		if (bind(fd, (struct sockaddr *)&at, len) < 0)
			return -errno;
	}
	return 0;
}

/* Recv-Q counts memory, not payload. */
static int udp_queued(void)
{
	int fd = inet_bound("127.0.0.1", 18040, SOCK_DGRAM, 0);
	int from = inet_bound("127.0.0.1", 19040, SOCK_DGRAM, 0);

	from = dial(from, "127.0.0.1", 18040);
	if (fd < 0 || from < 0)
		return fd < 0 ? fd : from;
	for (int i = 0; i < 3; i++)
		if (send(from, "five!", 5, 0) != 5)
			return -errno;
	return 0;
}

static int udplite(void)
{
	static const struct spot spots[] = {
		{ "127.0.0.1", NULL, 18050, 0 },
		{ "127.0.0.1", "127.0.0.1", 18051, 18050 },
		{ "::", NULL, 18052, 0 },
		{ "::1", "::1", 18053, 18052 },
	};

	return spots_make(spots, ARRAY_SIZE(spots), IPPROTO_UDPLITE);
}

/*
 * All deaf: a raw socket gets a copy of everything of its protocol, and resolving a name
 * would then change its queue between two looks.
 */
static int raw(void)
{
	static const struct {
		const char *local, *remote;
		int protocol;
	} spots[] = {
		{ NULL, NULL, IPPROTO_ICMP },
		{ "127.0.0.1", "127.0.0.1", IPPROTO_ICMP },
		{ "127.0.0.1", NULL, 89 },
		{ NULL, "127.0.0.3", IPPROTO_UDP },
		{ NULL, NULL, IPPROTO_RAW },
		{ NULL, NULL, 253 },
		{ "::", NULL, IPPROTO_ICMPV6 },
		{ "::1", "::1", 89 },
		{ LONG_SIX, NULL, IPPROTO_ICMPV6 },
		{ "::", NULL, 253 },
	};
	int last = 0;

	for (size_t i = 0; i < ARRAY_SIZE(spots); i++) {
		const char *local = spots[i].local ? spots[i].local : "0.0.0.0";
		int fd = inet_bound(local, 0, SOCK_RAW, spots[i].protocol);

		if (fd >= 0)
			deafen(fd);
		if (spots[i].remote)
			fd = dial(fd, spots[i].remote, 0);
		last = fd < 0 ? fd : last;
	}
	return last;
}

static int raw_queued(void)
{
	static const char bytes[64];
	int fd = inet_bound("127.0.0.1", 0, SOCK_RAW, 252);
	int from = dial(inet_bound("127.0.0.4", 0, SOCK_RAW, 252), "127.0.0.1", 0);

	if (fd < 0 || from < 0)
		return fd < 0 ? fd : from;
	return send(from, bytes, sizeof(bytes), 0) < 0 ? -errno : 0;
}

/* Where the namespace allows it; see namespace_prepare(). */
static int ping(void)
{
	int fd = inet_bound("127.0.0.1", 18055, SOCK_DGRAM, IPPROTO_ICMP);

	return dial(fd, "127.0.0.1", 0);
}

static int packet(void)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
				  .sll_protocol = htons(ETH_P_IP),
				  .sll_ifindex = (int)if_nametoindex("lo") };
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	if (fd < 0)
		return -errno;
	deafen(fd);
	return bind(fd, (struct sockaddr *)&to, sizeof(to)) < 0 ? -errno : fd;
}

static int netlink(void)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	if (fd < 0)
		return -errno;
	return bind(fd, (struct sockaddr *)&to, sizeof(to)) < 0 ? -errno : fd;
}

int odd_dgram(void)
{
	static const struct deed deeds[] = {
		{ "UDP", udp },
		{ "UDP with a queue", udp_queued },
		{ "UDP on a shared port", udp_shared_port },
		{ "UDP-Lite", udplite },
		{ "raw", raw },
		{ "raw with a queue", raw_queued },
		{ "ping", ping },
		{ "packet", packet },
		{ "netlink", netlink },
	};

	deeds_do(deeds, ARRAY_SIZE(deeds));
	return 0;
}
