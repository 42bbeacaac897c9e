/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a daemon tells of iproute2's kind: one of this user, or of root. */
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "nstat-iproute.h"

#define PATIENCE 10
#define LONGEST (4U << 20)

static int silent(void)
{
	tool_say("the daemon does not answer");
	return -NSTAT_EXIT_IPROUTE;
}

/* The name is free for anybody to take. */
static bool is_trusted(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0 || len < sizeof(peer))
		return false;
	return peer.uid == getuid() || peer.uid == 0;
}

/* 1, 0: nobody is there, or a minus exit code */
static int connect_to(int fd, unsigned int uid)
{
	struct sockaddr_un address;
	const socklen_t len = nstat_daemon_address(uid, &address);

	if (connect(fd, (const struct sockaddr *)&address, len) == 0)
		return 1;
	/* Others are waiting already, longer than we do. */
	return errno == EAGAIN ? silent() : 0;
}

static int read_answer(int fd, struct buffer *text)
{
	for (;;) {
		char *room = buffer_room(text, 16384);
		const ssize_t n = room ? recv(fd, room, 16384, 0) : -1;

		if (n == 0)
			return 0;
		if (n < 0 && room && errno == EINTR)
			continue;
		if (n < 0 || text->n > LONGEST)
			return silent();
		text->n += (size_t)n;
	}
}

static int parse(const struct buffer *text, struct nstat_entries *ret)
{
	size_t line;

	if (nstat_entries_parse(ret, text->n ? text->at : "", text->n, &line) == 0)
		return 1;
	tool_say("line %zu of the daemon's answer could not be understood", line);
	return -NSTAT_EXIT_PARSE;
}

static int ask(int fd, struct nstat_entries *ret)
{
	struct buffer text = { .fd = -1 };
	int r = connect_to(fd, getuid());

	if (r == 0)
		r = connect_to(fd, 0);
	if (r <= 0 || !is_trusted(fd))
		return r < 0 ? r : 0;
	r = read_answer(fd, &text);
	if (r == 0)
		r = parse(&text, ret);
	buffer_free(&text);
	return r;
}

int nstat_daemon_ask(struct nstat_entries *ret)
{
	const struct timeval patience = { .tv_sec = PATIENCE };
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int r;

	if (fd < 0)
		return 0;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	r = ask(fd, ret);
	ret->narrow = nstat_iproute_narrow();
	close(fd);
	return r;
}
