/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many sockets there are of each kind and state. */
#include <string.h>

#include "out-summary.h"

struct group {
	const char *proto, *state;
	uint64_t count;
};

/* Protocols with a 6 apart, and one more state than there are: none. */
#define GROUPS_MAX (2 * NW_FAMILIES_ * 24)

struct groups {
	struct group at[GROUPS_MAX];
	size_t n;
	uint64_t all;
};

static void count(const struct report *report, struct groups *ret)
{
	ret->n = 0;
	ret->all = report->n;
	/* Rows come sorted by protocol, so a group is found from the end. */
	for (size_t i = 0; i < report->n; i++) {
		const char *proto = endpoint_proto(report->rows[i]);
		const char *state = endpoint_state(report->rows[i]);
		size_t at = ret->n;

		while (at > 0 && (strcmp(ret->at[at - 1].proto, proto) != 0 ||
				  strcmp(ret->at[at - 1].state, state) != 0))
			at--;
		if (at == 0 && ret->n < GROUPS_MAX)
			ret->at[ret->n++] = (struct group){ proto, state, 1 };
		else if (at > 0)
			ret->at[at - 1].count++;
	}
}

void summary_text(const struct report *report, struct buffer *out)
{
	struct groups groups;

	count(report, &groups);
	if (report->header)
		buffer_format(out, "%-7s %-13s %8s\n", "Proto", "State", "Count");
	for (size_t i = 0; i < groups.n; i++)
		buffer_format(out, "%-7s %-13s %8llu\n", groups.at[i].proto,
			      groups.at[i].state, (unsigned long long)groups.at[i].count);
	buffer_format(out, "%-7s %-13s %8llu\n", "all", "", (unsigned long long)groups.all);
}

static void put_object(const struct group *group, struct buffer *out)
{
	buffer_format(out, "{\"proto\":\"%s\"", group->proto);
	if (*group->state)
		buffer_format(out, ",\"state\":\"%s\"", group->state);
	buffer_format(out, ",\"count\":%llu}", (unsigned long long)group->count);
}

void summary_json(const struct report *report, struct buffer *out)
{
	struct groups groups;

	count(report, &groups);
	buffer_format(out, "{\"netwho\":\"%s\",\"summary\":[", nw_version());
	for (size_t i = 0; i < groups.n; i++) {
		buffer_string(out, i ? ",\n" : "\n");
		put_object(&groups.at[i], out);
	}
	buffer_format(out, "\n],\"count\":%llu,", (unsigned long long)groups.all);
	json_notes(report, out);
	buffer_string(out, "}\n");
}

void summary_ndjson(const struct report *report, struct buffer *out)
{
	struct groups groups;

	count(report, &groups);
	for (size_t i = 0; i < groups.n; i++) {
		put_object(&groups.at[i], out);
		buffer_char(out, '\n');
	}
}

void summary_csv(const struct report *report, struct buffer *out)
{
	struct groups groups;

	count(report, &groups);
	if (report->header)
		buffer_string(out, "proto,state,count\r\n");
	for (size_t i = 0; i < groups.n; i++)
		buffer_format(out, "%s,%s,%llu\r\n", groups.at[i].proto,
			      groups.at[i].state, (unsigned long long)groups.at[i].count);
}
