/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --kill: sockets ended by order, and what became of those that were not. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

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

/* Which connection of which namespace, seen from this end. */
struct pair {
	uint64_t netns;
	enum nw_family family;
	struct nw_address local, remote;
};

/* The v4-mapped end of a server for both is the other end of an IPv4 one. */
static void unmap(struct nw_address *address)
{
	struct nw_address plain = { .family = AF_INET, .port = address->port };

	if (address->family == AF_INET)
		memcpy(plain.bytes, address->bytes, 4);
	else if (endpoint_is_mapped(address))
		memcpy(plain.bytes, address->bytes + 12, 4);
	else
		return;
	*address = plain;
}

static bool pair_of(const struct nw_sock *sock, struct pair *ret)
{
	*ret = (struct pair){ nw_sock_netns(sock), nw_sock_family(sock), { 0 }, { 0 } };
	/* No other kind of socket tells its peer. */
	if ((ret->family != NW_TCP && ret->family != NW_MPTCP) ||
	    !nw_sock_address(sock, NW_LOCAL, &ret->local) ||
	    !nw_sock_address(sock, NW_REMOTE, &ret->remote) || !ret->remote.port)
		return false;
	unmap(&ret->local);
	unmap(&ret->remote);
	return true;
}

static int compare_address(const struct nw_address *a, const struct nw_address *b)
{
	int r = memcmp(a->bytes, b->bytes, sizeof(a->bytes));

	if (r == 0)
		r = a->family - b->family;
	return r ? r : (a->port > b->port) - (a->port < b->port);
}

static int compare(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;
	int r;

	if (a->netns != b->netns)
		return a->netns < b->netns ? -1 : 1;
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	r = compare_address(&a->local, &b->local);
	return r ? r : compare_address(&a->remote, &b->remote);
}

/* A connection to ourselves has gone with its first end: the second is not missed. */
static void forgive(const struct report *report, int *results)
{
	struct pair *ended = calloc(report->n + 1, sizeof(*ended));
	size_t n = 0;

	for (size_t i = 0; ended && i < report->n; i++)
		n += results[i] >= 0 && pair_of(report->rows[i], &ended[n]);
	if (n)
		qsort(ended, n, sizeof(*ended), compare);
	for (size_t i = 0; n && i < report->n; i++) {
		struct pair own, other;

		if (results[i] != -ENOENT || !pair_of(report->rows[i], &own))
			continue;
		other = own;
		other.local = own.remote;
		other.remote = own.local;
		if (bsearch(&other, ended, n, sizeof(*ended), compare))
			results[i] = 0;
	}
	free(ended);
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
			tool_say("%zu of %zu socket%s %s not ended: %s", counts[i], report->n,
				 report->n == 1 ? "" : "s", counts[i] == 1 ? "was" : "were",
				 i < REFUSALS ? refusals[i].why : strerror(other));
	if (kept == report->n && kept)
		return 0;
	report->n = kept;
	return EXIT_TROUBLE;
}
