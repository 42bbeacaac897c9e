/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a chart in SVG. */
#ifndef TOOL_NSTAT_SVG_H
#define TOOL_NSTAT_SVG_H

#include "buffer.h"
#include "nstat-past.h"
#include "nstat-unit.h"

/* In pixels. */
#define SVG_WIDTH 800
#define SVG_MARGIN 8

/* ---- nstat-svg-text.c ------------------------------------------------------------------ */

/*
 * Text of anybody's as character data: controls and what is not UTF-8 as \xHH, markup as
 * entities, cut behind `most` columns with an ellipsis.
 */
void svg_escape(struct buffer *out, const char *text, size_t most);
/* A coordinate: one digit behind the point at most, a point in every locale. */
void svg_coordinate(struct buffer *out, double value);
/* An element <text class="CLASS" ...>, at a place. */
void svg_text(struct buffer *out, const char *class, double x, double y, const char *text,
	      size_t most);
/* Lines of whole words, from `y` on; where the next line would be. */
double svg_paragraph(struct buffer *out, double y, const char *text);

/* ---- nstat-svg-panel.c ----------------------------------------------------------------- */

/* A series that is drawn. */
struct svg_line {
	const struct nstat_track *track;
	size_t column;
};

/* What shares an axis: the columns of one unit of a keyword, of all its rows in a space. */
struct svg_panel {
	const struct nstat_past *past;
	const struct nstat_keyword *keyword;
	const struct nstat_unit *unit;
	const char *space;
	struct svg_line *lines; /* those that were not always zero */
	size_t n;
};

/* From `y` on; where the next panel would be. */
double svg_panel(struct buffer *out, const struct svg_panel *panel, double y);
/* The style of everything in a chart. */
void svg_style(struct buffer *out);

/* ---- nstat-svg-line.c ------------------------------------------------------------------ */

/* Where values are drawn. */
struct svg_area {
	double left, right, top, bottom; /* pixels */
	double from, to;                 /* seconds */
	double most;                     /* the value at the top */
	double factor;
};

double svg_x(const struct svg_area *area, double seconds);
double svg_y(const struct svg_area *area, double value);
/* The path of a series; `kind`: its colour and dashes. */
void svg_line(struct buffer *out, const struct svg_area *area,
	      const struct nstat_past *past, const struct nstat_series *series,
	      unsigned kind);

/* ---- nstat-svg-file.c ------------------------------------------------------------------ */

/* Whether svg_write() may succeed; 0 or a negative errno. "-": stdout. */
int svg_probe(const char *path);
/* All at once: a reader sees the file before, or this one. 0 or a negative errno. */
int svg_write(const char *path, const struct buffer *text);

#endif
