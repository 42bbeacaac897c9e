/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One socket, asked for by its cookie and addresses. */
#ifndef NW_EXACT_H
#define NW_EXACT_H

#include "parser.h"
#include "sys.h"

/*
 * Its row, with all that the kernel tells of it, appended to `rows`. -ENOENT, -ESTALE: the
 * kernel found none there, or another one.
 */
int exact_ask(struct sys *sys, const struct netns *netns, const struct nw_sock *sock,
	      exact_fn *exact, struct rows *rows);

#endif
