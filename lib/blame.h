/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What befalls sockets: counted by BPF programs, or found by comparing tables. */
#ifndef NW_BLAME_H
#define NW_BLAME_H

#include "blame-bpf.h"
#include "census.h"
#include "people.h"
#include "reasons.h"

/* One socket that something happened to. */
struct harm {
	uint64_t cookie, netns;
	uint64_t counts[NW_HARMS_];
	uint64_t most; /* drops of one reason */
	uint32_t reason;
	bool told; /* by BPF: the record is its */
	struct blame_record record;
};

struct nw_blame {
	struct sys *sys;
	struct nw_query query;
	struct netns netns; /* the only one, unless all are asked for */
	bool everywhere;
	struct blame_bpf *bpf; /* NULL: none */
	struct drop_reasons reasons;
	struct nw_query figures_query;
	/* Counters of sockets, as they were at the last look, and before: a dump can pass one
	 * over, which must not seem to begin anew. */
	struct census figures, figures_before;
	bool blind_from_start; /* something can never be read */
	bool blind;            /* a look failed, which has been said */
	struct census known, older; /* who held what when something happened last, and before */
	struct people people;
	struct notes notes; /* to be handed over with the next table */
	VEC(struct harm) harms;
};

/* blame-figures.c: what has grown from one look to the next, appended. 0 or -ENOMEM. */
int blame_compare(struct nw_blame *blame, const struct census *now);
/* Those of one socket become one; in order of namespaces and cookies. */
void blame_merge(struct nw_blame *blame);
/* blame-rows.c: a table of them. */
int blame_rows(struct nw_blame *blame, struct nw_table **ret);

#endif
