/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How rows are to be shown: names or numbers, and where the names come from. */
#ifndef TOOL_VIEW_H
#define TOOL_VIEW_H

#include <netwho.h>

#include "buffer.h"

struct memory;

struct view {
	struct nw *nw;
	bool numeric_hosts, numeric_ports, numeric_users;
	bool symbolic;         /* link layer names even where ports are numeric */
	bool human;                  /* sizes as 1.5M */
	bool grouped;          /* subflows of MPTCP stand below their connection */
	struct buffer scratch; /* text of the cell being made; fd is -1 */
	const struct memory *memory; /* of earlier pictures, or NULL */
	uint64_t mqueue; /* the device of the file system of message queues; 0: none */
};

/* "tcp6", "udpl", "unix": netstat's word for a socket's protocol. */
const char *endpoint_proto(const struct nw_sock *sock);
/* The state as netstat names it; "" where a family shows none. */
const char *endpoint_state(const struct nw_sock *sock);
/* As in "STREAM"; "UNKNOWN" where the kernel has a type this table has not. */
const char *endpoint_type(const struct nw_sock *sock);
/* The host part: 127.0.0.1, ::1, a name. v4-mapped addresses as IPv4. */
void endpoint_host(const struct view *view, const struct nw_address *address,
		   struct buffer *buffer);
/* The port part: 22, ssh, *; of raw sockets the protocol. */
void endpoint_port(const struct view *view, const struct nw_sock *sock,
		   const struct nw_address *address, struct buffer *buffer);
/* Both, nothing cut: IPv6 in brackets, the bound device behind the address. */
void endpoint_print(const struct view *view, const struct nw_sock *sock, enum nw_end end,
		    struct buffer *buffer);
/* Is this the address that means "any"? */
bool endpoint_is_any(const struct nw_address *address);
/* ::ffff:a.b.c.d */
bool endpoint_is_mapped(const struct nw_address *address);

#endif
