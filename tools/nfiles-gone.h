/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Deleted files and their file systems: rows, and the columns they have. */
#ifndef TOOL_NFILES_GONE_H
#define TOOL_NFILES_GONE_H

#include "nfiles-own-facts.h"

/* A file system, or what is none. */
struct space {
	const char *mount, *fstype; /* NULL: not known */
	size_t mount_len, fstype_len;
	bool memory;
	uint64_t files, bytes;
};

struct gone {
	const struct files_line *line; /* the one that knows most of it */
	const struct files_line **holders;
	size_t n_holders;
	struct space *space;
};

struct deleted {
	const struct files_line **lines; /* file by file */
	struct gone *all;
	struct space *spaces;
	const void **space_rows; /* in their order */
	size_t n, n_spaces;
	struct extra extra;
};

extern const struct column_set gone_set, space_set;
/* The file systems, for programs. */
struct cell spaces_cell(const struct deleted *deleted, const struct view *view);

#endif
