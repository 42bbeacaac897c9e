/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One panel of a chart: axes, series, and a legend that tells which is which. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nstat-scale.h"
#include "nstat-svg.h"

/* Colours that can be told apart; so many series are drawn. */
#define KINDS 8

#define HEADING 26
#define PLOT_LEFT 52
#define PLOT_RIGHT 486
#define PLOT_HEIGHT 140
#define AXIS_HEIGHT 18
#define SPACE_BELOW 16
#define MOST_TICKS 5
#define MOST_TIMES 7
#define MOST_DATES 5
#define DAY 86400

#define LEGEND_SAMPLE 508
#define LEGEND_NAME 540
#define LEGEND_LAST 734
#define LEGEND_MOST 792
#define LEGEND_LINE 15
#define NAME_COLUMNS 23
#define HEADING_COLUMNS 60

/*
 * Okabe and Ito's colours, but for yellow, which is not seen on white; brighter on a dark
 * ground. Dashes tell them apart where colours do not.
 */
static const struct {
	const char *light, *dark, *dashes;
} kinds[KINDS] = {
	{ "#0072b2", "#56a8e8", "none" },
	{ "#d55e00", "#ff8c3b", "7 3" },
	{ "#009e73", "#2fd3a5", "2.5 2.5" },
	{ "#b0568c", "#e39cc6", "10 3 2 3" },
	{ "#3f97cf", "#9fdcff", "12 4" },
	{ "#b87800", "#f2b93b", "5 2 1.5 2" },
	{ "#555555", "#c4c4c4", "1.5 4" },
	{ "#7d7200", "#ece36a", "14 3 2 3 2 3" },
};

void svg_style(struct buffer *out)
{
	buffer_string(out,
		"<style>\n"
		"text{font:11px system-ui,sans-serif;fill:#222}\n"
		".b{fill:#fff}\n"
		".t{font-size:15px;font-weight:bold}\n"
		".h{font-size:12px;font-weight:bold}\n"
		".f,.x,.y,.c{fill:#555}\n"
		".x{text-anchor:middle}\n"
		".y,.c,.v{text-anchor:end}\n"
		".g{stroke:#ddd;stroke-width:1;fill:none}\n"
		".a{stroke:#888;stroke-width:1;fill:none}\n"
		".l{fill:none;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}\n"
		".m{fill:none;stroke-width:4;stroke-linecap:round}\n");
	for (unsigned i = 0; i < KINDS; i++)
		buffer_format(out, ".s%u{stroke:%s}.l.s%u{stroke-dasharray:%s}\n", i,
			      kinds[i].light, i, kinds[i].dashes);
	buffer_string(out,
		"@media(prefers-color-scheme:dark){\n"
		"text{fill:#eee}.b{fill:#17191c}.f,.x,.y,.c{fill:#aaa}\n"
		".g{stroke:#34383d}.a{stroke:#777}\n");
	for (unsigned i = 0; i < KINDS; i++)
		buffer_format(out, ".s%u{stroke:%s}\n", i, kinds[i].dark);
	buffer_string(out, "}\n</style>\n");
}

static const struct nstat_series *series_of(const struct svg_line *line)
{
	return &line->track->series[line->column];
}

/* ---- which are drawn ------------------------------------------------------------------- */

static double most_of(const struct svg_panel *panel)
{
	double most = 0;

	for (size_t i = 0; i < panel->n; i++)
		if (series_of(&panel->lines[i])->most > most)
			most = series_of(&panel->lines[i])->most;
	return most;
}

/* The least of the KINDS largest is the last that is drawn; the others keep their order. */
static size_t choose(const struct svg_panel *panel, bool drawn[])
{
	size_t n = panel->n;

	for (size_t i = 0; i < panel->n; i++)
		drawn[i] = true;
	for (; n > KINDS; n--) {
		size_t least = SIZE_MAX;

		for (size_t i = panel->n; i-- > 0;)
			if (drawn[i] && (least == SIZE_MAX ||
					 series_of(&panel->lines[i])->most <
						 series_of(&panel->lines[least])->most))
				least = i;
		drawn[least] = false;
	}
	return n;
}

/* ---- axes ------------------------------------------------------------------------------ */

static void put_stroke(struct buffer *out, const char *class, double x, double y,
		       const char *direction, double to)
{
	buffer_format(out, "<path class=\"%s\" d=\"M", class);
	svg_coordinate(out, x);
	buffer_char(out, ' ');
	svg_coordinate(out, y);
	buffer_string(out, direction);
	svg_coordinate(out, to);
	buffer_string(out, "\"/>\n");
}

static void put_values(struct buffer *out, const struct svg_area *area,
		       const struct svg_panel *panel, const struct nstat_scale *scale)
{
	for (unsigned i = 0; i <= scale->n; i++) {
		const double value = scale->step * i;
		const double y = area->bottom -
				 (area->bottom - area->top) * i / (double)scale->n;
		char text[NSTAT_NUMBER];

		nstat_number(text, value, panel->unit);
		if (i)
			put_stroke(out, "g", area->left, y, "H", area->right);
		svg_text(out, "y", area->left - 6, y + 4, text, NSTAT_NUMBER);
	}
}

static void put_times(struct buffer *out, const struct svg_area *area,
		      const struct nstat_past *past)
{
	const double span = area->to - area->from;
	const double begin = (double)past->realtime / 1e9 - past->elapsed;
	double step = nstat_time_step(span, MOST_TIMES);

	/* Dates are wide. */
	if (step >= DAY)
		step = nstat_time_step(span, MOST_DATES);
	/* A recording may not tell when it was. */
	if (!past->realtime)
		return;
	for (double time = nstat_time_first(begin + area->from, step);
	     time <= begin + area->to + step * 1e-6; time += step) {
		const double x = svg_x(area, time - begin);
		char text[NSTAT_TIME];

		nstat_time_label(text, time, step);
		put_stroke(out, "a", x, area->bottom, "v", 4);
		svg_text(out, "x", x, area->bottom + AXIS_HEIGHT - 2, text, NSTAT_TIME);
	}
}

/* ---- legend ---------------------------------------------------------------------------- */

static void put_value(struct buffer *out, const char *class, double x, double y, double value,
		      const struct nstat_unit *unit)
{
	char text[NSTAT_NUMBER];

	nstat_number(text, value * unit->factor, unit);
	svg_text(out, class, x, y, text, NSTAT_NUMBER);
}

static void put_name(struct buffer *out, const struct svg_panel *panel,
		     const struct svg_line *line, double y)
{
	const char *title = panel->keyword->columns[line->column].title;
	char name[128];

	if (*line->track->item)
		snprintf(name, sizeof(name), "%s %s", line->track->item, title);
	else
		snprintf(name, sizeof(name), "%s", title);
	svg_text(out, "n", LEGEND_NAME, y, name, NAME_COLUMNS);
}

static void put_entry(struct buffer *out, const struct svg_panel *panel,
		      const struct svg_line *line, double y, unsigned kind)
{
	const struct nstat_series *series = series_of(line);

	buffer_format(out, "<path class=\"l s%u\" d=\"M%d ", kind, LEGEND_SAMPLE);
	svg_coordinate(out, y - 4);
	buffer_format(out, "H%d\"/>\n", LEGEND_NAME - 7);
	put_name(out, panel, line, y);
	if (series->known_now)
		put_value(out, "v", LEGEND_LAST, y, series->last, panel->unit);
	else
		svg_text(out, "v", LEGEND_LAST, y, "gone", NSTAT_NUMBER);
	put_value(out, "v", LEGEND_MOST, y, series->most, panel->unit);
}

static void put_others(struct buffer *out, const struct svg_panel *panel, const bool drawn[],
		       size_t n, double y)
{
	char number[NSTAT_NUMBER], text[96];
	double most = 0;

	for (size_t i = 0; i < panel->n; i++)
		if (!drawn[i] && series_of(&panel->lines[i])->most > most)
			most = series_of(&panel->lines[i])->most;
	nstat_number(number, most * panel->unit->factor, panel->unit);
	snprintf(text, sizeof(text), "not drawn: %zu more, at most %s", n, number);
	svg_text(out, "f", LEGEND_NAME, y, text, sizeof(text));
}

static void put_heading(struct buffer *out, const struct svg_panel *panel, double y)
{
	struct buffer text = { .fd = -1 };

	buffer_format(&text, "%s %s", panel->keyword->name, panel->unit->name);
	if (*panel->space)
		buffer_format(&text, " in %s", panel->space);
	buffer_char(&text, '\0');
	if (text.error)
		out->error = text.error;
	else
		svg_text(out, "h", SVG_MARGIN, y, text.at, HEADING_COLUMNS);
	buffer_free(&text);
	svg_text(out, "c", LEGEND_LAST, y, "last", NSTAT_NUMBER);
	svg_text(out, "c", LEGEND_MOST, y, "max", NSTAT_NUMBER);
}

double svg_panel(struct buffer *out, const struct svg_panel *panel, double y)
{
	const struct nstat_past *past = panel->past;
	const struct nstat_scale scale =
		nstat_scale_of(most_of(panel) * panel->unit->factor, MOST_TICKS, panel->unit);
	const struct svg_area area = {
		PLOT_LEFT, PLOT_RIGHT, y + HEADING, y + HEADING + PLOT_HEIGHT,
		past->begun, past->elapsed, scale.step * scale.n, panel->unit->factor,
	};
	bool *drawn = calloc(panel->n, sizeof(*drawn));
	double legend = area.top + LEGEND_LINE - 4;
	unsigned kind = 0;
	size_t n;

	if (!drawn) {
		out->error = ENOMEM;
		return y;
	}
	n = choose(panel, drawn);
	put_heading(out, panel, y + HEADING - 12);
	put_values(out, &area, panel, &scale);
	put_times(out, &area, past);
	for (size_t i = 0; i < panel->n; i++) {
		if (!drawn[i])
			continue;
		svg_line(out, &area, past, series_of(&panel->lines[i]), kind);
		put_entry(out, panel, &panel->lines[i], legend, kind++);
		legend += LEGEND_LINE;
	}
	if (n < panel->n)
		put_others(out, panel, drawn, panel->n - n, legend);
	put_stroke(out, "a", area.left, area.bottom, "H", area.right);
	free(drawn);
	return area.bottom + AXIS_HEIGHT + SPACE_BELOW;
}
