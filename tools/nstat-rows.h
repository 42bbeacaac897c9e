/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of a keyword's report: what two samples of counters make of its columns. */
#ifndef TOOL_NSTAT_ROWS_H
#define TOOL_NSTAT_ROWS_H

#include "nstat-keywords.h"

struct nstat_hints {
	size_t shift;    /* of counters in the earlier sample */
	size_t settings; /* of interfaces whose turn has not come */
};

/* Two samples of one namespace, and what passed between them. */
struct nstat_pair {
	const struct nw_counters *before; /* NULL: since the machine started */
	const struct nw_counters *now;
	double seconds;
	struct nstat_hints *hints; /* where counters are likely to be; NULL: it is not known */
};

struct nstat_cell {
	bool known; /* false: the kernel does not tell, or it began anew */
	bool gauge;
	double value;    /* as it is shown: a rate, a number, percent */
	uint64_t growth; /* of what is no gauge: since the sample before */
};

struct nstat_row {
	const char *item; /* "eth0", "3", "all"; "": the only one. Of the later sample */
	uint32_t index;   /* of an interface; 0: not known */
	bool sum;         /* of all items */
	bool changed;     /* anything at all */
	uint64_t speed;   /* of an interface, Mbit/s; 0: not known, or not asked for */
	bool full_duplex;
	struct nstat_cell cells[NSTAT_COLUMNS];
};

struct nstat_rows {
	struct nstat_row *at;
	size_t n, size;
};

/*
 * Make the rows of one keyword; those of before are forgotten, their memory is used again.
 * An interface, or adapter, that the earlier sample has not (or another one of its name) is
 * left out: how much it moved is not known yet. 0 or -ENOMEM.
 */
int nstat_rows_make(const struct nstat_keyword *keyword, const struct nstat_pair *given,
		    struct nstat_rows *ret);
void nstat_rows_free(struct nstat_rows *rows);
/* How much a counter of the later sample grew, which is its `at`th. false: it is not known. */
bool nstat_growth(const struct nstat_pair *pair, size_t at, const struct nw_counter *now,
		  uint64_t *ret);

/* ---- nstat-total.c: the average of many ---------------------------------------------- */

/* One row of one keyword. */
struct nstat_total {
	size_t keyword;
	char item[32];
	uint32_t index;
	bool sum;
	uint64_t speed; /* as it was last */
	bool full_duplex;
	struct {
		double growth, gauges;
		double seconds; /* in which it was known */
		size_t known;
	} cells[NSTAT_COLUMNS];
};

struct nstat_totals {
	struct nstat_total *at;
	size_t n, size;
};

/* 0 or -ENOMEM */
int nstat_totals_add(struct nstat_totals *totals, size_t keyword, const struct nstat_rows *rows,
		     double seconds);
/* The average of all that was added, as rows; their items belong to the totals. */
int nstat_totals_rows(const struct nstat_totals *totals, size_t keyword, struct nstat_rows *ret);
void nstat_totals_free(struct nstat_totals *totals);

/* The number of a column from its growth. */
double nstat_rate(enum nstat_form form, double growth, double seconds);
/* Percent of an interface's speed that so many bytes per second are. */
double nstat_use(const struct nstat_row *row, double rx, double tx);
/* The column that counts this part of NSTAT_USE; the number of all: there is none. */
size_t nstat_use_part(const struct nstat_keyword *keyword, const struct nstat_part *part);

#endif
