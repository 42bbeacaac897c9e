/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Colours of sar's layout, as S_COLORS and S_COLORS_SGR have them. */
#ifndef TOOL_NSTAT_PAINT_H
#define TOOL_NSTAT_PAINT_H

#include <stdbool.h>

enum nstat_colour {
	NSTAT_NORMAL,
	NSTAT_ZERO,
	NSTAT_NUMBER,
	NSTAT_ITEM,
	NSTAT_HALF,   /* of what is possible: 50 % and more */
	NSTAT_ALMOST, /* 75 % and more */
	NSTAT_COLOURS_
};

/* Escape sequences; all are "" where there are to be no colours. */
struct nstat_paint {
	char sgr[NSTAT_COLOURS_][24];
};

/* `sar`: NO_COLOR, which it does not know, is not looked at. */
void nstat_paint_init(struct nstat_paint *paint, bool sar);

#endif
