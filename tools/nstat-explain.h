/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters that grew, each with what that means. */
#ifndef TOOL_NSTAT_EXPLAIN_H
#define TOOL_NSTAT_EXPLAIN_H

#include "nstat.h"
#include "nstat-meanings.h"

extern const struct nstat_encoder nstat_explain;

/* --explain without -n is about all of IP, TCP and UDP; without an INTERVAL since the start. */
void nstat_explain_options(struct nstat_options *options);

/* ---- nstat-explain-list.c: what is to be explained -------------------------------------- */

struct nstat_explained {
	const struct nw_counter *counter;
	const char *item; /* "eth0", "all"; "": none */
	uint64_t growth;
	enum nstat_harm harm;
	const struct nstat_meaning *meaning; /* NULL: nobody knows */
};

struct nstat_explained_list {
	struct nstat_explained *at;
	size_t n;
};

/* What grew between the space's samples, the worst first. 0 or -ENOMEM. */
int nstat_explained_make(const struct nstat_run *run, const struct nstat_space *space,
			 struct nstat_explained_list *ret);

#endif
