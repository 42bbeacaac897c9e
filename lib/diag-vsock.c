/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sock_diag of vsock: sockets between virtual machines and their hosts. */
#include <linux/vm_sockets_diag.h>
#include <string.h>
#include <sys/socket.h>

/* Behind struct sockaddr, which it uses without including it. */
#include <linux/vm_sockets.h>

#include "diag.h"

size_t vsock_ask(const struct ask *ask, void *body)
{
	const struct vsock_diag_req req = {
		.sdiag_family = AF_VSOCK,
		.vdiag_states = ask->states ? ask->states : ~0U,
	};

	memcpy(body, &req, sizeof(req));
	return sizeof(req);
}

/*
 * Without a peer the kernel has VMADDR_CID_ANY there. A listener has none, whatever is
 * there; for the others 0 is a peer like any other, the hypervisor.
 */
static bool has_peer(const struct vsock_diag_msg *diag)
{
	return diag->vdiag_state != NW_STATE_LISTEN && diag->vdiag_dst_cid != VMADDR_CID_ANY;
}

int vsock_read(const struct nlmsghdr *msg, const struct ask *ask, struct rows *rows)
{
	const struct vsock_diag_msg *diag = diag_payload(msg, sizeof(*diag));
	struct nw_sock *sock;

	if (!diag || diag->vdiag_family != AF_VSOCK)
		return -EBADMSG;
	sock = rows_add(rows, ask->family, AF_VSOCK);
	if (!sock)
		return -ENOMEM;
	sock->type = diag->vdiag_type;
	sock->state = diag->vdiag_state;
	sock->shutdown = diag->vdiag_shutdown;
	memcpy(sock->local, &diag->vdiag_src_cid, sizeof(diag->vdiag_src_cid));
	sock->local_port = diag->vdiag_src_port;
	sock->has |= HAS_SHUTDOWN | HAS_LOCAL;
	if (has_peer(diag)) {
		memcpy(sock->remote, &diag->vdiag_dst_cid, sizeof(diag->vdiag_dst_cid));
		sock->remote_port = diag->vdiag_dst_port;
		sock->has |= HAS_REMOTE;
	}
	sock->inode = diag->vdiag_ino;
	sock->cookie = diag_cookie(diag->vdiag_cookie);
	if (diag_cookie_known(sock->cookie))
		sock->has |= HAS_COOKIE;
	return 0;
}
