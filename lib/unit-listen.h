/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a socket unit of systemd's listens, and whether a socket is one of its. */
#ifndef NW_UNIT_LISTEN_H
#define NW_UNIT_LISTEN_H

#include <netinet/in.h>

#include "row.h"
#include "text.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

struct unit_listen {
	uint8_t af;              /* AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_VSOCK */
	uint8_t type;            /* SOCK_STREAM ... */
	bool port_alone;         /* of IPv6, or where there is none of IPv4 */
	uint8_t bytes[16];       /* as in struct nw_sock */
	uint32_t port;           /* netlink: protocol */
	uint32_t groups;         /* netlink: of the first 32, bits */
	uint32_t name, name_len; /* UNIX: in the arena */
};

struct unit_listens {
	VEC(struct unit_listen) all;
	struct arena names;
	uint32_t protocol; /* SocketProtocol=, or 0 */
};

/*
 * Pure: the file of a unit, and after it each of its drop-ins. What cannot be understood
 * is passed over, as are lines with what only systemd knows (%i). 0, -ENOMEM, -EOVERFLOW.
 */
int unit_listens_read(struct text file, struct unit_listens *listens);
void unit_listens_free(struct unit_listens *listens);

/* unit-match.c */
enum unit_match { UNIT_NO, UNIT_PERHAPS, UNIT_YES };

/* Could the unit have made this socket? `attrs`: the socket's. */
enum unit_match unit_listens_match(const struct unit_listens *listens,
				   const struct nw_sock *sock, const char *attrs);

#endif
