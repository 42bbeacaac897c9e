/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Histories with values that a test knows. */
#ifndef NW_UNIT_DRAW_H
#define NW_UNIT_DRAW_H

#include <math.h>
#include <stdio.h>

#include "nstat.h"
#include "nstat-past.h"
#include "unit.h"

#define SECOND UINT64_C(1000000000)
/* 2026-11-22 10:00:00 UTC */
#define EPOCH (UINT64_C(1795341600) * SECOND)

static inline size_t keyword_of(const char *name)
{
	const int k = nstat_keyword_find(name, strlen(name));

	ck_assert_int_ge(k, 0);
	return (size_t)k;
}

/* Sample `i` of one a second. */
static inline struct nstat_moment moment_at(uint64_t i)
{
	return (struct nstat_moment){ 1000 * SECOND + i * SECOND, EPOCH + i * SECOND, 1, true };
}

/* A row of a keyword, all of whose columns have this value; NAN: not known. */
static inline struct nstat_row row_of(const char *item, uint32_t index, double value)
{
	struct nstat_row row = { .item = item, .index = index };

	for (size_t c = 0; c < NSTAT_COLUMNS; c++) {
		row.cells[c].known = !isnan(value);
		row.cells[c].value = isnan(value) ? 0 : value;
	}
	return row;
}

static inline void put_rows(struct nstat_past *past, const char *keyword,
			    struct nstat_row *at, size_t n)
{
	const struct nstat_rows rows = { at, n, n };

	ck_assert_int_eq(nstat_past_rows(past, 0, "", keyword_of(keyword), &rows), 0);
}

/* Sample `i`, of one row. */
static inline void put_sample(struct nstat_past *past, uint64_t i, const char *keyword,
			      double value)
{
	const struct nstat_moment moment = moment_at(i);
	struct nstat_row row = row_of("", 0, value);

	nstat_past_begin(past, &moment);
	put_rows(past, keyword, &row, 1);
}

#endif
