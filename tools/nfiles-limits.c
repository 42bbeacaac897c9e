/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --usage: how many descriptors processes have, and how many they may have. */
#include <errno.h>
#include <stdlib.h>

#include "nfiles-own-facts.h"

static FACT_GETTER(get_count)
{
	uint64_t n;

	(void)view;
	if (nw_proc_count(row, column->metric, &n))
		*ret = cell_number(n);
}

static bool limit_of(const struct nw_proc *proc, bool hard, uint64_t *ret)
{
	uint64_t limits[2];

	if (!nw_proc_limit(proc, &limits[0], &limits[1]) || limits[hard] == UINT64_MAX)
		return false;
	*ret = limits[hard];
	return true;
}

static FACT_GETTER(get_limit)
{
	uint64_t limit;

	(void)view;
	if (limit_of(row, column->metric, &limit))
		*ret = cell_number(limit);
}

/* Of what it may have without asking. It may have more: limits can be lowered later. */
static FACT_GETTER(get_percent)
{
	uint64_t limit, n;

	(void)column;
	(void)view;
	if (nw_proc_count(row, NW_COUNT_ALL, &n) && limit_of(row, false, &limit) && limit)
		*ret = cell_number(n * 100 / limit);
}

#define COUNTS NW_USE_COUNTS
#define LABEL(key, title, help, label)                                                   \
	{ key, title, help, 0, 0, 0, fact_label, label, .use_want = NW_USE_LABELS }

static const struct column columns[] = {
	{ "pid", "PID", "number of the process", 0, 0, 1, fact_pid, 0 },
	{ "comm", "COMMAND", "name of the process", 0, 0, 0, fact_comm, 0 },
	{ "program", "PROGRAM", "what the process was called by", 0, 0, 0, fact_program, 0,
	  .use_want = NW_USE_PROGRAM },
	{ "ppid", "PPID", "its parent", 0, 0, 1, fact_ppid, 0 },
	{ "pgid", "PGID", "its group", 0, 0, 1, fact_pgid, 0 },
	{ "user", "USER", "its owner by name, or by number with -l", 0, 0, 0, fact_user, 0 },
	{ "uid", "UID", "its owner, a number", 0, 0, 1, fact_uid, 0 },
	{ "used", "USED", "descriptors that it has", 0, 0, 1, get_count, NW_COUNT_ALL,
	  .use_want = COUNTS },
	{ "percent", "%", "of its limit, whole ones", 0, 0, 1, get_percent, 0,
	  .use_want = COUNTS },
	{ "limit", "LIMIT", "how many it may have; empty: any number", 0, 0, 1, get_limit,
	  false, .use_want = COUNTS },
	{ "hard", "HARD", "how far it may raise that itself", 0, 0, 1, get_limit, true,
	  .use_want = COUNTS },
	{ "files", "FILES", "descriptors of what has a path", 0, 0, 1, get_count,
	  NW_COUNT_FILES, .use_want = COUNTS },
	{ "sockets", "SOCKETS", "descriptors of sockets", 0, 0, 1, get_count,
	  NW_COUNT_SOCKETS, .use_want = COUNTS },
	{ "pipes", "PIPES", "descriptors of pipes", 0, 0, 1, get_count, NW_COUNT_PIPES,
	  .use_want = COUNTS },
	{ "others", "OTHERS", "all others: epoll, eventfd ...", 0, 0, 1, get_count,
	  NW_COUNT_OTHERS, .use_want = COUNTS },
	LABEL("container", "CONTAINER", "container: id or name", NW_LABEL_CONTAINER),
	LABEL("pod", "POD", "Kubernetes' uid of the pod", NW_LABEL_POD),
	LABEL("unit", "UNIT", "systemd unit of the process", NW_LABEL_UNIT),
	LABEL("slice", "SLICE", "systemd slice", NW_LABEL_SLICE),
	LABEL("session", "SESSION", "login session", NW_LABEL_SESSION),
};

static const struct column_set set = { .at = columns, .n = ARRAY_SIZE(columns) };

/* ---- the whole system --------------------------------------------------------------- */

struct totals {
	struct extra extra;
	uint64_t open, limit;
};

ITEM(total_item)
{
	const struct totals *totals = list->list.of;

	*key = i ? "limit" : "open";
	*ret = cell_number(i ? totals->limit : totals->open);
}

static void take_totals(struct files_run *run, struct totals *totals)
{
	struct report *report = &run->own->report;

	/* A recording has nothing of this system's. */
	if (run->options.root || run->options.record ||
	    !look_open_files(&totals->open, &totals->limit))
		return;
	totals->extra = (struct extra){
		.key = "system",
		.cell = { .kind = CELL_RECORD,
			  .list = { .n = 2, .get = total_item, .of = totals } },
	};
	report->extras = &totals->extra;
	report->n_extras = 1;
}

static void behind(struct files_run *run, const struct report *report)
{
	const struct totals *totals = run->own->rows;

	if (!report->n_extras)
		return;
	buffer_string(&run->out, "The whole system: ");
	buffer_u64(&run->out, totals->open);
	buffer_string(&run->out, " open files, of at most ");
	buffer_u64(&run->out, totals->limit);
	buffer_char(&run->out, '\n');
}

/* ---- rows ---------------------------------------------------------------------------- */

static bool is_selected(struct files_run *run, const struct nw_proc *proc)
{
	const unsigned asked = files_kinds(&run->options) & FILES_OF_PROCESSES;
	const unsigned match = files_match_proc(&run->options, proc);

	if (match & FILES_EXCLUDED || !files_own_proc(run, proc))
		return false;
	if (run->options.and_kinds)
		return (match & asked) == asked;
	return !asked || match & asked;
}

static int rows(struct files_run *run, struct report *report)
{
	struct totals *totals = calloc(1, sizeof(*totals));
	const struct nw_proc *proc;

	run->own->rows = totals;
	report->rows = calloc(nw_table_procs(run->table) + 1, sizeof(*report->rows));
	if (!totals || !report->rows)
		return -ENOMEM;
	take_totals(run, totals);
	nw_foreach(proc, proc, run->table)
		if (!nw_proc_tid(proc) && is_selected(run, proc))
			report->rows[report->n++] = proc;
	return 0;
}

const struct files_face files_usages = {
	.what = "processes",
	.set = &set,
	.people = "pid,user,used,limit,percent,files,sockets,pipes,others,comm",
	.machines = "pid,comm,user,uid,used,limit,hard,percent,files,sockets,pipes,others",
	.sort = "-percent,-used",
	.rows = rows,
	.behind = behind,
};
