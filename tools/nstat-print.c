/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A number, and a name, as sar prints them. */
#include <string.h>

#include "escape.h"
#include "fixed.h"
#include "nstat-print.h"

#define KILO 1024

static enum nstat_colour colour_of(enum nstat_form form, double value, int decimals)
{
	/* What rounds to nothing; without decimals half rounds to even. */
	static const double least[] = { 0.5, 0.05, 0.005 };

	if (form == NSTAT_USE && value >= 75)
		return NSTAT_ALMOST;
	if (form == NSTAT_USE && value >= 50)
		return NSTAT_HALF;
	if (decimals == 0 ? value <= least[0] : value < least[decimals])
		return NSTAT_ZERO;
	return NSTAT_NUMBER;
}

static void print(struct nstat_run *run, const struct nstat_paint *paint,
		  enum nstat_colour colour, int width, int decimals, double value, char unit)
{
	buffer_string(&run->out, paint->sgr[colour]);
	buffer_char(&run->out, ' ');
	fixed_print(&run->out, width, decimals, value);
	buffer_string(&run->out, paint->sgr[NSTAT_NORMAL]);
	if (unit)
		buffer_char(&run->out, unit);
}

static void print_bytes(struct nstat_run *run, const struct nstat_paint *paint, double bytes)
{
	static const char units[] = "BkMGTP?";
	const int decimals = run->options.decimals ? 1 : 0;
	const enum nstat_colour colour = colour_of(NSTAT_KILO, bytes, run->options.decimals);
	size_t unit = 0;

	for (; bytes >= KILO && unit + 2 < sizeof(units); unit++)
		bytes /= KILO;
	print(run, paint, colour, NSTAT_WIDTH - 1, decimals, bytes, units[unit]);
}

void nstat_print_cell(struct nstat_run *run, const struct nstat_paint *paint,
		      const struct nstat_column *column, const struct nstat_cell *cell)
{
	const bool human = run->options.human;
	int decimals = cell->gauge ? 0 : run->options.decimals;

	if (!cell->known && !run->options.sar) {
		buffer_format(&run->out, " %*s", NSTAT_WIDTH, "-");
	} else if (human && column->form == NSTAT_KILO) {
		print_bytes(run, paint, cell->value * KILO);
	} else if (human && column->form == NSTAT_USE) {
		decimals = decimals ? 1 : 0;
		print(run, paint, colour_of(NSTAT_USE, cell->value, decimals),
		      NSTAT_WIDTH - 1, decimals, cell->value, '%');
	} else {
		print(run, paint, colour_of(column->form, cell->value, decimals),
		      NSTAT_WIDTH, decimals, cell->value, '\0');
	}
}

void nstat_print_item(struct nstat_run *run, const struct nstat_paint *paint,
		      const char *item, int width)
{
	struct buffer text = { .fd = -1 };

	escape_text(&text, item, strlen(item), 0);
	buffer_char(&text, '\0');
	if (text.error)
		run->out.error = text.error;
	else
		buffer_format(&run->out, "%s %*s%s", paint ? paint->sgr[NSTAT_ITEM] : "",
			      width, text.at, paint ? paint->sgr[NSTAT_NORMAL] : "");
	buffer_free(&text);
}
