/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one process shares with others: a row for each of them and each channel. */
#ifndef TOOL_NFILES_SHARE_H
#define TOOL_NFILES_SHARE_H

#include "nfiles-run.h"

/* Descriptors of one process among those of a side. */
struct share_run {
	const struct nw_side *side;
	size_t first, n;
};

struct share {
	const struct nw_side *side;
	const char *kind, *many; /* "pipe"; "pipes" */
	size_t name, name_len;   /* of shares->names */
	const char *arrow;
	struct share_run own, other;
	/* With whom: a process; so many of them, which are listed there; or nobody, and why. */
	const struct nw_proc *partner, *listed;
	size_t processes;
	const char *nobody;
};

struct shares {
	struct files_run *run;
	struct share *all;
	size_t n;
	struct buffer names;
	void *parties;    /* of sides that have been looked at */
	uint32_t *listen; /* ports that somebody listens on, ascending */
	size_t n_listen;
	bool preview; /* nothing is shown yet */
	bool error;   /* out of memory */
};

void shares_begin(struct shares *shares, struct files_run *run);
void shares_free(struct shares *shares);
/* All of a process, whose lines these are, sorted: those that can be told in one line stand
 * together. */
void shares_find(struct shares *shares, const struct files_line *lines, size_t n);
/* Can they? */
bool share_alike(const struct shares *shares, const struct share *a, const struct share *b);
/* Does it take part in what the arrow says, from this end of it? */
bool share_counts(const struct share *share, const struct nw_use *use, bool own);
/* nfiles-name.c: of a channel. */
void share_name(struct shares *shares, struct share *share);

#endif
