/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of a report and their order. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

void report_cell(const struct report *report, const struct column *column,
		 const void *row, struct cell *ret)
{
	report->view->scratch.n = 0;
	ret->kind = CELL_ABSENT;
	if (column->of)
		row = column->of(row);
	if (row)
		column->get(column, report->view, row, ret);
}

struct sortable {
	const void *row;
	size_t place; /* among rows that are equal the table's order stays */
	enum cell_kind kind;
	uint64_t number;
	char *text;
	size_t len;
};

static int compare(const struct sortable *a, const struct sortable *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int r;

	/* What is absent comes last, however it is sorted. */
	if (a->kind == CELL_ABSENT || b->kind == CELL_ABSENT)
		return 0;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->kind == CELL_NUMBER || a->kind == CELL_FLAG)
		return (a->number > b->number) - (a->number < b->number);
	r = len ? memcmp(a->text, b->text, len) : 0;
	return r ? r : (a->len > b->len) - (a->len < b->len);
}

static int settle(const struct sortable *a, const struct sortable *b, int r)
{
	bool a_absent = a->kind == CELL_ABSENT, b_absent = b->kind == CELL_ABSENT;

	if (a_absent != b_absent)
		return a_absent ? 1 : -1;
	return r ? r : (a->place > b->place) - (a->place < b->place);
}

static int ascending(const void *a, const void *b)
{
	return settle(a, b, compare(a, b));
}

static int descending_order(const void *a, const void *b)
{
	return settle(a, b, compare(b, a));
}

static int fill_key(const struct report *report, const struct column *column,
		    struct sortable *ret)
{
	struct buffer text = { .fd = -1 };
	struct cell cell;

	report_cell(report, column, ret->row, &cell);
	ret->kind = cell.kind;
	if (cell.kind == CELL_NUMBER)
		ret->number = cell.number;
	else if (cell.kind == CELL_FLAG)
		ret->number = cell.flag;
	else if (cell.kind == CELL_TEXT)
		buffer_bytes(&text, cell.text.at, cell.text.len);
	else if (cell.kind != CELL_ABSENT)
		cell_print(&cell, &text);
	ret->text = text.at;
	ret->len = text.n;
	return text.error ? -ENOMEM : 0;
}

int report_sort(struct report *report, const struct column *column, bool descending)
{
	struct sortable *all = calloc(report->n + 1, sizeof(*all));
	int r = all ? 0 : -ENOMEM;

	for (size_t i = 0; r == 0 && i < report->n; i++) {
		all[i].row = report->rows[i];
		all[i].place = i;
		r = fill_key(report, column, &all[i]);
	}
	if (r == 0) {
		qsort(all, report->n, sizeof(*all), descending ? descending_order : ascending);
		for (size_t i = 0; i < report->n; i++)
			report->rows[i] = all[i].row;
	}
	for (size_t i = 0; all && i < report->n; i++)
		free(all[i].text);
	free(all);
	return r;
}

int report_rows(struct report *report, const struct column *sort, bool descending)
{
	report->n = nw_table_socks(report->table);
	report->rows = calloc(report->n + 1, sizeof(*report->rows));
	if (!report->rows)
		return -ENOMEM;
	for (size_t i = 0; i < report->n; i++)
		report->rows[i] = nw_table_sock(report->table, i);
	return sort && report->n ? report_sort(report, sort, descending) : 0;
}

void report_only(struct report *report, const struct column *column)
{
	size_t kept = 0;

	for (size_t i = 0; i < report->n; i++) {
		struct cell cell;

		report_cell(report, column, report->rows[i], &cell);
		if (cell.kind != CELL_ABSENT)
			report->rows[kept++] = report->rows[i];
	}
	report->n = kept;
}

void report_free(struct report *report)
{
	free(report->rows);
	report->rows = NULL;
}
