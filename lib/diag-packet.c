/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sock_diag of packet sockets. */
#include <linux/filter.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "diag.h"

size_t packet_ask(const struct ask *ask, void *body)
{
	/* The protocol must be 0, filters may come to it; INFO brings the user too. */
	struct packet_diag_req req = {
		.sdiag_family = AF_PACKET,
		.pdiag_show = PACKET_SHOW_INFO | PACKET_SHOW_MEMINFO, /* the queues are in it */
	};

	if (ask->want & NW_WANT_DETAILS)
		req.pdiag_show |= PACKET_SHOW_MCLIST | PACKET_SHOW_RING_CFG |
				  PACKET_SHOW_FANOUT | PACKET_SHOW_FILTER;
	memcpy(body, &req, sizeof(req));
	return sizeof(req);
}

static int own(const struct nlattr *attr, struct nw_sock *sock)
{
	size_t len = mnl_attr_get_payload_len(attr);
	const void *payload = mnl_attr_get_payload(attr);
	uint32_t memory[SK_MEMINFO_WMEM_ALLOC + 1];
	struct packet_diag_info info;

	switch (mnl_attr_get_type(attr)) {
	case PACKET_DIAG_UID:
		if (len < sizeof(sock->uid))
			return 1;
		memcpy(&sock->uid, payload, sizeof(sock->uid));
		sock->has |= HAS_UID;
		return 1;
	case PACKET_DIAG_INFO:
		if (len < sizeof(info))
			return 0;
		memcpy(&info, payload, sizeof(info));
		sock->ifindex = info.pdi_index;
		return 0;
	case PACKET_DIAG_MEMINFO:
		/* The message itself has no queues. */
		if (len < sizeof(memory))
			return 0;
		memcpy(memory, payload, sizeof(memory));
		sock->recvq = memory[SK_MEMINFO_RMEM_ALLOC];
		sock->sendq = memory[SK_MEMINFO_WMEM_ALLOC];
		sock->has |= HAS_QUEUES;
		return 0;
	}
	return 0;
}

/*
 * The kernel sends an empty FILTER to those who may not see it, and an empty MCLIST where
 * there is no list: both are absent, and too short for this map.
 */
static const struct attr_map map[] = {
	{ PACKET_DIAG_INFO, sizeof(struct packet_diag_info), NW_ATTR_PACKET_INFO },
	{ PACKET_DIAG_MCLIST, sizeof(struct packet_diag_mclist), NW_ATTR_MCLIST },
	{ PACKET_DIAG_RX_RING, sizeof(struct packet_diag_ring), NW_ATTR_RX_RING },
	{ PACKET_DIAG_TX_RING, sizeof(struct packet_diag_ring), NW_ATTR_TX_RING },
	{ PACKET_DIAG_FANOUT, sizeof(uint32_t), NW_ATTR_FANOUT },
	{ PACKET_DIAG_MEMINFO, sizeof(uint32_t), NW_ATTR_SKMEMINFO },
	{ PACKET_DIAG_FILTER, sizeof(struct sock_filter), NW_ATTR_FILTER },
};

int packet_read(const struct nlmsghdr *msg, const struct ask *ask, struct rows *rows)
{
	const struct packet_diag_msg *diag = diag_payload(msg, sizeof(*diag));
	struct nw_sock *sock;
	int r;

	if (!diag || diag->pdiag_family != AF_PACKET)
		return -EBADMSG;
	sock = rows_add(rows, ask->family, AF_PACKET);
	if (!sock)
		return -ENOMEM;
	sock->type = diag->pdiag_type;
	/* The ethertype, in host order already; 0 until the socket is bound to one. */
	sock->protocol = sock->local_port = diag->pdiag_num;
	sock->has |= HAS_PROTOCOL | HAS_LOCAL;
	sock->inode = diag->pdiag_ino;
	sock->cookie = diag_cookie(diag->pdiag_cookie);
	if (diag_cookie_known(sock->cookie))
		sock->has |= HAS_COOKIE;

	r = diag_attrs(msg, sizeof(*diag), rows, map, ARRAY_SIZE(map), own);
	/* A row of which some attribute could not be read still stands, and is counted. */
	if (r < 0 && r != -EBADMSG)
		rows_drop(rows);
	return r;
}
