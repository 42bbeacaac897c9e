/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table to look sockets up in, by what stays the same while they live. */
#ifndef NW_CENSUS_H
#define NW_CENSUS_H

#include "table.h"

struct census {
	struct nw_table *table; /* NULL: none has been taken */
	uint64_t time;          /* CLOCK_MONOTONIC when it was, nanoseconds */
	/* Of each row. */
	uint64_t *born; /* when it was first seen, or 0: at the first look */
	bool *told;     /* its end has been told */
	struct keyed *by_cookie;
	size_t n;
	struct keyed *listeners; /* by port */
	size_t n_listeners;
};

/* All sockets of the query's families, whatever their states and ends. */
int census_take(struct sys *sys, const struct nw_query *query, struct census *ret);
/* Those that the query asks for, and no others. */
int census_some(struct sys *sys, const struct nw_query *query, struct census *ret);
void census_free(struct census *census);

/* The row of the socket of this cookie and namespace, or SIZE_MAX. */
size_t census_find(const struct census *census, uint64_t cookie, uint64_t netns);
const struct nw_sock *census_row(const struct census *census, size_t row);
/*
 * The listeners that this connection's own end belongs to: those of its address, or else of
 * any. Its namespace is given, as that of a row which is not in a table yet is not known.
 */
#define LISTENERS_MAX 64
size_t census_listeners(const struct census *census, const struct nw_sock *sock,
			uint64_t netns, const struct nw_sock *ret[LISTENERS_MAX]);
/* The first time that this socket is in the table: dumps can give one twice. */
bool census_is_first(const struct census *census, size_t row);

/* CLOCK_MONOTONIC, nanoseconds. */
uint64_t census_now(void);

#endif
