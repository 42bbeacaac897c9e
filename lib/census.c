/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table to look sockets up in, by what stays the same while they live. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "census.h"

uint64_t census_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void census_free(struct census *census)
{
	nw_table_free(census->table);
	free(census->born);
	free(census->told);
	free(census->by_cookie);
	free(census->listeners);
	memset(census, 0, sizeof(*census));
}

static int index_rows(struct census *census)
{
	const struct rows *rows = &census->table->rows;
	const size_t n = rows->socks.n;
	int r;

	census->born = calloc(n + 1, sizeof(*census->born));
	census->told = calloc(n + 1, sizeof(*census->told));
	census->by_cookie = malloc((n + 1) * sizeof(*census->by_cookie));
	census->listeners = malloc((n + 1) * sizeof(*census->listeners));
	if (!census->born || !census->told || !census->by_cookie || !census->listeners)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct nw_sock *sock = &rows->socks.at[i];

		if (sock->has & HAS_COOKIE)
			census->by_cookie[census->n++] =
				(struct keyed){ sock->cookie, (uint32_t)i };
		if (sock->state == NW_STATE_LISTEN && sock->has & HAS_LOCAL)
			census->listeners[census->n_listeners++] =
				(struct keyed){ sock->local_port, (uint32_t)i };
	}
	r = radix_sort(census->by_cookie, census->n);
	return r < 0 ? r : radix_sort(census->listeners, census->n_listeners);
}

int census_some(struct sys *sys, const struct nw_query *query, struct census *ret)
{
	struct census census = { .time = census_now() };
	int r = table_take(sys, query, &census.table);

	if (r == 0)
		r = index_rows(&census);
	if (r < 0) {
		census_free(&census);
		return r;
	}
	*ret = census;
	return 0;
}

int census_take(struct sys *sys, const struct nw_query *query, struct census *ret)
{
	struct nw_query all = *query;

	all.filter = NULL;
	all.roles = 0;
	all.states = 0;
	return census_some(sys, &all, ret);
}

const struct nw_sock *census_row(const struct census *census, size_t row)
{
	return &census->table->rows.socks.at[row];
}

/* Before 5.8 each namespace counts for itself. */
size_t census_find(const struct census *census, uint64_t cookie, uint64_t netns)
{
	size_t i = radix_first(census->by_cookie, census->n, cookie);

	for (; i < census->n && census->by_cookie[i].key == cookie; i++)
		if (census_row(census, census->by_cookie[i].row)->netns->inum == netns)
			return census->by_cookie[i].row;
	return SIZE_MAX;
}

static bool is_any(const struct nw_sock *sock)
{
	static const uint8_t none[16];

	return memcmp(sock->local, none, sizeof(none)) == 0;
}

enum fit { FITS_NOT, FITS_ANY, FITS_VERSION, FITS_ADDRESS };

static enum fit fit_of(const struct nw_sock *listener, const struct nw_sock *sock,
		       uint64_t netns)
{
	if (listener->netns->inum != netns || listener->family != sock->family)
		return FITS_NOT;
	if (listener->af == sock->af &&
	    memcmp(listener->local, sock->local, sizeof(sock->local)) == 0)
		return FITS_ADDRESS;
	if (!is_any(listener))
		return FITS_NOT;
	return listener->af == sock->af ? FITS_VERSION : FITS_ANY;
}

size_t census_listeners(const struct census *census, const struct nw_sock *sock,
			uint64_t netns, const struct nw_sock *ret[LISTENERS_MAX])
{
	size_t i = radix_first(census->listeners, census->n_listeners, sock->local_port), n = 0;
	enum fit best = FITS_ANY;

	for (; i < census->n_listeners && census->listeners[i].key == sock->local_port; i++) {
		const struct nw_sock *listener = census_row(census, census->listeners[i].row);
		const enum fit fit = fit_of(listener, sock, netns);

		if (fit < best)
			continue;
		if (fit > best)
			n = 0;
		best = fit;
		if (n < LISTENERS_MAX)
			ret[n++] = listener;
	}
	return n;
}

bool census_is_first(const struct census *census, size_t row)
{
	const struct nw_sock *sock = census_row(census, row);

	return census_find(census, sock->cookie, sock->netns->inum) == row;
}
