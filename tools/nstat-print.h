/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A number, and a name, as sar prints them. */
#ifndef TOOL_NSTAT_PRINT_H
#define TOOL_NSTAT_PRINT_H

#include "nstat-paint.h"
#include "nstat.h"

#define NSTAT_WIDTH 9

/* A blank, and what is right of it. */
void nstat_print_cell(struct nstat_run *run, const struct nstat_paint *paint,
		      const struct nstat_column *column, const struct nstat_cell *cell);
/* `width` 0: as it is. `paint` NULL: a title. */
void nstat_print_item(struct nstat_run *run, const struct nstat_paint *paint,
		      const char *item, int width);

#endif
