/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of --tree. */
#ifndef TOOL_NFILES_TREE_H
#define TOOL_NFILES_TREE_H

#include "escape.h"
#include "nfiles-share.h"

/* nfiles-branch.c: these, which can be told in one line, behind a prefix. On a terminal it is
 * broken where that ends. */
void share_put(struct shares *shares, const struct share *all, size_t n,
	       const struct buffer *prefix);

#endif
