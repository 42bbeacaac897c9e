/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The big population: many processes with many connections, for measuring. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "population.h"

#define PORT 18000
#define BACKLOG 64
#define SPARE 16 /* descriptors that are not sockets: stdio, the pipe */

struct share {
	unsigned process, connections, unix_sockets, files;
	const char *dir; /* of the files */
};

/* One address for each process, so that none runs out of ports: 127.1.0.1 and on. */
static struct sockaddr_in home(unsigned process, unsigned port)
{
	uint32_t host = process % 65000;

	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(0x7f010001 + (host << 8)),
	};
}

static int listen_at(const struct sockaddr_in *at)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return -errno;
	option_on(fd, SOL_SOCKET, SO_REUSEADDR);
	if (bind(fd, (const struct sockaddr *)at, sizeof(*at)) < 0 ||
	    listen(fd, BACKLOG) < 0)
		return -errno;
	return fd;
}

static int connect_once(int listener, const struct sockaddr_in *to,
			const struct sockaddr_in *from)
{
	/* The end is a reset: 100,000 sockets leave no TIME_WAIT behind. */
	const struct linger abort_it = { 1, 0 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &abort_it, sizeof(abort_it));
	/* Without it each bind() looks for a port that is free for all addresses. */
	option_on(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
	if (bind(fd, (const struct sockaddr *)from, sizeof(*from)) < 0 ||
	    connect(fd, (const struct sockaddr *)to, sizeof(*to)) < 0)
		return -errno;

	int server = accept(listener, NULL, NULL);

	if (server < 0)
		return -errno;
	setsockopt(server, SOL_SOCKET, SO_LINGER, &abort_it, sizeof(abort_it));
	return 0;
}

static int unix_sockets(unsigned n)
{
	int fds[2];

	for (; n >= 2; n -= 2)
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
			return -errno;
	if (n && socket(AF_UNIX, SOCK_DGRAM, 0) < 0)
		return -errno;
	return 0;
}

/* Nobody else has them. */
static int regular_files(const struct share *share)
{
	char path[4096];

	for (unsigned i = 0; i < share->files; i++) {
		snprintf(path, sizeof(path), "%s/%u-%u", share->dir, share->process, i);
		if (open(path, O_RDWR | O_CREAT, 0600) < 0)
			return -errno;
	}
	return 0;
}

static int share_make(const void *arg)
{
	const struct share *share = arg;
	struct sockaddr_in to = home(share->process, PORT);
	struct sockaddr_in from = home(share->process, 0);
	int listener = share->files ? 0 : listen_at(&to);
	int r = regular_files(share);

	if (listener < 0 || r < 0)
		return r < 0 ? r : listener;
	for (unsigned i = 0; i < share->connections; i++) {
		r = connect_once(listener, &to, &from);
		if (r < 0)
			return r;
	}
	return unix_sockets(share->unix_sockets);
}

static int descriptors(unsigned needed)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return -errno;
	if (needed > limit.rlim_max)
		return -EMFILE;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &limit) < 0 ? -errno : 0;
}

int big_make(int argc, char **argv)
{
	unsigned processes = (unsigned)atoi(argv[0]);
	unsigned each = (unsigned)atoi(argv[1]);
	unsigned total = argc > 2 ? (unsigned)atoi(argv[2]) : 0;
	unsigned files = argc > 4 ? (unsigned)atoi(argv[3]) : 0;
	int r = namespace_prepare();

	if (r >= 0)
		r = descriptors(each + files + total / (processes ? processes : 1) + SPARE + 1);
	for (unsigned i = 0; r >= 0 && i < processes; i++) {
		/* What does not divide evenly goes to the first ones. */
		struct share share = { i, each / 2,
				       total / processes + (i < total % processes), files,
				       files ? argv[4] : NULL };

		r = child_start(share_make, &share);
	}
	return r < 0 ? r : children_ready();
}
