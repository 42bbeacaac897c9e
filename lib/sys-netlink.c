/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Netlink dumps through the door: asked live, saved raw, replayed from the save. */
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "sys-inside.h"

/* The kernel fills at most 32 KiB per message of a dump, if the reader takes that much. */
#define ROOM 65536
#define SEQ 1

enum walk { WALK_DONE, WALK_MORE };

struct walker {
	int (*message)(const struct nlmsghdr *msg, void *arg);
	void *arg;
	struct sys_dump_end *end;
};

static int refusal_of(const struct nlmsghdr *msg)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(msg);

	if (mnl_nlmsg_get_payload_len(msg) < sizeof(error->error))
		return -EBADMSG;
	return error->error > 0 ? -error->error : error->error;
}

/* An inet protocol without a handler is refused in the dump's last message. */
static int last_word(const struct nlmsghdr *msg)
{
	const int *error = mnl_nlmsg_get_payload(msg);

	return mnl_nlmsg_get_payload_len(msg) >= sizeof(*error) && *error < 0 ? *error
									      : WALK_DONE;
}

/* libmnl compares as signed numbers: a length of 2^31 and more would pass. */
static bool is_whole(const struct nlmsghdr *msg, int left)
{
	return mnl_nlmsg_ok(msg, left) && msg->nlmsg_len <= (uint32_t)left;
}

static int walk(const struct walker *walker, const char *data, size_t len)
{
	const struct nlmsghdr *msg = (const struct nlmsghdr *)data;
	int left = (int)len;

	for (; is_whole(msg, left); msg = mnl_nlmsg_next(msg, &left)) {
		int r;

		if (msg->nlmsg_flags & NLM_F_DUMP_INTR)
			walker->end->interrupted = true;
		if (msg->nlmsg_type == NLMSG_DONE)
			return last_word(msg);
		if (msg->nlmsg_type == NLMSG_ERROR)
			return refusal_of(msg);
		if (msg->nlmsg_type < NLMSG_MIN_TYPE)
			continue;

		r = walker->message(msg, walker->arg);
		if (r < 0)
			return r;
	}
	if (left > 0)
		walker->end->malformed++;
	return WALK_MORE;
}

static int write_some(int fd, const char *data, size_t len, size_t *total)
{
	while (len) {
		ssize_t r = write(fd, data, len);

		if (r < 0)
			return -errno;
		data += r;
		len -= (size_t)r;
		*total += (size_t)r;
	}
	return 0;
}

static int ask(struct mnl_socket *socket, const struct sys_dump *dump)
{
	char buffer[4096] __attribute__((aligned(8)));
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buffer);

	if (dump->body_len > sizeof(buffer) - MNL_NLMSG_HDRLEN)
		return -EMSGSIZE;
	msg->nlmsg_type = dump->type;
	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	msg->nlmsg_seq = SEQ;
	memcpy(mnl_nlmsg_put_extra_header(msg, dump->body_len), dump->body, dump->body_len);
	return mnl_socket_sendto(socket, msg, msg->nlmsg_len) < 0 ? -errno : 0;
}

static int receive(struct mnl_socket *socket, const struct walker *walker, int copy,
		   size_t *saved)
{
	char buffer[ROOM] __attribute__((aligned(8)));

	for (;;) {
		ssize_t len = mnl_socket_recvfrom(socket, buffer, sizeof(buffer));
		int r;

		if (len < 0) {
			if (errno == EINTR)
				continue;
			return -errno;
		}
		if (len == 0)
			return -EIO;
		if (copy >= 0 && write_some(copy, buffer, (size_t)len, saved) < 0)
			return -EIO;

		r = walk(walker, buffer, (size_t)len);
		if (r != WALK_MORE)
			return r;
	}
}

static void close_socketp(struct mnl_socket **socket)
{
	if (*socket)
		mnl_socket_close(*socket);
}

static int dump_live(struct sys *sys, const struct sys_dump *dump, const char *path,
		     const struct walker *walker)
{
	_cleanup_(close_socketp) struct mnl_socket *socket = NULL;
	_closefd_ int copy = -1;
	size_t saved = 0;
	int r;

	socket = mnl_socket_open2(dump->bus, SOCK_CLOEXEC);
	r = socket && mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) == 0 ? 0 : -errno;
	if (r == 0)
		r = ask(socket, dump);
	if (r < 0) {
		sys_record_error(sys, -r, path);
		return r;
	}

	copy = sys_record_file(sys, path);
	r = receive(socket, walker, copy, &saved);
	if (copy >= 0)
		sys_record_size(sys, saved, path);
	return r;
}

static int dump_replay(struct sys *sys, const char *path, const struct walker *walker)
{
	_free_ char *held = NULL;
	struct bytes data = { 0 };
	int r = sys_read(sys, &data, "%s", path);

	held = data.at;
	if (r < 0)
		return r;
	/* The buffer comes from malloc, so its messages are aligned. */
	r = data.n ? walk(walker, data.at, data.n) : WALK_MORE;
	if (r != WALK_MORE)
		return r;
	walker->end->malformed = 0;
	walker->end->cut = true;
	return 0;
}

int sys_dump(struct sys *sys, const struct sys_dump *dump,
	     int (*message)(const struct nlmsghdr *msg, void *arg), void *arg,
	     struct sys_dump_end *ret)
{
	struct walker walker = { message, arg, ret };
	char path[128];

	memset(ret, 0, sizeof(*ret));
	snprintf(path, sizeof(path), "diag/%llu/%s", (unsigned long long)sys_netns(sys),
		 dump->name);
	return sys_reads_copy(sys) ? dump_replay(sys, path, &walker)
				   : dump_live(sys, dump, path, &walker);
}
