/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A network namespace of one's own, and sockets of the Internet families in it. */
#ifndef BRIEF_STAGE_H
#define BRIEF_STAGE_H

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

#include "owners-stage.h"

static inline bool enter(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd;

	if (unshare(CLONE_NEWNET) < 0)
		return false;
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	ck_assert_int_eq(ioctl(fd, SIOCSIFFLAGS, &lo), 0);
	close(fd);
	return true;
}

union address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

static inline union address loopback(int af)
{
	union address ret = { .any.sa_family = (sa_family_t)af };

	if (af == AF_INET6)
		ret.six.sin6_addr = (struct in6_addr)IN6ADDR_LOOPBACK_INIT;
	else
		ret.four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return ret;
}

static inline int made(int af, int type, int protocol)
{
	int fd = socket(af, type | SOCK_CLOEXEC, protocol);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static inline int bound(int af, int type, int protocol)
{
	const union address address = loopback(af);
	int fd = made(af, type, protocol);

	ck_assert_int_eq(bind(fd, &address.any, sizeof(address)), 0);
	return fd;
}

static inline int listener(int af)
{
	int fd = bound(af, SOCK_STREAM, 0);

	ck_assert_int_eq(listen(fd, 8), 0);
	return fd;
}

/* A socket that is connected to another one's address, if need be as IPv6 has those of IPv4. */
static inline int connected(int af, int type, int protocol, int to)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	union address address;
	socklen_t len = sizeof(address);
	int fd = made(af, type, protocol);

	ck_assert_int_eq(getsockname(to, &address.any, &len), 0);
	if (af == AF_INET6 && address.any.sa_family == AF_INET) {
		const struct sockaddr_in four = address.four;

		address.six = (struct sockaddr_in6){ .sin6_family = AF_INET6,
						     .sin6_port = four.sin_port };
		memcpy(address.six.sin6_addr.s6_addr, mapped, sizeof(mapped));
		memcpy(address.six.sin6_addr.s6_addr + 12, &four.sin_addr, 4);
	}
	ck_assert_int_eq(connect(fd, &address.any, sizeof(address)), 0);
	return fd;
}

static inline int accepted(int from)
{
	int fd = accept4(from, NULL, NULL, SOCK_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

#endif
