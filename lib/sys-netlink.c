/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Netlink dumps through the door: asked live, saved raw, replayed from the save. */
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "sys-inside.h"

/* The kernel fills at most 32 KiB per message of a dump, if the reader takes that much. */
#define ROOM 65536

enum walk { WALK_DONE, WALK_MORE };

struct walker {
	int (*message)(const struct nlmsghdr *msg, void *arg);
	void *arg;
	struct sys_dump_end *end;
	bool exact;
};

/* 0 is an acknowledgement: nothing was refused, and it is no end either. */
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
		if (msg->nlmsg_type == NLMSG_ERROR) {
			r = refusal_of(msg);
			if (r < 0)
				return r;
		}
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

static int ask(struct sys_bus *bus, const struct sys_dump *dump)
{
	char buffer[4096] __attribute__((aligned(8)));
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buffer);

	if (dump->body_len > sizeof(buffer) - MNL_NLMSG_HDRLEN)
		return -EMSGSIZE;
	msg->nlmsg_type = dump->type;
	msg->nlmsg_flags = NLM_F_REQUEST;
	if (!dump->exact)
		msg->nlmsg_flags |= NLM_F_DUMP;
	if (dump->order)
		msg->nlmsg_flags |= NLM_F_ACK;
	msg->nlmsg_seq = ++bus->seq;
	memcpy(mnl_nlmsg_put_extra_header(msg, dump->body_len), dump->body, dump->body_len);
	return mnl_socket_sendto(bus->socket, msg, msg->nlmsg_len) < 0 ? -errno : 0;
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
		if (r != WALK_MORE || walker->exact)
			return r < 0 ? r : 0;
	}
}

/* ---- one socket for all dumps of a namespace ------------------------------------------- */

void sys_bus_close(struct sys_bus *bus)
{
	if (bus->socket)
		mnl_socket_close(bus->socket);
	bus->socket = NULL;
}

void sys_bus_free(struct sys_bus *bus)
{
	sys_bus_close(bus);
	vec_free(&bus->made.all);
}

void sys_hang_up(struct sys *sys)
{
	sys_bus_close(&sys->bus);
}

const struct inodes *sys_own_sockets(const struct sys *sys)
{
	return &sys->bus.made;
}

int sys_own_too(struct sys *sys, const struct inodes *others)
{
	struct inodes *made = &sys->bus.made;

	if (vec_reserve(&made->all, made->all.n + others->all.n) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < others->all.n; i++)
		made->all.at[made->all.n++] = others->all.at[i];
	return 0;
}

static int remember(struct sys_bus *bus)
{
	uint64_t *inode = vec_push(&bus->made.all);
	struct stat st;

	if (!inode)
		return -ENOMEM;
	*inode = fstat(mnl_socket_get_fd(bus->socket), &st) == 0 ? st.st_ino : 0;
	return 0;
}

/* A netlink socket belongs for ever to the namespace it was made in. */
static int bus_make(void *arg)
{
	struct sys_bus *bus = arg;
	int r;

	bus->socket = mnl_socket_open2(bus->bus, SOCK_CLOEXEC);
	if (!bus->socket)
		return -errno;
	r = mnl_socket_bind(bus->socket, 0, MNL_SOCKET_AUTOPID) < 0 ? -errno : remember(bus);
	if (r < 0)
		sys_bus_close(bus);
	return r;
}

static int bus_open(struct sys *sys, const struct sys_dump *dump)
{
	struct sys_bus *bus = &sys->bus;
	const uint64_t inum = sys_is_foreign(dump->netns) ? dump->netns->inum : sys->netns;

	if (bus->socket && bus->bus == dump->bus && bus->inum == inum)
		return 0;
	sys_bus_close(bus);
	bus->bus = dump->bus;
	bus->inum = inum;
	return sys_is_foreign(dump->netns) ? sys_inside(sys, dump->netns, bus_make, bus)
					   : bus_make(bus);
}

static int dump_live(struct sys *sys, const struct sys_dump *dump, const char *path,
		     const struct walker *walker)
{
	_closefd_ int copy = -1;
	size_t saved = 0;
	int r = bus_open(sys, dump);

	if (r == 0)
		r = ask(&sys->bus, dump);
	if (r < 0) {
		sys_record_error(sys, -r, path);
		sys_bus_close(&sys->bus);
		return r;
	}

	/* What single sockets answer is not kept: see who asks. */
	copy = dump->exact ? -1 : sys_record_file(sys, path);
	r = receive(sys->bus.socket, walker, copy, &saved);
	if (copy >= 0)
		sys_record_size(sys, saved, path);
	/* What is left of a dump that broke off must not be taken for the next one. */
	if (r < 0)
		sys_bus_close(&sys->bus);
	return r;
}

static int dump_replay(struct sys *sys, const char *path, const struct walker *walker)
{
	_free_ char *held = NULL;
	struct bytes data = { 0 };
	bool shorter;
	int r = sys_read(sys, &data, "%s", path);

	held = data.at;
	if (r < 0)
		return r;
	shorter = r == 1;
	/* The buffer comes from malloc, so its messages are aligned. */
	r = data.n ? walk(walker, data.at, data.n) : WALK_MORE;
	if (r != WALK_MORE)
		return r;
	walker->end->malformed = 0;
	walker->end->cut = !shorter;
	return 0;
}

int sys_dump(struct sys *sys, const struct sys_dump *dump,
	     int (*message)(const struct nlmsghdr *msg, void *arg), void *arg,
	     struct sys_dump_end *ret)
{
	const uint64_t inum = sys_is_foreign(dump->netns) ? dump->netns->inum : sys->netns;
	struct walker walker = { message, arg, ret, dump->exact };
	char path[128];

	memset(ret, 0, sizeof(*ret));
	/* One that may not be entered can only be read in /proc. */
	if (sys_is_foreign(dump->netns) && dump->netns->closed)
		return -EPERM;
	if (dump->order && (sys_reads_copy(sys) || sys_copies(sys)))
		return -EROFS;
	snprintf(path, sizeof(path), "diag/%llu/%s", (unsigned long long)inum, dump->name);
	return sys_reads_copy(sys) ? dump_replay(sys, path, &walker)
				   : dump_live(sys, dump, path, &walker);
}
