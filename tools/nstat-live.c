/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples of the running system, one every interval; or of recordings, one of each. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "door.h"
#include "nstat.h"

struct feeding {
	struct nstat_clock clock;
	size_t root; /* the next recording */
	uint64_t shown;
};

static uint64_t sources(const struct nstat_run *run)
{
	/* What is kept is kept for whatever is asked of it later. */
	if (run->options.out_file)
		return NW_BIT(NW_COUNTERS_SOURCES_) - 1;
	return nstat_keyword_sources(run->options.keywords) | run->options.sources;
}

static int find_spaces(struct nstat_run *run)
{
	const char *which = run->options.netns;
	int r = nw_netns_find(run->nw, which, &run->netns);

	if (r < 0) {
		tool_say_error("network namespace", which ? which : "", r);
		return r;
	}
	run->n_spaces = nw_netns_count(run->netns);
	run->spaces = calloc(run->n_spaces, sizeof(*run->spaces));
	if (!run->spaces)
		return -ENOMEM;
	for (size_t i = 0; i < run->n_spaces; i++) {
		const struct nw_netns *netns = nw_netns_at(run->netns, i);

		run->spaces[i].inode = nw_netns_inode(netns);
		if (which)
			run->spaces[i].name = nw_netns_name(netns);
	}
	return 0;
}

static int take(struct nstat_run *run)
{
	for (size_t i = 0; i < run->n_spaces; i++) {
		struct nw_counters *counters = NULL;
		int r = nw_counters_take(run->nw, nw_netns_at(run->netns, i), sources(run),
					 &counters);

		if (r == -ENOMEM)
			return r;
		/* What vanished has no row any more; the others go on. */
		nstat_pass_on(run, &run->spaces[i], r < 0 ? NULL : counters);
	}
	return 0;
}

static int live_open(struct nstat_run *run)
{
	const char *root = run->options.n_roots ? run->options.roots[0] : NULL;
	struct feeding *feeding = calloc(1, sizeof(*feeding));
	int r = feeding ? door_open(root, &run->nw) : -ENOMEM;

	run->feeding = feeding;
	if (r < 0)
		return r;
	feeding->clock.run = run;
	nw_host(run->nw, &run->host);
	r = find_spaces(run);
	return r < 0 ? r : take(run);
}

static int live_next(struct nstat_run *run)
{
	struct feeding *feeding = run->feeding;
	int r;

	if (run->options.since_boot)
		return feeding->shown++ == 0;
	if (run->options.count && feeding->shown == run->options.count)
		return 0;
	nstat_clock_wait(&feeding->clock, run->options.interval_ns);
	if (nstat_interrupted())
		return 0;
	r = take(run);
	feeding->shown++;
	return r < 0 ? r : 1;
}

static void live_close(struct nstat_run *run)
{
	nw_netns_list_free(run->netns);
	nw_free(run->nw);
	free(run->feeding);
}

const struct nstat_source nstat_live = { live_open, live_next, live_close };
