/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was known of processes, for when they are gone. */
#ifndef NW_PEOPLE_H
#define NW_PEOPLE_H

#include "proc.h"

/* The latest ones: a bounded number. */
struct people {
	VEC(struct nw_proc) all;
	struct arena arena;
};

/* The same process has the same id and start. `base`: the bytes of its offsets. */
int people_keep(struct people *people, const struct nw_proc *proc, const char *base);
/* What is known of this one, its bytes in people->arena, or NULL. */
const struct nw_proc *people_find(const struct people *people, const struct nw_proc *proc);
void people_free(struct people *people);

#endif
