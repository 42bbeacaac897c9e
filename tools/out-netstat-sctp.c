/* SPDX-License-Identifier: GPL-2.0-or-later */
/* netstat's rows of SCTP: a line for every address of an endpoint or association. */
#include <netinet/in.h>
#include <string.h>

#include "out-netstat-inside.h"

struct side {
	const struct sockaddr_storage *at;
	size_t n;
};

static struct side side_of(const struct nw_sock *sock, enum nw_attribute attribute)
{
	size_t len = 0;
	const void *at = nw_sock_attribute(sock, attribute, &len);

	return (struct side){ at, at ? len / sizeof(struct sockaddr_storage) : 0 };
}

bool netstat_sctp_endpoint(const struct nw_sock *sock)
{
	return side_of(sock, NW_ATTR_PEERS).n == 0;
}

static struct nw_address address_of(const struct sockaddr_storage *from)
{
	struct nw_address address = { .family = from->ss_family };

	if (from->ss_family == AF_INET)
		memcpy(address.bytes, &((const struct sockaddr_in *)from)->sin_addr, 4);
	else
		memcpy(address.bytes, &((const struct sockaddr_in6 *)from)->sin6_addr, 16);
	return address;
}

static void put_side(struct writer *w, const struct nw_sock *sock,
		     const struct side *side, size_t i, enum nw_end end, bool port)
{
	struct nw_address address, own;

	if (i >= side->n) {
		buffer_fill(w->out, ' ', 24);
		return;
	}
	address = address_of(&side->at[i]);
	if (nw_sock_address(sock, end, &own))
		address.port = own.port;
	netstat_address(w, sock, &address, port);
}

static uint64_t metric(const struct nw_sock *sock, const char *name, uint64_t otherwise)
{
	int number = nw_metric_of(name);
	uint64_t value;

	return number >= 0 && nw_sock_metric(sock, (unsigned)number, &value) ? value
									     : otherwise;
}

static void put_head(struct writer *w, const struct nw_sock *sock, bool endpoint)
{
	netstat_word(w->out, "sctp", 5);
	buffer_char(w->out, ' ');
	if (endpoint) {
		buffer_fill(w->out, ' ', 14);
		return;
	}
	netstat_right(w->out, metric(sock, "recv_q", 0), 6);
	buffer_char(w->out, ' ');
	netstat_right(w->out, metric(sock, "send_q", 0), 6);
	buffer_char(w->out, ' ');
}

void netstat_sctp_row(struct writer *w, const struct nw_sock *sock)
{
	const struct side locals = side_of(sock, NW_ATTR_LOCALS);
	const struct side peers = side_of(sock, NW_ATTR_PEERS);
	const bool endpoint = peers.n == 0;
	const size_t lines = locals.n > peers.n ? locals.n : peers.n;
	/* Of an association it shows what its socket is doing. */
	const uint64_t state = metric(sock, "socket_state", nw_sock_state(sock));

	for (size_t i = 0; i < lines || i == 0; i++) {
		if (i) {
			buffer_char(w->out, '\n');
			buffer_fill(w->out, ' ', 20);
		} else {
			put_head(w, sock, endpoint);
		}
		put_side(w, sock, &locals, i, NW_LOCAL, endpoint || i == 0);
		put_side(w, sock, &peers, i, NW_REMOTE, i == 0);
		netstat_word(w->out, i ? "" : nw_state_name((enum nw_state)state), 11);
	}
	netstat_owner(w, sock);
	if (w->face->timers)
		buffer_char(w->out, ' ');
	buffer_char(w->out, '\n');
}
