/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of a ledger: as text, JSON, NDJSON and CSV. */
#include <string.h>

#include "escape.h"
#include "nstat-ledger.h"
#include "nstat-shape.h"

#define STAMP_WIDTH 8

static struct ledger_report *report_of(const struct nstat_run *run)
{
	return run->feeding;
}

static bool is_still(const struct ledger_entry *entry)
{
	for (size_t i = 0; i < LEDGER_COUNTS; i++)
		if (entry->counts[i])
			return false;
	return true;
}

static bool is_shown(const struct nstat_run *run, const struct ledger_entry *entry)
{
	return !run->options.changed_only || !is_still(entry);
}

static bool is_known(const struct ledger_column *column, const struct ledger_entry *entry)
{
	switch (column->kind) {
	case LEDGER_RATE:
		return entry->known & 1U << column->at;
	case LEDGER_GAUGE:
		return entry->gauged & 1U << column->at;
	case LEDGER_TEXT:
	case LEDGER_DIGITS:
		break;
	}
	return entry->texts[column->at];
}

static bool is_text(const struct ledger_column *column)
{
	return column->kind == LEDGER_TEXT || column->kind == LEDGER_DIGITS;
}

static double rate_of(const struct ledger_column *column,
		      const struct ledger_entry *entry, double seconds)
{
	return seconds > 0 ? (double)entry->counts[column->at] / seconds : 0;
}

/* ---- text ---------------------------------------------------------------------------------- */

static void put_words(struct buffer *out, const char *words, int width, bool last)
{
	struct buffer text = { .fd = -1 };
	size_t columns = escape_text(&text, words, strlen(words), 0);

	buffer_char(out, ' ');
	buffer_bytes(out, text.at, text.n);
	if (!last && columns < (size_t)width)
		buffer_fill(out, ' ', (size_t)width - columns);
	if (text.error)
		out->error = text.error;
	buffer_free(&text);
}

static void put_titles(struct nstat_run *run, const char *stamp)
{
	const struct ledger_report *report = report_of(run);

	buffer_format(&run->out, "\n%-*s", STAMP_WIDTH, stamp);
	for (size_t c = 0; c < report->n; c++) {
		const struct ledger_column *column = &report->columns[c];

		if (!column->title)
			continue;
		if (is_text(column))
			put_words(&run->out, column->title, column->width, !column->width);
		else
			buffer_format(&run->out, " %*s", column->width, column->title);
	}
	buffer_char(&run->out, '\n');
}

static void put_cell(struct nstat_run *run, const struct ledger_column *column,
		     const struct ledger_entry *entry, double seconds)
{
	const bool known = is_known(column, entry);

	if (is_text(column))
		put_words(&run->out, known ? entry->texts[column->at] : "", column->width,
			  !column->width);
	else if (!known)
		buffer_format(&run->out, " %*s", column->width, "-");
	else if (column->kind == LEDGER_RATE)
		buffer_format(&run->out, " %*.*f", column->width, run->options.decimals,
			      rate_of(column, entry, seconds));
	else
		buffer_format(&run->out, " %*llu", column->width,
			      (unsigned long long)entry->gauges[column->at]);
}

static void put_lines(struct nstat_run *run, const struct ledger *ledger, double seconds,
		      const char *stamp)
{
	const struct ledger_report *report = report_of(run);

	bool any = false;

	for (size_t i = 0; i < ledger->n; i++) {
		if (!is_shown(run, &ledger->at[i]))
			continue;
		if (!any)
			put_titles(run, stamp);
		any = true;
		buffer_format(&run->out, "%-*s", STAMP_WIDTH, stamp);
		for (size_t c = 0; c < report->n; c++)
			if (report->columns[c].title)
				put_cell(run, &report->columns[c], &ledger->at[i], seconds);
		while (run->out.n && run->out.at[run->out.n - 1] == ' ')
			run->out.n--;
		buffer_char(&run->out, '\n');
	}
}

static void text_begin(struct nstat_run *run)
{
	(void)run;
}

static void text_row(struct nstat_run *run)
{
	const struct ledger_report *report = report_of(run);
	char stamp[64];

	nstat_stamp_time(stamp, sizeof(stamp), run->now);
	put_lines(run, &report->now, report->seconds, stamp);
}

static void text_end(struct nstat_run *run)
{
	struct ledger_report *report = report_of(run);

	if (nstat_interrupted())
		buffer_char(&run->out, '\n');
	if (!run->samples)
		return;
	ledger_sort(&report->all);
	put_lines(run, &report->all, report->all_seconds, "Average:");
}

static const struct nstat_encoder as_text = { text_begin, text_row, text_end };

/* ---- JSON ---------------------------------------------------------------------------------- */

static void put_value(struct nstat_run *run, const struct ledger_column *column,
		      const struct ledger_entry *entry, double seconds)
{
	const char *words;

	switch (column->kind) {
	case LEDGER_RATE:
		buffer_format(&run->out, "%.*f", run->options.decimals,
			      rate_of(column, entry, seconds));
		break;
	case LEDGER_GAUGE:
		buffer_u64(&run->out, entry->gauges[column->at]);
		break;
	case LEDGER_TEXT:
		words = entry->texts[column->at];
		buffer_char(&run->out, '"');
		escape_json(&run->out, words, strlen(words));
		buffer_char(&run->out, '"');
		break;
	case LEDGER_DIGITS:
		buffer_string(&run->out, entry->texts[column->at]);
		break;
	}
}

/* "-" and "all" are for eyes: the rank says as much. */
static bool is_member(const struct ledger_column *column, const struct ledger_entry *entry)
{
	if (!is_known(column, entry))
		return false;
	return entry->rank == LEDGER_SOMEBODY || !is_text(column) ||
	       (entry->rank == LEDGER_NOBODY && strcmp(entry->texts[column->at], "-") != 0);
}

/* Members behind an opening brace, or behind others. */
static void put_members(struct nstat_run *run, const struct ledger_entry *entry,
			double seconds, bool first)
{
	static const char *const ranks[] = { NULL, "nobody", "all" };
	const struct ledger_report *report = report_of(run);

	if (ranks[entry->rank]) {
		buffer_format(&run->out, "%s\"rank\":\"%s\"", first ? "" : ",",
			      ranks[entry->rank]);
		first = false;
	}
	for (size_t c = 0; c < report->n; c++) {
		const struct ledger_column *column = &report->columns[c];

		if (!is_member(column, entry))
			continue;
		buffer_format(&run->out, "%s\"%s\":", first ? "" : ",", column->key);
		first = false;
		put_value(run, column, entry, seconds);
	}
}

static void json_begin(struct nstat_run *run)
{
	nstat_shape_begin();
	buffer_format(&run->out, "{\"netwho\":\"%s\",\"by\":\"%s\",\"samples\":[",
		      nw_version(), report_of(run)->what);
}

static void json_row(struct nstat_run *run)
{
	const struct ledger_report *report = report_of(run);
	bool first = true;

	buffer_string(&run->out, run->samples > 1 ? ",\n{\"time\":\"" : "\n{\"time\":\"");
	nstat_shape_instant(&run->out, run->now);
	buffer_format(&run->out, "\",\"seconds\":%.6f,\"rows\":[", report->seconds);
	for (size_t i = 0; i < report->now.n; i++) {
		if (!is_shown(run, &report->now.at[i]))
			continue;
		buffer_string(&run->out, first ? "\n{" : ",\n{");
		put_members(run, &report->now.at[i], report->seconds, true);
		buffer_char(&run->out, '}');
		first = false;
	}
	buffer_string(&run->out, "]}");
}

static void json_end(struct nstat_run *run)
{
	buffer_string(&run->out, "\n]}\n");
}

static const struct nstat_encoder as_json = { json_begin, json_row, json_end };

static void nothing(struct nstat_run *run)
{
	(void)run;
}

static void ndjson_begin(struct nstat_run *run)
{
	(void)run;
	nstat_shape_begin();
}

static void ndjson_row(struct nstat_run *run)
{
	const struct ledger_report *report = report_of(run);

	for (size_t i = 0; i < report->now.n; i++) {
		if (!is_shown(run, &report->now.at[i]))
			continue;
		buffer_string(&run->out, "{\"time\":\"");
		nstat_shape_instant(&run->out, run->now);
		buffer_format(&run->out, "\",\"seconds\":%.6f", report->seconds);
		put_members(run, &report->now.at[i], report->seconds, false);
		buffer_string(&run->out, "}\n");
	}
}

static const struct nstat_encoder as_ndjson = { ndjson_begin, ndjson_row, nothing };

/* ---- CSV ----------------------------------------------------------------------------------- */

static void csv_begin(struct nstat_run *run)
{
	const struct ledger_report *report = report_of(run);

	nstat_shape_begin();
	buffer_string(&run->out, "time,seconds");
	for (size_t c = 0; c < report->n; c++)
		buffer_format(&run->out, ",%s", report->columns[c].key);
	buffer_string(&run->out, "\r\n");
}

/* Names are escaped as in text, so that each record is one line; quoted where it has to be. */
static void csv_words(struct buffer *out, const char *words)
{
	struct buffer text = { .fd = -1 };
	bool quoted;

	escape_text(&text, words, strlen(words), 0);
	quoted = text.n && (memchr(text.at, ',', text.n) || memchr(text.at, '"', text.n));
	if (quoted)
		buffer_char(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		if (text.at[i] == '"')
			buffer_char(out, '"');
		buffer_char(out, text.at[i]);
	}
	if (quoted)
		buffer_char(out, '"');
	if (text.error)
		out->error = text.error;
	buffer_free(&text);
}

static void csv_row(struct nstat_run *run)
{
	const struct ledger_report *report = report_of(run);

	for (size_t i = 0; i < report->now.n; i++) {
		const struct ledger_entry *entry = &report->now.at[i];

		if (!is_shown(run, entry))
			continue;
		nstat_shape_instant(&run->out, run->now);
		buffer_format(&run->out, ",%.6f", report->seconds);
		for (size_t c = 0; c < report->n; c++) {
			const struct ledger_column *column = &report->columns[c];

			buffer_char(&run->out, ',');
			if (!is_known(column, entry))
				continue;
			if (is_text(column))
				csv_words(&run->out, entry->texts[column->at]);
			else
				put_value(run, column, entry, report->seconds);
		}
		buffer_string(&run->out, "\r\n");
	}
}

static const struct nstat_encoder as_csv = { csv_begin, csv_row, nothing };

const struct nstat_encoder *ledger_encoder(enum nstat_format format)
{
	static const struct nstat_encoder *const all[NSTAT_FORMATS_] = {
		[NSTAT_TEXT] = &as_text,
		[NSTAT_JSON] = &as_json,
		[NSTAT_NDJSON] = &as_ndjson,
		[NSTAT_CSV] = &as_csv,
	};

	return all[format];
}
