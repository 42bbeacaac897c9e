/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sock_diag of TIPC sockets, whose messages are one nest of attributes. */
#include <linux/tipc_netlink.h>
#include <linux/tipc_sockets_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "diag.h"

size_t tipc_ask(const struct ask *ask, void *body)
{
	const struct tipc_sock_diag_req req = {
		.sdiag_family = AF_TIPC,
		.tidiag_states = ask->states ? ask->states : ~0U,
	};

	memcpy(body, &req, sizeof(req));
	return sizeof(req);
}

static const struct nlattr *sock_nest(const struct nlmsghdr *msg)
{
	const struct nlattr *attr;

	mnl_attr_for_each_payload(mnl_nlmsg_get_payload(msg), mnl_nlmsg_get_payload_len(msg))
		if (mnl_attr_get_type(attr) == TIPC_NLA_SOCK)
			return attr;
	return NULL;
}

static bool read_u32(const struct nlattr *attr, uint32_t *ret)
{
	if (mnl_attr_get_payload_len(attr) < sizeof(*ret))
		return false;
	memcpy(ret, mnl_attr_get_payload(attr), sizeof(*ret));
	return true;
}

/* Types and states have one byte in the kernel's socket, four in the message. */
static uint8_t byte_of(uint32_t u)
{
	return u <= UINT8_MAX ? (uint8_t)u : UINT8_MAX;
}

/* The kernel stores both halves in order, so the number is not simply a uint64_t. */
static void set_cookie(const struct nlattr *attr, struct nw_sock *sock)
{
	uint32_t halves[2];

	if (mnl_attr_get_payload_len(attr) < sizeof(halves))
		return;
	memcpy(halves, mnl_attr_get_payload(attr), sizeof(halves));
	sock->cookie = diag_cookie(halves);
	if (diag_cookie_known(sock->cookie))
		sock->has |= HAS_COOKIE;
}

static void set_peer(const struct nlattr *nest, struct nw_sock *sock)
{
	const struct nlattr *attr;
	uint32_t node = 0, port = 0;
	bool has_node = false, has_port = false;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) == TIPC_NLA_CON_NODE)
			has_node = read_u32(attr, &node);
		else if (mnl_attr_get_type(attr) == TIPC_NLA_CON_SOCK)
			has_port = read_u32(attr, &port);
	}
	if (!has_node || !has_port)
		return;
	memcpy(sock->remote, &node, sizeof(node));
	sock->remote_port = port;
	sock->has |= HAS_REMOTE;
}

static int keep_nest(const struct nlattr *nest, struct rows *rows, enum nw_attribute tag)
{
	size_t len = mnl_attr_get_payload_len(nest);

	return len ? rows_attr(rows, tag, mnl_attr_get_payload(nest), len) : 0;
}

static int take(const struct nlattr *attr, struct nw_sock *sock, struct rows *rows)
{
	uint32_t u;

	switch (mnl_attr_get_type(attr)) {
	case TIPC_NLA_SOCK_CON:
		set_peer(attr, sock);
		return keep_nest(attr, rows, NW_ATTR_TIPC_CON);
	case TIPC_NLA_SOCK_STAT:
		return keep_nest(attr, rows, NW_ATTR_TIPC_STAT);
	case TIPC_NLA_SOCK_COOKIE:
		set_cookie(attr, sock);
		return 0;
	}
	if (!read_u32(attr, &u))
		return 0;
	switch (mnl_attr_get_type(attr)) {
	case TIPC_NLA_SOCK_ADDR:
		memcpy(sock->local, &u, sizeof(u));
		break;
	case TIPC_NLA_SOCK_REF:
		sock->local_port = u;
		sock->has |= HAS_LOCAL;
		break;
	case TIPC_NLA_SOCK_TYPE:
		sock->type = byte_of(u);
		break;
	case TIPC_NLA_SOCK_INO:
		sock->inode = u;
		break;
	case TIPC_NLA_SOCK_UID:
		sock->uid = u;
		sock->has |= HAS_UID;
		break;
	case TIPC_NLA_SOCK_TIPC_STATE:
		/* TIPC_ESTABLISHED and its like are defined as TCP's numbers. */
		sock->state = byte_of(u);
		break;
	}
	return 0;
}

int tipc_read(const struct nlmsghdr *msg, const struct ask *ask, struct rows *rows)
{
	const struct nlattr *nest, *attr;
	struct nw_sock *sock;

	/* A socket in a state nobody asked for leaves a message without contents. */
	if (mnl_nlmsg_get_payload_len(msg) == 0)
		return 0;
	nest = sock_nest(msg);
	if (!nest)
		return -EBADMSG;
	sock = rows_add(rows, ask->family, AF_TIPC);
	if (!sock)
		return -ENOMEM;

	mnl_attr_for_each_nested(attr, nest) {
		int r = take(attr, sock, rows);

		if (r < 0) {
			rows_drop(rows);
			return r;
		}
	}
	return 0;
}
