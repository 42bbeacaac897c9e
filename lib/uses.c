/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Uses of all processes: read side by side, put together in the order of their numbers. */
#include <errno.h>

#include "cleanup.h"
#include "proc.h"
#include "spread.h"
#include "sys-helper.h"
#include "use.h"

static int work(size_t i, unsigned thread, void *arg)
{
	struct use_taking *taking = arg;
	struct use_lane *lane = &taking->lanes[thread];
	struct use_range *range = &taking->ranges[i];
	const size_t procs = lane->procs.n;
	int r;

	range->lane = thread;
	range->first = lane->uses.n;
	r = use_read_process(taking, lane, taking->pids->all.at[i]);
	range->n = lane->uses.n - range->first;
	range->first_proc = procs;
	range->procs = lane->procs.n - procs;
	return r < 0 ? r : 0;
}

/* Lanes do not grow any more: what they hold has its place. */
static void land(const struct use_taking *taking, const struct use_range *range,
		 const struct rows *rows, struct uses *ret)
{
	const struct use_lane *lane = &taking->lanes[range->lane];
	struct nw_proc *procs = &ret->procs.at[ret->procs.n];

	for (size_t i = 0; i < range->procs; i++) {
		procs[i] = lane->procs.at[range->first_proc + i];
		procs[i].base = lane->arena.at;
	}
	ret->procs.n += range->procs;
	for (size_t i = 0; i < range->n; i++) {
		struct nw_use *use = &ret->all.at[ret->all.n++];

		*use = lane->uses.at[range->first + i];
		use->proc = &procs[use->proc_at - range->first_proc];
		use->link = use->link_at ? lane->arena.at + use->link_at : NULL;
		use->name = use->name_at ? lane->arena.at + use->name_at : NULL;
		use->sock = use->sock_at ? &rows->socks.at[use->sock_at - 1] : NULL;
	}
}

static int assemble(const struct use_taking *taking, const struct rows *rows, struct uses *ret)
{
	size_t uses = 0, procs = 0;

	for (size_t i = 0; i < ret->n_lanes; i++) {
		uses += ret->lanes[i].uses.n;
		procs += ret->lanes[i].procs.n;
	}
	if (vec_reserve(&ret->all, uses + 1) < 0 || vec_reserve(&ret->procs, procs + 1) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < taking->pids->all.n; i++)
		if (taking->ranges[i].procs)
			land(taking, &taking->ranges[i], rows, ret);
	return 0;
}

/* What is read while processes are, and of no use later. */
static void settle(struct uses *uses)
{
	for (size_t i = 0; i < uses->n_lanes; i++) {
		struct use_lane *lane = &uses->lanes[i];

		vec_free(&lane->uses);
		vec_free(&lane->procs);
		vec_free(&lane->mounts.all);
		free(TAKE(lane->mount_data.at));
		map_files_free(&lane->seen);
		vec_free(&lane->threads.all);
		free(TAKE(lane->data.at));
	}
}

static int read_locks(struct use_taking *taking)
{
	_free_ char *held = NULL;
	struct bytes data = { 0 };
	int r;

	if (!(taking->query->want & NW_USE_LOCKS) || taking->query->want & NW_USE_SOCKETS)
		return 0;
	r = sys_read(taking->sys, &data, "proc/locks");
	held = data.at;
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	return use_locks_parse(text_of(data.at, data.n), &taking->locks);
}

static int prepare(struct use_taking *taking, const struct rows *rows)
{
	const struct nw_use_query *query = taking->query;
	int r = 0;

	if (!query->kinds)
		return 0;
	r = read_locks(taking);
	if (r == 0 && !(query->want & NW_USE_SOCKETS))
		r = use_mounts_read(taking->sys, &taking->mounts);
	if (r == 0)
		r = use_socks_make(taking->sys, rows, query->want & NW_USE_POINTERS,
				   &taking->socks);
	return r;
}

static int take_all(struct use_taking *taking, unsigned threads, const struct rows *rows,
		    struct uses *ret)
{
	_free_ struct use_range *ranges = NULL;
	int r;

	taking->lanes = ret->lanes = calloc(threads, sizeof(*ret->lanes));
	taking->ranges = ranges = calloc(taking->pids->all.n + 1, sizeof(*ranges));
	if (!ret->lanes || !ranges)
		return -ENOMEM;
	ret->n_lanes = threads;
	r = prepare(taking, rows);
	if (r == 0)
		r = spread(threads, taking->pids->all.n, work, taking);
	if (r == 0)
		r = assemble(taking, rows, ret);
	settle(ret);
	return r;
}

static int find_pids(struct sys *sys, const struct nw_use_query *query, struct pids *ret)
{
	if (!query->pids)
		return sys_pids(sys, ret);
	for (size_t i = 0; i < query->n_pids; i++) {
		uint32_t *slot = vec_push(&ret->all);

		if (!slot)
			return -ENOMEM;
		*slot = query->pids[i];
	}
	return 0;
}

int uses_take(struct sys *sys, const struct nw_use_query *query, unsigned threads,
	      const struct rows *rows, struct uses *ret)
{
	_free_ uint32_t *held = NULL;
	struct pids pids = { 0 };
	struct use_taking taking = { .sys = sys, .query = query, .pids = &pids };
	int r;

	/* What stat() says is in no recording. */
	if (sys_reads_copy(sys) || sys_copies(sys))
		return -EOPNOTSUPP;
	sys_stat_renew(sys);
	r = find_pids(sys, query, &pids);
	held = pids.all.at;
	if (r == 0)
		r = take_all(&taking, spread_threads(threads), rows, ret);
	vec_free(&taking.locks.all);
	use_socks_free(&taking.socks);
	use_mounts_free(&taking.mounts);
	return r;
}

void uses_free(struct uses *uses)
{
	settle(uses);
	for (size_t i = 0; i < uses->n_lanes; i++)
		free(uses->lanes[i].arena.at);
	free(uses->lanes);
	vec_free(&uses->all);
	vec_free(&uses->procs);
}
