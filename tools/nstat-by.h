/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose errors are: by process, socket or listener; and packets dropped, by reason. */
#ifndef TOOL_NSTAT_BY_H
#define TOOL_NSTAT_BY_H

#include <time.h>

#include "nstat-ledger.h"

/* Source and encoder of --by and --drops. 0, or said and -1. */
int nstat_by_choose(struct nstat_run *run);

/* nstat-by-rows.c: how sockets are put together. */
struct by_view {
	const char *name;
	const struct ledger_column *columns;
	size_t n;
	/* Which of the namespace's counters tell of all such rows together. */
	uint32_t totals;
	/* false: this socket is no such row's. */
	bool (*takes)(const struct nw_sock *sock);
	/* The entry of a socket; NULL: out of memory. */
	struct ledger_entry *(*entry)(struct ledger *ledger, const struct nw_sock *sock);
};

/* NULL: there is none of this name. */
const struct by_view *by_view_of(const char *name);
/* Add what happened to a socket. 0 or -ENOMEM. */
int by_add(const struct by_view *view, struct ledger *ledger, const struct nw_sock *sock);

/* Nanoseconds. */
uint64_t by_clock(clockid_t id);

extern const struct nstat_source nstat_by_live, nstat_drops_live;

#endif
