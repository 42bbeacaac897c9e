/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Series as lines of text: a name, numbers, and bars as high as the values. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "escape.h"
#include "nstat-plot.h"
#include "nstat-scale.h"
#include "nstat-unit.h"

#define LEVELS 8
#define LEAST_NAME 10
#define MOST_NAME 26
#define VALUE 8
#define VALUES 4 /* now, min, max, scale */
/* A past that slides has so many at least. */
#define MOST_BARS (NSTAT_BUCKETS / 2)
/* Steps of a scale: the highest bar is not much lower than the line. */
#define STEPS 4

/* A picture in the making. */
struct picture {
	struct buffer *out;
	const struct nstat_past *past;
	const struct plot_view *view;
	size_t name, bars;   /* columns */
	bool nonzero;        /* only what was not always zero */
	bool counts;         /* nothing is drawn, only counted */
	size_t lines, room;  /* headings among them */
	size_t zeros, hidden; /* rows that are left out: always zero; below the last line */
};

static void attribute(const struct picture *picture, const char *sequence)
{
	if (!picture->view->plain)
		buffer_string(picture->out, sequence);
}

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define CYAN "\033[36m"
#define PLAIN "\033[0m"

/* ---- bars ------------------------------------------------------------------------------ */

/* Zero is the lowest, and nothing else is: what happened at all is seen. */
static unsigned level_of(double value, double top)
{
	const double level = top > 0 ? ceil(value / top * (LEVELS - 1) - 1e-9) : 0;

	if (!(value > 0))
		return 0;
	return level < 1 ? 1 : level > LEVELS - 1 ? LEVELS - 1 : (unsigned)level;
}

void plot_bars(struct buffer *out, const struct nstat_past *past,
	       const struct nstat_series *series, size_t width, double top, bool utf8)
{
	static const char *const blocks[LEVELS] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	static const char *const ascii[LEVELS] = { "_", ".", ":", "-", "=", "+", "*", "#" };
	const size_t n = past->n < width ? past->n : width;

	buffer_fill(out, ' ', width - n);
	for (size_t i = past->n - n; i < past->n; i++) {
		float low, high;

		if (nstat_series_at(series, i, &low, &high))
			buffer_string(out,
				      (utf8 ? blocks : ascii)[level_of((double)high, top)]);
		else
			buffer_char(out, ' ');
	}
}

/* The largest of those that are shown. */
static double largest(const struct picture *picture, const struct nstat_series *series)
{
	const size_t n = picture->past->n;
	double most = 0;

	for (size_t i = n > picture->bars ? n - picture->bars : 0; i < n; i++) {
		float low, high;

		if (nstat_series_at(series, i, &low, &high) && (double)high > most)
			most = (double)high;
	}
	return most;
}

/* ---- lines ----------------------------------------------------------------------------- */

/* Text of anybody's, in so many columns at most. */
static size_t put_text(struct buffer *out, const char *text, size_t most)
{
	struct buffer safe = { .fd = -1 };
	size_t columns = escape_text(&safe, text, strlen(text), 0), len = safe.n;

	/* From the end, character by character: few are that long. */
	while (columns > most && len) {
		while (len && ((unsigned char)safe.at[--len] & 0xc0) == 0x80)
			;
		columns--;
	}
	buffer_bytes(out, safe.at, len);
	if (safe.error)
		out->error = safe.error;
	buffer_free(&safe);
	return columns;
}

static bool begin_line(struct picture *picture)
{
	picture->lines++;
	return !picture->counts && picture->lines <= picture->room;
}

static void put_value(struct picture *picture, bool known, double value,
		      const struct nstat_unit *unit)
{
	char text[NSTAT_NUMBER] = "-";

	if (known)
		nstat_number(text, value * unit->factor, unit);
	buffer_format(picture->out, " %*s", VALUE, text);
}

static void draw_row(struct picture *picture, const struct nstat_column *column,
		     const struct nstat_series *series, const struct nstat_unit *unit)
{
	const double most = largest(picture, series) * unit->factor;
	const struct nstat_scale scale = nstat_scale_of(most, STEPS, unit);
	const double top = scale.step * scale.n / unit->factor;

	buffer_format(picture->out, " %-*.*s", (int)picture->name, (int)picture->name,
		      column->title);
	put_value(picture, series->known_now, series->last, unit);
	attribute(picture, DIM);
	put_value(picture, true, series->least, unit);
	put_value(picture, true, series->most, unit);
	put_value(picture, most > 0, top, unit);
	attribute(picture, PLAIN);
	buffer_char(picture->out, ' ');
	attribute(picture, CYAN);
	plot_bars(picture->out, picture->past, series, picture->bars, top,
		  picture->view->utf8);
	attribute(picture, PLAIN);
	buffer_char(picture->out, '\n');
}

static void draw_heading(struct picture *picture, const struct nstat_track *track,
			 const struct nstat_unit *unit)
{
	struct buffer text = { .fd = -1 };

	/* Names are escaped when it is put. */
	buffer_string(&text, nstat_keywords[track->keyword].name);
	if (*track->space)
		buffer_format(&text, " in %s,", track->space);
	if (*track->item)
		buffer_format(&text, " %s", track->item);
	buffer_format(&text, " %s", unit->name);
	buffer_char(&text, '\0');
	attribute(picture, BOLD);
	put_text(picture->out, text.error ? "" : text.at, picture->view->columns);
	attribute(picture, PLAIN);
	buffer_char(picture->out, '\n');
	buffer_free(&text);
}

/* ---- which ----------------------------------------------------------------------------- */

static bool is_shown(struct picture *picture, const struct nstat_series *series)
{
	if (!series->known)
		return false;
	if (picture->nonzero && series->zero) {
		picture->zeros++;
		return false;
	}
	return true;
}

static void draw_unit(struct picture *picture, const struct nstat_track *track,
		      const struct nstat_unit *unit)
{
	const struct nstat_keyword *keyword = &nstat_keywords[track->keyword];
	bool headed = false;

	for (size_t c = 0; c < keyword->n; c++) {
		if (nstat_unit_of(keyword, c) != unit || !is_shown(picture, &track->series[c]))
			continue;
		if (!headed && begin_line(picture))
			draw_heading(picture, track, unit);
		headed = true;
		if (begin_line(picture))
			draw_row(picture, &keyword->columns[c], &track->series[c], unit);
		else
			picture->hidden++;
	}
}

/* What is gone for as long as bars tell is forgotten. */
static bool is_there(const struct picture *picture, const struct nstat_track *track)
{
	return track->seen + picture->bars >= picture->past->samples;
}

static void draw_track(struct picture *picture, const struct nstat_track *track)
{
	const struct nstat_keyword *keyword = &nstat_keywords[track->keyword];

	for (size_t c = 0; c < keyword->n; c++)
		if (nstat_unit_first(keyword, c) && is_there(picture, track))
			draw_unit(picture, track, nstat_unit_of(keyword, c));
}

/* Rows of a keyword in a space together, in the order in which they came. */
static void draw_tracks(struct picture *picture, bool counts, bool nonzero)
{
	const struct nstat_past *past = picture->past;

	picture->counts = counts;
	picture->nonzero = nonzero;
	picture->lines = picture->zeros = picture->hidden = 0;
	for (size_t t = 0; t < past->n_tracks; t++) {
		if (!nstat_track_first(past, t))
			continue;
		for (size_t u = t; u < past->n_tracks; u++)
			if (nstat_track_beside(&past->tracks[t], &past->tracks[u]))
				draw_track(picture, &past->tracks[u]);
	}
}

/* ---- around them ----------------------------------------------------------------------- */

static size_t name_columns(const struct nstat_past *past)
{
	size_t most = LEAST_NAME;

	for (size_t t = 0; t < past->n_tracks; t++) {
		const struct nstat_keyword *keyword = &nstat_keywords[past->tracks[t].keyword];

		for (size_t c = 0; c < keyword->n; c++)
			if (strlen(keyword->columns[c].title) > most)
				most = strlen(keyword->columns[c].title);
	}
	return most < MOST_NAME ? most : MOST_NAME;
}

static void put_dim(struct picture *picture, struct buffer *text)
{
	buffer_char(text, '\0');
	attribute(picture, DIM);
	put_text(picture->out, text->error ? "" : text->at, picture->view->columns);
	attribute(picture, PLAIN);
	buffer_char(picture->out, '\n');
	buffer_free(text);
}

static void put_top(struct picture *picture)
{
	const struct nstat_past *past = picture->past;
	const size_t shown = past->n < picture->bars ? past->n : picture->bars;
	struct buffer text = { .fd = -1 };
	char seconds[NSTAT_NUMBER];

	put_text(picture->out, picture->view->title, picture->view->columns);
	buffer_char(picture->out, '\n');
	buffer_format(&text, " %-*s %*s %*s %*s %*s", (int)picture->name, "", VALUE, "now",
		      VALUE, "min", VALUE, "max", VALUE, "scale");
	if (shown) {
		nstat_number(seconds,
			     past->elapsed - past->buckets[past->n - shown].begun, NULL);
		buffer_format(&text, "  last %s s", seconds);
	}
	put_dim(picture, &text);
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void put_bottom(struct picture *picture)
{
	struct buffer text = { .fd = -1 };

	if (!picture->zeros && !picture->hidden)
		return;
	if (picture->hidden)
		buffer_format(&text, "(%zu more row%s) ", picture->hidden,
			      plural(picture->hidden));
	if (picture->zeros)
		buffer_format(&text, "(%zu row%s always 0)", picture->zeros,
			      plural(picture->zeros));
	put_dim(picture, &text);
}

void plot_picture(struct buffer *out, const struct nstat_past *past,
		  const struct plot_view *view)
{
	struct picture picture = { .out = out, .past = past, .view = view };
	const size_t around = 3;
	size_t fixed;

	picture.name = name_columns(past);
	fixed = 1 + picture.name + VALUES * (1 + VALUE) + 1;
	picture.bars = view->columns > fixed ? view->columns - fixed : 1;
	if (picture.bars > MOST_BARS)
		picture.bars = MOST_BARS;
	picture.room = view->rows > around ? view->rows - around : 1;
	put_top(&picture);
	draw_tracks(&picture, true, view->nonzero);
	draw_tracks(&picture, false, view->nonzero || picture.lines > picture.room);
	put_bottom(&picture);
}
