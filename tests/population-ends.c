/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Channels of every kind, their ends held by one process, two and three: ourselves, "end
 * one" and a child of an odd name. Some have lost an end.
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "population.h"

enum { NEITHER, FIRST, SECOND, BOTH };

/* ---- both ends: 0, or -errno; what is not there is -1 ----------------------------------- */

static int make_pipe(int ends[2])
{
	return pipe(ends) < 0 ? -errno : 0;
}

static int make_fifo(int ends[2])
{
	unlink("fifo");
	if (mkfifo("fifo", 0600) < 0)
		return -errno;
	ends[0] = open("fifo", O_RDONLY | O_NONBLOCK);
	ends[1] = open("fifo", O_WRONLY);
	return 0;
}

static int make_stream(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0 ? -errno : 0;
}

static int make_packets(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) < 0 ? -errno : 0;
}

static int make_datagrams(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) < 0 ? -errno : 0;
}

static socklen_t name_of(const char *name, struct sockaddr_un *ret)
{
	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	strcpy(ret->sun_path, name);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
}

static int unix_bound(int type, const char *name)
{
	struct sockaddr_un to;
	const socklen_t len = name_of(name, &to);
	int fd = socket(AF_UNIX, type, 0);

	unlink(name);
	if (bind(fd, (struct sockaddr *)&to, len) < 0)
		return -errno;
	return type != SOCK_DGRAM && listen(fd, 5) < 0 ? -errno : fd;
}

static int unix_dial(int type, const char *name)
{
	struct sockaddr_un to;
	const socklen_t len = name_of(name, &to);
	int fd = socket(AF_UNIX, type, 0);

	return connect(fd, (struct sockaddr *)&to, len) < 0 ? -errno : fd;
}

static int unix_pair(int type, const char *name, int *bound)
{
	*bound = unix_bound(type, name);
	return unix_dial(type, name);
}

static int make_waiting(int ends[2])
{
	ends[1] = unix_pair(SOCK_STREAM, "waiting.sock", &ends[0]);
	return ends[1] < 0 ? ends[1] : 0;
}

static int make_accepted(int ends[2])
{
	int listener;

	ends[1] = unix_pair(SOCK_STREAM, "accepted.sock", &listener);
	ends[0] = accept(listener, NULL, NULL);
	close(listener);
	return ends[0] < 0 ? -errno : 0;
}

/* Called from another network namespace, which it belongs to then. */
static int make_elsewhere(int ends[2])
{
	const int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	const int listener = unix_bound(SOCK_STREAM, "elsewhere.sock");
	int r = 0;

	if (here < 0 || listener < 0 || unshare(CLONE_NEWNET) < 0) {
		r = -errno;
	} else {
		ends[1] = unix_dial(SOCK_STREAM, "elsewhere.sock");
		ends[0] = accept(listener, NULL, NULL);
		/* It is found by this. */
		open("/proc/self/ns/net", O_RDONLY);
		if (setns(here, CLONE_NEWNET) < 0 || ends[0] < 0)
			r = -errno;
	}
	close(here);
	close(listener);
	return r;
}

static int make_server(int ends[2])
{
	ends[1] = unix_pair(SOCK_DGRAM, "server.sock", &ends[0]);
	return ends[1] < 0 ? ends[1] : 0;
}

static int make_tcp(int ends[2], const char *host, unsigned port)
{
	struct pair pair;
	int r = pair_make(host, port, &pair);

	if (r < 0)
		return r;
	close(pair.listener);
	ends[0] = pair.client;
	ends[1] = pair.server;
	return 0;
}

static int make_tcp4(int ends[2])
{
	static unsigned port = 17100;

	return make_tcp(ends, "127.0.0.1", port++);
}

static int make_tcp6(int ends[2])
{
	static unsigned port = 17200;

	return make_tcp(ends, "::1", port++);
}

/* An IPv4 client of an IPv6 listener. */
static int make_mapped(int ends[2])
{
	int listener = tcp_listen("::", 17300, 5);

	ends[0] = tcp_dial("127.0.0.1", 17300, 18300);
	ends[1] = accept(listener, NULL, NULL);
	close(listener);
	return ends[1] < 0 ? -errno : 0;
}

static int connect_to(int fd, const char *host, unsigned port)
{
	struct sockaddr_storage to;
	const socklen_t len = address(host, port, &to);

	return connect(fd, (struct sockaddr *)&to, len) < 0 ? -errno : 0;
}

static int make_self(int ends[2])
{
	ends[0] = inet_bound("127.0.0.1", 17400, SOCK_STREAM, 0);
	return connect_to(ends[0], "127.0.0.1", 17400);
}

static int make_udp(int ends[2], const char *host)
{
	int r;

	ends[0] = inet_bound(host, 17500, SOCK_DGRAM, 0);
	ends[1] = inet_bound(host, 17501, SOCK_DGRAM, 0);
	r = connect_to(ends[0], host, 17501);
	return r < 0 ? r : connect_to(ends[1], host, 17500);
}

static int make_udp4(int ends[2])
{
	return make_udp(ends, "127.0.0.1");
}

static int make_udp6(int ends[2])
{
	return make_udp(ends, "::1");
}

static int make_pty(int ends[2])
{
	char name[64];

	ends[0] = posix_openpt(O_RDWR | O_NOCTTY);
	if (ends[0] < 0 || grantpt(ends[0]) < 0 || unlockpt(ends[0]) < 0 ||
	    ptsname_r(ends[0], name, sizeof(name)) != 0)
		return -errno;
	ends[1] = open(name, O_RDWR | O_NOCTTY);
	return ends[1] < 0 ? -errno : 0;
}

static int make_event(int ends[2])
{
	ends[0] = eventfd(0, 0);
	return ends[0] < 0 ? -errno : 0;
}

static int make_queue(int ends[2])
{
	static unsigned number;
	struct mq_attr attr = { .mq_maxmsg = 2, .mq_msgsize = 16 };
	char name[64];

	snprintf(name, sizeof(name), "/netwho-ends-%u-%d", number++, (int)getpid());
	ends[0] = mq_open(name, O_CREAT | O_RDONLY, 0600, &attr);
	ends[1] = mq_open(name, O_WRONLY);
	mq_unlink(name);
	return ends[0] < 0 ? -errno : 0;
}

static int make_memory(int ends[2])
{
	ends[0] = memfd_create("ends", 0);
	return ends[0] < 0 || ftruncate(ends[0], 4096) < 0 ? -errno : 0;
}

/* ---- who keeps what ----------------------------------------------------------------------- */

static struct channel {
	const char *name;
	int (*make)(int ends[2]);
	uint8_t kept[3];
	int ends[2];
} channels[] = {
	{ "pipe", make_pipe, { SECOND, FIRST, NEITHER }, { -1, -1 } },
	{ "pipe of three", make_pipe, { SECOND, FIRST, BOTH }, { -1, -1 } },
	{ "pipe of one", make_pipe, { BOTH, NEITHER, NEITHER }, { -1, -1 } },
	{ "pipe without readers", make_pipe, { SECOND, SECOND, NEITHER }, { -1, -1 } },
	{ "pipe of nobody else", make_pipe, { FIRST, NEITHER, NEITHER }, { -1, -1 } },
	{ "named pipe", make_fifo, { SECOND, FIRST, FIRST }, { -1, -1 } },
	{ "pair", make_stream, { FIRST, SECOND, NEITHER }, { -1, -1 } },
	{ "pair of three", make_stream, { FIRST, BOTH, SECOND }, { -1, -1 } },
	{ "pair of one", make_stream, { BOTH, NEITHER, NEITHER }, { -1, -1 } },
	{ "pair that lost one", make_stream, { FIRST, NEITHER, NEITHER }, { -1, -1 } },
	{ "pair of packets", make_packets, { FIRST, NEITHER, SECOND }, { -1, -1 } },
	{ "pair of datagrams", make_datagrams, { FIRST, SECOND, SECOND }, { -1, -1 } },
	{ "not accepted", make_waiting, { FIRST, SECOND, NEITHER }, { -1, -1 } },
	{ "accepted", make_accepted, { FIRST, SECOND, FIRST }, { -1, -1 } },
	{ "connection from elsewhere", make_elsewhere, { FIRST, SECOND, NEITHER }, { -1, -1 } },
	{ "datagram server", make_server, { FIRST, SECOND, NEITHER }, { -1, -1 } },
	{ "TCP", make_tcp4, { FIRST, SECOND, NEITHER }, { -1, -1 } },
	{ "TCP of three", make_tcp4, { FIRST, BOTH, SECOND }, { -1, -1 } },
	{ "TCP of one", make_tcp4, { BOTH, NEITHER, NEITHER }, { -1, -1 } },
	{ "TCP that lost one", make_tcp4, { FIRST, NEITHER, NEITHER }, { -1, -1 } },
	{ "TCP of IPv6", make_tcp6, { FIRST, SECOND, NEITHER }, { -1, -1 } },
	{ "TCP of IPv6 and three", make_tcp6, { BOTH, FIRST, SECOND }, { -1, -1 } },
	{ "TCP of both", make_mapped, { FIRST, SECOND, NEITHER }, { -1, -1 } },
	{ "TCP to itself", make_self, { FIRST, NEITHER, FIRST }, { -1, -1 } },
	{ "UDP", make_udp4, { FIRST, SECOND, NEITHER }, { -1, -1 } },
	{ "UDP of IPv6", make_udp6, { FIRST, SECOND, BOTH }, { -1, -1 } },
	{ "pty", make_pty, { FIRST, SECOND, NEITHER }, { -1, -1 } },
	{ "pty of three", make_pty, { FIRST, BOTH, SECOND }, { -1, -1 } },
	{ "pty of one", make_pty, { FIRST, NEITHER, NEITHER }, { -1, -1 } },
	{ "eventfd", make_event, { FIRST, FIRST, NEITHER }, { -1, -1 } },
	{ "eventfd of three", make_event, { FIRST, FIRST, FIRST }, { -1, -1 } },
	{ "eventfd of one", make_event, { FIRST, NEITHER, NEITHER }, { -1, -1 } },
	{ "message queue", make_queue, { FIRST, SECOND, NEITHER }, { -1, -1 } },
	{ "message queue of three", make_queue, { FIRST, SECOND, BOTH }, { -1, -1 } },
	{ "shared memory", make_memory, { FIRST, FIRST, FIRST }, { -1, -1 } },
};

static void keep(size_t process)
{
	for (size_t i = 0; i < ARRAY_SIZE(channels); i++)
		for (unsigned end = 0; end < 2; end++)
			if (channels[i].ends[end] >= 0 &&
			    !(channels[i].kept[process] & 1U << end))
				close(channels[i].ends[end]);
}

static int live(const void *arg)
{
	static const char *const names[] = { "", "end one", "end\n\033two" };
	const size_t process = *(const size_t *)arg;

	prctl(PR_SET_NAME, names[process]);
	keep(process);
	return 0;
}

int ends_make(int argc, char **argv)
{
	static const size_t one = 1, two = 2;
	int r;

	(void)argc;
	namespace_prepare();
	if ((mkdir(argv[0], 0755) < 0 && errno != EEXIST) || chdir(argv[0]) < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_SIZE(channels); i++) {
		r = channels[i].make(channels[i].ends);
		if (r < 0)
			fprintf(stderr, "population: no %s: %s\n", channels[i].name,
				strerror(-r));
	}
	r = child_heir(live, &one);
	if (r == 0)
		r = child_heir(live, &two);
	keep(0);
	return r < 0 ? r : children_ready();
}
