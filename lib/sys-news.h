/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel tells without being asked: netlink's multicast groups. Live only. */
#ifndef NW_SYS_NEWS_H
#define NW_SYS_NEWS_H

#include "sys.h"

struct mnl_socket;

struct sys_news {
	struct mnl_socket *socket; /* NULL: not open */
};

/* Join these groups of a bus, as they are in that namespace (NULL: ours). -EROFS: a
 * recording; -EPERM ... */
int sys_news_open(struct sys *sys, int bus, const unsigned *groups, size_t n,
		  const struct netns *netns, struct sys_news *ret);
void sys_news_close(struct sys_news *news);
/* To be polled; -1: not open. */
int sys_news_fd(const struct sys_news *news);
/*
 * Hand every message that has come to `message`, whose negative result ends the reading and
 * is returned. *overruns: how often since the last time the kernel had no room for one.
 */
int sys_news_read(struct sys_news *news, int (*message)(const struct nlmsghdr *msg, void *arg),
		  void *arg, uint64_t *overruns);

#endif
