/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lsof's table: widths from all lines, then the lines. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lanes.h"
#include "nfiles-layout.h"

static bool has_threads(const struct files_run *run)
{
	const struct nw_proc *last = NULL;

	for (size_t i = 0; i < run->n_lines; i++) {
		const struct nw_proc *proc = nw_use_proc(run->lines[i].use);

		if (proc != last && nw_proc_tid(proc))
			return true;
		last = proc;
	}
	return false;
}

/* ---- the lines, side by side ---------------------------------------------------------- */

/* Some of the lines, into a buffer of their own. */
struct lane {
	struct files_run run; /* a copy, but for its `out` */
	struct layout layout;
	size_t from, to;
	pthread_t thread;
	bool runs;
};

/* Shown in another order than they lie in memory. */
#define AHEAD 8

static void *put_lane(void *arg)
{
	struct lane *lane = arg;

	for (size_t i = lane->from; i < lane->to; i++) {
		if (i + AHEAD < lane->to)
			__builtin_prefetch(nw_use_sock(lane->run.lines[i + AHEAD].use));
		layout_put(&lane->run, &lane->layout, &lane->run.lines[i]);
	}
	return NULL;
}

/* One block of lines for each lane; what they become is written in their order. */
static void put_blocks(struct files_run *run, struct lane *lanes, size_t n, size_t from)
{
	for (size_t i = 0; i < n; i++) {
		struct lane *lane = &lanes[i];

		lane->run.out.fd = -1;
		lane->from = from + i * ROWS_PER_LANE;
		lane->to = lane->from + ROWS_PER_LANE;
		if (lane->to > run->n_lines)
			lane->to = run->n_lines;
		lane->runs = i + 1 < n && lanes_thread(&lane->thread, put_lane, lane) == 0;
		if (!lane->runs)
			put_lane(lane);
	}
	for (size_t i = 0; i < n; i++) {
		if (lanes[i].runs)
			pthread_join(lanes[i].thread, NULL);
		buffer_pass(&run->out, &lanes[i].run.out);
	}
}

static struct lane *lanes_make(struct files_run *run, const struct layout *layout, size_t n)
{
	struct lane *lanes = calloc(n, sizeof(*lanes));

	if (!lanes)
		run->out.error = ENOMEM;
	for (size_t i = 0; lanes && i < n; i++) {
		lanes[i].run = *run;
		lanes[i].run.out = (struct buffer){ 0 };
		layout_copy(&lanes[i].layout, layout, &lanes[i].run);
	}
	return lanes;
}

static void lanes_free(struct lane *lanes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		layout_free(&lanes[i].layout);
	free(lanes);
}

/* Names of users are all known by now. */
static void put_lines(struct files_run *run, const struct layout *layout)
{
	const size_t n = lanes_for(run->n_lines);
	struct lane *lanes = lanes_make(run, layout, n);

	if (!lanes)
		return;
	for (size_t at = 0; at < run->n_lines; at += n * ROWS_PER_LANE)
		put_blocks(run, lanes, n, at);
	lanes_free(lanes, n);
}

/* ---- widths ------------------------------------------------------------------------------ */

/* By one thread, so that the others find them known. */
static void know_users(const struct files_run *run)
{
	const struct nw_proc *last = NULL;
	uint32_t owner;

	for (size_t i = 0; !run->options.numeric_users && i < run->n_lines; i++) {
		const struct nw_proc *proc = nw_use_proc(run->lines[i].use);

		if (proc != last && nw_proc_owner(proc, &owner))
			nw_user_name(run->nw, owner);
		last = proc;
	}
}

static void *measure_lane(void *arg)
{
	struct lane *lane = arg;

	for (size_t i = lane->from; i < lane->to; i++) {
		if (i + AHEAD < lane->to)
			__builtin_prefetch(nw_use_sock(lane->run.lines[i + AHEAD].use));
		layout_measure(&lane->layout, &lane->run.lines[i]);
	}
	return NULL;
}

static void measure(struct files_run *run, struct layout *layout)
{
	const size_t n = lanes_for(run->n_lines);
	struct lane *lanes;

	layout_title(layout);
	know_users(run);
	lanes = lanes_make(run, layout, n);
	for (size_t i = 0; lanes && i < n; i++) {
		struct lane *lane = &lanes[i];

		lane->from = run->n_lines * i / n;
		lane->to = run->n_lines * (i + 1) / n;
		lane->runs = i + 1 < n && lanes_thread(&lane->thread, measure_lane, lane) == 0;
		if (!lane->runs)
			measure_lane(lane);
	}
	for (size_t i = 0; lanes && i < n; i++) {
		if (lanes[i].runs)
			pthread_join(lanes[i].thread, NULL);
		layout_widen(layout, &lanes[i].layout);
	}
	if (lanes)
		lanes_free(lanes, n);
}

void files_show(struct files_run *run)
{
	struct layout layout = { .run = run };

	if (!run->n_lines)
		return;
	layout_copy(&layout, &layout, run);
	memset(layout.shown, true, sizeof(layout.shown));
	layout.shown[TID] = layout.shown[TASK] = has_threads(run);
	layout.shown[CONTEXT] = run->options.context;
	layout.shown[FLAGS] = run->options.flags != FILES_NO_FLAGS;
	layout.shown[PPID] = run->options.ppid;
	layout.shown[PGID] = run->options.pgid;
	layout.shown[NLINK] = run->options.nlink;
	measure(run, &layout);
	layout_put_title(run, &layout);
	put_lines(run, &layout);
	layout_free(&layout);
}

void files_show_pids(struct files_run *run)
{
	uint32_t last = 0;

	for (size_t i = 0; i < run->n_lines; i++) {
		const struct nw_proc *proc = nw_use_proc(run->lines[i].use);

		if (nw_proc_pid(proc) != last)
			buffer_format(&run->out, "%" PRIu32 "\n", nw_proc_pid(proc));
		last = nw_proc_pid(proc);
	}
}
