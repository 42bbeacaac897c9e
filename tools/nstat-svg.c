/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --svg: the samples of a run as a chart, written when there are no more. */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nstat-scale.h"
#include "nstat-svg.h"
#include "nstat.h"

#define TITLE_BASE 24
#define PERIOD_BASE 43
#define FIRST_PANEL 62
#define TITLE_COLUMNS 80
#define PERIOD_COLUMNS 118

/* A chart in the making: panels, and what is told in words. */
struct chart {
	struct nstat_run *run;
	struct nstat_past *past;
	struct buffer body, zero, unknown;
	double y;
};

static void begin(struct nstat_run *run)
{
	run->encoding = calloc(1, sizeof(struct nstat_past));
	if (!run->encoding)
		run->out.error = ENOMEM;
	/* What was seen so far is worth drawing. */
	nstat_signal_ends(SIGTERM);
	nstat_signal_ends(SIGHUP);
}

static void row(struct nstat_run *run)
{
	if (run->encoding && nstat_past_take(run->encoding, run) < 0)
		run->out.error = ENOMEM;
}

/* ---- what is told in words --------------------------------------------------------------- */

/* Of all rows of a keyword in a space. */
struct group {
	const struct nstat_track *first;
	const struct nstat_keyword *keyword;
};

/* How many rows know a column, and of how many it was always zero. */
static void count(const struct nstat_past *past, const struct group *group, size_t column,
		  size_t *known, size_t *zero)
{
	*known = *zero = 0;
	for (size_t t = 0; t < past->n_tracks; t++) {
		const struct nstat_series *series = &past->tracks[t].series[column];

		if (!nstat_track_beside(group->first, &past->tracks[t]) || !series->known)
			continue;
		++*known;
		*zero += series->zero;
	}
}

static void name_group(struct buffer *words, const struct group *group, bool *named)
{
	if (*named)
		return;
	buffer_format(words, "%s%s", words->n ? "; " : "", group->keyword->name);
	if (*group->first->space)
		buffer_format(words, " in %s", group->first->space);
	buffer_char(words, ':');
	*named = true;
}

/* Every column is known and was always zero. */
static bool is_silent(const struct nstat_past *past, const struct group *group)
{
	size_t known, zero;

	for (size_t c = 0; c < group->keyword->n; c++) {
		count(past, group, c, &known, &zero);
		if (!known || zero < known)
			return false;
	}
	return true;
}

static void tell(struct chart *chart, const struct group *group)
{
	bool zero_named = false, unknown_named = false;
	size_t known, zero, others = 0;

	if (is_silent(chart->past, group)) {
		name_group(&chart->zero, group, &zero_named);
		buffer_string(&chart->zero, " all");
		return;
	}
	for (size_t c = 0; c < group->keyword->n; c++) {
		const char *title = group->keyword->columns[c].title;

		count(chart->past, group, c, &known, &zero);
		if (!known) {
			name_group(&chart->unknown, group, &unknown_named);
			buffer_format(&chart->unknown, " %s", title);
		} else if (zero == known) {
			name_group(&chart->zero, group, &zero_named);
			buffer_format(&chart->zero, " %s", title);
		} else {
			others += zero;
		}
	}
	if (others) {
		name_group(&chart->zero, group, &zero_named);
		buffer_format(&chart->zero, " %s%zu series of single items", zero_named ? "and " : "",
			      others);
	}
}

/* ---- panels ------------------------------------------------------------------------------ */

/* Tracks are in the order in which they came; items of one name are told apart by it. */
static size_t collect(const struct chart *chart, const struct group *group,
		      const struct nstat_unit *unit, struct svg_line *ret)
{
	const struct nstat_past *past = chart->past;
	size_t n = 0;

	for (size_t t = 0; t < past->n_tracks; t++) {
		const struct nstat_track *track = &past->tracks[t];

		if (!nstat_track_beside(group->first, track))
			continue;
		for (size_t c = 0; c < group->keyword->n; c++)
			if (nstat_unit_of(group->keyword, c) == unit &&
			    track->series[c].known && !track->series[c].zero)
				ret[n++] = (struct svg_line){ track, c };
	}
	return n;
}

static void draw_group(struct chart *chart, const struct group *group)
{
	struct svg_line *lines =
		calloc(chart->past->n_tracks * group->keyword->n, sizeof(*lines));

	if (!lines) {
		chart->body.error = ENOMEM;
		return;
	}
	for (size_t c = 0; c < group->keyword->n; c++) {
		struct svg_panel panel = {
			chart->past, group->keyword, nstat_unit_of(group->keyword, c),
			group->first->space, lines, 0,
		};

		if (!nstat_unit_first(group->keyword, c))
			continue;
		panel.n = collect(chart, group, panel.unit, lines);
		if (panel.n)
			chart->y = svg_panel(&chart->body, &panel, chart->y);
	}
	free(lines);
	tell(chart, group);
}

/* Each keyword of a space once, where its first row came. */
static void draw_groups(struct chart *chart)
{
	const struct nstat_past *past = chart->past;

	for (size_t t = 0; t < past->n_tracks; t++) {
		const struct nstat_track *track = &past->tracks[t];
		const struct group group = { track, &nstat_keywords[track->keyword] };

		if (nstat_track_first(past, t))
			draw_group(chart, &group);
	}
}

/* ---- around them ------------------------------------------------------------------------- */

/* The date once, if it is the same. */
static void tell_times(struct buffer *ret, double from, double to)
{
	const time_t ends[] = { (time_t)floor(from), (time_t)floor(to) };
	char text[2][64] = { "", "" };
	struct tm tm = { 0 };

	for (size_t i = 0; i < 2; i++) {
		localtime_r(&ends[i], &tm);
		strftime(text[i], sizeof(text[i]), "%Y-%m-%d %H:%M:%S", &tm);
	}
	buffer_format(ret, "%s to ", text[0]);
	buffer_string(ret, text[1] + (strncmp(text[0], text[1], 11) == 0 ? 11 : 0));
	strftime(text[0], sizeof(text[0]), " %z, ", &tm);
	buffer_string(ret, text[0]);
}

static void tell_period(struct buffer *ret, const struct nstat_past *past)
{
	const double end = (double)past->realtime / 1e9;
	const double span = past->elapsed - past->begun;
	char number[NSTAT_NUMBER];

	if (!past->samples) {
		buffer_string(ret, "no samples");
		return;
	}
	if (past->realtime)
		tell_times(ret, end - span, end);
	if (span / (double)past->samples < 1000)
		nstat_number(number, span / (double)past->samples, NULL);
	else
		snprintf(number, sizeof(number), "%.0f", span / (double)past->samples);
	buffer_format(ret, "%llu sample%s", (unsigned long long)past->samples,
		      past->samples == 1 ? "" : "s");
	if (span > 0)
		buffer_format(ret, " of %s s", number);
	if (past->share > 1)
		buffer_format(ret, "; least and most of each %llu are drawn",
			      (unsigned long long)past->share);
}

static void put_head(struct chart *chart, struct buffer *out, double height)
{
	const struct nw_host *host = &chart->run->host;
	struct buffer text = { .fd = -1 };

	buffer_format(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%d\" height=\"%.0f\" "
		"viewBox=\"0 0 %d %.0f\">\n", SVG_WIDTH, height, SVG_WIDTH, height);
	buffer_format(&text, "%s: network counters, %s %s %s", host->nodename, host->sysname,
		      host->release, host->machine);
	buffer_char(&text, '\0');
	buffer_string(out, "<title>");
	svg_escape(out, text.at ? text.at : "", TITLE_COLUMNS);
	buffer_string(out, "</title>\n");
	svg_style(out);
	buffer_string(out, "<rect class=\"b\" width=\"100%\" height=\"100%\"/>\n");
	svg_text(out, "t", SVG_MARGIN, TITLE_BASE, text.at ? text.at : "", TITLE_COLUMNS);
	text.n = 0;
	tell_period(&text, chart->past);
	buffer_char(&text, '\0');
	svg_text(out, "f", SVG_MARGIN, PERIOD_BASE, text.at ? text.at : "", PERIOD_COLUMNS);
	if (text.error)
		out->error = text.error;
	buffer_free(&text);
}

static void tell_words(struct chart *chart, const char *before, struct buffer *words)
{
	struct buffer text = { .fd = -1 };

	if (words->n) {
		buffer_string(&text, before);
		buffer_bytes(&text, words->at, words->n);
		buffer_char(&text, '\0');
		chart->y = svg_paragraph(&chart->body, chart->y, text.at ? text.at : "");
	}
	if (text.error || words->error)
		chart->body.error = ENOMEM;
	buffer_free(&text);
	buffer_free(words);
}

static void tell_left_out(struct chart *chart)
{
	const struct nstat_past *past = chart->past;
	struct buffer text = { .fd = -1 };

	if (past->most_left_out)
		buffer_format(&text, "more than %d: %zu at once", NSTAT_TRACKS,
			      past->most_left_out);
	if (past->forgotten)
		buffer_format(&text, "%sgone before others came: %zu", text.n ? "; " : "",
			      past->forgotten);
	tell_words(chart, "Items left out, ", &text);
}

static void make(struct chart *chart, struct buffer *out)
{
	chart->y = FIRST_PANEL;
	draw_groups(chart);
	tell_words(chart, "Zero all the time: ", &chart->zero);
	tell_words(chart, "Not told by the kernel: ", &chart->unknown);
	tell_left_out(chart);
	put_head(chart, out, chart->y);
	buffer_bytes(out, chart->body.at, chart->body.n);
	buffer_string(out, "</svg>\n");
	if (chart->body.error)
		out->error = chart->body.error;
	buffer_free(&chart->body);
}

static void end(struct nstat_run *run)
{
	struct chart chart = {
		run, run->encoding, { .fd = -1 }, { .fd = -1 }, { .fd = -1 }, 0,
	};
	struct buffer out = { .fd = -1 };
	int r;

	if (!chart.past)
		return;
	make(&chart, &out);
	r = out.error ? -out.error : svg_write(run->options.svg, &out);
	if (r < 0) {
		tool_say_error("--svg", run->options.svg, r);
		run->missed = true;
	}
	buffer_free(&out);
}

static void close_past(struct nstat_run *run)
{
	if (run->encoding)
		nstat_past_free(run->encoding);
	free(run->encoding);
}

const struct nstat_encoder nstat_svg = { begin, row, end, .close = close_past };

int nstat_svg_check(const struct nstat_options *options)
{
	int r = svg_probe(options->svg);

	if (r < 0)
		tool_say_error("--svg", options->svg, r);
	return r;
}
