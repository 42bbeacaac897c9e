/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Conditions on what a socket is: its kind, its state, numbers of its own. */
#include <string.h>

#include "filter-inside.h"

/* Those whose sockets can be bound to an interface. */
#define BINDABLE (FAMILIES_INET | NW_BIT(NW_PACKET) | NW_BIT(NW_XDP))

bool filter_compare(uint64_t a, enum filter_op op, uint64_t b)
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

enum filter_truth filter_kind_has(const struct subject *subject, int af)
{
	const uint8_t known = subject->sock->af;

	if (af == AF_UNSPEC || known == af)
		return FILTER_YES;
	if (known)
		return FILTER_NO;
	return af == AF_INET || af == AF_INET6 ? FILTER_MAYBE : FILTER_NO;
}

enum filter_truth filter_device_is(const struct subject *subject, struct span name)
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

/* The handshake is not finished: some of its facts are the listener's, and joined later. */
static bool is_half_open(const struct subject *subject)
{
	return subject->stage == STAGE_EARLY && subject->sock->family == NW_TCP &&
	       subject->states & 1U << NW_STATE_SYN_RECV;
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
		return filter_device_is(subject, term->number.name);
	return truth(subject->sock->ifindex == term->number.value);
}

enum filter_truth eval_mark(const struct term *term, const struct subject *subject)
{
	const struct nw_sock *sock = subject->sock;
	const uint32_t *mark;
	size_t len = 0;

	if (!is_of(subject, FAMILIES_INET))
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

	if (!is_of(subject, FAMILIES_INET))
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
	return truth(filter_compare(sock->uid, term->op, term->number.value));
}

enum filter_truth eval_inode(const struct term *term, const struct subject *subject)
{
	if (subject->stage == STAGE_KIND)
		return FILTER_MAYBE;
	return truth(filter_compare(subject->sock->inode, term->op, term->number.value));
}

enum filter_truth eval_cookie(const struct term *term, const struct subject *subject)
{
	if (subject->stage == STAGE_KIND)
		return FILTER_MAYBE;
	return truth(subject->sock->has & HAS_COOKIE &&
		     filter_compare(subject->sock->cookie, term->op, term->number.value));
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
	if (term->number.name.at &&
	    strcmp(span_of(subject->filter, term->number.name), "self") == 0) {
		is = nw_sock_netns(sock) == subject->filter->own_netns;
	} else if (term->number.name.at) {
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
			     filter_compare(sock->protocol, term->op, kind->protocol));
	}
	is = is_of(subject, kind->families) ? filter_kind_has(subject, kind->af) : FILTER_NO;
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
		return truth(filter_compare(value, term->op, term->number.value));
	/* Reference counts come from another file, which is read later. */
	return subject->stage == STAGE_EARLY && nw_metric_want(term->metric) & NW_WANT_REFCOUNT
		     ? FILTER_MAYBE
		     : FILTER_NO;
}
