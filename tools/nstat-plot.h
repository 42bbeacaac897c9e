/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of lines that are drawn on a terminal. */
#ifndef TOOL_NSTAT_PLOT_H
#define TOOL_NSTAT_PLOT_H

#include "buffer.h"
#include "nstat-past.h"

/* ---- nstat-picture.c ------------------------------------------------------------------- */

/* How a picture is to be drawn. */
struct plot_view {
	size_t rows, columns;
	bool utf8;    /* else bars are of ASCII */
	bool plain;   /* no attributes */
	bool nonzero; /* rows that were always zero are left out in any case */
	const char *title;
};

/*
 * A title, a heading, and a line for each column of each row that is there, those of a unit
 * together; as many as the view has rows. What was always zero makes room for the others, and
 * what is left out is counted. Lines end with '\n'.
 */
void plot_picture(struct buffer *out, const struct nstat_past *past,
		  const struct plot_view *view);
/* The last `width` points, 0 to `top`. */
void plot_bars(struct buffer *out, const struct nstat_past *past,
	       const struct nstat_series *series, size_t width, double top, bool utf8);

/* ---- nstat-screen.c -------------------------------------------------------------------- */

/* A screen of its own, and signals that end the run, stop it, or change the size. */
void screen_enter(void);
/* As it was; also before the process stops. */
void screen_leave(void);
void screen_size(size_t *rows, size_t *columns);
/* Lines from the top, whatever was there. 0 or a negative errno. */
int screen_draw(const struct buffer *lines);
/* SIGTSTP came: leave, stop, and enter again when it is continued. */
void screen_stop_if_asked(void);

#endif
