/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sock_diag of UNIX sockets. */
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "diag.h"

size_t unix_ask(const struct ask *ask, void *body)
{
	struct unix_diag_req req = {
		.sdiag_family = AF_UNIX,
		.udiag_states = ask->states ? ask->states : ~0U,
		.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN |
			      UDIAG_SHOW_UID | UDIAG_SHOW_ICONS,
	};

	if (ask->want & NW_WANT_MEMORY)
		req.udiag_show |= UDIAG_SHOW_MEMINFO;
	if (ask->want & NW_WANT_DETAILS)
		req.udiag_show |= UDIAG_SHOW_VFS;
	memcpy(body, &req, sizeof(req));
	return sizeof(req);
}

size_t unix_exact(const struct nw_sock *sock, void *body)
{
	const struct unix_diag_req req = {
		.sdiag_family = AF_UNIX,
		.udiag_states = ~0U,
		.udiag_ino = (uint32_t)sock->inode,
		.udiag_cookie = { (uint32_t)sock->cookie, (uint32_t)(sock->cookie >> 32) },
	};

	memcpy(body, &req, sizeof(req));
	return sizeof(req);
}

static int own(const struct nlattr *attr, struct nw_sock *sock)
{
	size_t len = mnl_attr_get_payload_len(attr);
	const void *payload = mnl_attr_get_payload(attr);
	struct unix_diag_rqlen queues;

	switch (mnl_attr_get_type(attr)) {
	case UNIX_DIAG_RQLEN:
		if (len < sizeof(queues))
			return 1;
		memcpy(&queues, payload, sizeof(queues));
		sock->recvq = queues.udiag_rqueue;
		sock->sendq = queues.udiag_wqueue;
		sock->has |= HAS_QUEUES;
		return 1;
	case UNIX_DIAG_UID:
		if (len < sizeof(sock->uid))
			return 1;
		memcpy(&sock->uid, payload, sizeof(sock->uid));
		sock->has |= HAS_UID;
		return 1;
	case UNIX_DIAG_SHUTDOWN:
		if (len < 1)
			return 1;
		sock->shutdown = *(const uint8_t *)payload;
		sock->has |= HAS_SHUTDOWN;
		return 1;
	case UNIX_DIAG_NAME:
		/* An empty name is no name; of a path the last NUL is not part. */
		return len == 0;
	}
	return 0;
}

static int keep_name(const struct nlmsghdr *msg, struct rows *rows)
{
	const struct nlattr *attr;

	diag_for_each_attr(attr, msg, sizeof(struct unix_diag_msg)) {
		const char *name = mnl_attr_get_payload(attr);
		size_t len = mnl_attr_get_payload_len(attr);

		if (mnl_attr_get_type(attr) != UNIX_DIAG_NAME || len == 0)
			continue;
		if (name[0] && name[len - 1] == '\0')
			len--;
		return rows_attr(rows, NW_ATTR_NAME, name, len);
	}
	return 0;
}

int unix_read(const struct nlmsghdr *msg, const struct ask *ask, struct rows *rows)
{
	static const struct attr_map map[] = {
		{ UNIX_DIAG_VFS, sizeof(struct unix_diag_vfs), NW_ATTR_VFS },
		{ UNIX_DIAG_PEER, 4, NW_ATTR_PEER },
		{ UNIX_DIAG_ICONS, 4, NW_ATTR_PENDING },
		{ UNIX_DIAG_MEMINFO, 4, NW_ATTR_SKMEMINFO },
	};
	const struct unix_diag_msg *diag = diag_payload(msg, sizeof(*diag));
	struct nw_sock *sock;
	int r;

	if (!diag || diag->udiag_family != AF_UNIX)
		return -EBADMSG;
	sock = rows_add(rows, ask->family, AF_UNIX);
	if (!sock)
		return -ENOMEM;
	sock->type = diag->udiag_type;
	sock->state = diag->udiag_state;
	sock->inode = diag->udiag_ino;
	sock->cookie = diag_cookie(diag->udiag_cookie);
	if (diag_cookie_known(sock->cookie))
		sock->has |= HAS_COOKIE;

	r = keep_name(msg, rows);
	if (r == 0)
		r = diag_attrs(msg, sizeof(*diag), rows, map, ARRAY_SIZE(map), own);
	/* A row of which some attribute could not be read still stands, and is counted. */
	if (r < 0 && r != -EBADMSG)
		rows_drop(rows);
	return r;
}
