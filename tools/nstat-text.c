/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sar's layout: a banner, and reports of rows below their headers. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "escape.h"
#include "nstat-sections.h"

#define STAMP_WIDTH 11
#define WIDTH 9
/* Where nobody turns pages. */
#define NO_PAGE 86400

struct text {
	uint64_t lines, page; /* since the last header; of a terminal */
	bool single;          /* one report of one row: the header is not repeated each time */
};

static uint64_t page_length(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		return NO_PAGE;
	return size.ws_row > 2 ? size.ws_row - 2U : 1;
}

static bool is_single(const struct nstat_options *options)
{
	const uint64_t keywords = options->keywords;

	/* Of a file sar repeats no header above items either. */
	if (options->in_file)
		return true;
	for (size_t i = 0; i < nstat_keywords_n; i++)
		if (keywords == NW_BIT(i))
			return !nstat_keywords[i].item && !nstat_in_sections(&nstat_keywords[i]);
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
	text->single = is_single(&run->options) && run->n_spaces == 1;
	nstat_stamp_date(date, sizeof(date),
			 run->n_spaces && run->spaces[0].now
				 ? nw_counters_realtime(run->spaces[0].now)
				 : run->now);
	buffer_format(&run->out, "%s %s (%s) \t%s \t_%s_\t(%u CPU)\n", run->host.sysname,
		      run->host.release, run->host.nodename, date, run->host.machine,
		      run->host.cpus);
	buffer_flush(&run->out);
}

static void put_item(struct nstat_run *run, const char *item, bool last)
{
	struct buffer text = { .fd = -1 };

	escape_text(&text, item, strlen(item), 0);
	buffer_char(&text, '\0');
	if (last)
		buffer_format(&run->out, " %s", text.at ? text.at : "");
	else
		buffer_format(&run->out, " %*s", WIDTH, text.at ? text.at : "");
	buffer_free(&text);
}

static void put_header(struct nstat_run *run, const struct nstat_keyword *keyword,
		       const char *stamp)
{
	const bool last = run->options.pretty || keyword->item_last;

	if (nstat_in_sections(keyword)) {
		nstat_sections_header(run, keyword, stamp, STAMP_WIDTH);
		return;
	}
	buffer_format(&run->out, "\n%-*s", STAMP_WIDTH, stamp);
	if (keyword->item && !last)
		put_item(run, keyword->item, false);
	for (size_t c = 0; c < keyword->n; c++)
		buffer_format(&run->out, " %*s", WIDTH, keyword->columns[c].title);
	if (keyword->item && last)
		put_item(run, keyword->item, true);
	buffer_char(&run->out, '\n');
}

static void put_cell(struct nstat_run *run, const struct nstat_cell *cell)
{
	if (!cell->known && !run->options.sar)
		buffer_format(&run->out, " %*s", WIDTH, "-");
	else if (cell->gauge)
		buffer_format(&run->out, " %*.0f", WIDTH, cell->value);
	else
		buffer_format(&run->out, " %*.*f", WIDTH, run->options.decimals, cell->value);
}

static void put_rows(struct nstat_run *run, const struct nstat_keyword *keyword,
		     const char *stamp)
{
	const bool last = run->options.pretty || keyword->item_last;

	for (size_t i = 0; i < run->rows.n; i++) {
		const struct nstat_row *row = &run->rows.at[i];

		if (run->options.changed_only && !row->changed)
			continue;
		if (nstat_in_sections(keyword)) {
			nstat_sections_row(run, keyword, row, stamp, STAMP_WIDTH);
			continue;
		}
		buffer_format(&run->out, "%-*s", STAMP_WIDTH, stamp);
		if (keyword->item && !last)
			put_item(run, row->item, false);
		for (size_t c = 0; c < keyword->n; c++)
			put_cell(run, &row->cells[c]);
		if (keyword->item && last)
			put_item(run, row->item, true);
		buffer_char(&run->out, '\n');
	}
}

static bool wants_header(struct text *text)
{
	if (!text->single)
		return true;
	if (text->lines++ % text->page == 0)
		return true;
	return false;
}

static void row(struct nstat_run *run)
{
	struct text *text = run->encoding;
	char before[64], now[64];

	nstat_stamp_time(before, sizeof(before), run->before ? run->before : run->now);
	nstat_stamp_time(now, sizeof(now), run->now);
	for (size_t s = 0; s < run->n_spaces; s++) {
		struct nstat_space *space = &run->spaces[s];

		for (size_t k = 0; k < nstat_keywords_n; k++) {
			if (!(run->options.keywords & NW_BIT(k)))
				continue;
			if (nstat_rows_of(run, space, k) < 0 ||
			    nstat_totals_add(&space->totals, k, &run->rows, space->seconds) < 0)
				run->out.error = ENOMEM;
			if (wants_header(text))
				put_header(run, &nstat_keywords[k], before);
			put_rows(run, &nstat_keywords[k], now);
		}
	}
}

/* sar puts a header above the averages of a file when it did not read it to its end. */
static bool is_counted(const struct nstat_run *run)
{
	return run->options.in_file && run->options.count && run->samples == run->options.count;
}

static void end(struct nstat_run *run)
{
	struct text *text = run->encoding;

	if (nstat_interrupted())
		buffer_char(&run->out, '\n');
	for (size_t s = 0; run->samples && !run->options.since_boot && s < run->n_spaces; s++) {
		for (size_t k = 0; k < nstat_keywords_n; k++) {
			if (!(run->options.keywords & NW_BIT(k)))
				continue;
			if (nstat_totals_rows(&run->spaces[s].totals, k, &run->rows) < 0)
				run->out.error = ENOMEM;
			if (!text->single || is_counted(run))
				put_header(run, &nstat_keywords[k], "Average:");
			put_rows(run, &nstat_keywords[k], "Average:");
		}
	}
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
