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
		if (people->all.at[i].pid == proc->pid && people->all.at[i].start == proc->start)
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

int proc_copy(const struct nw_proc *from, const char *base, struct arena *arena,
	      struct nw_proc *ret)
{
	struct nw_proc to = *from;
	int r = 0;

	to.base = NULL;
	if (from->comm)
		r = arena_add(arena, base + from->comm, from->comm_len, &to.comm);
	if (r == 0 && from->argv)
		r = arena_add(arena, base + from->argv, from->argv_len, &to.argv);
	if (r == 0 && from->context)
		r = arena_add(arena, base + from->context, from->context_len, &to.context);
	for (size_t i = 0; r == 0 && i < NW_LABELS_; i++)
		if (from->labels.at[i])
			r = arena_add(arena, base + from->labels.at[i], from->labels.len[i],
				      &to.labels.at[i]);
	if (r == 0)
		*ret = to;
	return r;
}
