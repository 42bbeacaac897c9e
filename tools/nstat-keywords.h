/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keywords behind -n: which columns each has, and of which counters they are made. */
#ifndef TOOL_NSTAT_KEYWORDS_H
#define TOOL_NSTAT_KEYWORDS_H

#include <netwho.h>

/* How a column comes from counters. */
enum nstat_form {
	NSTAT_RATE,  /* growth per second */
	NSTAT_KILO,  /* the same in units of 1024 bytes */
	NSTAT_GAUGE, /* as it is */
	NSTAT_USE,   /* of an interface, in percent of its speed: bytes of both directions */
};

#define NSTAT_PARTS 2

/* What a counter tells of, where one that grows is trouble. */
enum nstat_harm {
	NSTAT_NO_HARM,
	NSTAT_CANNOT_CONNECT,
	NSTAT_BREAKS,
	NSTAT_SLOW,
	NSTAT_MEMORY,
	NSTAT_OTHER,
	NSTAT_HARMS_
};

extern const char *const nstat_harm_names[NSTAT_HARMS_];

/* Counters are added, as reads of NFS 3 and 4 are; of NSTAT_USE they are "rx" and "tx". */
struct nstat_column {
	const char *title; /* as sar has it: "rxkB/s" */
	const char *key;   /* for machines, as sadf has it: "rxkB" */
	enum nstat_form form;
	struct nstat_part {
		const char *group, *name;
	} parts[NSTAT_PARTS];
	enum nstat_harm section; /* of a keyword whose columns are shown in several */
};

#define NSTAT_COLUMNS 64

struct nstat_keyword {
	const char *name; /* "TCP" */
	enum nw_counter_source source;
	const char *json;  /* sadf's: "net-tcp" */
	const char *item;  /* heading of its items: "IFACE"; NULL: it is one row */
	const char *group; /* of the counters that have items */
	bool item_last;    /* always behind the columns, as --pretty puts it */
	int item_width;    /* 0: that of a column */
	bool own;          /* sar has it not */
	uint64_t also;     /* more sources: NW_BIT(enum nw_counter_source) */
	const struct nstat_column *columns;
	size_t n;
};

/* In sar's order, which is the order of reports; ours behind them. */
extern const struct nstat_keyword nstat_keywords[];
extern const size_t nstat_keywords_n;

/* Whether it is made of this source. */
bool nstat_keyword_reads(const struct nstat_keyword *keyword, enum nw_counter_source source);
/* The index, or -1. */
int nstat_keyword_find(const char *name, size_t len);
/* NW_BIT(enum nw_counter_source) of those whose bit is set. */
uint64_t nstat_keyword_sources(uint64_t keywords);
#define NSTAT_GROUPS 32

/* Their groups of counters, each once, NULL behind the last. */
void nstat_keyword_groups(uint64_t keywords, const char *ret[NSTAT_GROUPS]);
/* Bits of all that sar means by ALL; and of what is shown if nothing is asked for. */
uint64_t nstat_keyword_all(void);
uint64_t nstat_keyword_default(void);

#endif
