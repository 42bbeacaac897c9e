/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The conditions a filter can be made of: one initialiser each. */
#include <string.h>

#include "filter-inside.h"

#define HOLDERS NW_WANT_HOLDERS
#define LABELS (HOLDERS | NW_WANT_LABELS)

static const struct predicate predicates[] = {
	{ "src", OPS_EQUAL, true, false, 0, parse_host, eval_host, test_host },
	{ "dst", OPS_EQUAL, true, true, 0, parse_host, eval_host, test_host },
	{ "path", OPS_PATTERN, true, false, 0, parse_path, eval_host, NULL,
	  .of_use = use_name },
	{ "name", OPS_PATTERN, true, false, 0, parse_path, eval_host, NULL,
	  .of_use = use_name },
	{ "sport", OPS_NUMBER, true, false, 0, parse_port, eval_port, test_port },
	{ "dport", OPS_NUMBER, true, true, 0, parse_port, eval_port, test_port },
	{ "dev", OPS_EQUAL, true, false, 0, parse_device, eval_device, test_device },
	/* Marks come with all the other details only. */
	{ "fwmark", OPS_EQUAL, true, false, NW_WANT_DETAILS, parse_mark, eval_mark, test_mark },
	{ "cgroup", OPS_EQUAL, true, false, 0, parse_cgroup, eval_cgroup, test_cgroup,
	  .of_use = use_cgroup, .use_want = NW_USE_LABELS },
	{ "autobound", 0, true, false, 0, NULL, eval_auto, test_auto },

	{ "pid", OPS_NUMBER, false, false, HOLDERS, parse_numbers, eval_pid, NULL,
	  .of_use = use_pid },
	{ "comm", OPS_PATTERN, false, false, HOLDERS | NW_WANT_STAT, parse_pattern,
	  eval_comm, NULL, .of_use = use_comm },
	{ "program", OPS_PATTERN, false, false, HOLDERS | NW_WANT_PROGRAM, parse_pattern,
	  eval_program, NULL, .of_use = use_program, .use_want = NW_USE_PROGRAM },
	{ "container", OPS_PATTERN, false, false, LABELS, parse_container, eval_label, NULL,
	  NW_LABEL_CONTAINER, .of_use = use_label, .use_want = NW_USE_LABELS },
	{ "runtime", OPS_PATTERN, false, false, LABELS, parse_pattern, eval_label, NULL,
	  NW_LABEL_RUNTIME, .of_use = use_label, .use_want = NW_USE_LABELS },
	{ "slice", OPS_PATTERN, false, false, LABELS, parse_pattern, eval_label, NULL,
	  NW_LABEL_SLICE, .of_use = use_label, .use_want = NW_USE_LABELS },
	{ "session", OPS_PATTERN, false, false, LABELS, parse_pattern, eval_label, NULL,
	  NW_LABEL_SESSION, .of_use = use_label, .use_want = NW_USE_LABELS },
	{ "unit", OPS_PATTERN, false, false, LABELS | NW_WANT_PURPOSE, parse_pattern,
	  eval_unit, NULL, .of_use = use_unit, .use_want = NW_USE_LABELS },
	{ "pod", OPS_PATTERN, false, false, LABELS, parse_pattern, eval_label, NULL,
	  NW_LABEL_POD, .of_use = use_label, .use_want = NW_USE_LABELS },
	{ "reason", OPS_EQUAL, false, false, HOLDERS, parse_reason, eval_reason, NULL,
	  .no_use = true },
	{ "user", OPS_EQUAL, false, false, 0, parse_user, eval_user, NULL,
	  .of_use = use_owner },
	{ "uid", OPS_NUMBER, false, false, 0, parse_number, eval_user, NULL,
	  .of_use = use_owner },
	{ "inode", OPS_NUMBER, false, false, 0, parse_number, eval_inode, NULL,
	  .of_use = use_inode },
	{ "cookie", OPS_NUMBER, false, false, 0, parse_number, eval_cookie, NULL },
	{ "netns", OPS_EQUAL, false, false, 0, parse_named, eval_netns, NULL },
	{ "proto", OPS_EQUAL, false, false, 0, parse_kind, eval_kind, NULL },
	{ "family", OPS_EQUAL, false, false, 0, parse_kind, eval_kind, NULL },

	/* Of files and their processes alone. */
	{ .name = "ppid", .ops = OPS_NUMBER, .parse = parse_number, .of_use = use_parent },
	{ .name = "pgid", .ops = OPS_NUMBER, .parse = parse_number, .of_use = use_group },
	{ .name = "type", .ops = OPS_PATTERN, .parse = parse_pattern, .of_use = use_type,
	  .use_want = NW_USE_MOUNTS },
	{ .name = "fd", .ops = OPS_NUMBER, .parse = parse_fd, .of_use = use_fd },
	{ .name = "access", .ops = OPS_EQUAL, .parse = parse_letter, .of_use = use_access },
	{ .name = "lock", .ops = OPS_EQUAL, .parse = parse_letter, .of_use = use_lock,
	  .use_want = NW_USE_LOCKS },
	{ .name = "locked", .of_use = use_locked, .use_want = NW_USE_LOCKS },
	{ .name = "size", .ops = OPS_NUMBER, .parse = parse_amount, .of_use = use_size },
	{ .name = "allocated", .ops = OPS_NUMBER, .parse = parse_amount,
	  .of_use = use_allocated },
	{ .name = "offset", .ops = OPS_NUMBER, .parse = parse_amount, .of_use = use_offset,
	  .use_want = NW_USE_OFFSETS },
	{ .name = "nlink", .ops = OPS_NUMBER, .parse = parse_number, .of_use = use_nlink },
	{ .name = "device", .ops = OPS_EQUAL, .parse = parse_file_device, .of_use = use_device },
	{ .name = "deleted", .of_use = use_deleted },
	{ .name = "mount", .ops = OPS_PATTERN, .parse = parse_pattern, .of_use = use_mount,
	  .use_want = NW_USE_MOUNTS },
	{ .name = "fstype", .ops = OPS_PATTERN, .parse = parse_pattern, .of_use = use_fstype,
	  .use_want = NW_USE_MOUNTS },
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

/* A metric's name; they are C strings. */
static bool find_metric(struct text word, unsigned *ret)
{
	char name[32];
	const size_t len = text_len(&word);
	int r;

	if (len >= sizeof(name) || memchr(word.p, '\0', len))
		return false;
	memcpy(name, word.p, len);
	name[len] = '\0';
	r = nw_metric_of(name);
	if (r < 0)
		return false;
	*ret = (unsigned)r;
	return true;
}

const struct predicate *filter_find(struct text word, struct term *term)
{
	const struct predicate *predicate = predicate_of(word);

	/* Of either end: there will be two of them. */
	if (text_is(&word, "port"))
		return predicate_of(text_of("sport", 5));

	if (predicate || !find_metric(word, &term->metric))
		return predicate;
	term->want = nw_metric_want(term->metric);
	/* Without them a row has the one of the two that belongs to the running timer. */
	if (term->metric == NW_RETRANSMITS || term->metric == NW_PROBES)
		term->want |= NW_WANT_TIMERS;
	return &predicate_metric;
}

const char *filter_hint(struct text word)
{
	uint64_t number;

	text_char(&word, ':');
	return number_of(word, &number)
		       ? "a condition is expected, such as \"sport = :8080\" or \"port = 8080\""
		       : "unknown word";
}
