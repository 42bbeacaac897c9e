/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel tells without being asked: netlink's multicast groups. */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "sys-inside.h"
#include "sys-news.h"

/* Some thousand ends of sockets, each with all that is known of it. */
#define ROOM (8 * 1024 * 1024)

struct joining {
	int bus;
	const unsigned *groups;
	size_t n;
	struct sys_news *ret;
};

void sys_news_close(struct sys_news *news)
{
	if (news->socket)
		mnl_socket_close(news->socket);
	news->socket = NULL;
}

static int join(void *arg)
{
	const struct joining *joining = arg;
	const int room = ROOM;
	struct mnl_socket *socket =
		mnl_socket_open2(joining->bus, SOCK_CLOEXEC | SOCK_NONBLOCK);
	int fd, r = 0;

	if (!socket)
		return -errno;
	fd = mnl_socket_get_fd(socket);
	/* Without CAP_NET_ADMIN as much as anybody may have. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0)
		r = -errno;
	for (size_t i = 0; r == 0 && i < joining->n; i++) {
		int group = (int)joining->groups[i];

		if (mnl_socket_setsockopt(socket, NETLINK_ADD_MEMBERSHIP, &group,
					  sizeof(group)) < 0)
			r = -errno;
	}
	joining->ret->socket = socket;
	if (r < 0)
		sys_news_close(joining->ret);
	return r;
}

/* It is ours, and no part of any picture. */
static int disown(struct sys *sys, const struct sys_news *news)
{
	struct inodes mine = { 0 };
	uint64_t *inode = vec_push(&mine.all);
	struct stat st;
	int r;

	if (!inode)
		return -ENOMEM;
	*inode = fstat(sys_news_fd(news), &st) == 0 ? st.st_ino : 0;
	r = sys_own_too(sys, &mine);
	vec_free(&mine.all);
	return r;
}

int sys_news_open(struct sys *sys, int bus, const unsigned *groups, size_t n,
		  const struct netns *netns, struct sys_news *ret)
{
	struct sys_news news = { 0 };
	struct joining joining = { bus, groups, n, &news };
	int r;

	if (sys_reads_copy(sys) || sys_copies(sys))
		return -EROFS;
	r = sys_is_foreign(netns) ? sys_inside(sys, netns, join, &joining) : join(&joining);
	if (r == 0)
		r = disown(sys, &news);
	if (r < 0) {
		sys_news_close(&news);
		return r;
	}
	*ret = news;
	return 0;
}

int sys_news_fd(const struct sys_news *news)
{
	return news->socket ? mnl_socket_get_fd(news->socket) : -1;
}

static int hand_on(const char *data, ssize_t len,
		   int (*message)(const struct nlmsghdr *msg, void *arg), void *arg)
{
	const struct nlmsghdr *msg = (const struct nlmsghdr *)data;
	int left = (int)len, r = 0;

	/* As in a dump: libmnl takes lengths for signed numbers. */
	while (r >= 0 && mnl_nlmsg_ok(msg, left) && msg->nlmsg_len <= (uint32_t)left) {
		if (msg->nlmsg_type >= NLMSG_MIN_TYPE)
			r = message(msg, arg);
		msg = mnl_nlmsg_next(msg, &left);
	}
	return r < 0 ? r : 0;
}

int sys_news_read(struct sys_news *news, int (*message)(const struct nlmsghdr *msg, void *arg),
		  void *arg, uint64_t *overruns)
{
	char buffer[16384] __attribute__((aligned(8)));
	int r = 0;

	*overruns = 0;
	while (r == 0 && news->socket) {
		ssize_t len = mnl_socket_recvfrom(news->socket, buffer, sizeof(buffer));

		if (len > 0) {
			r = hand_on(buffer, len, message, arg);
			continue;
		}
		if (len < 0 && errno == EAGAIN)
			break;
		if (len < 0 && errno == ENOBUFS)
			(*overruns)++;
		else if (len == 0 || errno != EINTR)
			r = len == 0 ? -EIO : -errno;
	}
	return r;
}
