/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sock_diag of XDP sockets. */
#include <linux/sock_diag.h>
#include <linux/xdp_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "diag.h"

size_t xdp_ask(const struct ask *ask, void *body)
{
	/* INFO brings the user too. */
	struct xdp_diag_req req = {
		.sdiag_family = AF_XDP,
		.xdiag_show = XDP_SHOW_INFO | XDP_SHOW_MEMINFO, /* the queues are in it */
	};

	if (ask->want & NW_WANT_DETAILS)
		req.xdiag_show |= XDP_SHOW_RING_CFG | XDP_SHOW_UMEM | XDP_SHOW_STATS;
	memcpy(body, &req, sizeof(req));
	return sizeof(req);
}

static void set_queues(const struct nlattr *attr, struct nw_sock *sock)
{
	uint32_t memory[SK_MEMINFO_WMEM_ALLOC + 1];

	if (mnl_attr_get_payload_len(attr) < sizeof(memory))
		return;
	memcpy(memory, mnl_attr_get_payload(attr), sizeof(memory));
	sock->recvq = memory[SK_MEMINFO_RMEM_ALLOC];
	sock->sendq = memory[SK_MEMINFO_WMEM_ALLOC];
	sock->has |= HAS_QUEUES;
}

static int own(const struct nlattr *attr, struct nw_sock *sock)
{
	size_t len = mnl_attr_get_payload_len(attr);
	const void *payload = mnl_attr_get_payload(attr);
	struct xdp_diag_info info;

	switch (mnl_attr_get_type(attr)) {
	case XDP_DIAG_INFO:
		if (len < sizeof(info))
			return 0;
		memcpy(&info, payload, sizeof(info));
		sock->ifindex = info.ifindex;
		sock->local_port = info.queue_id;
		sock->has |= HAS_LOCAL;
		return 0;
	case XDP_DIAG_UID:
		if (len < sizeof(sock->uid))
			return 1;
		memcpy(&sock->uid, payload, sizeof(sock->uid));
		sock->has |= HAS_UID;
		return 1;
	case XDP_DIAG_MEMINFO:
		set_queues(attr, sock);
		return 0;
	}
	return 0;
}

static const struct attr_map map[] = {
	{ XDP_DIAG_INFO, sizeof(struct xdp_diag_info), NW_ATTR_XDP_INFO },
	{ XDP_DIAG_RX_RING, sizeof(struct xdp_diag_ring), NW_ATTR_RX_RING },
	{ XDP_DIAG_TX_RING, sizeof(struct xdp_diag_ring), NW_ATTR_TX_RING },
	{ XDP_DIAG_UMEM, sizeof(struct xdp_diag_umem), NW_ATTR_UMEM },
	{ XDP_DIAG_UMEM_FILL_RING, sizeof(struct xdp_diag_ring), NW_ATTR_UMEM_FILL },
	{ XDP_DIAG_UMEM_COMPLETION_RING, sizeof(struct xdp_diag_ring), NW_ATTR_UMEM_COMPLETION },
	{ XDP_DIAG_MEMINFO, sizeof(uint32_t), NW_ATTR_SKMEMINFO },
	{ XDP_DIAG_STATS, sizeof(struct xdp_diag_stats), NW_ATTR_XDP_STATS },
};

int xdp_read(const struct nlmsghdr *msg, const struct ask *ask, struct rows *rows)
{
	const struct xdp_diag_msg *diag = diag_payload(msg, sizeof(*diag));
	struct nw_sock *sock;
	int r;

	if (!diag || diag->xdiag_family != AF_XDP)
		return -EBADMSG;
	sock = rows_add(rows, ask->family, AF_XDP);
	if (!sock)
		return -ENOMEM;
	sock->type = diag->xdiag_type;
	sock->inode = diag->xdiag_ino;
	sock->cookie = diag_cookie(diag->xdiag_cookie);
	if (diag_cookie_known(sock->cookie))
		sock->has |= HAS_COOKIE;

	r = diag_attrs(msg, sizeof(*diag), rows, map, ARRAY_SIZE(map), own);
	/* A row of which some attribute could not be read still stands, and is counted. */
	if (r < 0 && r != -EBADMSG)
		rows_drop(rows);
	return r;
}
