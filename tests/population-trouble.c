/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets in trouble, one of each kind, and beside them as many that only look like it. */
#include <errno.h>
#include <netinet/in.h>
#include <linux/tcp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "population.h"

/* Listeners with `waiting` connections in a queue that is for `backlog`. */
static int queued(unsigned port, int backlog, unsigned waiting)
{
	int listener = tcp_listen("127.0.0.1", port, backlog), fd = listener;

	for (unsigned i = 1; fd >= 0 && i <= waiting; i++)
		fd = tcp_dial("127.0.0.1", port, port + i * FROM);
	return fd < 0 ? fd : listener;
}

/* The kernel lets one more in than was asked for; then SYNs are dropped. */
static int full_and_overflowed(void)
{
	int listener = queued(18501, 1, 2);

	return listener < 0 ? listener : tcp_dial_start("127.0.0.1", 18501, 21501, false);
}

static int full(void)
{
	return queued(18502, 1, 2);
}

/* At its limit, and there is room for one. */
static int nearly_full(void)
{
	return queued(18503, 1, 1);
}

static int waiting_a_little(void)
{
	return queued(18504, 16, 1);
}

/* A connection that hears no answer is given up; what the listener counts remains. */
static int overflowed_once(void)
{
	int listener = queued(18505, 0, 1), fd;

	if (listener < 0)
		return listener;
	fd = tcp_dial_start("127.0.0.1", 18505, 20505, false);
	if (fd < 0)
		return fd;
	close(fd);
	return accept(listener, NULL, NULL) < 0 ? -errno : 0;
}

static int unix_listener(const char *name, int backlog, unsigned waiting)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
					  strlen(name));
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	/* Abstract: nothing to remove. */
	memcpy(to.sun_path + 1, name, strlen(name));
	if (listener < 0 || bind(listener, (struct sockaddr *)&to, len) < 0 ||
	    listen(listener, backlog) < 0)
		return -errno;
	for (unsigned i = 0; i < waiting; i++) {
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);

		if (fd < 0 || connect(fd, (struct sockaddr *)&to, len) < 0)
			return -errno;
	}
	return 0;
}

static int unix_full(void)
{
	return unix_listener("trouble-full", 1, 2);
}

static int unix_not_full(void)
{
	return unix_listener("trouble-not-full", 1, 1);
}

/* A receive buffer of the smallest size there is, or a large one; nobody reads. */
static int datagrams(unsigned port, int room, unsigned n)
{
	static const char bytes[1000];
	int fd = inet_bound("127.0.0.1", port, SOCK_DGRAM, 0);
	int from = inet_bound("127.0.0.1", port + FROM, SOCK_DGRAM, 0);
	struct sockaddr_storage to;
	const socklen_t len = address("127.0.0.1", port, &to);

	if (fd < 0 || from < 0)
		return fd < 0 ? fd : from;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	for (unsigned i = 0; i < n; i++)
		if (sendto(from, bytes, sizeof(bytes), 0, (struct sockaddr *)&to, len) < 0)
			return -errno;
	return 0;
}

static int datagrams_dropped(void)
{
	return datagrams(18511, 1, 40);
}

static int datagrams_queued(void)
{
	return datagrams(18512, 1 << 20, 40);
}

/* Both ends of it are in trouble: one does not read, the other cannot send. */
static int closed_window(void)
{
	struct pair pair;
	int r = pair_make_narrow("127.0.0.1", 18513, &pair);

	return r < 0 ? r : fill(pair.client);
}

static int unanswered(void)
{
	struct pair pair;
	int r = pair_make("127.0.0.1", 18514, &pair);

	if (r < 0)
		return r;
	deafen(pair.server);
	return write(pair.client, "never seen", 10) == 10 ? 0 : -errno;
}

/* So much was sent again, or -errno. */
static int64_t sent_again(int fd)
{
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) < 0)
		return -errno;
	return (int64_t)info.tcpi_bytes_retrans;
}

#define ENOUGH 110000

/* Deaf until enough was sent again, then healed: all arrives, and the account remains. */
static int lossy(void)
{
	static char bytes[65536];
	struct pair pair;
	int64_t again = 0;
	int none = 0, r = pair_make("127.0.0.1", 18515, &pair);

	if (r < 0)
		return r;
	deafen(pair.server);
	if (write(pair.client, bytes, sizeof(bytes)) != (ssize_t)sizeof(bytes))
		return -errno;
	for (int i = 0; again >= 0 && again < ENOUGH && i < 1000; i++) {
		usleep(20000);
		again = sent_again(pair.client);
	}
	if (again < ENOUGH)
		return again < 0 ? (int)again : -ETIME;
	setsockopt(pair.server, SOL_SOCKET, SO_DETACH_FILTER, &none, sizeof(none));
	return recv(pair.server, bytes, sizeof(bytes), MSG_WAITALL) < 0 ? -errno : 0;
}

/* The peer has closed, this moment. */
static int close_wait(void)
{
	struct pair pair;
	int r = pair_make("127.0.0.1", 18516, &pair);

	if (r < 0)
		return r;
	return close(pair.client) < 0 ? -errno : 0;
}

/* As much as is lossy's, and none of it twice. */
static int busy(void)
{
	static char bytes[1 << 20];
	struct pair pair;
	int r = pair_make("127.0.0.1", 18517, &pair);

	for (int i = 0; r >= 0 && i < 64; i++)
		if (write(pair.client, bytes, 16384) != 16384 ||
		    recv(pair.server, bytes, 16384, MSG_WAITALL) != 16384)
			r = -errno;
	return r;
}

static int unread(void)
{
	struct pair pair;
	int r = pair_make("127.0.0.1", 18518, &pair);

	if (r < 0)
		return r;
	return write(pair.client, "unread", 6) == 6 ? 0 : -errno;
}

int trouble_make(int argc, char **argv)
{
	static const struct deed deeds[] = {
		{ "full and overflowed queue", full_and_overflowed },
		{ "full queue", full },
		{ "queue at its limit", nearly_full },
		{ "queue with room", waiting_a_little },
		{ "queue that overflowed", overflowed_once },
		{ "full UNIX queue", unix_full },
		{ "UNIX queue at its limit", unix_not_full },
		{ "dropped datagrams", datagrams_dropped },
		{ "queued datagrams", datagrams_queued },
		{ "closed window", closed_window },
		{ "retransmissions", unanswered },
		{ "loss", lossy },
		{ "CLOSE_WAIT", close_wait },
		{ "busy connection", busy },
		{ "unread data", unread },
	};
	int r = namespace_prepare();

	(void)argc;
	(void)argv;
	if (r < 0)
		return r;
	deeds_do(deeds, ARRAY_SIZE(deeds));
	return 0;
}
