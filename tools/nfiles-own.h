/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nfiles shows beside lsof's table: columns of one's choice, and answers to questions. */
#ifndef TOOL_NFILES_OWN_H
#define TOOL_NFILES_OWN_H

#include "nfiles-run.h"
#include "report.h"

#define FILES_SORTS_MAX 16

/* A face: what its rows are, and how they are shown if nothing else is said. */
struct files_face {
	const char *what; /* JSON's word for the rows */
	const struct column_set *set;
	const char *people, *machines; /* columns */
	const char *sort;
	/* Fill report->rows, in memory that files_own_free() gives back. 0, -ENOMEM. */
	int (*rows)(struct files_run *run, struct report *report);
	void (*release)(void *rows); /* what `rows` has left in files_own; NULL: free() */
	/* For people, before and behind the rows; each may be NULL. */
	void (*before)(struct files_run *run, const struct report *report);
	void (*behind)(struct files_run *run, const struct report *report);
};

struct files_own {
	struct view view;
	struct report report;
	struct {
		struct column column;
		bool descending;
	} sorts[FILES_SORTS_MAX];
	size_t n_sorts;
	uint32_t want, use_want; /* enum nw_want, nw_use_want */
	struct nw_filter *filter;
	void *rows; /* what report.rows points into */
};

/* ---- the faces ---- */

extern const struct files_face files_list, files_deleted, files_usages, files_who;

/* Bytes: a number, or with -H "1.5M". */
struct cell files_bytes_cell(struct view *view, uint64_t bytes);
#endif
