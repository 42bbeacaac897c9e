/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A parsed filter: what it needs, what can match it at all, and whether a row does. */
#include <errno.h>
#include <string.h>

#include "filter-inside.h"
#include "parser.h"
#include "use.h"

/* ---- the tree ------------------------------------------------------------------ */

/* Of a use most conditions are about its socket: what is none has no port either. */
static enum filter_truth look_at(const struct term *term, const struct subject *subject)
{
	const struct predicate *predicate = term->predicate;

	if (subject->no_socket)
		return predicate->of_use ? FILTER_MAYBE : FILTER_NO;
	if (!subject->proc)
		return predicate->eval ? predicate->eval(term, subject) : FILTER_NO;
	if (predicate->of_use)
		return predicate->of_use(term, subject);
	if (!subject->use)
		return FILTER_MAYBE;
	return subject->sock ? predicate->eval(term, subject) : FILTER_NO;
}

enum filter_truth filter_term(const struct term *term, const struct subject *subject)
{
	const enum filter_truth truth = look_at(term, subject);

	return term->negated ? filter_not(truth) : truth;
}

/* A list is decided by the first child that says `decides`, else by those who say maybe. */
static enum filter_truth any_of(const struct filter *filter, uint32_t child,
				enum filter_truth decides, const struct subject *subject)
{
	enum filter_truth sum = filter_not(decides);

	for (; child != NO_NODE; child = filter->nodes.at[child].next) {
		const enum filter_truth truth = filter_node(filter, child, subject);

		if (truth == decides)
			return truth;
		if (truth == FILTER_MAYBE)
			sum = FILTER_MAYBE;
	}
	return sum;
}

enum filter_truth filter_node(const struct filter *filter, uint32_t node,
			      const struct subject *subject)
{
	const struct node *at = &filter->nodes.at[node];

	switch (at->kind) {
	case NODE_NOT:
		return filter_not(filter_node(filter, at->first, subject));
	case NODE_AND:
		return any_of(filter, at->first, FILTER_NO, subject);
	case NODE_OR:
		return any_of(filter, at->first, FILTER_YES, subject);
	default:
		return filter_term(&filter->terms.at[at->first], subject);
	}
}

static enum filter_truth evaluate(const struct filter *filter, const struct subject *subject)
{
	return filter->root == NO_NODE ? FILTER_YES
				       : filter_node(filter, filter->root, subject);
}

/* ---- rows ---------------------------------------------------------------------- */

/* What a row's state is called: of a socket that has none "closed", as ss says. */
static uint32_t name_of(unsigned state)
{
	if (state == NW_STATE_NONE)
		state = NW_STATE_CLOSE;
	if (state == NW_STATE_NEW_SYN_RECV)
		state = NW_STATE_SYN_RECV;
	return state < NW_STATES_ ? 1U << state : 0;
}

enum filter_truth filter_early(const struct filter *filter, const struct rows *rows,
			       const struct nw_sock *sock)
{
	struct nw_sock row = *sock;
	const struct subject subject = {
		.filter = filter,
		.sock = &row,
		.base = rows->arena.at,
		.stage = STAGE_EARLY,
		.states = name_of(sock->state),
	};

	row.attrs = sock->attrs_len ? rows->arena.at + sock->attrs_at : NULL;
	return evaluate(filter, &subject);
}

static struct subject sealed(const struct filter *filter, const struct nw_sock *sock,
			     const struct nw_sock *peer)
{
	return (struct subject){
		.filter = filter,
		.sock = sock,
		.peer = peer,
		.stage = STAGE_SEALED,
		.states = name_of(sock->state),
	};
}

bool filter_match(const struct filter *filter, const struct nw_sock *sock,
		  const struct nw_sock *peer)
{
	const struct subject subject = sealed(filter, sock, peer);

	return evaluate(filter, &subject) == FILTER_YES;
}

bool filter_undecided(const struct filter *filter, const struct nw_sock *sock,
		      const struct nw_sock *peer)
{
	struct subject subject = sealed(filter, sock, peer);

	subject.hidden = sock->reason == NW_REASON_NO_PERMISSION;
	return subject.hidden && evaluate(filter, &subject) == FILTER_MAYBE;
}

bool filter_match_use(const struct filter *filter, const struct nw_use *use)
{
	struct subject subject = {
		.filter = filter,
		.sock = use->sock,
		.proc = use->proc,
		.use = use,
		.stage = STAGE_SEALED,
	};

	if (use->sock)
		subject.states = name_of(use->sock->state);
	return evaluate(filter, &subject) == FILTER_YES;
}

enum filter_truth filter_match_proc(const struct filter *filter, const struct nw_proc *proc)
{
	const struct subject subject = { .filter = filter, .proc = proc };

	return evaluate(filter, &subject);
}

bool filter_takes_sockets_only(const struct filter *filter)
{
	const struct subject subject = { .filter = filter, .no_socket = true };

	return evaluate(filter, &subject) == FILTER_NO;
}

/* ---- kinds of sockets ---------------------------------------------------------- */

void filter_subject_of_kind(const struct filter *filter, enum nw_family family,
			    uint8_t af, struct nw_sock *sock, struct subject *ret)
{
	static const uint8_t afs[NW_FAMILIES_] = {
		[NW_UNIX] = AF_UNIX,   [NW_PACKET] = AF_PACKET, [NW_NETLINK] = AF_NETLINK,
		[NW_VSOCK] = AF_VSOCK, [NW_XDP] = AF_XDP,       [NW_TIPC] = AF_TIPC,
	};

	*sock = (struct nw_sock){ .family = (uint8_t)family, .af = af ? af : afs[family] };
	*ret = (struct subject){ .filter = filter, .sock = sock, .stage = STAGE_KIND };
}

uint32_t filter_states(const struct filter *filter, enum nw_family family)
{
	uint32_t states = filter->names_bound ? STATES_SHOWN | STATES_BOUND : STATES_SHOWN;
	struct subject subject;
	struct nw_sock sock;

	filter_subject_of_kind(filter, family, AF_UNSPEC, &sock, &subject);
	for (unsigned state = 0; state < NW_STATES_; state++) {
		subject.states = name_of(state);
		if (evaluate(filter, &subject) == FILTER_NO)
			states &= ~(1U << state);
	}
	return states;
}

uint64_t filter_families(const struct filter *filter)
{
	uint64_t families = 0;

	for (unsigned i = 0; i < NW_FAMILIES_; i++)
		if (filter_states(filter, i))
			families |= NW_BIT(i);
	return families;
}

/* ---- what it needs ------------------------------------------------------------- */

uint32_t filter_want(const struct filter *filter)
{
	uint32_t want = 0;

	for (size_t i = 0; i < filter->terms.n; i++)
		want |= filter->terms.at[i].want;
	return want;
}

void filter_use_wants(const struct filter *filter, uint32_t *socks, uint32_t *uses)
{
	for (size_t i = 0; i < filter->terms.n; i++) {
		const struct predicate *predicate = filter->terms.at[i].predicate;

		*uses |= predicate->use_want;
		if (!predicate->of_use)
			*socks |= filter->terms.at[i].want;
	}
}

bool filter_names_states(const struct filter *filter)
{
	return filter->names_states;
}

bool filter_needs_marks(const struct filter *filter)
{
	for (size_t i = 0; i < filter->terms.n; i++)
		if (filter->terms.at[i].predicate->eval == eval_mark)
			return true;
	return false;
}

bool filter_needs_peer(const struct filter *filter)
{
	for (size_t i = 0; i < filter->terms.n; i++) {
		const struct term *term = &filter->terms.at[i];

		if (term->predicate->eval == eval_host && term->predicate->remote &&
		    term->host.af == AF_UNIX)
			return true;
	}
	return false;
}

/* "pid != 1" is about somebody else, who may be anybody. */
static bool names_pids(const struct term *term)
{
	return term->predicate->eval == eval_pid && term->op == OP_EQ;
}

int filter_pids(const struct filter *filter, struct pids *ret)
{
	for (size_t i = 0; i < filter->terms.n; i++)
		if (filter->terms.at[i].want & NW_WANT_HOLDERS &&
		    !names_pids(&filter->terms.at[i]))
			return 0;
	for (size_t i = 0; i < filter->terms.n; i++) {
		const struct term *term = &filter->terms.at[i];
		const uint64_t *list = (const uint64_t *)span_of(filter, term->list);

		for (uint32_t k = 0; names_pids(term) && k < term->list.len; k++) {
			uint32_t *pid = list[k] <= INT32_MAX ? vec_push(&ret->all) : NULL;

			if (pid)
				*pid = (uint32_t)list[k];
			else if (list[k] <= INT32_MAX)
				return -ENOMEM;
		}
	}
	return 1;
}

static bool is_pointed(const struct filter *filter, uint32_t index)
{
	const struct node *node = &filter->nodes.at[index];
	const struct term *term;

	switch (node->kind) {
	case NODE_NOT:
		return false;
	case NODE_AND:
		for (index = node->first; index != NO_NODE; index = filter->nodes.at[index].next)
			if (is_pointed(filter, index))
				return true;
		return false;
	case NODE_OR:
		for (index = node->first; index != NO_NODE; index = filter->nodes.at[index].next)
			if (!is_pointed(filter, index))
				return false;
		return true;
	default:
		term = &filter->terms.at[node->first];
		return term->op == OP_EQ && (term->predicate->eval == eval_inode ||
					     term->predicate->eval == eval_cookie);
	}
}

bool filter_is_pointed(const struct filter *filter)
{
	return filter->root != NO_NODE && is_pointed(filter, filter->root);
}

int filter_resolve(struct filter *filter, filter_cgroup_fn *id_of, void *arg,
		   struct filter_error *error)
{
	int r = 0;

	for (size_t i = 0; i < filter->terms.n; i++) {
		struct term *term = &filter->terms.at[i];

		if (term->predicate->eval != eval_cgroup || !term->number.name.at)
			continue;
		term->by_path = !id_of(arg, span_of(filter, term->number.name),
				       &term->number.value);
		/* Who is known by number needs no path of any socket's group. */
		if (!term->by_path)
			term->want &= ~(uint32_t)NW_WANT_LABELS;
		if (!term->by_path || r < 0)
			continue;
		*error = (struct filter_error){ term->at, term->len, "no such control group" };
		r = -ENOENT;
	}
	return r;
}

void filter_set_ports(struct filter *filter, uint16_t first, uint16_t last)
{
	filter->first_port = first;
	filter->last_port = last;
}

void filter_set_netns(struct filter *filter, uint64_t inum)
{
	filter->own_netns = inum;
}
