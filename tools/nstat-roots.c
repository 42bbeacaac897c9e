/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples of recordings: each is one, in the order in which they were named. */
#include <errno.h>

#include "door.h"
#include "nstat-store.h"

/* A door for each of them: what is taken belongs to none. */
static int take(struct nstat_run *run, size_t i)
{
	int r = door_open(run->options.roots[i], &run->nw);

	if (r == 0 && i == 0) {
		r = nstat_privilege(&run->options);
		if (r < 0)
			tool_say_error("cannot drop privileges", "", r);
		else
			nstat_machine_host(run);
	}
	if (r == 0)
		r = nstat_spaces_take(run);
	nw_free(run->nw);
	run->nw = NULL;
	return r;
}

static int roots_open(struct nstat_run *run)
{
	/* One alone tells only what was counted until then. */
	run->options.since_boot = run->options.n_roots == 1;
	return take(run, 0);
}

static int roots_next(struct nstat_run *run)
{
	const size_t next = run->samples + 1;
	int r;

	if (run->options.since_boot)
		return run->samples == 0;
	if (next >= run->options.n_roots)
		return 0;
	r = take(run, next);
	return r < 0 ? r : 1;
}

static void roots_close(struct nstat_run *run)
{
	nw_free(run->nw);
}

const struct nstat_source nstat_roots = { roots_open, roots_next, roots_close };
