/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nsockets' own options, what they ask for, and the layout they choose. */
#ifndef TOOL_NSOCKETS_H
#define TOOL_NSOCKETS_H

#include "memory.h"
#include "out-netstat.h"
#include "tool.h"

/* netstat's exit codes. */
#define EXIT_USAGE 3

/* Returned by a `take` to end the program well. */
#define DONE 1
/* ... or with exit code 1, the reason having been said. */
#define REFUSED 2

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_NDJSON, FORMAT_CSV };

struct options {
	bool netstat; /* netstat's exact face */
	bool all, listening, continuous, extend, programs, timers, wide, verbose, debug;
	bool context, symbolic, numeric;
	bool numeric_hosts, numeric_ports, numeric_users;
	bool tcp, udp, udplite, sctp, raw, unix_domain, inet, inet6;
	bool everything;   /* -A all */
	uint64_t others;   /* families netstat does not know, NW_BIT(...) */
	uint64_t without;  /* and those not to be shown in any case */
	const char *alien; /* a family nobody shows here: "AF AX25" */
	unsigned modes;    /* bits of modes that are not about sockets */
	bool no_header;
	char **filter; /* the words behind the options; NULL: none */
	bool tcp_info, memory, extended, socket_options; /* details of each socket */
	bool summary, bound_inactive, trouble, watch, wait, kill, events;
	uint64_t format;
	uint64_t owners;      /* enum nw_owners */
	uint64_t interval_ms; /* of -c, --watch, --wait and --events; 0: as each has it */
	uint64_t timeout_ms;  /* of --wait and --events */
	bool times_out;       /* is there one? */
	const char *columns, *sort, *record, *root, *netns, *baseline, *diff;
};

/* Everything one call of the program is made of. */
struct run {
	struct options options;
	struct view view;
	struct nw_query query;
	struct column sort;
	bool descending;
	struct report report; /* its layout; rows are filled in each time */
	struct buffer out;
	struct nw_filter *filter;
	size_t widths[COLUMNS_MAX]; /* of the rows before, where they go on */
	struct memory memory; /* of the pictures before, where there are any */
};

/* netstat's modes that are not about sockets */
enum {
	MODE_ROUTE = 1,
	MODE_INTERFACES = 2,
	MODE_STATISTICS = 4,
	MODE_MASQUERADE = 8,
	MODE_GROUPS = 16,
	MODE_CACHE = 32,
	MODE_FIB = 64
};

/* 0; DONE; REFUSED; -1: usage, said. */
int nsockets_options(int argc, char **argv, struct options *ret);
/* nsockets-check.c: do they go together? The same results. */
int nsockets_check(const struct options *options);
void nsockets_help(const struct options *options);

/* Take one name of -A's list. 0, or REFUSED, which has been said. */
int nsockets_family(struct options *options, const char *name);
/* The families asked for by their own letter or name. */
uint64_t nsockets_named(const struct options *options);
/* Was no family chosen at all? */
bool nsockets_unnamed(const struct options *options);
/* The question these options put. */
struct nw_query nsockets_query(const struct options *options);
/* Do subflows stand below their connection? */
bool nsockets_groups(const struct options *options);
/* Sections and their columns. 0, or -1 (a bad column, said). */
int nsockets_layout(const struct options *options, struct report *report,
		    struct column *sort, bool *descending);
/* The columns of the line below each row. */
void nsockets_details(const struct options *options, struct column_list *ret);
struct netstat_face nsockets_face(const struct options *options);
/* --columns help */
void nsockets_columns_help(void);

/* nsockets-filter.c: read the filter into the query. 0, or the exit code, said. */
int nsockets_filter(struct run *run);
/* nsockets-show.c: a table in the shape that was asked for. Returns the exit code. */
int nsockets_show(struct run *run, const struct nw_table *table);
/* nsockets-take.c: take a table, show it; or wait for one with something in it. Exit codes. */
int nsockets_take(struct run *run);
/* Say why no table could be taken. Returns the exit code. */
int nsockets_refused(const struct run *run, int error);
/* nsockets-events.c: show what happens, on and on. Returns the exit code. */
int nsockets_events(struct run *run);
/* The clock that waiting is measured by. */
uint64_t nsockets_now_ms(void);
int nsockets_wait(struct run *run);
/* nsockets-kill.c: end the report's sockets; left are those that were. The exit code, said. */
int nsockets_kill(const struct run *run, struct report *report);
/* nsockets-say.c: netstat's own words on stderr. Returns its exit code. */
int nsockets_say_netstat(const struct run *run, const struct nw_table *table,
			 struct netstat_face *face);

#endif
