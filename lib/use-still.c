/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Does a process stand still while it is read? Who does not run opens and closes nothing, and
 * the kernel counts how often each was given a processor: nothing has to be looked at twice.
 * (Who shares its descriptors and not its thread group, by clone(CLONE_FILES), is not seen.)
 */
#include <stdio.h>

#include "use.h"

/* Fewer descriptors are read twice in the time that this takes. */
#define WORTHWHILE 8

/* "RUNNING WAITING TIMES": /proc/PID/schedstat, of CONFIG_SCHED_INFO. */
static bool count_runs(struct use_reader *reader, uint64_t *ret)
{
	struct bytes *data = &reader->lane->data;
	struct text text, line;
	uint64_t skipped;

	if (sys_read(reader->taking->sys, data, "proc/%u/schedstat", reader->pid) < 0)
		return false;
	text = text_of(data->at, data->n);
	return text_line(&text, &line) && text_dec(&line, &skipped) &&
	       text_dec(&line, &skipped) && text_dec(&line, ret);
}

bool use_is_still(struct use_reader *reader, uint64_t *ret)
{
	struct sys *sys = reader->taking->sys;
	struct bytes *data = &reader->lane->data;
	struct proc_stat stat;

	if (reader->tid || reader->want & NW_USE_SOCKETS || sys_reads_copy(sys) ||
	    sys_copies(sys) || sys_links_count(sys, reader->pid) < WORTHWHILE ||
	    !count_runs(reader, ret) ||
	    sys_read(sys, data, "proc/%u/stat", reader->pid) < 0)
		return false;
	/* Whoever runs right now was counted when that began. */
	return proc_parse_stat(data->at, data->n, &stat) && stat.threads == 1 &&
	       stat.state != 'R';
}

bool use_ran(struct use_reader *reader, uint64_t runs)
{
	uint64_t now;

	return !count_runs(reader, &now) || now != runs;
}
