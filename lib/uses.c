/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Uses of all processes: read side by side, put together in the order of their numbers. */
#include <errno.h>
#include <string.h>

#include "sys-helper.h"
#include "use.h"

/* ---- gathering ------------------------------------------------------------------------ */

static int work(size_t i, unsigned thread, void *arg)
{
	struct use_taking *taking = arg;
	struct use_lane *lane = &taking->lanes[thread];
	struct use_range *range = &taking->ranges[i];
	const size_t procs = lane->procs.n;
	int r;

	range->lane = thread;
	range->first = lane->uses.n;
	r = use_read_process(taking, lane, taking->pids.all.at[i]);
	range->n = lane->uses.n - range->first;
	range->first_proc = procs;
	range->procs = lane->procs.n - procs;
	return r < 0 ? r : 0;
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

/* As its /proc counts, which may be another's than ours. */
static uint32_t own_pid(struct sys *sys)
{
	char link[32];
	struct text text;
	uint64_t pid;

	/* A recording has no threads, and proc/self is a directory there. */
	if (sys_reads_copy(sys) || sys_link(sys, link, sizeof(link), "proc/self") < 0)
		return 0;
	text = text_of(link, strlen(link));
	return text_dec(&text, &pid) && pid <= UINT32_MAX ? (uint32_t)pid : 0;
}

static int prepare(struct use_taking *taking)
{
	const struct nw_use_query *query = taking->query;
	int r = 0;

	if (query->want & NW_USE_THREADS && !sys_reads_copy(taking->sys))
		taking->own = own_pid(taking->sys);
	if (!query->kinds)
		return 0;
	r = read_locks(taking);
	if (r == 0 && !(query->want & NW_USE_SOCKETS))
		r = use_mounts_read(taking->sys, &taking->mounts);
	return r;
}

static int find_pids(struct use_taking *taking)
{
	const struct nw_use_query *query = taking->query;
	int r;

	if (!query->pids || query->want & NW_USE_ENDS) {
		r = sys_pids(taking->sys, &taking->pids);
		taking->hidden = taking->pids.all.n && taking->pids.all.at[0] != 1;
		return r;
	}
	for (size_t i = 0; i < query->n_pids; i++) {
		uint32_t *slot = vec_push(&taking->pids.all);

		if (!slot)
			return -ENOMEM;
		*slot = query->pids[i];
	}
	return 0;
}

int use_lanes_make(struct use_taking *taking, size_t n_ranges)
{
	taking->threads = spread_threads(taking->threads);
	taking->lanes = calloc(taking->threads, sizeof(*taking->lanes));
	taking->ranges = calloc(n_ranges + 1, sizeof(*taking->ranges));
	if (!taking->lanes || !taking->ranges)
		return -ENOMEM;
	taking->n_lanes = taking->threads;
	return 0;
}

int uses_gather(struct use_taking *taking)
{
	int r;

	if (!sys_has_facts(taking->sys))
		return -EOPNOTSUPP;
	sys_stat_renew(taking->sys);
	r = find_pids(taking);
	if (r == 0)
		r = use_lanes_make(taking, taking->pids.all.n);
	if (r == 0)
		r = prepare(taking);
	return r < 0 ? r
		     : spread_behind(taking->gate, taking->threads, taking->pids.all.n, work,
				     taking);
}

static void *gather(void *arg)
{
	struct use_taking *taking = arg;

	taking->result = uses_gather(taking);
	return NULL;
}

int uses_start(struct use_taking *taking)
{
	taking->runs = spread_thread(&taking->thread, gather, taking) == 0;
	if (taking->runs)
		return 0;
	taking->gate = NULL;
	return taking->result = uses_gather(taking);
}

int uses_wait(struct use_taking *taking)
{
	if (taking->runs)
		pthread_join(taking->thread, NULL);
	taking->runs = false;
	return taking->result;
}

/* ---- what was gathered ------------------------------------------------------------------ */

static bool is_left_out(const struct use_taking *taking, const struct use_draft *draft)
{
	return draft->own ||
	       (draft->socket && !draft->row && taking->query->want & NW_USE_KNOWN);
}

/* Lanes do not grow any more: what they hold has its place. */
void use_land(const struct use_taking *taking, const struct use_range *range,
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
		struct use_draft *draft = &lane->uses.at[range->first + i];

		if (is_left_out(taking, draft))
			continue;
		draft->link = draft->link_at ? lane->arena.at + draft->link_at : NULL;
		draft->name = draft->name_at ? lane->arena.at + draft->name_at : NULL;
		draft->mount = draft->mount_at ? lane->arena.at + draft->mount_at : NULL;
		ret->all.at[ret->all.n++] = (struct nw_use){
			.proc = &procs[draft->proc_at - range->first_proc],
			.sock = draft->socket && draft->row ? &rows->socks.at[draft->row - 1] : NULL,
			.more = draft,
			.fd = draft->fd,
			.kind = draft->kind,
			.access = draft->access,
			.lock = draft->lock,
		};
	}
}

static int assemble(struct use_taking *taking, const struct rows *rows, struct uses *ret)
{
	size_t uses = 0, procs = 0;

	for (size_t i = 0; i < taking->n_lanes; i++) {
		uses += taking->lanes[i].uses.n;
		procs += taking->lanes[i].procs.n;
	}
	if (vec_reserve(&ret->all, uses + 1) < 0 || vec_reserve(&ret->procs, procs + 1) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < taking->pids.all.n; i++)
		if (taking->ranges[i].procs)
			use_land(taking, &taking->ranges[i], rows, ret);
	return 0;
}

int uses_join(struct use_taking *taking, const struct rows *rows, struct uses *ret)
{
	int r = use_join_rows(taking, rows);

	if (r == 0)
		r = assemble(taking, rows, ret);
	if (r < 0)
		return r;
	ret->lanes = TAKE(taking->lanes);
	ret->n_lanes = taking->n_lanes;
	taking->n_lanes = 0;
	return 0;
}

/* ---- the end ------------------------------------------------------------------------------ */

static void free_lanes(struct use_lane *lanes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		vec_free(&lanes[i].uses);
		vec_free(&lanes[i].procs);
		vec_free(&lanes[i].mounts.all);
		vec_free(&lanes[i].named);
		vec_free(&lanes[i].socks);
		vec_free(&lanes[i].fds);
		vec_free(&lanes[i].threads.all);
		map_files_free(&lanes[i].seen);
		free(lanes[i].data.at);
		free(lanes[i].mount_data.at);
		free(lanes[i].arena.at);
	}
	free(lanes);
}

void use_taking_free(struct use_taking *taking)
{
	free_lanes(taking->lanes, taking->n_lanes);
	free(taking->ranges);
	vec_free(&taking->pids.all);
	vec_free(&taking->locks.all);
	use_socks_free(&taking->socks);
	use_mounts_free(&taking->mounts);
}

void uses_free(struct uses *uses)
{
	free_lanes(uses->lanes, uses->n_lanes);
	vec_free(&uses->all);
	vec_free(&uses->procs);
}
