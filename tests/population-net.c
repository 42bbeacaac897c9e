/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses, listeners, connections to ourselves and the loopback device. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "population.h"

socklen_t address(const char *host, unsigned port, struct sockaddr_storage *ret)
{
	struct sockaddr_in *in = (struct sockaddr_in *)ret;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ret;

	memset(ret, 0, sizeof(*ret));
	if (inet_pton(AF_INET, host, &in->sin_addr) == 1) {
		in->sin_family = AF_INET;
		in->sin_port = htons((uint16_t)port);
		return sizeof(*in);
	}
	inet_pton(AF_INET6, host, &in6->sin6_addr);
	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons((uint16_t)port);
	/* Multicast needs an interface; here there is only the loopback. */
	if (IN6_IS_ADDR_MULTICAST(&in6->sin6_addr))
		in6->sin6_scope_id = if_nametoindex("lo");
	return sizeof(*in6);
}

int inet_socket(const char *host, int type, int protocol)
{
	int fd = socket(strchr(host, ':') ? AF_INET6 : AF_INET, type, protocol);

	return fd < 0 ? -errno : fd;
}

int option_on(int fd, int level, int option)
{
	int on = 1;

	return setsockopt(fd, level, option, &on, sizeof(on)) < 0 ? -errno : 0;
}

static int bind_to(int fd, const char *host, unsigned port)
{
	struct sockaddr_storage to;
	socklen_t len = address(host, port, &to);

	if (bind(fd, (struct sockaddr *)&to, len) == 0)
		return 0;

	int r = -errno;

	close(fd);
	return r;
}

int inet_bound(const char *host, unsigned port, int type, int protocol)
{
	int fd = inet_socket(host, type, protocol);
	int r;

	if (fd < 0)
		return fd;
	option_on(fd, SOL_SOCKET, SO_REUSEADDR);
	r = bind_to(fd, host, port);
	return r < 0 ? r : fd;
}

int tcp_listen(const char *host, unsigned port, int backlog)
{
	int fd = inet_bound(host, port, SOCK_STREAM, 0);

	if (fd < 0)
		return fd;
	return listen(fd, backlog) < 0 ? -errno : fd;
}

/* From `from` at the same address; a deaf one never hears the answer. */
int tcp_dial_start(const char *host, unsigned port, unsigned from, bool deaf)
{
	struct sockaddr_storage to;
	socklen_t len = address(host, port, &to);
	int fd = inet_bound(host, from, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return fd;
	if (deaf)
		deafen(fd);
	if (connect(fd, (struct sockaddr *)&to, len) < 0 && errno != EINPROGRESS)
		return -errno;
	return fd;
}

int tcp_dial(const char *host, unsigned port, unsigned from)
{
	struct sockaddr_storage to;
	socklen_t len = address(host, port, &to);
	int fd = inet_bound(host, from, SOCK_STREAM, 0);

	if (fd < 0)
		return fd;
	return connect(fd, (struct sockaddr *)&to, len) < 0 ? -errno : fd;
}

static int pair_connect(const char *host, unsigned port, struct pair *ret)
{
	struct pair pair = *ret;

	pair.client = tcp_dial(host, port, port + FROM);
	if (pair.client < 0)
		return pair.client;
	pair.server = accept4(pair.listener, NULL, NULL, SOCK_CLOEXEC);
	if (pair.server < 0)
		return -errno;
	*ret = pair;
	return 0;
}

int pair_make(const char *host, unsigned port, struct pair *ret)
{
	ret->listener = tcp_listen(host, port, 16);
	return ret->listener < 0 ? ret->listener : pair_connect(host, port, ret);
}

/* One whose queues are soon full. */
int pair_make_narrow(const char *host, unsigned port, struct pair *ret)
{
	int small = 4096;
	int fd = tcp_listen(host, port, 16);

	if (fd < 0)
		return fd;
	/* An accepted socket has its listener's buffer sizes. */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
	ret->listener = fd;
	return pair_connect(host, port, ret);
}

/*
 * A filter that keeps nothing: from now on all packets for this socket are dropped, also
 * acknowledgements, so the other end retransmits and ours stays as it is.
 */
int deafen(int fd)
{
	struct sock_filter drop = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog filter = { 1, &drop };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) < 0
		? -errno : 0;
}

/* Write until nothing moves any more: the other window is closed, our queue full. */
int fill(int fd)
{
	static const char zeros[16384];
	struct pollfd can = { .fd = fd, .events = POLLOUT };

	do {
		while (send(fd, zeros, sizeof(zeros), MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
			;
		if (errno != EAGAIN)
			return -errno;
	} while (poll(&can, 1, 50) > 0);
	return 0;
}

static int address_add(int ifindex)
{
	struct in6_ifreq request = { .ifr6_prefixlen = 128, .ifr6_ifindex = ifindex };
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int r;

	if (fd < 0)
		return -errno;
	inet_pton(AF_INET6, LONG_SIX, &request.ifr6_addr);
	r = ioctl(fd, SIOCSIFADDR, &request) < 0 ? -errno : 0;
	close(fd);
	return r;
}

/* Ping sockets are for the groups of this range; a new namespace has an empty one. */
static void allow_ping(void)
{
	int fd = open("/proc/sys/net/ipv4/ping_group_range", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, "0 0\n", 4) < 0)
		fputs("population: ping_group_range stays as it is\n", stderr);
	close(fd);
}

/* In a fresh network namespace lo is down; where it is up nothing is ours to change. */
int namespace_prepare(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int r = 0;

	if (fd < 0)
		return -errno;
	if (ioctl(fd, SIOCGIFFLAGS, &request) < 0) {
		r = -errno;
	} else if (!(request.ifr_flags & IFF_UP)) {
		request.ifr_flags |= IFF_UP;
		r = ioctl(fd, SIOCSIFFLAGS, &request) < 0
			? -errno : address_add((int)if_nametoindex("lo"));
		allow_ping();
	}
	close(fd);
	return r;
}
