/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of columns, and lists of them as people write them. */
#include <stdio.h>
#include <string.h>

#include "column.h"

static void get_metric(const struct column *column, struct view *view,
		       const struct nw_sock *sock, struct cell *ret)
{
	uint64_t value;

	(void)view;
	if (nw_sock_metric(sock, column->metric, &value))
		*ret = cell_number(value);
}

size_t columns_count(void)
{
	return sock_columns_n + nw_metrics();
}

void columns_get(size_t i, struct column *ret)
{
	unsigned metric = (unsigned)(i - sock_columns_n);

	if (i < sock_columns_n) {
		*ret = sock_columns[i];
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

bool column_find(const char *key, size_t len, struct column *ret)
{
	for (size_t i = 0; i < columns_count(); i++) {
		struct column column;

		columns_get(i, &column);
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

	if (!column_find(key, len, &column))
		return -1;
	/* One of a name: keys of a JSON object are unique. */
	if (column_has(list, column.key))
		return 0;
	if (list->n == COLUMNS_MAX)
		return -2;
	list->at[list->n++] = column;
	list->want |= column.want;
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
