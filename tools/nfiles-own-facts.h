/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What fills the cells of lsof's rows, one function a column. */
#ifndef TOOL_NFILES_OWN_FACTS_H
#define TOOL_NFILES_OWN_FACTS_H

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "column-get.h"
#include "nfiles-own.h"

/* A getter of a line: its body sees the use as well. */
#define FACT(name)                                                                       \
	static void name##_of(const struct column *column, struct view *view,            \
			      const struct files_line *line, const struct nw_use *use,   \
			      struct cell *ret);             \
	void name(const struct column *column, struct view *view, const void *row,       \
		  struct cell *ret)                                                      \
	{                                                                                \
		const struct files_line *line = row;                                     \
                                                                                         \
		name##_of(column, view, line, line->use, ret);   \
	}                                                                                \
	static void name##_of(const struct column *column, struct view *view,            \
			      const struct files_line *line, const struct nw_use *use,   \
			      struct cell *ret)

/* The same of a process. */
#define PROC_FACT(name)                                                                  \
	static void name##_of(const struct column *column, struct view *view,            \
			      const struct nw_proc *proc, struct cell *ret);             \
	void name(const struct column *column, struct view *view, const void *row,       \
		  struct cell *ret)                                                      \
	{                                                                                \
		name##_of(column, view, row, ret);                                       \
	}                                                                                \
	static void name##_of(const struct column *column, struct view *view,            \
			      const struct nw_proc *proc, struct cell *ret)

#define FACT_GETTER(name)                                                                \
	void name(const struct column *column, struct view *view, const void *row,       \
		  struct cell *ret)

/* Of processes. */
FACT_GETTER(fact_pid);
FACT_GETTER(fact_tid);
FACT_GETTER(fact_comm);
FACT_GETTER(fact_task);
FACT_GETTER(fact_program);
FACT_GETTER(fact_user);
FACT_GETTER(fact_uid);
FACT_GETTER(fact_ppid);
FACT_GETTER(fact_pgid);
FACT_GETTER(fact_label);
/* Of lines. */
FACT_GETTER(fact_fd);
FACT_GETTER(fact_access);
FACT_GETTER(fact_lock);
FACT_GETTER(fact_flags);
FACT_GETTER(fact_type);
FACT_GETTER(fact_device);
FACT_GETTER(fact_rdev);
FACT_GETTER(fact_inode);
FACT_GETTER(fact_offset);
FACT_GETTER(fact_nlink);
FACT_GETTER(fact_size);
FACT_GETTER(fact_allocated);
FACT_GETTER(fact_deleted);
FACT_GETTER(fact_mount);
FACT_GETTER(fact_fstype);
FACT_GETTER(fact_link);
FACT_GETTER(fact_error);
FACT_GETTER(fact_proto);
FACT_GETTER(fact_name);

#endif
