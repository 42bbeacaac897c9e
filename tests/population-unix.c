/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UNIX sockets: all types, all sorts of names, connected and not, in flight. */
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "population.h"

static socklen_t name_of(const char *name, size_t len, struct sockaddr_un *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->sun_family = AF_UNIX;
	if (len > sizeof(ret->sun_path))
		len = sizeof(ret->sun_path);
	memcpy(ret->sun_path, name, len);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
}

static int bound(int type, const char *name, size_t len)
{
	struct sockaddr_un to;
	socklen_t tolen = name_of(name, len, &to);
	int fd = socket(AF_UNIX, type, 0);

	if (fd < 0)
		return -errno;
	if (len && *name)
		unlink(name);
	if (bind(fd, (struct sockaddr *)&to, tolen) < 0)
		return -errno;
	/* Datagram sockets do not listen; that is no fault of theirs. */
	if (type != SOCK_DGRAM && listen(fd, 5) < 0)
		return -errno;
	return fd;
}

static int dial(int type, const char *name, size_t len)
{
	struct sockaddr_un to;
	socklen_t tolen = name_of(name, len, &to);
	int fd = socket(AF_UNIX, type, 0);

	if (fd < 0)
		return -errno;
	return connect(fd, (struct sockaddr *)&to, tolen) < 0 ? -errno : fd;
}

/* With the length of a string literal, NULs inside included. */
#define NAME(literal) literal, sizeof(literal) - 1

static int names(void)
{
	static const struct {
		int type;
		const char *name;
		size_t len;
	} all[] = {
		{ SOCK_STREAM, NAME("relative.sock") },
		{ SOCK_STREAM, NAME("a name with blanks.sock") },
		{ SOCK_STREAM, NAME(" blank-in-front.sock") },
		{ SOCK_STREAM, NAME("@looks-abstract") },
		{ SOCK_SEQPACKET, NAME("seqpacket.sock") },
		{ SOCK_DGRAM, NAME("dgram.sock") },
		{ SOCK_STREAM, NAME("\0abstract-name") },
		{ SOCK_STREAM, NAME("\0abs\0nul\0") },
		{ SOCK_DGRAM, NAME("\0abstract with blanks") },
		{ SOCK_STREAM, NAME("\0") },
		/* Only the family: the kernel chooses five hexadecimal digits. */
		{ SOCK_DGRAM, NAME("") },
		{ SOCK_STREAM, NAME("") },
	};
	int last = 0;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		int fd = bound(all[i].type, all[i].name, all[i].len);

		last = fd < 0 ? fd : last;
	}
	return last;
}

static int full_path(void)
{
	char name[PATH_MAX];

	if (!getcwd(name, sizeof(name) - 16))
		return -errno;
	strcat(name, "/full.sock");
	return bound(SOCK_STREAM, name, strlen(name));
}

/* One client accepted, two not: their other ends have no inode yet. */
static int connected(void)
{
	static const struct {
		int type;
		const char *name;
		size_t len;
	} all[] = {
		{ SOCK_STREAM, NAME("stream.sock") },
		{ SOCK_SEQPACKET, NAME("\0seqpacket-connected") },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		int listener = bound(all[i].type, all[i].name, all[i].len);

		if (listener < 0)
			return listener;
		for (int n = 0; n < 3; n++) {
			int fd = dial(all[i].type, all[i].name, all[i].len);

			if (fd < 0)
				return fd;
			if (n == 0 && accept(listener, NULL, NULL) < 0)
				return -errno;
		}
	}
	return 0;
}

static int datagrams(void)
{
	int fd = dial(SOCK_DGRAM, NAME("dgram.sock"));
	int bare = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0 || bare < 0)
		return fd < 0 ? fd : -errno;
	/* A queued datagram holds its sender: one reference more. */
	return write(fd, "queued", 6) == 6 ? 0 : -errno;
}

static int pairs(void)
{
	static const int types[] = { SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET };
	int fds[2];

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (socketpair(AF_UNIX, types[i], 0, fds) < 0)
			return -errno;

	/* The peer is gone, and one half closed. */
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
		return -errno;
	close(fds[1]);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
		return -errno;
	return shutdown(fds[0], SHUT_WR) < 0 ? -errno : 0;
}

/* Sent to ourselves and closed: the listener lives, but in no table of descriptors. */
static int in_flight(void)
{
	int fds[2], listener = tcp_listen("127.0.0.1", 18026, 5);
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { .head = { CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS } };
	struct iovec bytes = { (char[]){ 'x' }, 1 };
	struct msghdr msg = { .msg_iov = &bytes,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };

	if (listener < 0)
		return listener;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
		return -errno;
	memcpy(CMSG_DATA(&control.head), &listener, sizeof(listener));
	if (sendmsg(fds[0], &msg, 0) < 0)
		return -errno;
	return close(listener);
}

int odd_unix(void)
{
	static const struct deed deeds[] = {
		{ "UNIX names", names },
		{ "UNIX path", full_path },
		{ "UNIX connections", connected },
		{ "UNIX datagrams", datagrams },
		{ "UNIX pairs", pairs },
		{ "descriptor in flight", in_flight },
	};

	deeds_do(deeds, ARRAY_SIZE(deeds));
	return 0;
}
