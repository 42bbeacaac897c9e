/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run of nstat: from the first sample to the last. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nstat-processors.h"
#include "nstat.h"

#define SECOND 1e9
#define EXIT_SAR_OUTPUT 6

/*
 * As sar counts: whole hundredths, so that its numbers and ours are the same. Ours alone are
 * told to the millisecond, which is what reading the counters takes, or finer.
 */
static double seconds_between(const struct nstat_run *run, uint64_t before, uint64_t now)
{
	const uint64_t hundredth = 10000000, millisecond = 1000000;

	if (now <= before)
		return 0;
	if (run->options.sar)
		return (double)((now - before + hundredth / 2) / hundredth) / 100;
	if (now - before < (uint64_t)SECOND / 2)
		return (double)(now - before) / SECOND;
	return (double)((now - before + millisecond / 2) / millisecond) / 1000;
}

void nstat_pass_on(struct nstat_run *run, struct nstat_space *space, struct nw_counters *next)
{
	nw_counters_free(space->before);
	space->before = space->now;
	space->now = next;
	space->seconds = 0;
	if (!next)
		return;
	if (space->before)
		run->before = nw_counters_realtime(space->before);
	run->now = nw_counters_realtime(next);
	/* Another namespace of the same name has other counters. */
	if (space->before && nw_counters_netns(space->before) != nw_counters_netns(next)) {
		nw_counters_free(space->before);
		space->before = NULL;
	}
	/* What is asleep moves nothing: time asleep is no time, but since the machine started. */
	space->seconds = seconds_between(
		run, space->before ? nw_counters_monotonic(space->before) : 0,
		space->before ? nw_counters_monotonic(next) : nw_counters_boottime(next));
}

static bool is_listed(const char *list, const char *item)
{
	const size_t len = strlen(item);

	for (const char *at = list; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, item, len) == 0 && (!at[len] || at[len] == ','))
			return true;
	}
	return false;
}

bool nstat_shows(const struct nstat_options *options, enum nw_counter_source source,
		 const char *item, uint32_t index, bool sum)
{
	if (source == NW_COUNTERS_DEV && options->ifaces)
		return is_listed(options->ifaces, item);
	if (source == NW_COUNTERS_SOFTNET && *item)
		return options->cpus ? nstat_processors_has(options->cpus, sum, index) : sum;
	return true;
}

int nstat_rows_of(struct nstat_run *run, const struct nstat_space *space, size_t keyword)
{
	const struct nstat_pair pair = {
		run->options.since_boot ? NULL : space->before,
		space->now,
		space->seconds,
	};
	size_t kept = 0;
	int r;

	run->rows.n = 0;
	if (!space->now || (!pair.before && !run->options.since_boot))
		return 0;
	r = nstat_rows_make(&nstat_keywords[keyword], &pair, &run->rows);
	for (size_t i = 0; r == 0 && i < run->rows.n; i++)
		if (nstat_shows(&run->options, nstat_keywords[keyword].source,
				run->rows.at[i].item, run->rows.at[i].index,
				run->rows.at[i].sum))
			run->rows.at[kept++] = run->rows.at[i];
	run->rows.n = kept;
	return r;
}

static int go(struct nstat_run *run)
{
	int r = run->source->open(run);

	if (r < 0)
		return run->code ? run->code : EXIT_TROUBLE;
	r = nstat_present(run);
	if (r)
		return r;
	run->encoder->begin(run);
	/* There was no memory for it, or nobody reads. */
	while (!run->out.error && (r = run->source->next(run)) > 0) {
		if (r == NSTAT_RESTARTED) {
			if (run->encoder->restart)
				run->encoder->restart(run);
			continue;
		}
		run->samples++;
		nstat_say_notes(run);
		run->encoder->row(run);
		buffer_flush(&run->out);
	}
	if (run->out.error)
		return EXIT_TROUBLE;
	if (r == 0)
		run->encoder->end(run);
	buffer_flush(&run->out);
	if (r < 0 && run->code)
		return run->code;
	return r < 0 || run->missed ? EXIT_TROUBLE : 0;
}

int nstat_run(struct nstat_run *run)
{
	int code;

	run->out.fd = 1;
	code = go(run);
	if (run->encoder->close)
		run->encoder->close(run);
	if (run->out.error && run->options.sar) {
		fprintf(stderr, "stdout: %s\n", strerror(run->out.error));
		code = EXIT_SAR_OUTPUT;
	} else if (run->out.error) {
		tool_say_error("standard output", "", -run->out.error);
		code = EXIT_TROUBLE;
	}
	run->source->close(run);
	nstat_spaces_free(run);
	nstat_rows_free(&run->rows);
	buffer_free(&run->out);
	free(run->options.roots);
	return code;
}
