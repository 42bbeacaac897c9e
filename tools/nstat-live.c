/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples of the running system, one every interval. */
#include <errno.h>
#include <stdlib.h>

#include "door.h"
#include "nstat-store.h"

struct feeding {
	struct nstat_clock clock;
	uint64_t shown;
};

static int record(struct nstat_run *run)
{
	const char *dir = run->options.record;

	return dir && door_record(run->nw, dir) < 0 ? -1 : 0;
}

static int say_gone(struct nstat_run *run)
{
	tool_say_about("network namespace is gone",
		       run->options.netns ? run->options.netns : "");
	run->missed = true;
	return 0;
}

static int live_open(struct nstat_run *run)
{
	struct feeding *feeding = calloc(1, sizeof(*feeding));
	int r;

	run->feeding = feeding;
	if (!feeding) {
		tool_say_error("cannot begin", "", -ENOMEM);
		return -ENOMEM;
	}
	if (door_open(NULL, &run->nw) < 0)
		return -1;
	r = nstat_privilege(&run->options);
	if (r < 0) {
		tool_say_error("cannot drop privileges", "", r);
		return r;
	}
	r = record(run);
	if (r < 0)
		return r;
	feeding->clock.run = run;
	nstat_machine_host(run);
	nstat_clock_begin(&feeding->clock);
	r = nstat_spaces_take(run);
	if (run->options.record && door_record_end(run->nw, run->options.record) < 0)
		return -1;
	if (r == 0 && !nstat_spaces_left(run)) {
		if (!run->missed)
			say_gone(run);
		return -ENOENT;
	}
	return r;
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
	r = nstat_spaces_take(run);
	if (r == 0 && !nstat_spaces_left(run))
		return say_gone(run);
	if (run->options.end && nstat_period_past(run->options.end, run->now))
		return 0;
	feeding->shown++;
	return r < 0 ? r : 1;
}

static void live_close(struct nstat_run *run)
{
	nw_free(run->nw);
	free(run->feeding);
}

const struct nstat_source nstat_live = { live_open, live_next, live_close };
