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
	bool has_drops;
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

	/* Reference count and pointer were there from the first; drops came to datagrams. */
	ret->refcount = 0;
	text_dec(line, &ret->refcount);
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
	sock->has |= HAS_LOCAL | HAS_REMOTE | HAS_QUEUES | HAS_UID | HAS_REFCOUNT;
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

/* ---- SCTP ------------------------------------------------------------------------------ */

static bool skip_words(struct text *line, unsigned n)
{
	struct text word;

	while (n--)
		if (!text_word(line, &word))
			return false;
	return true;
}

/* Dotted or coloned, perhaps marked '*' as the primary path. */
static bool parse_host(struct text word, uint8_t bytes[16], uint8_t *af)
{
	char host[INET6_ADDRSTRLEN];

	text_char(&word, '*');
	if (text_len(&word) >= sizeof(host))
		return false;
	memcpy(host, word.p, text_len(&word));
	host[text_len(&word)] = '\0';
	if (inet_pton(AF_INET, host, bytes) == 1) {
		*af = AF_INET;
		return true;
	}
	*af = AF_INET6;
	return inet_pton(AF_INET6, host, bytes) == 1;
}

/* An association names several addresses per side; the primary one is marked '*'. */
static bool pick_host(struct text *line, uint8_t bytes[16], uint8_t *af, bool primary)
{
	bool found = false;
	struct text word;

	while (text_word(line, &word)) {
		uint8_t this[16] = { 0 }, this_af;
		bool marked = word.p < word.end && *word.p == '*';

		if (text_is(&word, "<->"))
			return found;
		if (!parse_host(word, this, &this_af))
			return found;
		if (!found || (primary && marked)) {
			memcpy(bytes, this, sizeof(this));
			*af = this_af;
			found = true;
		}
	}
	return found;
}

static int finish_sctp(struct rows *rows, struct nw_sock *sock, bool good, const struct ask *ask)
{
	if (!good || sock->af != ask->af) {
		rows_drop(rows);
		return good ? 0 : -EBADMSG;
	}
	sock->protocol = IPPROTO_SCTP;
	sock->has |= HAS_LOCAL | HAS_REMOTE | HAS_QUEUES | HAS_UID | HAS_PROTOCOL;
	return 0;
}

/* " ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS" */
int sctp_endpoint_line(struct text line, const struct ask *ask, struct rows *rows)
{
	struct nw_sock *sock = rows_add(rows, ask->family, AF_INET);
	uint64_t port = 0, uid = 0, inode = 0;
	bool good;

	if (!sock)
		return -ENOMEM;
	good = skip_words(&line, 5) && text_dec(&line, &port) && port <= UINT16_MAX &&
	       text_dec(&line, &uid) && text_dec(&line, &inode) &&
	       pick_host(&line, sock->local, &sock->af, false);
	sock->state = NW_STATE_LISTEN;
	sock->local_port = (uint32_t)port;
	sock->uid = (uint32_t)uid;
	sock->inode = inode;
	return finish_sctp(rows, sock, good, ask);
}

/*
 * " ASSOC     SOCK   STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT RPORT
 *   LADDRS <-> RADDRS HBINT INS OUTS MAXRT T1X T2X RTXC ..."
 */
int sctp_association_line(struct text line, const struct ask *ask, struct rows *rows)
{
	struct nw_sock *sock = rows_add(rows, ask->family, AF_INET);
	uint64_t sendq = 0, recvq = 0, uid = 0, inode = 0, local = 0, remote = 0;
	uint8_t remote_af;
	bool good;

	if (!sock)
		return -ENOMEM;
	good = skip_words(&line, 7) && text_dec(&line, &sendq) && text_dec(&line, &recvq) &&
	       text_dec(&line, &uid) && text_dec(&line, &inode) &&
	       text_dec(&line, &local) && local <= UINT16_MAX && text_dec(&line, &remote) &&
	       remote <= UINT16_MAX && pick_host(&line, sock->local, &sock->af, true) &&
	       pick_host(&line, sock->remote, &remote_af, true) && remote_af == sock->af;
	sock->state = NW_STATE_ESTABLISHED;
	sock->sendq = (uint32_t)sendq;
	sock->recvq = (uint32_t)recvq;
	sock->uid = (uint32_t)uid;
	sock->inode = inode;
	sock->local_port = (uint32_t)local;
	sock->remote_port = (uint32_t)remote;
	return finish_sctp(rows, sock, good, ask);
}
