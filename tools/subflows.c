/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MPTCP for people: the subflows of a connection right below it. */
#include <errno.h>
#include <stdlib.h>

#include "subflows.h"

struct subflow {
	const struct nw_sock *connection, *sock;
	size_t place;
};

static int compare(const void *left, const void *right)
{
	const struct subflow *a = left, *b = right;

	if (a->connection != b->connection)
		return a->connection < b->connection ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

/* Rows come by family: where there are no connections a few looks show it. */
static bool has_connections(const struct report *report)
{
	size_t low = 0, high = report->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (nw_sock_family(report->rows[middle]) < NW_MPTCP)
			low = middle + 1;
		else
			high = middle;
	}
	return low < report->n && nw_sock_family(report->rows[low]) == NW_MPTCP;
}

static size_t count(const struct report *report)
{
	size_t n = 0;

	for (size_t i = 0; i < report->n; i++)
		n += nw_sock_connection(report->rows[i]) != NULL;
	return n;
}

/* The first subflow of this connection, or of one behind it. */
static size_t first_of(const struct subflow *all, size_t n, const struct nw_sock *connection)
{
	size_t low = 0, high = n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (all[middle].connection < connection)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void arrange(struct report *report, const struct subflow *all, size_t n,
		    const void **ret)
{
	size_t to = 0;

	for (size_t i = 0; i < report->n; i++) {
		const struct nw_sock *sock = report->rows[i];

		if (nw_sock_connection(sock))
			continue;
		ret[to++] = sock;
		if (nw_sock_family(sock) != NW_MPTCP)
			continue;
		for (size_t k = first_of(all, n, sock); k < n && all[k].connection == sock; k++)
			ret[to++] = all[k].sock;
	}
}

static void gather(const struct report *report, struct subflow *ret)
{
	for (size_t i = 0; i < report->n; i++) {
		const struct nw_sock *connection = nw_sock_connection(report->rows[i]);

		if (connection)
			*ret++ = (struct subflow){ connection, report->rows[i], i };
	}
}

int subflows_group(struct report *report)
{
	const size_t n = has_connections(report) ? count(report) : 0;
	const void **rows;
	struct subflow *all;

	if (!n)
		return 0;
	all = calloc(n, sizeof(*all));
	rows = calloc(report->n, sizeof(*rows));
	if (!all || !rows) {
		free(all);
		free(rows);
		return -ENOMEM;
	}
	gather(report, all);
	qsort(all, n, sizeof(*all), compare);
	arrange(report, all, n, rows);
	free(all);
	free(report->rows);
	report->rows = rows;
	return 0;
}
