/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The grammar of the filter language: from text to tree. */
#include <errno.h>
#include <string.h>

#include "filter-inside.h"

#define WRONG_OPERATOR "this operator does not fit here"
#define WANTS_STATE                                                                      \
	"a state is expected: established syn-sent syn-recv fin-wait-1 fin-wait-2 "      \
	"time-wait closed close-wait last-ack listening closing bound, or one of the "   \
	"groups connected synchronized bucket big all"

/* ---- the tree ------------------------------------------------------------------ */

static int add_node(struct filter *filter, enum node_kind kind, uint32_t first, uint32_t *ret)
{
	struct node *node = vec_push(&filter->nodes);

	if (!node)
		return -ENOMEM;
	*node = (struct node){ kind, first, NO_NODE };
	*ret = (uint32_t)(filter->nodes.n - 1);
	return 0;
}

static int add_term(struct filter *filter, const struct term *term, uint32_t *ret)
{
	struct term *copy = vec_push(&filter->terms);

	if (!copy)
		return -ENOMEM;
	*copy = *term;
	return add_node(filter, NODE_TERM, (uint32_t)(filter->terms.n - 1), ret);
}

/* A list of two or more gets a node above it; one alone stays as it is. */
static int close_list(struct filter *filter, enum node_kind kind, uint32_t first,
		      uint32_t last, uint32_t *ret)
{
	if (first != last)
		return add_node(filter, kind, first, ret);
	*ret = first;
	return 0;
}

/* ---- conditions ---------------------------------------------------------------- */

static const char *const ends[] = { "and", "or", NULL };

/* Does a condition begin here? Then two side by side are both meant. */
static bool condition_follows(struct filter_parser *parser)
{
	struct text word;

	if (!lex_more(parser))
		return false;
	word = lex_peek(parser);
	if (!text_len(&word))
		return strchr("(!", parser->text[parser->at]) && parser->text[parser->at];
	for (size_t i = 0; ends[i]; i++)
		if (text_is(&word, ends[i]))
			return false;
	return true;
}

/* state [=|!=] NAME or exclude NAME; 0: neither of them is next. */
static int parse_state(struct filter_parser *parser, uint32_t *states, bool first)
{
	bool include = lex_take(parser, NULL, "state");
	struct value value;
	struct text word;
	uint32_t named;
	size_t start;
	int r;

	if (!include && !lex_take(parser, NULL, "exclude") && !lex_take(parser, NULL, "excl"))
		return 0;
	lex_more(parser);
	start = parser->at;
	switch (lex_operator(parser)) {
	case OP_NE:
		include = !include;
		break;
	case OP_EQ:
		break;
	default:
		return parse_fail(parser, start, parser->at - start, WRONG_OPERATOR);
	}
	r = lex_value(parser, &value);
	if (r == 0)
		r = lex_plain(parser, value, &word);
	if (r < 0)
		return r;
	if (!words_state(word, &named))
		return parse_fail_value(parser, value, WANTS_STATE);
	if (first)
		*states = include ? 0 : STATES_ALL & ~STATES_BOUND;
	*states = include ? *states | named : *states & ~named;
	if (named & STATES_BOUND)
		parser->filter->names_bound = true;
	return 1;
}

/* Any number of them one behind the other are one set, as ss gathers it. */
static int parse_states(struct filter_parser *parser, uint32_t *ret)
{
	struct term term = { .predicate = &predicate_state };
	int r = parse_state(parser, &term.states, true);

	while (r > 0)
		r = parse_state(parser, &term.states, false);
	if (r < 0)
		return r;
	parser->filter->names_states = true;
	return add_term(parser->filter, &term, ret);
}

static bool states_follow(struct filter_parser *parser)
{
	struct text word = lex_peek(parser);

	return text_is(&word, "state") || text_is(&word, "exclude") || text_is(&word, "excl");
}

static int parse_value(struct filter_parser *parser, struct term *term)
{
	const struct predicate *predicate = term->predicate;
	struct value value;
	size_t start;
	int r;

	lex_more(parser);
	start = parser->at;
	term->op = lex_operator(parser);
	if (!(predicate->ops & 1U << term->op))
		return parse_fail(parser, start, parser->at - start, WRONG_OPERATOR);
	if (predicate->as_ss && term->op == OP_NE) {
		term->op = OP_EQ;
		term->negated = true;
	}
	r = lex_value(parser, &value);
	if (r < 0)
		return r;
	term->at = value.at;
	term->len = value.len;
	r = predicate->parse(parser, value, term);
	if (r == 0 && parser->uses && predicate->remote && term->host.af == AF_UNIX)
		r = parse_fail_value(parser, value,
				     "the other end of a UNIX socket is not known here");
	return r;
}

/* A value that stands for several is any of them; with "!=" none. */
static int add_terms(struct filter_parser *parser, struct term *term, uint32_t *ret)
{
	uint32_t first, last, next;
	int r = add_term(parser->filter, term, &first);

	last = first;
	for (size_t i = 0; r == 0 && i < parser->others.n; i++) {
		term->host = parser->others.at[i];
		r = add_term(parser->filter, term, &next);
		if (r < 0)
			break;
		parser->filter->nodes.at[last].next = next;
		last = next;
	}
	parser->others.n = 0;
	return r < 0 ? r : close_list(parser->filter, term->negated ? NODE_AND : NODE_OR, first,
				      last, ret);
}

/* The port of one end or of the other. */
static int add_either(struct filter_parser *parser, struct term *term, uint32_t *ret)
{
	uint32_t local, remote;
	int r = add_term(parser->filter, term, &local);

	term->predicate = predicate_of(text_of("dport", 5));
	if (r == 0)
		r = add_term(parser->filter, term, &remote);
	if (r < 0)
		return r;
	parser->filter->nodes.at[local].next = remote;
	return add_node(parser->filter, term->negated ? NODE_AND : NODE_OR, local, ret);
}

/* Is it a condition of what is looked at? */
static int check_kind(struct filter_parser *parser, const struct predicate *predicate, size_t len)
{
	if (!parser->uses && !predicate->eval)
		return parse_fail(parser, parser->at, len,
				  "this is asked of files, and there are none but sockets here");
	if (parser->uses && predicate->no_use)
		return parse_fail(parser, parser->at, len, "this is asked of unheld sockets");
	return 0;
}

static int parse_condition(struct filter_parser *parser, uint32_t *ret)
{
	struct term term = { 0 };
	struct text word;
	bool either;
	int r;

	if (!lex_more(parser))
		return parse_fail(parser, parser->len, 0, "a condition is expected");
	if (states_follow(parser))
		return parse_states(parser, ret);
	word = lex_peek(parser);
	if (!condition_follows(parser) || !text_len(&word))
		return parse_fail(parser, parser->at, text_len(&word) ? text_len(&word) : 1,
				  "a condition is expected");
	term.predicate = filter_find(word, &term);
	if (!term.predicate)
		return parse_fail(parser, parser->at, text_len(&word), filter_hint(word));
	r = check_kind(parser, term.predicate, text_len(&word));
	if (r < 0)
		return r;
	term.want |= term.predicate->want;
	either = text_is(&word, "port");
	parser->at += text_len(&word);
	if (term.predicate->ops) {
		r = parse_value(parser, &term);
		if (r < 0)
			return r;
	}
	return either ? add_either(parser, &term, ret) : add_terms(parser, &term, ret);
}

/* ---- and, or, not, parentheses ------------------------------------------------- */

static int parse_all(struct filter_parser *parser, uint32_t *ret);

static int parse_group(struct filter_parser *parser, size_t start, uint32_t *ret)
{
	int r;

	parser->opened++;
	r = parse_all(parser, ret);
	if (r < 0)
		return r;
	if (!lex_take(parser, ")", NULL))
		return parse_fail(parser, start, 1, "this parenthesis is not closed");
	parser->opened--;
	return 0;
}

static int parse_not(struct filter_parser *parser, uint32_t *ret)
{
	size_t start;
	uint32_t node;
	int r;

	lex_more(parser);
	start = parser->at;
	if (parser->depth > FILTER_DEPTH_MAX)
		return parse_fail(parser, start, start < parser->len,
				  "too many parentheses and nots in each other");
	parser->depth++;
	if (lex_take(parser, "(", NULL)) {
		r = parse_group(parser, start, ret);
	} else if (lex_take(parser, "!", "not")) {
		r = parse_not(parser, &node);
		if (r == 0)
			r = add_node(parser->filter, NODE_NOT, node, ret);
	} else {
		r = parse_condition(parser, ret);
	}
	parser->depth--;
	return r;
}

/* `first`: what was read already, or NO_NODE. */
static int parse_and(struct filter_parser *parser, uint32_t first, uint32_t *ret)
{
	uint32_t last, next;
	int r = 0;

	if (first == NO_NODE)
		r = parse_not(parser, &first);
	last = first;
	while (r == 0 && (lex_take(parser, "&", "and") || condition_follows(parser))) {
		r = parse_not(parser, &next);
		if (r < 0)
			break;
		parser->filter->nodes.at[last].next = next;
		last = next;
	}
	return r < 0 ? r : close_list(parser->filter, NODE_AND, first, last, ret);
}

static int parse_or(struct filter_parser *parser, uint32_t first, uint32_t *ret)
{
	uint32_t last, next;
	int r = parse_and(parser, first, &first);

	last = first;
	while (r == 0 && lex_take(parser, "|", "or")) {
		r = parse_and(parser, NO_NODE, &next);
		if (r < 0)
			break;
		parser->filter->nodes.at[last].next = next;
		last = next;
	}
	return r < 0 ? r : close_list(parser->filter, NODE_OR, first, last, ret);
}

/*
 * As in ss, states at the beginning are no part of what follows: they stand for all of
 * it, whatever "or" there is. Followed by an operator they are its left side.
 */
static int parse_all(struct filter_parser *parser, uint32_t *ret)
{
	uint32_t states, rest;
	int r;

	if (!states_follow(parser))
		return parse_or(parser, NO_NODE, ret);
	r = parse_states(parser, &states);
	if (r < 0)
		return r;
	if (!condition_follows(parser))
		return parse_or(parser, states, ret);
	r = parse_or(parser, NO_NODE, &rest);
	if (r < 0)
		return r;
	parser->filter->nodes.at[states].next = rest;
	return add_node(parser->filter, NODE_AND, states, ret);
}

/* ---- life ---------------------------------------------------------------------- */

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	vec_free(&filter->nodes);
	vec_free(&filter->terms);
	free(filter->arena.at);
	free(filter);
}

static int parse_text(struct filter_parser *parser)
{
	int r;

	if (parser->len > FILTER_TEXT_MAX)
		return parse_fail(parser, FILTER_TEXT_MAX, parser->len - FILTER_TEXT_MAX,
				  "the filter is too long");
	if (!lex_more(parser))
		return 0;
	r = parse_all(parser, &parser->filter->root);
	if (r == 0 && lex_more(parser))
		r = parse_fail(parser, parser->at, 1,
			       parser->text[parser->at] == ')' ? "this parenthesis was not opened"
							       : "a condition is expected");
	return r;
}

static int parse_into(struct filter_parser *of, struct filter **ret)
{
	_cleanup_(filter_freep) struct filter *filter = calloc(1, sizeof(*filter));
	struct filter_parser parser = *of;
	int r;

	if (!filter)
		return -ENOMEM;
	parser.filter = filter;
	*filter = (struct filter){ .root = NO_NODE, .first_port = 32768, .last_port = 60999 };
	r = parse_text(&parser);
	vec_free(&parser.scratch);
	vec_free(&parser.others);
	if (r < 0)
		return r == -EOVERFLOW ? -ENOMEM : r;

	*ret = TAKE(filter);
	return 0;
}

int filter_parse(struct names *names, int af, const char *text, size_t len,
		 struct filter **ret, struct filter_error *error)
{
	struct filter_parser parser = {
		.names = names, .af = af, .text = text, .len = len, .error = error,
	};

	return parse_into(&parser, ret);
}

int filter_parse_uses(struct names *names, const char *text, size_t len, struct filter **ret,
		      struct filter_error *error)
{
	struct filter_parser parser = {
		.names = names, .text = text, .len = len, .error = error, .uses = true,
	};

	return parse_into(&parser, ret);
}
