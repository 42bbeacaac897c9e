/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The portmapper's list: one call of Sun RPC over TCP, and its answer in XDR. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "nfiles-portmap.h"

#define PORT 111
#define PROGRAM 100000
#define VERSION 2
#define DUMP 4
/* More than every port of both protocols would take. */
#define LONGEST (4U << 20)
/* Of a record mark: the fragment is the last one. */
#define LAST (1U << 31)

/* ---- XDR ----------------------------------------------------------------------------- */

struct cursor {
	const unsigned char *at, *end;
};

static uint32_t word_at(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool next(struct cursor *cursor, uint32_t *ret)
{
	if (cursor->end - cursor->at < 4)
		return false;
	*ret = word_at(cursor->at);
	cursor->at += 4;
	return true;
}

static bool next_is(struct cursor *cursor, uint32_t value)
{
	uint32_t word;

	return next(cursor, &word) && word == value;
}

static bool skip_opaque(struct cursor *cursor)
{
	uint32_t len;

	if (!next(cursor, &len) || len > (size_t)(cursor->end - cursor->at))
		return false;
	len = (len + 3) & ~3U;
	if (len > (size_t)(cursor->end - cursor->at))
		return false;
	cursor->at += len;
	return true;
}

/* A reply, accepted, whoever vouches for it, a success. */
static bool skip_header(struct cursor *cursor, uint32_t xid)
{
	uint32_t flavour;

	return next_is(cursor, xid) && next_is(cursor, 1) && next_is(cursor, 0) &&
	       next(cursor, &flavour) && skip_opaque(cursor) && next_is(cursor, 0);
}

/* 1: there is one more; 0: there is none; -EBADMSG. */
static int next_entry(struct cursor *cursor, struct portmap_entry *ret)
{
	uint32_t more, version;

	if (!next(cursor, &more))
		return -EBADMSG;
	if (!more)
		return 0;
	return next(cursor, &ret->program) && next(cursor, &version) &&
			       next(cursor, &ret->protocol) && next(cursor, &ret->port)
		     ? 1
		     : -EBADMSG;
}

static int compare(const struct portmap_entry *a, const struct portmap_entry *b)
{
	if (a->protocol != b->protocol)
		return a->protocol < b->protocol ? -1 : 1;
	return (a->port > b->port) - (a->port < b->port);
}

static int by_port(const void *one, const void *other)
{
	const struct portmap_entry *a = one, *b = other;
	const int order = compare(a, b);

	return order ? order : (a->turn > b->turn) - (a->turn < b->turn);
}

int portmap_parse(const unsigned char *data, size_t len, uint32_t xid, struct portmap *ret)
{
	struct cursor cursor = { data, data + len };
	struct portmap map = { NULL, 0 };
	int r = 1;

	if (!skip_header(&cursor, xid))
		return -EBADMSG;
	/* Each takes 20 bytes. */
	map.at = calloc(len / 20 + 1, sizeof(*map.at));
	if (!map.at)
		return -ENOMEM;
	while (r > 0) {
		r = next_entry(&cursor, &map.at[map.n]);
		map.at[map.n].turn = map.n;
		map.n += r > 0;
	}
	if (r < 0) {
		free(map.at);
		return r;
	}
	qsort(map.at, map.n, sizeof(*map.at), by_port);
	*ret = map;
	return 0;
}

bool portmap_find(const struct portmap *map, uint32_t protocol, uint32_t port, uint32_t *ret)
{
	const struct portmap_entry asked = { .protocol = protocol, .port = port };
	size_t low = 0, high = map->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (compare(&map->at[middle], &asked) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == map->n || compare(&map->at[low], &asked) != 0)
		return false;
	*ret = map->at[low].program;
	return true;
}

void portmap_free(struct portmap *map)
{
	free(map->at);
	*map = (struct portmap){ NULL, 0 };
}

/* ---- the conversation ---------------------------------------------------------------- */

struct talk {
	int fd;
	int64_t until; /* milliseconds */
	unsigned char *data;
	size_t n;
};

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int wait_for(struct talk *talk, short events)
{
	struct pollfd waiting = { .fd = talk->fd, .events = events };

	for (;;) {
		const int64_t left = talk->until - now();
		const int r = left <= 0 ? 0 : poll(&waiting, 1, (int)left);

		if (r > 0)
			return 0;
		if (r == 0)
			return -ETIMEDOUT;
		if (errno != EINTR)
			return -errno;
	}
}

static int open_talk(struct talk *talk)
{
	const struct sockaddr_in there = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(int);
	int error = 0, r;

	talk->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (talk->fd < 0)
		return -errno;
	if (connect(talk->fd, (const struct sockaddr *)&there, sizeof(there)) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return -errno;
	r = wait_for(talk, POLLOUT);
	if (r == 0 && getsockopt(talk->fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		r = -errno;
	return r < 0 ? r : -error;
}

static int send_all(struct talk *talk, const void *data, size_t len)
{
	const char *at = data;

	while (len) {
		ssize_t n = send(talk->fd, at, len, MSG_NOSIGNAL);
		int r = n < 0 && errno != EAGAIN && errno != EINTR ? -errno : 0;

		if (n < 0 && r == 0)
			r = wait_for(talk, POLLOUT);
		if (r < 0)
			return r;
		at += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* No credentials, no verifier, no arguments. */
static int send_call(struct talk *talk, uint32_t xid)
{
	const uint32_t words[] = { LAST | 40, xid, 0, 2, PROGRAM, VERSION,
				   DUMP,      0,   0, 0, 0 };
	uint32_t wire[sizeof(words) / sizeof(words[0])];

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		wire[i] = htonl(words[i]);
	return send_all(talk, wire, sizeof(wire));
}

static int receive(struct talk *talk, unsigned char *to, size_t len)
{
	while (len) {
		ssize_t n = recv(talk->fd, to, len, 0);
		int r = n < 0 && errno != EAGAIN && errno != EINTR ? -errno : 0;

		if (n == 0)
			return -EBADMSG;
		if (n < 0 && r == 0)
			r = wait_for(talk, POLLIN);
		if (r < 0)
			return r;
		to += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* One record, of one fragment or several. */
static int receive_record(struct talk *talk)
{
	unsigned char mark[4];
	int r;

	do {
		size_t len;
		unsigned char *room;

		r = receive(talk, mark, sizeof(mark));
		if (r < 0)
			return r;
		len = word_at(mark) & ~LAST;
		if (len > LONGEST - talk->n)
			return -EMSGSIZE;
		room = realloc(talk->data, talk->n + len + 1);
		if (!room)
			return -ENOMEM;
		talk->data = room;
		r = receive(talk, room + talk->n, len);
		talk->n += len;
		/* Fragments of nothing would go on for ever. */
		if (r == 0 && now() > talk->until)
			r = -ETIMEDOUT;
	} while (r == 0 && !(word_at(mark) & LAST));
	return r;
}

int portmap_ask(unsigned milliseconds, struct portmap *ret)
{
	struct talk talk = { .fd = -1, .until = now() + milliseconds };
	const uint32_t xid = (uint32_t)getpid();
	int r = open_talk(&talk);

	if (r == 0)
		r = send_call(&talk, xid);
	if (r == 0)
		r = receive_record(&talk);
	if (r == 0)
		r = portmap_parse(talk.data, talk.n, xid, ret);
	free(talk.data);
	if (talk.fd >= 0)
		close(talk.fd);
	return r;
}
