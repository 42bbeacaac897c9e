/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * INET_DIAG_REQ_BYTECODE: the part of a filter that the kernel can evaluate.
 *
 * A program is a row of instructions, each with two distances: "yes" leads to the next
 * one (the kernel walks along these when it checks a program), "no" to any later one.
 * Who arrives exactly at the end passes, who lands four bytes behind it does not.
 *
 * What the kernel cannot tell counts as true; below a "not" as false, so that whatever
 * passes our own filter passes the kernel's.
 */
#include <string.h>

#include "filter-inside.h"

/* Distances have 16 bits. */
#define PROGRAM_MAX 65528
#define NO_JUMP UINT16_MAX

/* A place not reached yet: the jumps to it are linked by their own "no", in words. */
struct label {
	uint16_t last;
};

struct code {
	const struct filter *filter;
	struct subject subject;
	bool privileged;
	bool full;
	char *at;
	size_t n, room;
};

/* What stands behind the code of a node: where to go with yes, or with no. */
enum behind { BEHIND_YES, BEHIND_NO };

static struct inet_diag_bc_op load(const struct code *code, size_t at)
{
	struct inet_diag_bc_op op;

	memcpy(&op, code->at + at, sizeof(op));
	return op;
}

static void store(struct code *code, size_t at, struct inet_diag_bc_op op)
{
	memcpy(code->at + at, &op, sizeof(op));
}

static void put(struct code *code, const void *bytes, size_t len)
{
	if (code->room - code->n < len) {
		code->full = true;
		return;
	}
	memcpy(code->at + code->n, bytes, len);
	code->n += len;
}

/* Make the instruction at `at` jump to the label. */
static void jump(struct code *code, size_t at, struct label *label)
{
	struct inet_diag_bc_op op;

	if (code->full)
		return;
	op = load(code, at);
	op.no = label->last;
	label->last = (uint16_t)(at / sizeof(op));
	store(code, at, op);
}

/* The label is here. */
static void place(struct code *code, const struct label *label, size_t here)
{
	uint16_t next = label->last;

	while (!code->full && next != NO_JUMP) {
		const size_t at = next * sizeof(struct inet_diag_bc_op);
		struct inet_diag_bc_op op = load(code, at);

		next = op.no;
		op.no = (uint16_t)(here - at);
		store(code, at, op);
	}
}

/* ---- what is known without asking, and what cannot be asked -------------------- */

static enum filter_truth test_of(const struct code *code, const struct term *term,
				 bool positive, struct test *ret)
{
	const enum filter_truth truth = filter_term(term, &code->subject);

	*ret = (struct test){ 0 };
	if (truth != FILTER_MAYBE)
		return truth;
	/* "!=" has turned around what follows from it. */
	positive = positive != term->negated;
	if (term->predicate->test && term->predicate->test(term, code->privileged, ret) &&
	    (positive ? ret->over : ret->under)) {
		ret->negated = ret->negated != term->negated;
		return FILTER_MAYBE;
	}
	return positive != term->negated ? FILTER_YES : FILTER_NO;
}

static enum filter_truth known(const struct code *code, uint32_t index, bool positive);

static enum filter_truth known_list(const struct code *code, uint32_t child,
				    enum filter_truth decides, bool positive)
{
	enum filter_truth sum = filter_not(decides);

	for (; child != NO_NODE; child = code->filter->nodes.at[child].next) {
		const enum filter_truth truth = known(code, child, positive);

		if (truth == decides)
			return truth;
		if (truth == FILTER_MAYBE)
			sum = FILTER_MAYBE;
	}
	return sum;
}

static enum filter_truth known(const struct code *code, uint32_t index, bool positive)
{
	const struct node *node = &code->filter->nodes.at[index];
	struct test test;

	switch (node->kind) {
	case NODE_NOT:
		return filter_not(known(code, node->first, !positive));
	case NODE_AND:
		return known_list(code, node->first, FILTER_NO, positive);
	case NODE_OR:
		return known_list(code, node->first, FILTER_YES, positive);
	default:
		return test_of(code, &code->filter->terms.at[node->first], positive, &test);
	}
}

/* ---- writing it ---------------------------------------------------------------- */

static void put_jump(struct code *code, struct label *label)
{
	const struct inet_diag_bc_op op = { .code = INET_DIAG_BC_JMP, .yes = sizeof(op) };
	const size_t at = code->n;

	put(code, &op, sizeof(op));
	jump(code, at, label);
}

static void write_term(struct code *code, const struct term *term, bool positive,
		       struct label *yes, struct label *no, enum behind behind)
{
	const size_t at = code->n;
	struct inet_diag_bc_op op;
	struct test test;

	test_of(code, term, positive, &test);
	put(code, test.bytes, test.size);
	if (code->full)
		return;
	if (test.negated) {
		struct label *swap = yes;

		yes = no;
		no = swap;
		behind = behind == BEHIND_YES ? BEHIND_NO : BEHIND_YES;
	}
	if (behind == BEHIND_YES) {
		jump(code, at, no);
		return;
	}
	/* "no" is behind it: step over the jump that "yes" takes. */
	put_jump(code, yes);
	op = load(code, at);
	op.no = (uint16_t)(test.size + sizeof(op));
	store(code, at, op);
}

static void write_node(struct code *code, uint32_t index, bool positive,
		       struct label *yes, struct label *no, enum behind behind);

/* Its children that are not known; the last of them goes on as the list does. */
static void write_list(struct code *code, uint32_t child, bool positive, bool is_and,
		       struct label *yes, struct label *no, enum behind behind)
{
	const enum behind between = is_and ? BEHIND_YES : BEHIND_NO;
	uint32_t last = NO_NODE;

	for (; child != NO_NODE; child = code->filter->nodes.at[child].next) {
		struct label next = { NO_JUMP };

		if (known(code, child, positive) != FILTER_MAYBE)
			continue;
		if (last != NO_NODE) {
			write_node(code, last, positive, is_and ? &next : yes,
				   is_and ? no : &next, between);
			place(code, &next, code->n);
		}
		last = child;
	}
	write_node(code, last, positive, yes, no, behind);
}

static void write_node(struct code *code, uint32_t index, bool positive,
		       struct label *yes, struct label *no, enum behind behind)
{
	const struct node *node = &code->filter->nodes.at[index];

	if (code->full)
		return;
	switch (node->kind) {
	case NODE_NOT:
		write_node(code, node->first, !positive, no, yes,
			   behind == BEHIND_YES ? BEHIND_NO : BEHIND_YES);
		break;
	case NODE_AND:
	case NODE_OR:
		write_list(code, node->first, positive, node->kind == NODE_AND, yes, no, behind);
		break;
	default:
		write_term(code, &code->filter->terms.at[node->first], positive, yes, no,
			   behind);
	}
}

/* The families whose dumps run a program on the very addresses and ports they show. */
#define CAPABLE                                                                          \
	(NW_BIT(NW_TCP) | NW_BIT(NW_MPTCP) | NW_BIT(NW_UDP) | NW_BIT(NW_UDPLITE) |       \
	 NW_BIT(NW_RAW))

size_t filter_bytecode(const struct filter *filter, enum nw_family family, uint8_t af,
		       bool privileged, void *buffer, size_t room)
{
	struct code code = {
		.filter = filter,
		.privileged = privileged,
		.at = buffer,
		.room = room < PROGRAM_MAX ? room : PROGRAM_MAX,
	};
	struct label yes = { NO_JUMP }, no = { NO_JUMP };
	struct nw_sock sock;

	if (filter->root == NO_NODE || !(CAPABLE & NW_BIT(family)))
		return 0;
	filter_subject_of_kind(filter, family, af, &sock, &code.subject);
	switch (known(&code, filter->root, true)) {
	case FILTER_YES:
		return 0;
	case FILTER_NO:
		put_jump(&code, &no);
		break;
	default:
		write_node(&code, filter->root, true, &yes, &no, BEHIND_YES);
	}
	place(&code, &yes, code.n);
	place(&code, &no, code.n + sizeof(struct inet_diag_bc_op));
	return code.full ? 0 : code.n;
}
