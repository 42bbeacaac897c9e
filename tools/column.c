/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of columns, and lists of them as people write them. */
#include <stdio.h>
#include <string.h>

#include "column.h"
#include "tool.h"

static void get_metric(const struct column *column, struct view *view,
		       const void *sock, struct cell *ret)
{
	uint64_t value;

	(void)view;
	if (nw_sock_metric(sock, column->metric, &value))
		*ret = cell_number(value);
}

size_t column_set_count(const struct column_set *set)
{
	return set->n + (set->metrics ? nw_metrics() : 0);
}

void column_set_get(const struct column_set *set, size_t i, struct column *ret)
{
	unsigned metric = (unsigned)(i - set->n);

	if (i < set->n) {
		*ret = set->at[i];
		return;
	}
	*ret = (struct column){
		.key = nw_metric_name(metric),
		.title = nw_metric_name(metric),
		.help = nw_metric_help(metric),
		.want = nw_metric_want(metric),
		.right = true,
		.get = get_metric,
		.metric = metric,
		.of = set->metrics_of,
	};
}

static bool same_key(const char *key, const char *asked, size_t len)
{
	if (strlen(key) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (key[i] != (asked[i] == '-' ? '_' : asked[i]))
			return false;
	return true;
}

bool column_set_find(const struct column_set *set, const char *key, size_t len,
		     struct column *ret)
{
	for (size_t i = 0; i < column_set_count(set); i++) {
		struct column column;

		column_set_get(set, i, &column);
		/* A column of ours hides the metric of the same name. */
		if (!same_key(column.key, key, len))
			continue;
		*ret = column;
		return true;
	}
	return false;
}

bool column_has(const struct column_list *list, const char *key)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->at[i].key, key) == 0)
			return true;
	return false;
}

static int add(struct column_list *list, const char *key, size_t len)
{
	struct column column;

	if (!column_set_find(list->set, key, len, &column))
		return -1;
	/* One of a name: keys of a JSON object are unique. */
	if (column_has(list, column.key))
		return 0;
	if (list->n == COLUMNS_MAX)
		return -2;
	list->at[list->n++] = column;
	list->want |= column.want;
	list->use_want |= column.use_want;
	return 0;
}

bool column_add(struct column_list *list, const char *key)
{
	return column_has(list, key) || add(list, key, strlen(key)) == 0;
}

int column_parse(struct column_list *list, const char *text, const char **bad, size_t *bad_len)
{
	for (;;) {
		size_t len = strcspn(text, ",");
		int r = add(list, text, len);

		if (r < 0) {
			*bad = text;
			*bad_len = len;
			return r;
		}
		text += len;
		if (!*text)
			return 0;
		text++;
	}
}

int column_take(struct column_list *list, const char *text)
{
	const char *bad = text;
	size_t bad_len = 0;
	char word[64];
	int r = column_parse(list, text, &bad, &bad_len);

	if (r == 0)
		return 0;
	snprintf(word, sizeof(word), "%.*s", (int)bad_len, bad);
	tool_say_about(r == -1 ? "no such column (--columns help lists them)"
			       : "too many columns, from this one on",
		       word);
	return -1;
}

void column_set_help(const struct column_set *set)
{
	for (size_t i = 0; i < column_set_count(set); i++) {
		struct column column;

		column_set_get(set, i, &column);
		printf("%-21s %s\n", column.key, column.help);
	}
}
