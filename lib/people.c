/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was known of processes, for when they are gone. */
#include <errno.h>

#include "people.h"

/* Those of some seconds, on the busiest of hosts. */
#define ENOUGH 2048

void people_free(struct people *people)
{
	vec_free(&people->all);
	free(people->arena.at);
	people->arena = (struct arena){ 0 };
}

const struct nw_proc *people_find(const struct people *people, const struct nw_proc *proc)
{
	for (size_t i = people->all.n; i-- > 0;)
		if (proc_same(&people->all.at[i], proc))
			return &people->all.at[i];
	return NULL;
}

int people_keep(struct people *people, const struct nw_proc *proc, const char *base)
{
	struct nw_proc *added;

	if (people_find(people, proc))
		return 0;
	if (people->all.n == ENOUGH)
		people->all.n = people->arena.n = 0;
	added = vec_push(&people->all);
	return added ? proc_copy(proc, base, &people->arena, added) : -ENOMEM;
}
