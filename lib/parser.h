/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The pure parsers: bytes in, rows out. None of them knows where its bytes come from,
 * touches the system, allocates by itself or prints.
 *
 * ask:  write the body of a sock_diag request (what follows its nlmsghdr) into `body`
 *       (ASK_ROOM bytes, aligned to 8) and return its length.
 * read: one message of the answer. 0: a row was added, or the message is one to skip;
 *       -EBADMSG: shorter than it must be, or an attribute of it is: then the row stands
 *       with what could be read; -ENOMEM, -EOVERFLOW.
 * line: one line of a /proc/net file, its header line excluded. Results as `read`.
 */
#ifndef NW_PARSER_H
#define NW_PARSER_H

#include <linux/netlink.h>

#include "row.h"
#include "text.h"

#define ASK_ROOM 256
/* And so many more for its program. */
#define PROGRAM_ROOM 3072

struct ask {
	enum nw_family family;
	uint8_t af;       /* AF_INET ..., sdiag_family */
	uint8_t protocol; /* IPPROTO_..., of inet families */
	uint32_t states;  /* bits of enum nw_state; 0: all that are in the table */
	uint32_t want;    /* enum nw_want */
	/* What the kernel is to choose by: INET_DIAG_REQ_BYTECODE, of inet families; or 0. */
	const void *program;
	size_t program_len;
};

/* The body of a request for this one socket, by its cookie; of MPTCP by its token, which
 * stands there in place of it. */
typedef size_t exact_fn(const struct nw_sock *sock, void *body);
typedef size_t ask_fn(const struct ask *ask, void *body);
typedef int read_fn(const struct nlmsghdr *msg, const struct ask *ask, struct rows *rows);
typedef int line_fn(struct text line, const struct ask *ask, struct rows *rows);

/* All states a dump without extras shows: not the bound but inactive ones (>= 6.8). */
#define STATES_SHOWN 0x1fffU

/* diag-inet.c: TCP, UDP, UDP-Lite, RAW, SCTP, MPTCP */
ask_fn inet_ask;
read_fn inet_read;
exact_fn inet_exact;
/* The same to end it, SOCK_DESTROY: there UDP is asked for with its ends the right way. */
exact_fn inet_destroy;

/* diag-unix.c */
ask_fn unix_ask;
read_fn unix_read;
exact_fn unix_exact;

/* diag-packet.c diag-netlink.c diag-vsock.c diag-xdp.c diag-tipc.c diag-smc.c */
ask_fn packet_ask, netlink_ask, vsock_ask, xdp_ask, tipc_ask, smc_ask;
read_fn packet_read, netlink_read, vsock_read, xdp_read, tipc_read, smc_read;

/* procnet-inet.c: tcp udp udplite raw icmp and their "6" */
line_fn inet_line;

/* procnet-sctp.c: sctp/eps, sctp/assocs; the nearest state of TCP's */
line_fn sctp_endpoint_line, sctp_association_line;
uint8_t sctp_state(uint8_t association);

/* procnet-other.c */
line_fn packet_line, netlink_line;

/* procnet-unix.c */
line_fn unix_line;

#endif
