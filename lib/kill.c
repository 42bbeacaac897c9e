/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ending a socket: SOCK_DESTROY of sock_diag. */
#include <errno.h>
#include <linux/sock_diag.h>

#include "family.h"
#include "netns.h"
#include "nw.h"

static int ignore(const struct nlmsghdr *msg, void *arg)
{
	(void)msg;
	(void)arg;
	return 0;
}

/* For the other families the kernel has no such order. */
static bool can_end(enum nw_family family)
{
	return family == NW_TCP || family == NW_MPTCP || family == NW_UDP ||
	       family == NW_UDPLITE;
}

NW_EXPORT int nw_kill(struct nw *nw, const struct nw_sock *sock)
{
	char body[ASK_ROOM] __attribute__((aligned(8)));
	struct sys_dump order = {
		.bus = NETLINK_SOCK_DIAG,
		.type = SOCK_DESTROY,
		.name = "destroy",
		.body = body,
		.netns = sock->netns,
		.exact = true,
		.order = true,
	};
	struct sys_dump_end end;

	if (!can_end(sock->family))
		return -EOPNOTSUPP;
	/* One that may not be entered was read in /proc, which has no cookies. */
	if (sock->netns->closed)
		return -EPERM;
	/* Without its cookie it might be another one by now that has these addresses. */
	if (!(sock->has & HAS_COOKIE))
		return -ESTALE;
	order.body_len = inet_destroy(sock, body);
	return sys_dump(nw_sys(nw), &order, ignore, NULL, &end);
}
