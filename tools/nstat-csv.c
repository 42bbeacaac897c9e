/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --csv, after RFC 4180: a line for each sample of each namespace with all that is no item's,
 * and one for each item of each keyword that has items.
 */
#include <errno.h>
#include <stdlib.h>

#include "escape.h"
#include "nstat-shape.h"

struct csv {
	struct buffer line; /* being put together */
	bool any;           /* of it is there anything to show */
};

static void put_text(struct buffer *out, const char *raw)
{
	struct buffer text = { .fd = -1 };

	escape_text(&text, raw, strlen(raw), ESCAPE_UNIQUE);
	if (text.n && (memchr(text.at, '"', text.n) || memchr(text.at, ',', text.n))) {
		buffer_char(out, '"');
		for (size_t i = 0; i < text.n; i++) {
			if (text.at[i] == '"')
				buffer_char(out, '"');
			buffer_char(out, text.at[i]);
		}
		buffer_char(out, '"');
	} else {
		buffer_bytes(out, text.at, text.n);
	}
	if (text.error)
		out->error = text.error;
	buffer_free(&text);
}

static bool is_asked(const struct nstat_run *run, size_t k)
{
	return run->options.keywords & NW_BIT(k);
}

/* The first keyword that is asked for and has items under this heading. */
static bool is_first_of_item(const struct nstat_run *run, size_t k)
{
	const char *item = nstat_keywords[k].item;

	if (!item || !is_asked(run, k))
		return false;
	for (size_t i = 0; i < k; i++)
		if (is_asked(run, i) && nstat_keywords[i].item &&
		    strcmp(nstat_keywords[i].item, item) == 0)
			return false;
	return true;
}

static bool is_taken(const struct nstat_run *run, size_t before, const char *key)
{
	for (size_t k = 0; k < before; k++)
		for (size_t c = 0; is_asked(run, k) && c < nstat_keywords[k].n; c++)
			if (strcmp(nstat_keywords[k].columns[c].key, key) == 0)
				return true;
	return false;
}

static void begin(struct nstat_run *run)
{
	struct buffer *out = &run->out;
	struct csv *csv = calloc(1, sizeof(*csv));

	nstat_shape_begin();
	run->encoding = csv;
	if (!csv) {
		out->error = ENOMEM;
		return;
	}
	csv->line.fd = -1;
	buffer_string(out, "time,seconds,netns,netns_name");
	for (size_t k = 0; k < nstat_keywords_n; k++) {
		if (!is_first_of_item(run, k))
			continue;
		buffer_char(out, ',');
		nstat_shape_lower(out, nstat_keywords[k].item);
	}
	for (size_t k = 0; k < nstat_keywords_n; k++) {
		for (size_t c = 0; is_asked(run, k) && c < nstat_keywords[k].n; c++) {
			const char *key = nstat_keywords[k].columns[c].key;

			buffer_char(out, ',');
			if (is_taken(run, k, key)) {
				nstat_shape_lower(out, nstat_keywords[k].name);
				buffer_char(out, '_');
			}
			nstat_shape_key(out, key);
		}
	}
	buffer_string(out, "\r\n");
}

static void put_place(struct nstat_run *run, const struct nstat_space *space, struct buffer *out)
{
	nstat_shape_instant(out, nw_counters_realtime(space->now));
	buffer_char(out, ',');
	nstat_shape_number(out, space->seconds);
	buffer_char(out, ',');
	if (nw_counters_netns(space->now))
		buffer_u64(out, nw_counters_netns(space->now));
	buffer_char(out, ',');
	put_text(out, space->name ? space->name : "");
}

static void put_items(struct nstat_run *run, const struct nstat_keyword *of,
		      const char *item, struct buffer *out)
{
	for (size_t k = 0; k < nstat_keywords_n; k++) {
		if (!is_first_of_item(run, k))
			continue;
		buffer_char(out, ',');
		if (of && strcmp(of->item, nstat_keywords[k].item) == 0)
			put_text(out, item);
	}
}

/* As many fields as the keyword has columns. */
static void put_cells(const struct nstat_keyword *keyword, const struct nstat_row *row,
		      struct buffer *out)
{
	for (size_t c = 0; c < keyword->n; c++) {
		buffer_char(out, ',');
		if (row && row->cells[c].known)
			nstat_shape_number(out, row->cells[c].value);
	}
}

static void put_line(struct nstat_run *run, struct buffer *line)
{
	buffer_string(line, "\r\n");
	buffer_bytes(&run->out, line->at, line->n);
	if (line->error)
		run->out.error = line->error;
}

/* Of all keywords without items. */
static void put_whole(struct nstat_run *run, const struct nstat_space *space)
{
	struct csv *csv = run->encoding;

	csv->line.n = 0;
	csv->any = false;
	put_place(run, space, &csv->line);
	put_items(run, NULL, NULL, &csv->line);
	for (size_t k = 0; k < nstat_keywords_n; k++) {
		if (!is_asked(run, k))
			continue;
		run->rows.n = 0;
		if (!nstat_keywords[k].item)
			nstat_shape_rows(run, space, k);
		put_cells(&nstat_keywords[k], run->rows.n ? run->rows.at : NULL, &csv->line);
		csv->any |= run->rows.n > 0;
	}
	if (csv->any)
		put_line(run, &csv->line);
}

static void put_item(struct nstat_run *run, const struct nstat_space *space,
		     size_t keyword, const struct nstat_row *row)
{
	struct csv *csv = run->encoding;

	csv->line.n = 0;
	put_place(run, space, &csv->line);
	put_items(run, &nstat_keywords[keyword], row->item, &csv->line);
	for (size_t k = 0; k < nstat_keywords_n; k++)
		if (is_asked(run, k))
			put_cells(&nstat_keywords[k], k == keyword ? row : NULL, &csv->line);
	put_line(run, &csv->line);
}

static void row(struct nstat_run *run)
{
	for (size_t s = 0; s < run->n_spaces; s++) {
		const struct nstat_space *space = &run->spaces[s];

		if (!space->now || (!space->before && !run->options.since_boot))
			continue;
		put_whole(run, space);
		for (size_t k = 0; k < nstat_keywords_n; k++) {
			if (!is_asked(run, k) || !nstat_keywords[k].item)
				continue;
			nstat_shape_rows(run, space, k);
			for (size_t i = 0; i < run->rows.n; i++)
				put_item(run, space, k, &run->rows.at[i]);
		}
	}
}

static void end(struct nstat_run *run)
{
	(void)run;
}

static void done(struct nstat_run *run)
{
	struct csv *csv = run->encoding;

	if (csv)
		buffer_free(&csv->line);
	free(csv);
}

const struct nstat_encoder nstat_csv = { begin, row, end, .close = done };
