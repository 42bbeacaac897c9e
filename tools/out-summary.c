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

static bool is_of(const struct group *group, const char *proto)
{
	return strcmp(group->proto, proto) == 0;
}

/* Behind the others of its protocol, in whatever order the rows come. */
static void add(struct groups *groups, const char *proto, const char *state)
{
	size_t at = groups->n;

	while (at > 0 && !is_of(&groups->at[at - 1], proto))
		at--;
	if (at == 0)
		at = groups->n;
	memmove(&groups->at[at + 1], &groups->at[at], (groups->n - at) * sizeof(*groups->at));
	groups->at[at] = (struct group){ proto, state, 1 };
	groups->n++;
}

static void count(const struct report *report, struct groups *ret)
{
	ret->n = 0;
	ret->all = report->n;
	/* Rows come sorted by protocol, so a group is found from the end. */
	for (size_t i = 0; i < report->n; i++) {
		const char *proto = endpoint_proto(report->rows[i]);
		const char *state = endpoint_state(report->rows[i]);
		size_t at = ret->n;

		while (at > 0 && (!is_of(&ret->at[at - 1], proto) ||
				  strcmp(ret->at[at - 1].state, state) != 0))
			at--;
		if (at == 0 && ret->n < GROUPS_MAX)
			add(ret, proto, state);
		else if (at > 0)
			ret->at[at - 1].count++;
	}
}

/* All of the protocol that begins at *at, which is moved behind it. */
static struct group total(const struct groups *groups, size_t *at)
{
	struct group sum = { groups->at[*at].proto, "total", 0 };

	while (*at < groups->n && is_of(&groups->at[*at], sum.proto))
		sum.count += groups->at[(*at)++].count;
	return sum;
}

static void put_line(const struct group *group, struct buffer *out)
{
	buffer_format(out, "%-7s %-13s %8llu\n", group->proto, group->state,
		      (unsigned long long)group->count);
}

void summary_text(const struct report *report, struct buffer *out)
{
	struct groups groups;

	count(report, &groups);
	if (report->header)
		buffer_format(out, "%-7s %-13s %8s\n", "Proto", "State", "Count");
	for (size_t i = 0; i < groups.n;) {
		size_t end = i;
		const struct group sum = total(&groups, &end);

		while (i < end)
			put_line(&groups.at[i++], out);
		put_line(&sum, out);
	}
	put_line(&(struct group){ "all", "", groups.all }, out);
}

static void put_object(const struct group *group, struct buffer *out)
{
	buffer_format(out, "{\"proto\":\"%s\"", group->proto);
	if (*group->state)
		buffer_format(out, ",\"state\":\"%s\"", group->state);
	buffer_format(out, ",\"count\":%llu}", (unsigned long long)group->count);
}

static void put_totals(const struct groups *groups, struct buffer *out)
{
	for (size_t i = 0; i < groups->n;) {
		const char *separator = i ? ",\n" : "\n";
		const struct group sum = total(groups, &i);

		buffer_format(out, "%s{\"proto\":\"%s\",\"count\":%llu}", separator, sum.proto,
			      (unsigned long long)sum.count);
	}
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
	buffer_string(out, "\n],\"totals\":[");
	put_totals(&groups, out);
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
