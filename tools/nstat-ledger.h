/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows that come and go, each known by a name: counts of whoever something befell. */
#ifndef TOOL_NSTAT_LEDGER_H
#define TOOL_NSTAT_LEDGER_H

#include "nstat.h"

#define LEDGER_COUNTS NW_HARMS_
#define LEDGER_TEXTS 6
#define LEDGER_GAUGES 3

/* In the order in which they are shown. */
enum ledger_rank {
	LEDGER_SOMEBODY,
	LEDGER_NOBODY, /* nobody can be blamed */
	LEDGER_ALL,    /* all of them together */
};

struct ledger_entry {
	char *name; /* what tells it from others */
	uint64_t hash;
	enum ledger_rank rank;
	uint64_t counts[LEDGER_COUNTS];
	uint32_t known;                 /* which of those, by bits */
	uint64_t gauges[LEDGER_GAUGES]; /* the latest */
	uint32_t gauged;
	char *texts[LEDGER_TEXTS]; /* of any bytes; NULL: none */
};

struct ledger {
	struct ledger_entry *at; /* by hash */
	size_t n, size;
};

/* The entry of this name, or a new one of that rank; NULL: out of memory. Good until the next
 * one is asked for. */
struct ledger_entry *ledger_entry(struct ledger *ledger, const char *name,
				  enum ledger_rank rank);
/* Give it a text, unless it has one. 0 or -ENOMEM. */
int ledger_text(struct ledger_entry *entry, size_t i, const char *text, size_t len);
/* Add all of `from`. Of very many names the later ones become one. 0 or -ENOMEM. */
int ledger_add(struct ledger *to, const struct ledger *from);
/* Those that have the most come first within their rank. */
void ledger_sort(struct ledger *ledger);
void ledger_clear(struct ledger *ledger);
void ledger_free(struct ledger *ledger);

/* ---- nstat-ledger-out.c: how it is shown ------------------------------------------------ */

enum ledger_kind {
	LEDGER_RATE,
	LEDGER_GAUGE,
	LEDGER_TEXT,
	LEDGER_DIGITS, /* a text that is a number, of somebody */
};

struct ledger_column {
	const char *title; /* NULL: for machines only */
	const char *key;
	enum ledger_kind kind;
	size_t at;
	int width;
};

/* What a source of such rows has in run->feeding, at its beginning. */
struct ledger_report {
	const struct ledger_column *columns;
	size_t n;
	const char *what; /* "process", "drops" */
	struct ledger now, all;
	double seconds, all_seconds;
};

/* Of these formats, or NULL. */
const struct nstat_encoder *ledger_encoder(enum nstat_format format);

#endif
