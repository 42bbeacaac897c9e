/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The average of many rows: all that moved over all the time, gauges by their mean. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nstat-rows.h"

void nstat_totals_free(struct nstat_totals *totals)
{
	free(totals->at);
	*totals = (struct nstat_totals){ 0 };
}

static bool is_of(const struct nstat_total *total, size_t keyword, const struct nstat_row *row)
{
	if (total->keyword != keyword || total->sum != row->sum)
		return false;
	if (total->index && row->index)
		return total->index == row->index;
	return strcmp(total->item, row->item) == 0;
}

static struct nstat_total *find(struct nstat_totals *totals, size_t keyword,
				const struct nstat_row *row)
{
	for (size_t i = 0; i < totals->n; i++)
		if (is_of(&totals->at[i], keyword, row))
			return &totals->at[i];
	if (totals->n == totals->size) {
		const size_t size = totals->size ? 2 * totals->size : 16;
		void *at = realloc(totals->at, size * sizeof(*totals->at));

		if (!at)
			return NULL;
		totals->at = at;
		totals->size = size;
	}
	totals->at[totals->n] = (struct nstat_total){
		.keyword = keyword, .index = row->index, .sum = row->sum,
	};
	return &totals->at[totals->n++];
}

static void add(struct nstat_total *total, const struct nstat_row *row, double seconds)
{
	/* It is called by the name that it has now. */
	snprintf(total->item, sizeof(total->item), "%s", row->item);
	total->speed = row->speed;
	total->full_duplex = row->full_duplex;
	for (size_t c = 0; c < NSTAT_COLUMNS; c++) {
		if (!row->cells[c].known)
			continue;
		total->cells[c].known++;
		total->cells[c].seconds += seconds;
		total->cells[c].growth += (double)row->cells[c].growth;
		total->cells[c].gauges += row->cells[c].value;
	}
}

int nstat_totals_add(struct nstat_totals *totals, size_t keyword, const struct nstat_rows *rows,
		     double seconds)
{
	for (size_t i = 0; i < rows->n; i++) {
		struct nstat_total *total = find(totals, keyword, &rows->at[i]);

		if (!total)
			return -ENOMEM;
		add(total, &rows->at[i], seconds);
	}
	return 0;
}

static double rate(const struct nstat_total *total, enum nstat_form form, size_t c)
{
	return nstat_rate(form, total->cells[c].growth, total->cells[c].seconds);
}

/* Of the mean of both directions; that is less than the mean of what was in use. */
static double use(const struct nstat_total *total, const struct nstat_keyword *keyword,
		  const struct nstat_column *column, const struct nstat_row *row)
{
	const size_t rx = nstat_use_part(keyword, &column->parts[0]);
	const size_t tx = nstat_use_part(keyword, &column->parts[1]);

	if (rx == keyword->n || tx == keyword->n)
		return 0;
	return nstat_use(row, rate(total, NSTAT_RATE, rx), rate(total, NSTAT_RATE, tx));
}

static void average(const struct nstat_total *total, const struct nstat_keyword *keyword,
		    struct nstat_row *ret)
{
	*ret = (struct nstat_row){
		.item = total->item,
		.index = total->index,
		.sum = total->sum,
		.speed = total->speed,
		.full_duplex = total->full_duplex,
	};
	for (size_t c = 0; c < keyword->n; c++) {
		const struct nstat_column *column = &keyword->columns[c];
		struct nstat_cell *cell = &ret->cells[c];

		cell->known = total->cells[c].known;
		cell->gauge = column->form == NSTAT_GAUGE;
		if (!cell->known)
			continue;
		if (cell->gauge)
			cell->value = total->cells[c].gauges / (double)total->cells[c].known;
		else if (column->form == NSTAT_USE)
			cell->value = use(total, keyword, column, ret);
		else
			cell->value = rate(total, column->form, c);
		ret->changed |= cell->value != 0;
	}
}

int nstat_totals_rows(const struct nstat_totals *totals, size_t keyword, struct nstat_rows *ret)
{
	ret->n = 0;
	for (size_t i = 0; i < totals->n; i++) {
		if (totals->at[i].keyword != keyword)
			continue;
		if (ret->n == ret->size) {
			const size_t size = ret->size ? 2 * ret->size : 4;
			void *at = realloc(ret->at, size * sizeof(*ret->at));

			if (!at)
				return -ENOMEM;
			ret->at = at;
			ret->size = size;
		}
		average(&totals->at[i], &nstat_keywords[keyword], &ret->at[ret->n++]);
	}
	return 0;
}
