/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of /proc/net/sctp/{eps,assocs}. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "parser.h"

/*
 * An SCTP association counts its states otherwise than its socket does: the nearest of
 * TCP's, so that the words mean the same for both.
 */
uint8_t sctp_state(uint8_t state)
{
	static const uint8_t states[] = {
		NW_STATE_CLOSE,       NW_STATE_SYN_SENT,  NW_STATE_SYN_SENT,
		NW_STATE_ESTABLISHED, NW_STATE_FIN_WAIT1, NW_STATE_FIN_WAIT2,
		NW_STATE_CLOSE_WAIT,  NW_STATE_LAST_ACK,
	};

	return state < sizeof(states) ? states[state] : NW_STATE_NONE;
}

/* An association has few paths; what more there are is left out. */
#define ADDRESSES_MAX 16

struct addresses {
	struct sockaddr_storage at[ADDRESSES_MAX];
	size_t n;
};

/* Dotted or coloned, perhaps marked '*' as the primary path, which comes first then. */
static bool add_address(struct text word, struct addresses *ret)
{
	const bool primary = text_char(&word, '*');
	struct sockaddr_storage address = { 0 };
	char host[INET6_ADDRSTRLEN];

	if (text_len(&word) >= sizeof(host))
		return false;
	memcpy(host, word.p, text_len(&word));
	host[text_len(&word)] = '\0';
	if (inet_pton(AF_INET, host, &((struct sockaddr_in *)&address)->sin_addr) == 1)
		address.ss_family = AF_INET;
	else if (inet_pton(AF_INET6, host, &((struct sockaddr_in6 *)&address)->sin6_addr) == 1)
		address.ss_family = AF_INET6;
	else
		return false;
	if (ret->n == ADDRESSES_MAX && !primary)
		return true;
	if (ret->n == ADDRESSES_MAX)
		ret->n--;
	if (primary) {
		memmove(ret->at + 1, ret->at, ret->n * sizeof(*ret->at));
		ret->at[0] = address;
	} else {
		ret->at[ret->n] = address;
	}
	ret->n++;
	return true;
}

/* Up to "<->", or to the first word that is no address. */
static bool read_addresses(struct text *line, struct addresses *ret)
{
	struct text word;

	while (text_word(line, &word))
		if (text_is(&word, "<->") || !add_address(word, ret))
			break;
	return ret->n > 0;
}

static void set_address(const struct sockaddr_storage *from, uint8_t bytes[16])
{
	if (from->ss_family == AF_INET)
		memcpy(bytes, &((const struct sockaddr_in *)from)->sin_addr, 4);
	else
		memcpy(bytes, &((const struct sockaddr_in6 *)from)->sin6_addr, 16);
}

static int keep(struct rows *rows, enum nw_attribute tag, const struct addresses *addresses)
{
	return rows_attr(rows, tag, addresses->at, addresses->n * sizeof(*addresses->at));
}

static bool small(uint64_t value, uint64_t most)
{
	return value <= most;
}

/* " ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS" */
int sctp_endpoint_line(struct text line, const struct ask *ask, struct rows *rows)
{
	uint64_t number[8];
	struct addresses locals = { 0 };
	struct nw_sock *sock;
	int r;

	for (size_t i = 0; i < 8; i++)
		if (!(i < 2 ? text_hex(&line, &number[i]) : text_dec(&line, &number[i])))
			return -EBADMSG;
	if (!small(number[3], UINT8_MAX) || !small(number[5], UINT16_MAX) ||
	    !small(number[6], UINT32_MAX) || !read_addresses(&line, &locals))
		return -EBADMSG;

	sock = rows_add(rows, ask->family, locals.at[0].ss_family);
	if (!sock)
		return -ENOMEM;
	sock->state = (uint8_t)number[3];
	sock->local_port = (uint32_t)number[5];
	sock->uid = (uint32_t)number[6];
	sock->inode = number[7];
	sock->protocol = IPPROTO_SCTP;
	sock->has = HAS_LOCAL | HAS_REMOTE | HAS_UID | HAS_PROTOCOL;
	set_address(&locals.at[0], sock->local);
	r = keep(rows, NW_ATTR_LOCALS, &locals);
	if (r < 0)
		rows_drop(rows);
	return r;
}

enum {
	ASOC_SOCKET_STATE = 3,
	ASOC_STATE,
	ASOC_SENDQ = 7,
	ASOC_RECVQ,
	ASOC_UID,
	ASOC_INODE,
	ASOC_LPORT,
	ASOC_RPORT,
	ASOC_NUMBERS
};

static bool read_association(struct text *line, uint64_t number[ASOC_NUMBERS],
			     struct addresses *locals, struct addresses *peers)
{
	for (size_t i = 0; i < ASOC_NUMBERS; i++)
		if (!(i < 2 ? text_hex(line, &number[i]) : text_dec(line, &number[i])))
			return false;
	return small(number[ASOC_SOCKET_STATE], UINT8_MAX) &&
	       small(number[ASOC_STATE], UINT8_MAX) && small(number[ASOC_SENDQ], UINT32_MAX) &&
	       small(number[ASOC_RECVQ], UINT32_MAX) &&
	       small(number[ASOC_UID], UINT32_MAX) && small(number[ASOC_LPORT], UINT16_MAX) &&
	       small(number[ASOC_RPORT], UINT16_MAX) && read_addresses(line, locals) &&
	       read_addresses(line, peers) &&
	       locals->at[0].ss_family == peers->at[0].ss_family;
}

/*
 * " ASSOC     SOCK   STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT RPORT
 *   LADDRS <-> RADDRS HBINT INS OUTS MAXRT T1X T2X RTXC ..."
 */
int sctp_association_line(struct text line, const struct ask *ask, struct rows *rows)
{
	struct addresses locals = { 0 }, peers = { 0 };
	uint64_t number[ASOC_NUMBERS];
	struct nw_sock *sock;
	int r;

	if (!read_association(&line, number, &locals, &peers))
		return -EBADMSG;
	sock = rows_add(rows, ask->family, locals.at[0].ss_family);
	if (!sock)
		return -ENOMEM;
	sock->state = sctp_state((uint8_t)number[ASOC_STATE]);
	sock->socket_state = (uint8_t)number[ASOC_SOCKET_STATE];
	sock->sendq = (uint32_t)number[ASOC_SENDQ];
	sock->recvq = (uint32_t)number[ASOC_RECVQ];
	sock->uid = (uint32_t)number[ASOC_UID];
	sock->inode = number[ASOC_INODE];
	sock->local_port = (uint32_t)number[ASOC_LPORT];
	sock->remote_port = (uint32_t)number[ASOC_RPORT];
	sock->protocol = IPPROTO_SCTP;
	sock->has = HAS_LOCAL | HAS_REMOTE | HAS_QUEUES | HAS_UID | HAS_PROTOCOL |
		    HAS_SOCKET_STATE;
	set_address(&locals.at[0], sock->local);
	set_address(&peers.at[0], sock->remote);
	r = keep(rows, NW_ATTR_LOCALS, &locals);
	if (r == 0)
		r = keep(rows, NW_ATTR_PEERS, &peers);
	if (r < 0)
		rows_drop(rows);
	return r;
}
