/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nstat says of itself: the table of both faces. */
#include <string.h>

#include "nstat-iproute.h"
#include "nstat.h"

#define LINE 79

static const char usage[] =
	"Usage: nstat [-anrszjp] [-d SECS] [-t SECS] [PATTERN...]\n"
	"       nstat [-n KEYWORD,...] [OPTION...] INTERVAL [COUNT]\n"
	"       nstat --sar [OPTION...] [INTERVAL [COUNT]]\n"
	"\n"
	"Without an INTERVAL, a KEYWORD of sar behind -n, or an option of the second table: as\n"
	"iproute2's nstat, what moved since the last call; of counters whose names fit a PATTERN.\n";

static void rows(FILE *out, const struct option_table *table)
{
	for (size_t i = 0; i < table->n; i++) {
		const struct option_row *row = &table->rows[i];
		char letter[4] = "  ", name[48] = "";

		if (!row->help)
			continue;
		if (row->letter)
			snprintf(letter, sizeof(letter), "-%c", row->letter);
		snprintf(name, sizeof(name), "%s%s%s%s", row->name ? "--" : "",
			 row->name ? row->name : "", row->argument && row->name ? "=" : "",
			 row->argument ? row->argument : "");
		fprintf(out, "  %s %-22s %s\n", letter, name, row->help);
	}
}

static void keywords(FILE *out)
{
	int column = fprintf(out, "\nKEYWORD is one of");

	for (size_t i = 0; i < nstat_keywords_n; i++) {
		const int len = (int)strlen(nstat_keywords[i].name) + 1;

		column = column + len > LINE ? fprintf(out, "\n ") - 1 : column;
		fprintf(out, " %s", nstat_keywords[i].name);
		column += len;
	}
	fputs("; ALL: those of sar\n", out);
}

void nstat_usage(FILE *out)
{
	fputs(usage, out);
	rows(out, &nstat_iproute_table);
	fputs("\nAs sar, reports of every INTERVAL (a second; 0: since the machine started):\n",
	      out);
	rows(out, &nstat_option_table);
	keywords(out);
}
