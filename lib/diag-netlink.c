/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sock_diag of netlink sockets. */
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "diag.h"

size_t netlink_ask(const struct ask *ask, void *body)
{
	struct netlink_diag_req req = {
		.sdiag_family = AF_NETLINK,
		.sdiag_protocol = NDIAG_PROTO_ALL,
		/* The queues are in it. */
		.ndiag_show = NDIAG_SHOW_MEMINFO,
	};

	/* Groups tell the sockets of one process apart. */
	if (ask->want & (NW_WANT_DETAILS | NW_WANT_PURPOSE))
		req.ndiag_show |= NDIAG_SHOW_GROUPS | NDIAG_SHOW_FLAGS;
	memcpy(body, &req, sizeof(req));
	return sizeof(req);
}

static int own(const struct nlattr *attr, struct nw_sock *sock)
{
	uint32_t memory[SK_MEMINFO_WMEM_ALLOC + 1];

	/* The message itself has no queues. */
	if (mnl_attr_get_type(attr) == NETLINK_DIAG_MEMINFO &&
	    mnl_attr_get_payload_len(attr) >= sizeof(memory)) {
		memcpy(memory, mnl_attr_get_payload(attr), sizeof(memory));
		sock->recvq = memory[SK_MEMINFO_RMEM_ALLOC];
		sock->sendq = memory[SK_MEMINFO_WMEM_ALLOC];
		sock->has |= HAS_QUEUES;
	}
	return 0;
}

/* Groups are as many words as their protocol needs: generic netlink has dozens. */
static const struct attr_map map[] = {
	{ NETLINK_DIAG_MEMINFO, sizeof(uint32_t), NW_ATTR_SKMEMINFO },
	{ NETLINK_DIAG_GROUPS, sizeof(unsigned long), NW_ATTR_GROUPS },
	{ NETLINK_DIAG_FLAGS, sizeof(uint32_t), NW_ATTR_FLAGS },
};

/*
 * NETLINK_CONNECTED, NETLINK_UNCONNECTED, or the TCP_CLOSE every kernel socket is born
 * with, if nobody ever called connect(). Only the first says something.
 */
static uint8_t state_of(uint8_t state)
{
	return state == NETLINK_CONNECTED ? NW_STATE_ESTABLISHED : NW_STATE_NONE;
}

static void set_identity(struct nw_sock *sock, const struct netlink_diag_msg *diag)
{
	sock->type = diag->ndiag_type;
	sock->state = state_of(diag->ndiag_state);
	sock->protocol = diag->ndiag_protocol;
	/* 0 is the kernel's own port, on either side. */
	sock->local_port = diag->ndiag_portid;
	sock->has |= HAS_PROTOCOL | HAS_LOCAL;
	if (diag->ndiag_dst_portid || diag->ndiag_dst_group) {
		sock->remote_port = diag->ndiag_dst_portid;
		sock->has |= HAS_REMOTE;
	}
	sock->inode = diag->ndiag_ino;
	sock->cookie = diag_cookie(diag->ndiag_cookie);
	if (diag_cookie_known(sock->cookie))
		sock->has |= HAS_COOKIE;
}

int netlink_read(const struct nlmsghdr *msg, const struct ask *ask, struct rows *rows)
{
	const struct netlink_diag_msg *diag = diag_payload(msg, sizeof(*diag));
	struct nw_sock *sock;
	int r = 0;

	if (!diag || diag->ndiag_family != AF_NETLINK)
		return -EBADMSG;
	/* The socket that asks is no part of the picture. */
	if (diag->ndiag_protocol == NETLINK_SOCK_DIAG && msg->nlmsg_pid &&
	    diag->ndiag_portid == msg->nlmsg_pid)
		return 0;
	sock = rows_add(rows, ask->family, AF_NETLINK);
	if (!sock)
		return -ENOMEM;
	set_identity(sock, diag);

	if (diag->ndiag_dst_group)
		r = rows_attr(rows, NW_ATTR_DST_GROUP, &diag->ndiag_dst_group,
			      sizeof(diag->ndiag_dst_group));
	if (r == 0)
		r = diag_attrs(msg, sizeof(*diag), rows, map, ARRAY_SIZE(map), own);
	/* A row of which some attribute could not be read still stands, and is counted. */
	if (r < 0 && r != -EBADMSG)
		rows_drop(rows);
	return r;
}
