/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of a keyword's report: what two samples of counters make of its columns. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nstat-rows.h"

#define KILO 1024

/* By hundredths, which times mostly are whole ones of: then what is half way between two
 * numbers is rounded as sar rounds it. */
double nstat_rate(enum nstat_form form, double growth, double seconds)
{
	const double hundredths = seconds * 100;
	const double whole = (double)(uint64_t)(hundredths + 0.5), off = hundredths - whole;

	if (!(seconds > 0))
		return 0;
	return growth / (off < 1e-6 && off > -1e-6 ? whole : hundredths) * 100 /
	       (form == NSTAT_KILO ? KILO : 1);
}

void nstat_rows_free(struct nstat_rows *rows)
{
	free(rows->at);
	*rows = (struct nstat_rows){ 0 };
}

static struct nstat_row *add_row(struct nstat_rows *rows)
{
	if (rows->n == rows->size) {
		const size_t size = rows->size ? 2 * rows->size : 4;
		void *at = realloc(rows->at, size * sizeof(*rows->at));

		if (!at)
			return NULL;
		rows->at = at;
		rows->size = size;
	}
	rows->at[rows->n] = (struct nstat_row){ .item = "" };
	return &rows->at[rows->n++];
}

/* ---- one counter ---------------------------------------------------------------------- */

static bool is_same(const struct nw_counter *a, const struct nw_counter *b)
{
	const uint32_t index = nw_counter_index(a);

	if (nw_counter_source(a) != nw_counter_source(b) ||
	    strcmp(nw_counter_name(a), nw_counter_name(b)) != 0 ||
	    strcmp(nw_counter_group(a), nw_counter_group(b)) != 0)
		return false;
	/* An interface may be renamed, and another one be given its name. */
	if (index && nw_counter_index(b))
		return index == nw_counter_index(b);
	return strcmp(nw_counter_item(a), nw_counter_item(b)) == 0;
}

/*
 * Mostly it stands where it stands in the later sample, or as far from there as the one before
 * it. Before the first counter is no counter either: numbers wrap.
 */
static const struct nw_counter *earlier(const struct nstat_pair *pair, size_t at,
					const struct nw_counter *now)
{
	const size_t shift = pair->hints ? pair->hints->shift : 0;
	const struct nw_counter *counter = nw_counters_at(pair->before, at + shift);

	if (counter && is_same(counter, now))
		return counter;
	for (size_t i = 0; (counter = nw_counters_at(pair->before, i)); i++) {
		if (!is_same(counter, now))
			continue;
		if (pair->hints)
			pair->hints->shift = i - at;
		return counter;
	}
	return NULL;
}

bool nstat_growth(const struct nstat_pair *pair, size_t at, const struct nw_counter *now,
		  uint64_t *ret)
{
	const struct nw_counter *before;

	if (!pair->before) {
		*ret = nw_counter_value(now);
		return !nw_counter_negative(now);
	}
	before = earlier(pair, at, now);
	return before && nw_counter_growth(before, now, ret);
}

static bool is_part(const struct nstat_part *part, const struct nw_counter *counter)
{
	return strcmp(part->name, nw_counter_name(counter)) == 0 &&
	       strcmp(part->group, nw_counter_group(counter)) == 0;
}

/* The first part decides whether anything is known; the others add what they have. */
static void add_part(bool first, bool known, uint64_t value, struct nstat_cell *cell)
{
	if (!known)
		return;
	cell->known |= first || cell->known;
	cell->growth += value;
	cell->value += (double)value;
}

/* Those of one row: where they begin, and where the next ones do. */
struct range {
	size_t from, to;
};

/* Columns mostly stand in the kernel's order: each is looked for behind the one before it. */
static bool find_part(const struct nstat_keyword *keyword, const struct nstat_pair *pair,
		      const struct nstat_part *part, const struct range *range, size_t *at)
{
	const size_t n = range->to - range->from, start = *at - range->from;

	for (size_t i = 0; i < n; i++) {
		const size_t here = range->from + (start + i) % n;
		const struct nw_counter *counter = nw_counters_at(pair->now, here);

		if (!nstat_keyword_reads(keyword, nw_counter_source(counter)) ||
		    !is_part(part, counter))
			continue;
		*at = here;
		return true;
	}
	return false;
}

static void take_range(const struct nstat_keyword *keyword, const struct nstat_pair *pair,
		       const struct range *range, struct nstat_row *row)
{
	size_t at = range->from;

	for (size_t c = 0; c < keyword->n; c++) {
		const struct nstat_column *column = &keyword->columns[c];

		row->cells[c].gauge = column->form == NSTAT_GAUGE;
		if (column->form == NSTAT_USE)
			continue;
		for (size_t p = 0; p < NSTAT_PARTS && column->parts[p].name; p++) {
			const struct nw_counter *counter;
			uint64_t value;
			bool known = true;

			if (!find_part(keyword, pair, &column->parts[p], range, &at))
				continue;
			counter = nw_counters_at(pair->now, at);
			value = nw_counter_value(counter);
			if (column->form != NSTAT_GAUGE)
				known = nstat_growth(pair, at, counter, &value);
			add_part(p == 0, known, value, &row->cells[c]);
		}
	}
}

/* ---- how much of what an interface could move it did move --------------------------------- */

#define MEGABIT 1e6
#define FULL_DUPLEX 2

static bool is_setting(const struct nw_counter *counter);

/* They are in the order of interfaces, of which not every one has any: so this looks only
 * where the next ones are. */
static void take_settings(const struct nstat_pair *pair, struct nstat_row *row)
{
	const struct nw_counter *counter;
	size_t *at = &pair->hints->settings;

	while ((counter = nw_counters_at(pair->now, *at)) && !is_setting(counter))
		++*at;
	while ((counter = nw_counters_at(pair->now, *at)) && is_setting(counter) &&
	       strcmp(nw_counter_item(counter), row->item) == 0) {
		if (strcmp(nw_counter_name(counter), "speed") == 0)
			row->speed = nw_counter_value(counter);
		else
			row->full_duplex = nw_counter_value(counter) == FULL_DUPLEX;
		++*at;
	}
}

/* Both directions share a half duplex line; else the busier one counts. */
double nstat_use(const struct nstat_row *row, double rx, double tx)
{
	const double bytes = row->full_duplex ? (rx > tx ? rx : tx) : rx + tx;

	return row->speed ? bytes * 8 / ((double)row->speed * MEGABIT) * 100 : 0;
}

size_t nstat_use_part(const struct nstat_keyword *keyword, const struct nstat_part *part)
{
	size_t c = 0;

	while (c < keyword->n && (keyword->columns[c].form == NSTAT_USE ||
				  strcmp(keyword->columns[c].parts[0].name, part->name) != 0))
		c++;
	return c;
}

static void finish_use(const struct nstat_keyword *keyword, const struct nstat_pair *pair,
		       const struct nstat_column *column, struct nstat_row *row,
		       struct nstat_cell *cell)
{
	const size_t rx = nstat_use_part(keyword, &column->parts[0]);
	const size_t tx = nstat_use_part(keyword, &column->parts[1]);

	if (rx == keyword->n || tx == keyword->n)
		return;
	cell->known = row->cells[rx].known && row->cells[tx].known;
	take_settings(pair, row);
	if (cell->known)
		cell->value = nstat_use(
			row,
			nstat_rate(NSTAT_RATE, (double)row->cells[rx].growth, pair->seconds),
			nstat_rate(NSTAT_RATE, (double)row->cells[tx].growth, pair->seconds));
}

/* ---- rows --------------------------------------------------------------------------------- */

static void finish(const struct nstat_keyword *keyword, const struct nstat_pair *pair,
		   struct nstat_row *row)
{
	for (size_t c = 0; c < keyword->n; c++) {
		const struct nstat_column *column = &keyword->columns[c];
		struct nstat_cell *cell = &row->cells[c];

		/* Of rates there is only growth so far. */
		if (column->form == NSTAT_USE)
			finish_use(keyword, pair, column, row, cell);
		else if (column->form != NSTAT_GAUGE)
			cell->value = nstat_rate(column->form, (double)cell->growth,
						 pair->seconds);
		/* No time passed, or a recording does not tell when it was made. */
		cell->known &= column->form == NSTAT_GAUGE || pair->seconds > 0;
		row->changed |= cell->known && cell->growth;
	}
}

static int make_single(const struct nstat_keyword *keyword, const struct nstat_pair *pair,
		       struct nstat_rows *ret)
{
	const struct range all = { 0, nw_counters_count(pair->now) };
	struct nstat_row *row = add_row(ret);

	if (!row)
		return -ENOMEM;
	take_range(keyword, pair, &all, row);
	finish(keyword, pair, row);
	return 0;
}

/* Speeds stand behind all interfaces. */
static bool is_setting(const struct nw_counter *counter)
{
	return nw_counter_source(counter) == NW_COUNTERS_DEV && nw_counter_gauge(counter);
}

/* The counters of an item stand one behind the other: the next one that is of this source. */
static bool next_item(const struct nstat_keyword *keyword, const struct nw_counters *counters,
		      struct range *range)
{
	const struct nw_counter *counter, *first;

	range->from = range->to;
	while ((first = nw_counters_at(counters, range->from)) &&
	       (nw_counter_source(first) != keyword->source || is_setting(first)))
		range->from++;
	for (range->to = range->from; (counter = nw_counters_at(counters, range->to));
	     range->to++)
		if (nw_counter_source(counter) != keyword->source || is_setting(counter) ||
		    strcmp(nw_counter_item(counter), nw_counter_item(first)) != 0)
			break;
	return first;
}

static int make_items(const struct nstat_keyword *keyword, const struct nstat_pair *pair,
		      struct nstat_rows *ret)
{
	struct range range = { 0 };

	while (next_item(keyword, pair->now, &range)) {
		const struct nw_counter *first = nw_counters_at(pair->now, range.from);
		struct nstat_row *row = add_row(ret);

		if (!row)
			return -ENOMEM;
		row->item = nw_counter_item(first);
		row->index = nw_counter_index(first);
		take_range(keyword, pair, &range, row);
		finish(keyword, pair, row);
	}
	return 0;
}

static bool any_known(const struct nstat_keyword *keyword, const struct nstat_row *row)
{
	for (size_t c = 0; c < keyword->n; c++)
		if (row->cells[c].known && !row->cells[c].gauge)
			return true;
	return false;
}

static void drop_unknown(const struct nstat_keyword *keyword, struct nstat_rows *rows)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->n; i++)
		if (any_known(keyword, &rows->at[i]))
			rows->at[kept++] = rows->at[i];
	rows->n = kept;
}

/* Processors add up, in front of them. */
static int add_sum(const struct nstat_keyword *keyword, struct nstat_rows *rows)
{
	struct nstat_row sum = { .item = "all", .sum = true };

	for (size_t i = 0; i < rows->n; i++) {
		sum.changed |= rows->at[i].changed;
		for (size_t c = 0; c < keyword->n; c++) {
			sum.cells[c].gauge = rows->at[i].cells[c].gauge;
			sum.cells[c].known |= rows->at[i].cells[c].known;
			sum.cells[c].growth += rows->at[i].cells[c].growth;
			sum.cells[c].value += rows->at[i].cells[c].value;
		}
	}
	if (!add_row(rows))
		return -ENOMEM;
	memmove(&rows->at[1], &rows->at[0], (rows->n - 1) * sizeof(*rows->at));
	rows->at[0] = sum;
	return 0;
}

int nstat_rows_make(const struct nstat_keyword *keyword, const struct nstat_pair *given,
		    struct nstat_rows *ret)
{
	struct nstat_hints hints = { 0 };
	const struct nstat_pair hinted = { given->before, given->now, given->seconds, &hints };
	const struct nstat_pair *pair = &hinted;
	int r;

	ret->n = 0;
	if (!keyword->item)
		return make_single(keyword, pair, ret);
	r = make_items(keyword, pair, ret);
	if (r == 0)
		drop_unknown(keyword, ret);
	if (r == 0 && keyword->source == NW_COUNTERS_SOFTNET && ret->n)
		r = add_sum(keyword, ret);
	return r;
}
