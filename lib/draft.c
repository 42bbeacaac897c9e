/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table written row by row, of rows of other tables and of what is known otherwise. */
#include <errno.h>
#include <string.h>

#include "draft.h"
#include "groups.h"

int draft_open(struct sys *sys, struct people *people, struct draft *ret)
{
	ret->people = people;
	ret->sys = sys;
	ret->table = calloc(1, sizeof(*ret->table));
	return ret->table ? 0 : -ENOMEM;
}

void draft_free(struct draft *draft)
{
	nw_table_free(TAKE(draft->table));
}

struct nw_sock *draft_last(const struct draft *draft)
{
	const struct rows *rows = &draft->table->rows;

	return &rows->socks.at[rows->socks.n - 1];
}

int draft_row(struct draft *draft, enum nw_family family, int af)
{
	struct nw_sock *sock = rows_add(&draft->table->rows, family, af);

	if (!sock)
		return -ENOMEM;
	sock->holders_at = draft->table->owners.files.n;
	return 0;
}

static int keep(struct draft *draft, const char *data, size_t len, uint32_t *ret)
{
	return arena_add(&draft->table->rows.arena, data, len, ret);
}

int draft_copy(struct draft *draft, const struct nw_sock *from)
{
	struct nw_sock *sock;
	int r = draft_row(draft, from->family, from->af);

	if (r < 0)
		return r;
	sock = draft_last(draft);
	*sock = *from;
	sock->attrs = NULL;
	sock->attrs_len = sock->n_holders = sock->n_peers = 0;
	sock->holders_at = draft->table->owners.files.n;
	sock->peers_at = sock->group_at = sock->device_at = sock->netns_at = 0;
	r = rows_attrs(&draft->table->rows, from->attrs, from->attrs_len);
	return r < 0 ? r : draft_netns(draft, from->netns);
}

int draft_device(struct draft *draft, const struct nw_sock *from)
{
	uint32_t device = 0;
	int r = 0;

	if (from->device)
		r = keep(draft, from->device, strlen(from->device) + 1, &device);
	draft_last(draft)->device_at = device;
	return r;
}

int draft_netns(struct draft *draft, const struct netns *netns)
{
	struct nw_table *table = draft->table;
	struct netns *added;
	size_t at = 0;

	while (at < table->spaces.all.n && (table->spaces.all.at[at].inum != netns->inum ||
					    table->spaces.all.at[at].mark != netns->mark))
		at++;
	if (at == table->spaces.all.n) {
		added = vec_push(&table->spaces.all);
		if (!added)
			return -ENOMEM;
		*added = *netns;
	}
	draft_last(draft)->netns_at = at;
	return 0;
}

/* ---- holders -------------------------------------------------------------------------- */

static int add_file(struct draft *draft, size_t row, const struct nw_file *file, size_t proc)
{
	struct nw_file *added = vec_push(&draft->table->owners.files);

	if (!added)
		return -ENOMEM;
	*added = *file;
	added->proc_at = proc;
	draft->table->rows.socks.at[row].n_holders++;
	return 0;
}

static size_t last_row(const struct draft *draft)
{
	return draft->table->rows.socks.n - 1;
}

/* The index of this process, and whether it is new. */
static int find_proc(struct draft *draft, const struct nw_proc *proc, size_t *ret, bool *added)
{
	struct procs *procs = &draft->table->procs;
	struct nw_proc *new;
	size_t at = procs->all.n;

	*added = false;
	while (at-- > 0)
		if (proc_same(&procs->all.at[at], proc)) {
			*ret = at;
			return 0;
		}
	new = vec_push(&procs->all);
	if (!new)
		return -ENOMEM;
	new->pid = proc->pid;
	new->start = proc->start;
	new->has = proc->has;
	new->uid = proc->uid;
	new->named = proc->named;
	*ret = procs->all.n - 1;
	*added = true;
	return 0;
}

/* Everything that was read of it then: by now it may be gone. */
static int copy_proc(struct draft *draft, const struct nw_proc *from, const char *base,
		     size_t at)
{
	return proc_copy(from, base, &draft->table->rows.arena,
			 &draft->table->procs.all.at[at]);
}

static int copy_holders(struct draft *draft, const struct nw_sock *from, bool listener)
{
	for (size_t i = 0; i < from->n_holders; i++) {
		struct nw_file file = from->holders[i];
		size_t at = SIZE_MAX;
		bool added = false;
		int r = file.proc ? find_proc(draft, file.proc, &at, &added) : 0;

		if (listener)
			file.via = NW_VIA_LISTENER;
		if (r == 0 && added)
			r = copy_proc(draft, file.proc, file.proc->base, at);
		if (r == 0)
			r = add_file(draft, last_row(draft), &file, at);
		if (r < 0)
			return r;
	}
	return 0;
}

int draft_holders(struct draft *draft, const struct nw_sock *from)
{
	return copy_holders(draft, from, false);
}

int draft_listener(struct draft *draft, const struct nw_sock *listener)
{
	return copy_holders(draft, listener, true);
}

static int add_holder(struct draft *draft, size_t row, const struct nw_proc *proc,
		      const char *comm, enum nw_via via)
{
	const struct nw_file file = { .pid = proc->pid, .tid = proc->pid, .via = (uint8_t)via };
	bool added;
	size_t at;
	int r = find_proc(draft, proc, &at, &added);

	if (r == 0 && added) {
		struct nw_proc *new = &draft->table->procs.all.at[at];

		new->comm_len = (uint32_t)strlen(comm);
		r = keep(draft, comm, new->comm_len, &new->comm);
	}
	return r < 0 ? r : add_file(draft, row, &file, at);
}

int draft_holder(struct draft *draft, const struct nw_proc *proc, const char *comm,
		 enum nw_via via)
{
	return add_holder(draft, last_row(draft), proc, comm, via);
}

int draft_instead(struct draft *draft, size_t row, const struct nw_proc *proc,
		  const char *comm, enum nw_via via)
{
	struct nw_sock *sock = &draft->table->rows.socks.at[row];

	sock->holders_at = draft->table->owners.files.n;
	sock->n_holders = 0;
	sock->reason = NW_REASON_NONE;
	return add_holder(draft, row, proc, comm, via);
}

/* ---- the end -------------------------------------------------------------------------- */

/*
 * What /proc says of a process that has only been heard of. By then its number may be
 * another's: such a one began at another time. 1: it is still that process.
 */
static int read_proc(struct draft *draft, struct nw_proc *proc, uint32_t want)
{
	struct procs one = { .all = { .at = NULL } };
	struct nw_proc *now = vec_push(&one.all);
	int r;

	if (!now)
		return -ENOMEM;
	now->pid = proc->pid;
	r = procs_read(draft->sys, &one, want | NW_WANT_STAT, 1, &draft->table->rows.arena);
	now = one.all.at;
	if (r == 0 && now->has & PROC_HAS_START && now->start == proc->start) {
		/* Its name is the one it had then. */
		now->comm = proc->comm;
		now->comm_len = proc->comm_len;
		*proc = *now;
		r = 1;
	}
	vec_free(&one.all);
	return r;
}

#define PROC_FACTS (NW_WANT_PROGRAM | NW_WANT_STATUS | NW_WANT_CONTEXT | NW_WANT_LABELS)

/* One that has ended is described as it was when it was last seen. */
static int describe(struct draft *draft, size_t at, uint32_t want)
{
	struct nw_proc *proc = &draft->table->procs.all.at[at];
	const struct nw_proc heard = *proc;
	const struct nw_proc *known;
	int r = read_proc(draft, proc, want);

	if (r == 1)
		return people_keep(draft->people, proc, draft->table->rows.arena.at);
	known = r == 0 ? people_find(draft->people, proc) : NULL;
	if (!known)
		return r;
	r = copy_proc(draft, known, draft->people->arena.at, at);
	proc->comm = heard.comm;
	proc->comm_len = heard.comm_len;
	return r;
}

static int read_procs(struct draft *draft, uint32_t want)
{
	struct procs *procs = &draft->table->procs;
	int r = 0;

	for (size_t i = 0; want & PROC_FACTS && r == 0 && i < procs->all.n; i++)
		if (!procs->all.at[i].argv && procs->all.at[i].has & PROC_HAS_START)
			r = describe(draft, i, want);
	return r;
}

static int put_in_order(struct nw_table *table)
{
	table->order = malloc((table->rows.socks.n + 1) * sizeof(*table->order));
	if (!table->order)
		return -ENOMEM;
	for (size_t i = 0; i < table->rows.socks.n; i++)
		table->order[i] = (uint32_t)i;
	return 0;
}

int draft_seal(struct draft *draft, const struct nw_query *query, struct nw_table **ret)
{
	struct nw_table *table = draft->table;
	int r = read_procs(draft, query->want);

	if (r == 0 && query->want & NW_WANT_LABELS)
		r = groups_join(draft->sys, table);
	if (r == 0)
		r = put_in_order(table);
	if (r < 0)
		return r;
	for (size_t i = 0; i < table->owners.files.n; i++) {
		struct nw_file *file = &table->owners.files.at[i];

		file->proc = file->proc_at == SIZE_MAX ? NULL
						       : &table->procs.all.at[file->proc_at];
	}
	table_seal(1, table);
	*ret = TAKE(draft->table);
	return 0;
}
