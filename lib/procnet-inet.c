/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of /proc/net/{tcp,udp,udplite,raw,icmp}[6] and sctp/{eps,assocs}. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "parser.h"

/* The kernel counts in USER_HZ here, 100 on every architecture it runs on today. */
#define MS_PER_TICK 10

/* Addresses are written as 32-bit words of the host's byte order. */
static bool read_address(struct text *line, uint8_t af, uint8_t bytes[16], uint32_t *port)
{
	uint64_t word;

	text_blank(line);
	for (unsigned i = 0; i < (af == AF_INET6 ? 4 : 1); i++) {
		uint32_t raw;

		if (!text_hex_n(line, 8, &word))
			return false;
		raw = (uint32_t)word;
		memcpy(bytes + 4 * (size_t)i, &raw, sizeof(raw));
	}
	if (!text_char(line, ':') || !text_hex_n(line, 4, &word))
		return false;
	*port = (uint32_t)word;
	return true;
}

struct fields {
	uint64_t state, sendq, recvq, timer, when, retransmits, uid, probes, inode, refcount;
	uint64_t drops;
	bool has_refcount, has_drops;
};

static bool read_fields(struct text *line, struct fields *ret)
{
	struct text word;

	if (!text_hex(line, &ret->state) || !text_hex(line, &ret->sendq) ||
	    !text_char(line, ':') || !text_hex(line, &ret->recvq) ||
	    !text_hex(line, &ret->timer) || !text_char(line, ':') ||
	    !text_hex(line, &ret->when) || !text_hex(line, &ret->retransmits) ||
	    !text_dec(line, &ret->uid) || !text_dec(line, &ret->probes) ||
	    !text_dec(line, &ret->inode))
		return false;

	/* The kernel writes no more than these hold: whatever is larger is no line of its. */
	if (ret->state > UINT8_MAX || ret->sendq > UINT32_MAX || ret->recvq > UINT32_MAX ||
	    ret->timer > UINT8_MAX || ret->retransmits > UINT32_MAX || ret->uid > UINT32_MAX)
		return false;

	/* Reference count and pointer were there from the first; drops came to datagrams. */
	ret->refcount = 0;
	ret->has_refcount = text_dec(line, &ret->refcount);
	text_word(line, &word);
	ret->has_drops = text_dec(line, &ret->drops);
	return true;
}

static bool is_stream(enum nw_family family)
{
	return family == NW_TCP;
}

static void set_stream(struct nw_sock *sock, const struct fields *fields)
{
	sock->timer = (uint8_t)fields->timer;
	sock->expires = (uint32_t)(fields->when * MS_PER_TICK);
	sock->retransmits = (uint8_t)fields->retransmits;
	sock->probes = (uint8_t)fields->probes;
	sock->has |= HAS_TIMER | HAS_RETRANSMITS | HAS_PROBES;
	/* Of a listener the file has the queue, and 0 where its limit should be. */
	if (sock->state == NW_STATE_LISTEN)
		sock->has &= ~(uint32_t)HAS_SENDQ;
	/* Here, unlike in sock_diag, a half-open connection has its listener's user. */
	if (sock->state == NW_STATE_TIME_WAIT)
		sock->has &= ~(uint32_t)HAS_UID;
}

static void set_fields(struct nw_sock *sock, const struct fields *fields)
{
	sock->state = (uint8_t)fields->state;
	sock->sendq = (uint32_t)fields->sendq;
	sock->recvq = (uint32_t)fields->recvq;
	sock->uid = (uint32_t)fields->uid;
	sock->inode = fields->inode;
	sock->refcount = (uint32_t)fields->refcount;
	sock->has |= HAS_LOCAL | HAS_REMOTE | HAS_QUEUES | HAS_UID;
	if (fields->has_refcount)
		sock->has |= HAS_REFCOUNT;
	if (is_stream(sock->family))
		set_stream(sock, fields);
}

static void set_kind(struct nw_sock *sock, const struct ask *ask)
{
	switch (ask->family) {
	case NW_TCP:
		sock->type = SOCK_STREAM;
		break;
	case NW_RAW:
		sock->type = SOCK_RAW;
		/* The "port" of a raw socket is its IP protocol. */
		sock->protocol = sock->local_port;
		sock->has |= HAS_PROTOCOL;
		return;
	default:
		sock->type = SOCK_DGRAM;
	}
	if (ask->protocol) {
		sock->protocol = ask->protocol;
		sock->has |= HAS_PROTOCOL;
	}
}

/* "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid ..." */
int inet_line(struct text line, const struct ask *ask, struct rows *rows)
{
	struct nw_sock *sock;
	struct fields fields;
	uint64_t slot;
	int r = 0;

	sock = rows_add(rows, ask->family, ask->af);
	if (!sock)
		return -ENOMEM;
	if (!text_dec(&line, &slot) || !text_char(&line, ':') ||
	    !read_address(&line, ask->af, sock->local, &sock->local_port) ||
	    !read_address(&line, ask->af, sock->remote, &sock->remote_port) ||
	    !read_fields(&line, &fields)) {
		rows_drop(rows);
		return -EBADMSG;
	}

	set_fields(sock, &fields);
	set_kind(sock, ask);
	if (fields.has_drops && !is_stream(ask->family))
		r = rows_attr(rows, NW_ATTR_DROPS, &fields.drops, sizeof(fields.drops));
	if (r < 0)
		rows_drop(rows);
	return r;
}
