/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --kill: sockets ended by order, and what became of those that were not. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nsockets.h"

struct refusal {
	int error;
	const char *why; /* instead of strerror() */
};

static const struct refusal refusals[] = {
	{ EPERM, "it takes root, or CAP_NET_ADMIN" },
	{ EOPNOTSUPP, "this kernel ends no sockets of their kind" },
	/* Of those that share a port it finds one, of those bound and no more none. */
	{ ENOENT, "the kernel does not find them, or not any more" },
	{ ESTALE, "they cannot be told from others" },
};

#define REFUSALS (sizeof(refusals) / sizeof(*refusals))

static void count(int error, size_t counts[REFUSALS + 1], int *other)
{
	size_t i = 0;

	while (i < REFUSALS && refusals[i].error != error)
		i++;
	counts[i]++;
	if (i == REFUSALS)
		*other = error;
}

/* Those not found are looked for again as long as others are ended: of those that share a
 * port the kernel finds another one when the first has gone. */
static void kill_all(const struct run *run, const struct report *report, int *results)
{
	size_t ended = 0, before;
	bool again = false;

	do {
		before = ended;
		for (size_t i = 0; i < report->n; i++) {
			if (again && results[i] != -ENOENT)
				continue;
			results[i] = nw_kill(run->view.nw, report->rows[i]);
			ended += results[i] >= 0;
		}
		again = true;
	} while (ended > before && ended < report->n);
}

/* ---- two ends of one connection --------------------------------------------------------- */

/* A row's ends, in whichever order: those of its other end's row are the same. */
struct ends {
	struct nw_address low, high;
	size_t row;
};

static int compare_address(const struct nw_address *a, const struct nw_address *b)
{
	int r = memcmp(a->bytes, b->bytes, sizeof(a->bytes));

	if (r == 0)
		r = a->family - b->family;
	return r ? r : (a->port > b->port) - (a->port < b->port);
}

static int compare(const void *left, const void *right)
{
	const struct ends *a = left, *b = right;
	int r = compare_address(&a->low, &b->low);

	return r ? r : compare_address(&a->high, &b->high);
}

static bool ends_of(const struct nw_sock *sock, struct ends *ret)
{
	struct nw_address local, remote;

	if (!nw_sock_address(sock, NW_LOCAL, &local) ||
	    !nw_sock_address(sock, NW_REMOTE, &remote) || !remote.port)
		return false;
	ret->low = compare_address(&local, &remote) < 0 ? local : remote;
	ret->high = compare_address(&local, &remote) < 0 ? remote : local;
	return true;
}

/* A connection to ourselves has gone with its first end: the second is not missed. */
static void forgive(const struct report *report, int *results)
{
	struct ends *all = calloc(report->n + 1, sizeof(*all));
	size_t n = 0;

	for (size_t i = 0; all && i < report->n; i++) {
		all[n].row = i;
		n += results[i] >= 0 && ends_of(report->rows[i], &all[n]);
	}
	if (n)
		qsort(all, n, sizeof(*all), compare);
	for (size_t i = 0; n && i < report->n; i++) {
		struct ends key;

		if (results[i] == -ENOENT && ends_of(report->rows[i], &key) &&
		    bsearch(&key, all, n, sizeof(*all), compare))
			results[i] = 0;
	}
	free(all);
}

/* ---- and all of them ---------------------------------------------------------------------- */

int nsockets_kill(const struct run *run, struct report *report)
{
	size_t counts[REFUSALS + 1] = { 0 }, kept = 0;
	int *results = calloc(report->n + 1, sizeof(*results)), other = 0;

	if (!results) {
		tool_say("%s", strerror(ENOMEM));
		return EXIT_TROUBLE;
	}
	kill_all(run, report, results);
	forgive(report, results);
	for (size_t i = 0; i < report->n; i++)
		if (results[i] < 0)
			count(-results[i], counts, &other);
		else
			report->rows[kept++] = report->rows[i];
	free(results);
	if (!report->n)
		tool_say("no such socket");
	for (size_t i = 0; i <= REFUSALS; i++)
		if (counts[i])
			tool_say("%zu of %zu sockets were not ended: %s", counts[i], report->n,
				 i < REFUSALS ? refusals[i].why : strerror(other));
	if (kept == report->n && kept)
		return 0;
	report->n = kept;
	return EXIT_TROUBLE;
}
