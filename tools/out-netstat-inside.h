/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of netstat's layout share. */
#ifndef TOOL_OUT_NETSTAT_INSIDE_H
#define TOOL_OUT_NETSTAT_INSIDE_H

#include "out-netstat.h"

struct writer {
	const struct report *report;
	const struct netstat_face *face;
	struct buffer *out;
	struct buffer host, port, text;
};

/* Padded with blanks on the right, or on the left. */
void netstat_word(struct buffer *out, const char *word, size_t width);
void netstat_left(struct buffer *out, uint64_t number, size_t width);
void netstat_right(struct buffer *out, uint64_t number, size_t width);
/* HOST:PORT in 23 columns and one blank; cut as netstat does unless wide. port false: the
 * host alone. */
void netstat_address(struct writer *w, const struct nw_sock *sock,
		     const struct nw_address *address, bool port);
/* User, inode, program and context, whichever are asked for. */
void netstat_owner(struct writer *w, const struct nw_sock *sock);

/* Program and context. */
void netstat_holder(struct writer *w, const struct nw_sock *sock);

/* out-netstat-unix.c */
void netstat_unix_row(struct writer *w, const struct nw_sock *sock);

/* out-netstat-sctp.c: a row of SCTP, one line for each of its addresses. */
void netstat_sctp_row(struct writer *w, const struct nw_sock *sock);
bool netstat_sctp_endpoint(const struct nw_sock *sock);

#endif
