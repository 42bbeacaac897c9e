/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which rows were asked for: servers or peers, IPv4 or IPv6, in which states. */
#include <string.h>
#include <sys/socket.h>

#include "table.h"

static bool no_address(const uint8_t bytes[16])
{
	static const uint8_t none[16];

	return memcmp(bytes, none, sizeof(none)) == 0;
}

/*
 * netstat's rules, which are not about states: a TCP socket is a server when its peer's
 * port is 0, a datagram or raw socket when its peer's address is, and of SCTP every
 * endpoint is one while associations are the others.
 */
static bool is_server(const struct rows *rows, const struct nw_sock *sock)
{
	size_t len;

	switch (sock->family) {
	case NW_TCP:
	case NW_MPTCP:
	case NW_SMC:
		return sock->remote_port == 0;
	case NW_SCTP:
		return !attr_find(rows->arena.at + sock->attrs_at, sock->attrs_len,
				  NW_ATTR_PEERS, &len);
	case NW_UDP:
	case NW_UDPLITE:
	case NW_RAW:
	case NW_PING:
		return no_address(sock->remote);
	case NW_UNIX:
	case NW_VSOCK:
	case NW_TIPC:
		return sock->state == NW_STATE_LISTEN;
	default:
		return !(sock->has & HAS_REMOTE);
	}
}

static bool has_ip(const struct nw_sock *sock, uint32_t ip)
{
	return (sock->af != AF_INET || ip & NW_IPV4) && (sock->af != AF_INET6 || ip & NW_IPV6);
}

/* Bound and no more is neither: who asks for that state means them. */
static bool has_role(const struct rows *rows, const struct nw_sock *sock, uint32_t roles)
{
	return sock->state == NW_STATE_BOUND_INACTIVE ||
	       roles & (is_server(rows, sock) ? NW_ROLE_SERVER : NW_ROLE_PEER);
}

static bool has_state(const struct nw_sock *sock, uint32_t states)
{
	return sock->state > 31 || states & 1U << sock->state;
}

void select_rows(const struct taking *taking)
{
	struct rows *rows = taking->rows;
	/* A UNIX socket that is not to be shown may be the other end of one that is. */
	const bool keeps_ends = taking->filter && filter_needs_peer(taking->filter);
	size_t kept = 0;

	for (size_t i = 0; i < rows->socks.n; i++) {
		const struct nw_sock *sock = &rows->socks.at[i];

		if (!has_role(rows, sock, taking->roles) || !has_ip(sock, taking->ip) ||
		    !has_state(sock, taking->states))
			continue;
		if (taking->filter && !(keeps_ends && sock->family == NW_UNIX) &&
		    filter_early(taking->filter, rows, sock) == FILTER_NO)
			continue;
		if (kept != i)
			rows->socks.at[kept] = *sock;
		kept++;
	}
	rows->socks.n = kept;
}
