/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples of counters from text: the same files as they were before, and are now. */
#ifndef NW_UNIT_SAMPLES_H
#define NW_UNIT_SAMPLES_H

#include "nstat-rows.h"
#include "unit-dir.h"

static struct nw *samples_nw;
static struct nw_counters *samples_before, *samples_now;

static inline void samples_begin(void)
{
	dir_recording("complete\n");
	dir_link("proc/1/ns/net", "net:[" DIR_NETNS "]");
	ck_assert_int_eq(nw_open(dir_own, &samples_nw), 0);
}

/* The sample of now becomes the one before. */
static inline void samples_take(enum nw_counter_source source, const char *file,
				const char *text)
{
	char path[64];

	snprintf(path, sizeof(path), "proc/net/%s", file);
	dir_text(path, text);
	nw_counters_free(samples_before);
	samples_before = samples_now;
	samples_now = NULL;
	ck_assert_int_eq(nw_counters_take(samples_nw, NULL, NW_BIT(source), &samples_now), 0);
}

static inline void samples_end(void)
{
	nw_counters_free(samples_before);
	nw_counters_free(samples_now);
	nw_free(samples_nw);
	samples_before = samples_now = NULL;
	samples_nw = NULL;
}

static inline size_t keyword_of(const char *name)
{
	const int index = nstat_keyword_find(name, strlen(name));

	ck_assert_msg(index >= 0, "%s", name);
	return (size_t)index;
}

/* Rows of what was taken last, so many seconds behind what was taken before. */
static inline void samples_rows(const char *keyword, double seconds, struct nstat_rows *ret)
{
	const struct nstat_pair pair = { samples_before, samples_now, seconds };

	ck_assert_int_eq(nstat_rows_make(&nstat_keywords[keyword_of(keyword)], &pair, ret), 0);
}

static inline const struct nstat_cell *cell_of(const struct nstat_row *row,
					       const char *keyword, const char *title)
{
	const struct nstat_keyword *all = &nstat_keywords[keyword_of(keyword)];

	for (size_t c = 0; c < all->n; c++)
		if (strcmp(all->columns[c].title, title) == 0)
			return &row->cells[c];
	ck_abort_msg("no column %s", title);
	return NULL;
}

static inline void assert_cell(const struct nstat_row *row, const char *keyword,
			       const char *title, double value)
{
	const struct nstat_cell *cell = cell_of(row, keyword, title);

	ck_assert_msg(cell->known, "%s is not known", title);
	ck_assert_msg(cell->value > value - 1e-9 && cell->value < value + 1e-9,
		      "%s is %f", title, cell->value);
}

static inline void assert_unknown(const struct nstat_row *row, const char *keyword,
				  const char *title)
{
	ck_assert_msg(!cell_of(row, keyword, title)->known, "%s is known", title);
}

#endif
