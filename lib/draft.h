/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table written row by row, of rows of other tables and of what is known otherwise. */
#ifndef NW_DRAFT_H
#define NW_DRAFT_H

#include "people.h"
#include "table.h"

struct draft {
	struct sys *sys;
	struct people *people;
	struct nw_table *table;
};

/* `people`: of the tables before. */
int draft_open(struct sys *sys, struct people *people, struct draft *ret);
void draft_free(struct draft *draft);

/*
 * All of these add to the last row, or make one: 0, -ENOMEM, -EOVERFLOW. A row of a sealed
 * table is copied with its attributes and namespace. What is told besides those goes behind
 * the row's last attribute: its device and holders, or another's.
 */
int draft_row(struct draft *draft, enum nw_family family, int af);
int draft_copy(struct draft *draft, const struct nw_sock *from);
int draft_device(struct draft *draft, const struct nw_sock *from);
int draft_holders(struct draft *draft, const struct nw_sock *from);
/* Holders of the listener that it came in by. */
int draft_listener(struct draft *draft, const struct nw_sock *listener);
/* A process of which little is known; `proc` needs its pid, and perhaps a start. */
int draft_holder(struct draft *draft, const struct nw_proc *proc, const char *comm,
		 enum nw_via via);
/* This row's only holder is another one than was known when it was written. */
int draft_instead(struct draft *draft, size_t row, const struct nw_proc *proc,
		  const char *comm, enum nw_via via);
int draft_netns(struct draft *draft, const struct netns *netns);
struct nw_sock *draft_last(const struct draft *draft);

/* Read what `want` asks for of processes, and what control groups say; then it is sealed, in
 * the order of its rows, and the caller's. */
int draft_seal(struct draft *draft, const struct nw_query *query, struct nw_table **ret);

#endif
