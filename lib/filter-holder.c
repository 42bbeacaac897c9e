/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Conditions on who holds a socket: processes, their names and labels, or nobody. */
#include "filter-inside.h"

/*
 * false: *ret is known before the holders are. No descriptor can hold a socket without an
 * inode, and what nobody holds compares as false.
 */
static bool has_holders(const struct subject *subject, enum filter_truth *ret)
{
	*ret = FILTER_MAYBE;
	if (subject->stage == STAGE_SEALED)
		return !subject->hidden;
	if (subject->stage == STAGE_EARLY && !subject->sock->inode)
		*ret = FILTER_NO;
	return false;
}

static bool in_list(const struct term *term, const struct subject *subject, uint64_t number)
{
	const uint64_t *list = (const uint64_t *)span_of(subject->filter, term->list);

	for (uint32_t i = 0; i < term->list.len; i++)
		if (list[i] == number)
			return true;
	return false;
}

static bool pid_is(const struct term *term, const struct subject *subject, uint32_t pid)
{
	const uint64_t *list = (const uint64_t *)span_of(subject->filter, term->list);

	switch (term->op) {
	case OP_LT:
		return pid < *list;
	case OP_LE:
		return pid <= *list;
	case OP_GT:
		return pid > *list;
	case OP_GE:
		return pid >= *list;
	default:
		return in_list(term, subject, pid);
	}
}

/* "pid != 1" is: somebody holds it, and none of them is 1. */
enum filter_truth eval_pid(const struct term *term, const struct subject *subject)
{
	const struct nw_sock *sock = subject->sock;
	enum filter_truth early;
	bool found = false;

	if (!has_holders(subject, &early))
		return early;
	for (uint32_t i = 0; i < sock->n_holders && !found; i++)
		found = pid_is(term, subject, sock->holders[i].pid);
	return sock->n_holders && found != (term->op == OP_NE) ? FILTER_YES : FILTER_NO;
}

/* ---- names and labels ---------------------------------------------------------- */

/* What was found so far: is anything known, and did anything match? */
struct search {
	struct text pattern;
	bool known, found;
};

static struct search search_for(const struct term *term, const struct subject *subject)
{
	return (struct search){
		.pattern = text_of(span_of(subject->filter, term->pattern), term->pattern.len),
	};
}

/* `text` NULL: this one is not known. */
static void look_at(struct search *search, const char *text, size_t len)
{
	if (!text)
		return;
	search->known = true;
	search->found = search->found || glob_match(search->pattern, text_of(text, len), 0);
}

/* "comm != x" is: of some holder it is known, and of none it is x. */
static enum filter_truth found(const struct search *search, const struct term *term)
{
	const bool wanted = term->op == OP_EQ || term->op == OP_LIKE;

	return search->known && search->found == wanted ? FILTER_YES : FILTER_NO;
}

/* A label that its own group tells is known without holders. */
static enum filter_truth found_label(const struct search *search, const struct term *term,
				     const struct subject *subject)
{
	return subject->hidden && !search->known ? FILTER_MAYBE : found(search, term);
}

typedef const char *text_fn(const struct nw_proc *proc, size_t *len);

static enum filter_truth any_name(const struct term *term, const struct subject *subject,
				  text_fn *name_of)
{
	const struct nw_sock *sock = subject->sock;
	struct search search = search_for(term, subject);
	enum filter_truth early;

	if (!has_holders(subject, &early))
		return early;
	for (uint32_t i = 0; i < sock->n_holders; i++) {
		const struct nw_proc *proc = sock->holders[i].proc;
		const char *name;
		size_t len = 0;

		if (!proc)
			continue;
		name = name_of(proc, &len);
		look_at(&search, name, len);
	}
	return found(&search, term);
}

enum filter_truth eval_comm(const struct term *term, const struct subject *subject)
{
	return any_name(term, subject, nw_proc_comm);
}

enum filter_truth eval_program(const struct term *term, const struct subject *subject)
{
	return any_name(term, subject, nw_proc_program);
}

/*
 * Of the processes that hold it; where that says nothing, of the group in which it was
 * made: nobody holds a connection that is closed, and it still was some container's.
 */
static void look_at_label(struct search *search, const struct nw_sock *sock, enum nw_label label)
{
	const char *text;
	size_t len = 0;

	for (uint32_t i = 0; i < sock->n_holders; i++) {
		if (!sock->holders[i].proc)
			continue;
		text = nw_proc_label(sock->holders[i].proc, label, &len);
		look_at(search, text, len);
	}
	if (search->known)
		return;
	text = nw_sock_label(sock, label, &len);
	look_at(search, text, len);
}

enum filter_truth eval_label(const struct term *term, const struct subject *subject)
{
	struct search search = search_for(term, subject);

	if (subject->stage != STAGE_SEALED)
		return FILTER_MAYBE;
	look_at_label(&search, subject->sock, term->predicate->label);
	return found_label(&search, term, subject);
}

/*
 * A user's unit is inside of a unit of the system, and what systemd listens on belongs to a
 * unit as well: any of these names will do.
 */
enum filter_truth eval_unit(const struct term *term, const struct subject *subject)
{
	struct search search = search_for(term, subject);
	const char *unit;
	size_t len = 0;

	if (subject->stage != STAGE_SEALED)
		return FILTER_MAYBE;
	look_at_label(&search, subject->sock, NW_LABEL_UNIT);
	look_at_label(&search, subject->sock, NW_LABEL_USER_UNIT);
	unit = nw_sock_unit(subject->sock, &len);
	look_at(&search, unit, len);
	return found_label(&search, term, subject);
}

/* Of a socket that somebody holds there is no reason: false, whatever the operator. */
enum filter_truth eval_reason(const struct term *term, const struct subject *subject)
{
	const uint8_t reason = subject->sock->reason;

	if (subject->stage != STAGE_SEALED)
		return FILTER_MAYBE;
	return reason && (reason == term->number.value) == (term->op == OP_EQ) ? FILTER_YES
									       : FILTER_NO;
}
