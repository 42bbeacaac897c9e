/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --kill: sockets ended by order, and what became of those that were not. */
#include <errno.h>
#include <string.h>

#include "nsockets.h"

struct refusal {
	int error;
	const char *why; /* instead of strerror() */
};

static const struct refusal refusals[] = {
	{ EPERM, "it takes root, or CAP_NET_ADMIN" },
	{ EOPNOTSUPP, "this kernel ends no sockets of their kind" },
	{ ENOENT, "they had gone already" },
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

int nsockets_kill(const struct run *run, struct report *report)
{
	size_t counts[REFUSALS + 1] = { 0 }, kept = 0;
	int other = 0;

	for (size_t i = 0; i < report->n; i++) {
		int r = nw_kill(run->view.nw, report->rows[i]);

		if (r < 0)
			count(-r, counts, &other);
		else
			report->rows[kept++] = report->rows[i];
	}
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
