/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line of lsof's table: its cells, how wide they are, and how they are put. */
#ifndef TOOL_NFILES_LAYOUT_H
#define TOOL_NFILES_LAYOUT_H

#include "nfiles-run.h"

enum column {
	COMMAND,
	PID,
	TID,
	TASK,
	CONTEXT,
	PPID,
	PGID,
	USER,
	FD,
	TYPE,
	FLAGS,
	DEVICE,
	SIZE,
	NLINK,
	NODE,
	COLUMNS,
};

/* Those before FD are the same for all lines of a process. */
#define OF_PROCESS FD

struct layout {
	const struct files_run *run;
	bool shown[COLUMNS];
	size_t width[COLUMNS];
	/* Of the line at hand. */
	const struct nw_proc *proc;
	struct buffer of_process[OF_PROCESS]; /* a NUL behind each */
	struct buffer begin; /* of all lines of the process; empty: not made yet */
	struct files_cells cells;
	struct buffer flags; /* a NUL behind them */
};

/* An empty one of these columns, as wide, to be freed. */
void layout_copy(struct layout *to, const struct layout *from, const struct files_run *run);
void layout_free(struct layout *layout);
/* No column is narrower than its title; than that of another; than its cell in this line. */
void layout_title(struct layout *layout);
void layout_widen(struct layout *layout, const struct layout *other);
void layout_measure(struct layout *layout, const struct files_line *line);
/* Titles, and a line. */
void layout_put_title(struct files_run *run, const struct layout *layout);
void layout_put(struct files_run *run, struct layout *layout, const struct files_line *line);

#endif
