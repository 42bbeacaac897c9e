/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets of all kinds and states in a network namespace of the test's own. */
#ifndef NW_UNIT_SOCKETS_H
#define NW_UNIT_SOCKETS_H

#include <arpa/inet.h>
#include <check.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

struct socket_address {
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	};
	socklen_t len;
};

static inline struct socket_address address_of(const char *text, uint16_t port)
{
	struct socket_address a = { .len = sizeof(a.in6) };

	if (strchr(text, ':')) {
		a.in6 = (struct sockaddr_in6){ .sin6_family = AF_INET6,
					       .sin6_port = htons(port) };
		ck_assert_int_eq(inet_pton(AF_INET6, text, &a.in6.sin6_addr), 1);
		return a;
	}
	a.in = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port) };
	ck_assert_int_eq(inet_pton(AF_INET, text, &a.in.sin_addr), 1);
	a.len = sizeof(a.in);
	return a;
}

/* Descriptors stay open until the test's process ends. */
static inline int bound(int type, int protocol, const char *text, uint16_t port)
{
	const struct socket_address a = address_of(text, port);
	int fd = socket(a.any.sa_family, type, protocol), on = 1;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	ck_assert_int_eq(bind(fd, &a.any, a.len), 0);
	return fd;
}

static inline int listener(int protocol, const char *text, uint16_t port)
{
	int fd = bound(SOCK_STREAM, protocol, text, port);

	if (fd >= 0)
		ck_assert_int_eq(listen(fd, 100), 0);
	return fd;
}

static inline int connection(int type, int protocol, const char *text, uint16_t port,
			     uint32_t mark)
{
	const struct socket_address a = address_of(text, port);
	int fd = socket(a.any.sa_family, type, protocol);

	if (fd < 0)
		return -1;
	if (mark)
		setsockopt(fd, SOL_SOCKET, SO_MARK, &mark, sizeof(mark));
	ck_assert_int_eq(connect(fd, &a.any, a.len), 0);
	return fd;
}

/* Both ends, one of them closed or shut down. */
static inline void ending(int server, const char *text, uint16_t port, bool client_first,
			  bool both)
{
	int client = connection(SOCK_STREAM, 0, text, port, 0x22);
	int other = accept(server, NULL, NULL);

	ck_assert_int_ge(other, 0);
	close(client_first ? client : other);
	if (both)
		close(client_first ? other : client);
}

static inline void make_sockets(void)
{
	int v4 = listener(0, "127.0.0.1", 1022), dual = listener(0, "::", 1080);
	int fd;

	ck_assert_int_ge(v4, 0);
	listener(0, "0.0.0.0", 40022);
	ending(v4, "127.0.0.1", 1022, true, true);
	ending(v4, "127.0.0.1", 1022, false, true);
	ending(v4, "127.0.0.1", 1022, true, false);
	if (dual >= 0)
		ending(dual, "::1", 1080, false, false);
	for (int i = 0; i < 3; i++) {
		connection(SOCK_STREAM, 0, "127.0.0.1", 1022, i ? 0x11 : 0);
		connection(SOCK_STREAM, 0, "127.0.0.1", 1080, 0);
		if (dual >= 0)
			connection(SOCK_STREAM, 0, "::1", 1080, 0x11);
	}
	bound(SOCK_DGRAM, 0, "127.0.0.1", 1053);
	bound(SOCK_DGRAM, 0, "0.0.0.0", 45000);
	bound(SOCK_DGRAM, 0, "::1", 1053);
	connection(SOCK_DGRAM, 0, "127.0.0.1", 1053, 0x11);
	connection(SOCK_DGRAM, 0, "::1", 1053, 0);
	connection(SOCK_DGRAM, IPPROTO_UDPLITE, "127.0.0.1", 1053, 0);
	fd = bound(SOCK_DGRAM, 0, "0.0.0.0", 1054);
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2), 0);
	socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	if (listener(IPPROTO_MPTCP, "127.0.0.1", 1090) >= 0)
		connection(SOCK_STREAM, IPPROTO_MPTCP, "127.0.0.1", 1090, 0);
}

static inline bool write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	close(fd);
	return done;
}

/* false: not allowed here. */
static inline bool own_namespace(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	char users[32], groups[32];
	bool up;
	int fd;

	snprintf(users, sizeof(users), "0 %u 1", getuid());
	snprintf(groups, sizeof(groups), "0 %u 1", getgid());
	if (unshare(CLONE_NEWNET) < 0 && (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0 ||
					  !write_to("/proc/self/setgroups", "deny") ||
					  !write_to("/proc/self/uid_map", users) ||
					  !write_to("/proc/self/gid_map", groups)))
		return false;
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	up = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &lo) == 0;
	close(fd);
	return up;
}

static inline bool may_unshare(void)
{
	pid_t pid = fork();
	int status = 1;

	if (pid == 0)
		_exit(!own_namespace());
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

#endif
