/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The conditions a filter can be made of: one initialiser each. */
#include <string.h>

#include "filter-inside.h"

#define HOLDERS NW_WANT_HOLDERS
#define LABELS (HOLDERS | NW_WANT_LABELS)

static const struct predicate predicates[] = {
	{ "src", OPS_EQUAL, true, false, 0, parse_host, eval_host, test_host },
	{ "dst", OPS_EQUAL, true, true, 0, parse_host, eval_host, test_host },
	{ "sport", OPS_NUMBER, true, false, 0, parse_port, eval_port, test_port },
	{ "dport", OPS_NUMBER, true, true, 0, parse_port, eval_port, test_port },
	{ "dev", OPS_EQUAL, true, false, 0, parse_device, eval_device, test_device },
	/* Marks come with all the other details only. */
	{ "fwmark", OPS_EQUAL, true, false, NW_WANT_DETAILS, parse_mark, eval_mark, test_mark },
	{ "cgroup", OPS_EQUAL, true, false, 0, parse_cgroup, eval_cgroup, test_cgroup },
	{ "autobound", 0, true, false, 0, NULL, eval_auto, test_auto },

	{ "pid", OPS_NUMBER, false, false, HOLDERS, parse_numbers, eval_pid, NULL },
	{ "comm", OPS_PATTERN, false, false, HOLDERS | NW_WANT_STAT, parse_pattern,
	  eval_comm, NULL },
	{ "program", OPS_PATTERN, false, false, HOLDERS | NW_WANT_PROGRAM, parse_pattern,
	  eval_program, NULL },
	{ "container", OPS_PATTERN, false, false, LABELS, parse_pattern, eval_container, NULL },
	{ "unit", OPS_PATTERN, false, false, LABELS | NW_WANT_PURPOSE, parse_pattern,
	  eval_unit, NULL },
	{ "pod", OPS_PATTERN, false, false, LABELS, parse_pattern, eval_pod, NULL },
	{ "reason", OPS_EQUAL, false, false, HOLDERS, parse_reason, eval_reason, NULL },
	{ "user", OPS_EQUAL, false, false, 0, parse_user, eval_user, NULL },
	{ "inode", OPS_NUMBER, false, false, 0, parse_number, eval_inode, NULL },
	{ "cookie", OPS_NUMBER, false, false, 0, parse_number, eval_cookie, NULL },
	{ "netns", OPS_EQUAL, false, false, 0, parse_named, eval_netns, NULL },
	{ "proto", OPS_EQUAL, false, false, 0, parse_kind, eval_kind, NULL },
	{ "family", OPS_EQUAL, false, false, 0, parse_kind, eval_kind, NULL },
};

/* "state" and "exclude", which are read by the grammar itself, and any metric's name. */
const struct predicate predicate_state = { .name = "state", .eval = eval_state };
const struct predicate predicate_metric = {
	.name = "metric",
	.ops = OPS_NUMBER,
	.parse = parse_metric,
	.eval = eval_metric,
};

const struct predicate *predicate_of(struct text word)
{
	for (size_t i = 0; i < ARRAY_SIZE(predicates); i++)
		if (text_is(&word, predicates[i].name))
			return &predicates[i];
	return NULL;
}
