/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Conditions on what a socket is: addresses, ports, states, numbers of its own. */
#include <string.h>

#include "filter-inside.h"

#define PORTLESS (NW_BIT(NW_UNIX) | NW_BIT(NW_PACKET))
#define INET                                                                             \
	(NW_BIT(NW_TCP) | NW_BIT(NW_MPTCP) | NW_BIT(NW_SMC) | NW_BIT(NW_SCTP) |          \
	 NW_BIT(NW_UDP) | NW_BIT(NW_UDPLITE) | NW_BIT(NW_RAW) | NW_BIT(NW_PING))

/* Those whose sockets can be bound to an interface. */
#define BINDABLE (INET | NW_BIT(NW_PACKET) | NW_BIT(NW_XDP))

static enum filter_truth truth(bool fact)
{
	return fact ? FILTER_YES : FILTER_NO;
}

static bool is_of(const struct subject *subject, uint64_t families)
{
	return families & NW_BIT(subject->sock->family);
}

static bool compare(uint64_t a, enum filter_op op, uint64_t b)
{
	switch (op) {
	case OP_EQ:
		return a == b;
	case OP_NE:
		return a != b;
	case OP_LT:
		return a < b;
	case OP_LE:
		return a <= b;
	case OP_GT:
		return a > b;
	default:
		return a >= b;
	}
}

/* The handshake is not finished: some of its facts are the listener's, and joined later. */
static bool is_half_open(const struct subject *subject)
{
	return subject->stage == STAGE_EARLY && subject->sock->family == NW_TCP &&
	       subject->states & 1U << NW_STATE_SYN_RECV;
}

/* ---- ports --------------------------------------------------------------------- */

/* Nothing but the family is known: can it have ports, and be of this address family? */
static enum filter_truth kind_has(const struct subject *subject, int af)
{
	const uint8_t known = subject->sock->af;

	if (af == AF_UNSPEC || known == af)
		return FILTER_YES;
	if (known)
		return FILTER_NO;
	return af == AF_INET || af == AF_INET6 ? FILTER_MAYBE : FILTER_NO;
}

static bool port_of(const struct term *term, const struct subject *subject, uint32_t *ret)
{
	const struct nw_sock *sock = subject->sock;
	const bool remote = term->predicate->remote;

	if (is_of(subject, PORTLESS) || !(sock->has & (remote ? HAS_REMOTE : HAS_LOCAL)))
		return false;
	*ret = remote ? sock->remote_port : sock->local_port;
	return true;
}

enum filter_truth eval_port(const struct term *term, const struct subject *subject)
{
	const struct host *host = &term->host;
	const enum filter_truth has = kind_has(subject, host->af);
	uint32_t port;

	if (has == FILTER_NO || !host->has_port)
		return has;
	if (subject->stage == STAGE_KIND) {
		/* Theirs have 16 bits: all are less than this one. */
		if (is_of(subject, INET) && host->port > UINT16_MAX && has == FILTER_YES)
			return truth(compare(0, term->op, host->port));
		return is_of(subject, PORTLESS) ? FILTER_NO : FILTER_MAYBE;
	}
	return truth(port_of(term, subject, &port) && compare(port, term->op, host->port));
}

/* The kernel chose the port, or the name, by itself: as ss guesses it from what is there. */
enum filter_truth eval_auto(const struct term *term, const struct subject *subject)
{
	const struct nw_sock *sock = subject->sock;
	const char *name;
	size_t len = 0;

	if (!is_of(subject, INET) && sock->family != NW_UNIX && sock->family != NW_PACKET &&
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

static enum filter_truth device_is(const struct subject *subject, struct span name)
{
	const struct nw_sock *sock = subject->sock;
	const char *device;

	if (!sock->ifindex)
		return FILTER_NO;
	if (subject->stage == STAGE_EARLY && !sock->device_at)
		return FILTER_MAYBE;
	device = subject->stage == STAGE_EARLY ? subject->base + sock->device_at : sock->device;
	return truth(device && strlen(device) == name.len &&
		     memcmp(device, span_of(subject->filter, name), name.len) == 0);
}

static enum filter_truth eval_link(const struct term *term, const struct subject *subject)
{
	const struct host *host = &term->host;
	const struct nw_sock *sock = subject->sock;

	/* Packet sockets have one end only. */
	if (term->predicate->remote)
		return truth(!host->has_number && !host->has_port);
	if (host->has_number && sock->local_port != host->number)
		return FILTER_NO;
	if (!host->has_port)
		return FILTER_YES;
	return host->name.at ? device_is(subject, host->name)
			     : truth(sock->ifindex == host->port);
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
	const bool mapped = host->af == AF_INET && !host->strict && is_of(subject, INET);
	const enum filter_truth has = kind_has(subject, host->af);

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

/* ---- numbers of a socket's own ------------------------------------------------- */

enum filter_truth eval_state(const struct term *term, const struct subject *subject)
{
	if (!term->states)
		return FILTER_NO;
	return subject->states ? truth(subject->states & term->states) : FILTER_MAYBE;
}

enum filter_truth eval_device(const struct term *term, const struct subject *subject)
{
	if (subject->stage == STAGE_KIND && is_of(subject, BINDABLE))
		return FILTER_MAYBE;
	if (term->number.name.at)
		return device_is(subject, term->number.name);
	return truth(subject->sock->ifindex == term->number.value);
}

enum filter_truth eval_mark(const struct term *term, const struct subject *subject)
{
	const struct nw_sock *sock = subject->sock;
	const uint32_t *mark;
	size_t len = 0;

	if (!is_of(subject, INET))
		return FILTER_NO;
	if (subject->stage == STAGE_KIND)
		return FILTER_MAYBE;
	mark = attr_find(sock->attrs, sock->attrs_len, NW_ATTR_MARK, &len);
	return truth(mark && len >= sizeof(*mark) &&
		     (*mark & term->number.mask) == term->number.value);
}

enum filter_truth eval_cgroup(const struct term *term, const struct subject *subject)
{
	const struct nw_sock *sock = subject->sock;
	const char *label;
	struct text path;
	size_t len;

	if (!is_of(subject, INET))
		return FILTER_NO;
	if (subject->stage == STAGE_KIND)
		return FILTER_MAYBE;
	if (!(sock->has & HAS_CGROUP))
		return FILTER_NO;
	if (!term->by_path)
		return truth(sock->cgroup == term->number.value);
	if (subject->stage == STAGE_EARLY)
		return FILTER_MAYBE;
	label = nw_sock_label(sock, NW_LABEL_CGROUP, &len);
	path = filter_cgroup_path(text_of(span_of(subject->filter, term->number.name),
					  term->number.name.len));
	return truth(label && len == text_len(&path) && memcmp(label, path.p, len) == 0);
}

enum filter_truth eval_user(const struct term *term, const struct subject *subject)
{
	const struct nw_sock *sock = subject->sock;

	if (subject->stage == STAGE_KIND)
		return FILTER_MAYBE;
	if (!(sock->has & HAS_UID))
		return is_half_open(subject) ? FILTER_MAYBE : FILTER_NO;
	return truth(compare(sock->uid, term->op, term->number.value));
}

enum filter_truth eval_inode(const struct term *term, const struct subject *subject)
{
	if (subject->stage == STAGE_KIND)
		return FILTER_MAYBE;
	return truth(compare(subject->sock->inode, term->op, term->number.value));
}

enum filter_truth eval_cookie(const struct term *term, const struct subject *subject)
{
	if (subject->stage == STAGE_KIND)
		return FILTER_MAYBE;
	return truth(subject->sock->has & HAS_COOKIE &&
		     compare(subject->sock->cookie, term->op, term->number.value));
}

/* By number, or by its name in /run/netns. */
enum filter_truth eval_netns(const struct term *term, const struct subject *subject)
{
	const struct nw_sock *sock = subject->sock;
	const char *name;
	bool is;

	/* Until the table is sealed a row has no more than a number of its own. */
	if (subject->stage != STAGE_SEALED)
		return FILTER_MAYBE;
	if (!sock->netns)
		return FILTER_NO;
	name = nw_sock_netns_name(sock);
	if (term->number.name.at) {
		is = name && strcmp(name, span_of(subject->filter, term->number.name)) == 0;
	} else {
		/* 0: which one it is may not be known. */
		if (!nw_sock_netns(sock))
			return FILTER_NO;
		is = nw_sock_netns(sock) == term->number.value;
	}
	return truth(is == (term->op == OP_EQ));
}

enum filter_truth eval_kind(const struct term *term, const struct subject *subject)
{
	const struct kind *kind = &term->kind;
	const struct nw_sock *sock = subject->sock;
	enum filter_truth is;

	if (!kind->families) {
		if (subject->stage == STAGE_KIND)
			return FILTER_MAYBE;
		return truth(sock->has & HAS_PROTOCOL &&
			     compare(sock->protocol, term->op, kind->protocol));
	}
	is = is_of(subject, kind->families) ? kind_has(subject, kind->af) : FILTER_NO;
	return term->op == OP_EQ ? is : filter_not(is);
}

enum filter_truth eval_metric(const struct term *term, const struct subject *subject)
{
	const bool counts = term->metric == NW_RETRANSMITS || term->metric == NW_PROBES;
	uint64_t value;

	if (!is_of(subject, nw_metric_families(term->metric)))
		return FILTER_NO;
	if (subject->stage == STAGE_KIND || (counts && is_half_open(subject)))
		return FILTER_MAYBE;
	if (nw_sock_metric(subject->sock, term->metric, &value))
		return truth(compare(value, term->op, term->number.value));
	/* Reference counts come from another file, which is read later. */
	return subject->stage == STAGE_EARLY && nw_metric_want(term->metric) & NW_WANT_REFCOUNT
		     ? FILTER_MAYBE
		     : FILTER_NO;
}
