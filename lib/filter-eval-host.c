/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Conditions on either end of a socket: addresses, ports, names. */
#include <string.h>

#include "filter-inside.h"

#define PORTLESS (NW_BIT(NW_UNIX) | NW_BIT(NW_PACKET))

/* ---- ports --------------------------------------------------------------------- */

static bool port_of(const struct term *term, const struct subject *subject, uint32_t *ret)
{
	const struct nw_sock *sock = subject->sock;
	const bool remote = term->predicate->remote;

	if (is_of(subject, PORTLESS) || !(sock->has & (remote ? HAS_REMOTE : HAS_LOCAL)))
		return false;
	*ret = remote ? sock->remote_port : sock->local_port;
	return true;
}

/* The "port" of a packet socket is its interface; its other end has none. */
static enum filter_truth interface_is(const struct term *term, const struct subject *subject)
{
	const struct host *host = &term->host;
	const bool remote = term->predicate->remote;

	if (subject->stage == STAGE_KIND)
		return FILTER_MAYBE;
	if (host->name.at)
		return remote ? FILTER_NO : filter_device_is(subject, host->name);
	return truth(filter_compare(remote ? 0 : subject->sock->ifindex, term->op, host->port));
}

enum filter_truth eval_port(const struct term *term, const struct subject *subject)
{
	const struct host *host = &term->host;
	const enum filter_truth has = filter_kind_has(subject, host->af);
	uint32_t port;

	if (has == FILTER_NO || !host->has_port)
		return has;
	if (host->af == AF_PACKET)
		return interface_is(term, subject);
	if (subject->stage == STAGE_KIND) {
		/* Theirs have 16 bits: all are less than this one. */
		if (is_of(subject, FAMILIES_INET) && host->port > UINT16_MAX && has == FILTER_YES)
			return truth(filter_compare(0, term->op, host->port));
		return is_of(subject, PORTLESS) ? FILTER_NO : FILTER_MAYBE;
	}
	return truth(port_of(term, subject, &port) && filter_compare(port, term->op, host->port));
}

/* The kernel chose the port, or the name, by itself: as ss guesses it from what is there. */
enum filter_truth eval_auto(const struct term *term, const struct subject *subject)
{
	const struct nw_sock *sock = subject->sock;
	const char *name;
	size_t len = 0;

	if (!is_of(subject, FAMILIES_INET) && sock->family != NW_UNIX && sock->family != NW_PACKET &&
	    sock->family != NW_NETLINK && sock->family != NW_VSOCK)
		return FILTER_NO;
	if (subject->stage == STAGE_KIND)
		return FILTER_MAYBE;
	switch (sock->family) {
	case NW_UNIX:
		name = attr_find(sock->attrs, sock->attrs_len, NW_ATTR_NAME, &len);
		if (!name)
			return FILTER_YES;
		if (len != 6 || *name)
			return FILTER_NO;
		while (len > 1 && name[len - 1] && strchr("0123456789abcdef", name[len - 1]))
			len--;
		return truth(len == 1);
	case NW_PACKET:
		return truth(!sock->ifindex && !sock->local_port);
	case NW_NETLINK:
		/* Process ids that are taken already are followed by negative numbers. */
		return truth(sock->local_port > INT32_MAX);
	case NW_VSOCK:
		return truth(sock->local_port > 1023);
	default:
		return truth(sock->local_port >= subject->filter->first_port &&
			     sock->local_port <= subject->filter->last_port);
	}
}

/* ---- addresses ----------------------------------------------------------------- */

static bool same_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	const unsigned whole = bits / 8, rest = bits % 8;

	return memcmp(a, b, whole) == 0 && (!rest || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
}

static bool same_ip(const struct host *host, const struct nw_sock *sock, const uint8_t *bytes)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (sock->af == host->af)
		return same_bits(bytes, host->bytes, host->prefix);
	/* As the kernel's own filter has it: an IPv4 peer of an IPv6 socket is one. */
	return host->af == AF_INET && sock->af == AF_INET6 && !host->strict &&
	       memcmp(bytes, mapped, sizeof(mapped)) == 0 &&
	       same_bits(bytes + sizeof(mapped), host->bytes, host->prefix);
}

static enum filter_truth eval_unix(const struct term *term, const struct subject *subject)
{
	const struct nw_sock *sock = subject->sock;
	const struct span pattern = term->host.name;
	const char *name = NULL;
	size_t len = 0;
	const uint32_t *peer;

	if (term->predicate->remote) {
		peer = attr_find(sock->attrs, sock->attrs_len, NW_ATTR_PEER, &len);
		if (subject->stage == STAGE_EARLY && peer && len >= sizeof(*peer) && *peer)
			return FILTER_MAYBE;
		sock = subject->peer;
	}
	if (sock)
		name = attr_find(sock->attrs, sock->attrs_len, NW_ATTR_NAME, &len);
	return truth(glob_match(text_of(span_of(subject->filter, pattern), pattern.len),
				name ? text_of(name, len) : text_of("", 0),
				name && len && !*name ? GLOB_FOLD | GLOB_NULS : GLOB_FOLD));
}

static enum filter_truth eval_link(const struct term *term, const struct subject *subject)
{
	const struct host *host = &term->host;
	const struct nw_sock *sock = subject->sock;

	/* Packet sockets have one end only. */
	if (host->has_number && (term->predicate->remote || sock->local_port != host->number))
		return FILTER_NO;
	return host->has_port ? interface_is(term, subject) : FILTER_YES;
}

/* Protocol or context id, and port. */
static enum filter_truth eval_numbered(const struct term *term, const struct subject *subject)
{
	const struct host *host = &term->host;
	const struct nw_sock *sock = subject->sock;
	const bool remote = term->predicate->remote;
	uint32_t number = sock->protocol, port;

	if (!host->has_number && !host->has_port)
		return FILTER_YES;
	if (!port_of(term, subject, &port) || (host->has_port && port != host->port))
		return FILTER_NO;
	if (host->af == AF_VSOCK)
		memcpy(&number, remote ? sock->remote : sock->local, sizeof(number));
	return truth(!host->has_number || number == host->number);
}

static enum filter_truth eval_inet(const struct term *term, const struct subject *subject)
{
	const struct host *host = &term->host;
	const struct nw_sock *sock = subject->sock;
	const bool remote = term->predicate->remote;
	uint32_t port;

	if (!port_of(term, subject, &port) || (host->has_port && port != host->port))
		return FILTER_NO;
	if (!host->prefix && host->strict)
		return truth(sock->af == host->af);
	return truth(host->af == AF_UNSPEC ||
		     same_ip(host, sock, remote ? sock->remote : sock->local));
}

enum filter_truth eval_host(const struct term *term, const struct subject *subject)
{
	const struct host *host = &term->host;
	const bool mapped = host->af == AF_INET && !host->strict && is_of(subject, FAMILIES_INET);
	const enum filter_truth has = filter_kind_has(subject, host->af);

	if (host->af == AF_UNSPEC && !host->has_port)
		return FILTER_YES;
	if (has == FILTER_NO && !mapped)
		return FILTER_NO;
	if (subject->stage == STAGE_KIND)
		return host->af == AF_UNSPEC && is_of(subject, PORTLESS) ? FILTER_NO
									 : FILTER_MAYBE;
	switch (host->af) {
	case AF_UNIX:
		return eval_unix(term, subject);
	case AF_PACKET:
		return eval_link(term, subject);
	case AF_NETLINK:
	case AF_VSOCK:
		return eval_numbered(term, subject);
	default:
		return eval_inet(term, subject);
	}
}
