/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sar's layout: a banner, and reports of rows below their headers. */
#include <errno.h>
#include <libintl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fixed.h"
#include "nstat-print.h"
#include "nstat-processors.h"
#include "nstat-sections.h"

#define STAMP_WIDTH 11
/* Where nobody turns pages. */
#define NO_PAGE 86400

struct text {
	uint64_t lines, page; /* since the last header; of a terminal */
	size_t processors;    /* that are asked for, whether they are there or not */
	bool single; /* one report of one row: the header is not repeated each time */
	bool headed; /* the last row has one above it */
	bool spaced; /* each row names its namespace */
	struct nstat_paint paint;
};

static uint64_t page_length(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_row <= 2)
		return NO_PAGE;
	return size.ws_row - 2U;
}

/* ---- how many rows there will be ------------------------------------------------------------ */

/* Items of the first namespace, those among them that are not shown; 1 for what has none. */
static size_t count_items(const struct nstat_run *run, const struct nstat_keyword *keyword)
{
	const struct nw_counters *now = run->n_spaces ? run->spaces[0].now : NULL;
	const struct nw_counter *counter;
	const char *item = NULL;
	size_t n = 0;

	for (size_t i = 0; keyword->item && now && (counter = nw_counters_at(now, i)); i++) {
		if (nw_counter_source(counter) != keyword->source)
			continue;
		n += !item || strcmp(item, nw_counter_item(counter)) != 0;
		item = nw_counter_item(counter);
	}
	return n ? n : 1;
}

static bool has_many(const struct nstat_run *run, const struct nstat_keyword *keyword)
{
	const struct text *text = run->encoding;

	return (keyword->source == NW_COUNTERS_SOFTNET ? text->processors
						       : count_items(run, keyword)) > 1;
}

static bool is_single(const struct nstat_run *run)
{
	/* Of a file headers are repeated for each page alone, also those above items. */
	if (run->options.in_file)
		return true;
	for (size_t i = 0; i < nstat_keywords_n; i++)
		if (run->options.keywords == NW_BIT(i))
			return !has_many(run, &nstat_keywords[i]) &&
			       !nstat_in_sections(&nstat_keywords[i]);
	return false;
}

static void begin(struct nstat_run *run)
{
	struct text *text = calloc(1, sizeof(*text));
	char date[64];

	run->encoding = text;
	if (!text) {
		run->out.error = ENOMEM;
		return;
	}
	text->page = page_length();
	if (run->options.cpus)
		text->processors = nstat_processors_count(run->options.cpus);
	text->spaced = run->n_spaces > 1 || (run->options.netns && !run->options.sar) ||
		       (run->options.netns && strcmp(run->options.netns, "all") == 0);
	text->single = !text->spaced && is_single(run);
	nstat_paint_init(&text->paint, run->options.sar);
	nstat_stamp_date(date, sizeof(date),
			 run->n_spaces && run->spaces[0].now
				 ? nw_counters_realtime(run->spaces[0].now)
				 : run->now);
	buffer_format(&run->out, "%s %s (%s) ", run->host.sysname, run->host.release,
		      run->host.nodename);
	buffer_format(&run->out, "\t%s \t_%s_\t(%u CPU)\n", date, run->host.machine,
		      run->host.cpus);
	buffer_flush(&run->out);
}

/* ---- lines ------------------------------------------------------------------------------------- */

static bool is_last(const struct nstat_run *run, const struct nstat_keyword *keyword)
{
	/* --pretty leaves narrow ones where they are. */
	return keyword->item_last || (run->options.pretty && !keyword->item_width);
}

static int width_of(const struct nstat_keyword *keyword)
{
	return keyword->item_width ? keyword->item_width : NSTAT_WIDTH;
}

static void put_header(struct nstat_run *run, const struct nstat_keyword *keyword,
		       const char *stamp)
{
	const struct text *text = run->encoding;
	const bool last = is_last(run, keyword);

	if (nstat_in_sections(keyword)) {
		nstat_sections_header(run, keyword, stamp, STAMP_WIDTH);
		return;
	}
	buffer_format(&run->out, "\n%-*s", STAMP_WIDTH, stamp);
	if (keyword->item && !last)
		nstat_print_item(run, NULL, keyword->item, width_of(keyword));
	for (size_t c = 0; c < keyword->n; c++) {
		buffer_char(&run->out, ' ');
		fixed_pad(&run->out, NSTAT_WIDTH, keyword->columns[c].title);
	}
	if (keyword->item && last)
		nstat_print_item(run, NULL, keyword->item, 0);
	if (text->spaced)
		nstat_print_item(run, NULL, "NETNS", 0);
	buffer_char(&run->out, '\n');
}

static void put_row(struct nstat_run *run, const struct nstat_keyword *keyword,
		    const char *stamp, const struct nstat_space *space,
		    const struct nstat_row *row)
{
	const struct text *text = run->encoding;
	const bool last = is_last(run, keyword);

	buffer_format(&run->out, "%-*s", STAMP_WIDTH, stamp);
	if (keyword->item && !last)
		nstat_print_item(run, &text->paint, row->item, width_of(keyword));
	for (size_t c = 0; c < keyword->n; c++)
		nstat_print_cell(run, &text->paint, &keyword->columns[c], &row->cells[c]);
	if (keyword->item && last)
		nstat_print_item(run, &text->paint, row->item, 0);
	if (text->spaced)
		nstat_print_item(run, &text->paint, space->name ? space->name : "-", 0);
	buffer_char(&run->out, '\n');
}

/* Lines that are whole: whose they are stands above. */
static void put_sections(struct nstat_run *run, const struct nstat_keyword *keyword,
			 const char *stamp, const struct nstat_space *space,
			 const struct nstat_row *row)
{
	const struct text *text = run->encoding;

	if (text->spaced) {
		buffer_format(&run->out, "%-*s NETNS", STAMP_WIDTH, stamp);
		nstat_print_item(run, &text->paint, space->name ? space->name : "-", 0);
		buffer_char(&run->out, '\n');
	}
	nstat_sections_row(run, keyword, row, stamp, STAMP_WIDTH);
}

static void put_rows(struct nstat_run *run, const struct nstat_keyword *keyword,
		     const char *stamp, const struct nstat_space *space)
{
	const bool changed_only = run->options.changed_only &&
				  (keyword->item || !run->options.sar);

	for (size_t i = 0; i < run->rows.n; i++) {
		const struct nstat_row *row = &run->rows.at[i];

		if (changed_only && !row->changed)
			continue;
		if (nstat_in_sections(keyword))
			put_sections(run, keyword, stamp, space, row);
		else
			put_row(run, keyword, stamp, space, row);
	}
}

/* ---- samples -------------------------------------------------------------------------------------- */

/* Of a file sar counts the lines of all items, also of those that it does not show. */
static size_t lines_of(const struct nstat_run *run, const struct text *text, size_t keyword)
{
	size_t lines = 1;

	if (run->options.in_file)
		lines = nstat_keywords[keyword].source == NW_COUNTERS_SOFTNET
			      ? text->processors
			      : count_items(run, &nstat_keywords[keyword]);
	return lines ? lines : 1;
}

static bool wants_header(const struct nstat_run *run, struct text *text, size_t keyword)
{
	if (!text->single)
		return true;
	/* A window may have become another one; sar does not look again. */
	if (!run->options.sar)
		text->page = page_length();
	if (text->lines >= text->page)
		text->lines = 0;
	text->headed = text->lines == 0;
	text->lines += lines_of(run, text, keyword);
	return text->headed;
}

static void put_report(struct nstat_run *run, size_t keyword, const char *stamp)
{
	for (size_t s = 0; s < run->n_spaces; s++) {
		struct nstat_space *space = &run->spaces[s];

		if (nstat_rows_of(run, space, keyword) < 0 ||
		    nstat_totals_add(&space->totals, keyword, &run->rows, space->seconds) < 0)
			run->out.error = ENOMEM;
		put_rows(run, &nstat_keywords[keyword], stamp, space);
	}
}

/* Seconds are too coarse where there is more than one sample in them. */
static bool is_fine(const struct nstat_run *run)
{
	const uint64_t second = 1000000000, hundredth = 10000000;

	if (run->options.sar)
		return false;
	/* Of a file the interval is what it was. */
	if (run->options.in_file && !run->options.interval_ns)
		return run->before && run->now - run->before < second - hundredth;
	return run->options.interval_ns % second;
}

static void stamp_of(const struct nstat_run *run, uint64_t realtime, char *ret, size_t size)
{
	const uint64_t second = 1000000000, hundredth = 10000000;
	size_t len;

	nstat_stamp_time(ret, size, realtime);
	len = strlen(ret);
	if (is_fine(run) && len + 3 <= STAMP_WIDTH)
		snprintf(ret + len, size - len, ".%02u",
			 (unsigned)(realtime % second / hundredth));
}

static void row(struct nstat_run *run)
{
	struct text *text = run->encoding;
	char before[64], now[64];

	if (!text)
		return;
	stamp_of(run, run->before ? run->before : run->now, before, sizeof(before));
	stamp_of(run, run->now, now, sizeof(now));
	for (size_t k = 0; k < nstat_keywords_n; k++) {
		if (!(run->options.keywords & NW_BIT(k)))
			continue;
		if (wants_header(run, text, k))
			put_header(run, &nstat_keywords[k], before);
		put_report(run, k, now);
	}
}

/* ---- averages --------------------------------------------------------------------------------------- */

static bool is_there(const struct nstat_space *space, const struct nstat_keyword *keyword,
		     const struct nstat_row *row)
{
	const struct nw_counter *counter;

	if (row->sum || !keyword->item)
		return true;
	for (size_t i = 0; space->now && (counter = nw_counters_at(space->now, i)); i++)
		if (nw_counter_source(counter) == keyword->source &&
		    strcmp(nw_counter_item(counter), row->item) == 0)
			return true;
	return false;
}

/* sar has no average of what is gone by then. */
static void keep_present(struct nstat_run *run, const struct nstat_space *space, size_t keyword)
{
	size_t kept = 0;

	for (size_t i = 0; i < run->rows.n; i++)
		if (is_there(space, &nstat_keywords[keyword], &run->rows.at[i]))
			run->rows.at[kept++] = run->rows.at[i];
	run->rows.n = kept;
}

/*
 * Of a file sar puts a header above the averages if the next row would have one, or, when it
 * stops before the end, if the last row has.
 */
static bool is_headed(const struct nstat_run *run, const struct text *text)
{
	const bool stopped = run->options.count && run->samples == run->options.count;

	return run->options.in_file && (stopped ? text->headed : text->lines >= text->page);
}

static void put_averages(struct nstat_run *run, const struct text *text, size_t keyword)
{
	/* As sysstat's own catalogue has it, if it is installed. */
	const char *label = dgettext("sysstat", "Average:");

	if (!text->single || is_headed(run, text))
		put_header(run, &nstat_keywords[keyword], label);
	for (size_t s = 0; s < run->n_spaces; s++) {
		if (nstat_totals_rows(&run->spaces[s].totals, keyword, &run->rows) < 0)
			run->out.error = ENOMEM;
		if (run->options.sar)
			keep_present(run, &run->spaces[s], keyword);
		put_rows(run, &nstat_keywords[keyword], label, &run->spaces[s]);
	}
}

static void end(struct nstat_run *run)
{
	struct text *text = run->encoding;

	if (nstat_interrupted())
		buffer_char(&run->out, '\n');
	for (size_t k = 0;
	     text && run->samples && !run->options.since_boot && k < nstat_keywords_n; k++)
		if (run->options.keywords & NW_BIT(k))
			put_averages(run, text, k);
}

static void done(struct nstat_run *run)
{
	free(run->encoding);
}

static void restart(struct nstat_run *run)
{
	char stamp[64];

	nstat_stamp_time(stamp, sizeof(stamp), run->now);
	buffer_format(&run->out, "\n%-*s  LINUX RESTART\t(%u CPU)\n", STAMP_WIDTH, stamp,
		      run->host.cpus);
}

const struct nstat_encoder nstat_text = { begin, row, end, .close = done, .restart = restart };
