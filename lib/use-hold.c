/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Uses of sockets and nothing else: their holders, process by process. */
#include <errno.h>
#include <stdlib.h>

#include "table.h"

bool use_is_held(const struct nw_use_query *query)
{
	const uint32_t needed = NW_USE_SOCKETS | NW_USE_KNOWN | NW_USE_ALONE;

	return query && !query->pids && query->kinds == NW_BIT(NW_USE_FD) &&
	       (query->want & needed) == needed &&
	       !(query->want & (NW_USE_THREADS | NW_USE_POINTERS | NW_USE_ENDS | NW_USE_FLAGS));
}

/* A file of a row: which one, and then as much of it as is needed. */
struct held {
	uint32_t proc;
	uint32_t fd; /* at first its place among all files */
	uint32_t row;
};

struct holding {
	struct nw_table *table;
	struct use_taking *taking;
	VEC(struct held) all;
	size_t *first; /* of each process's uses; behind them the end */
	size_t begin;  /* of all of them */
};

/* ---- which files are whose ---------------------------------------------------------------- */

/* Files, which are sorted by inode, by the hash of that: 1 more than the place of the first,
 * and whether a row has it already. */
#define TAKEN 0x80000000U

struct places {
	uint32_t *at;
	unsigned shift;
	size_t mask;
};

static uint32_t *slot_of(const struct places *places, const struct nw_file *files, uint64_t inode)
{
	size_t i = (inode * 0x9e3779b97f4a7c15U) >> places->shift;

	while (places->at[i] && files[(places->at[i] & ~TAKEN) - 1].inode != inode)
		i = (i + 1) & places->mask;
	return &places->at[i];
}

static int places_make(const struct owners *owners, struct places *ret)
{
	const struct nw_file *files = owners->files.at;
	size_t size = 64;

	ret->shift = 58;
	for (; size < 2 * owners->files.n; size *= 2)
		ret->shift--;
	ret->mask = size - 1;
	ret->at = calloc(size, sizeof(*ret->at));
	if (!ret->at)
		return -ENOMEM;
	for (size_t i = 0; i < owners->files.n; i++)
		if (!i || files[i].inode != files[i - 1].inode)
			*slot_of(ret, files, files[i].inode) = (uint32_t)i + 1;
	return 0;
}

#define MATCHED 1

static bool counts(const struct nw_file *file)
{
	return file->via == NW_VIA_FD && file->tid == file->pid;
}

static int match_row(struct holding *holding, size_t row, size_t first)
{
	struct nw_file *files = holding->table->owners.files.at;
	const size_t n = holding->table->owners.files.n;

	for (size_t i = first; i < n && files[i].inode == files[first].inode; i++) {
		struct held *held;

		if (!counts(&files[i]))
			continue;
		held = vec_push(&holding->all);
		if (!held)
			return -ENOMEM;
		*held = (struct held){ .fd = (uint32_t)i, .row = (uint32_t)row };
		files[i].proc_at = MATCHED;
	}
	return 0;
}

/* Neighbours mostly belong to the same process: by inode, not by row. */
static int find_procs(struct nw_table *table)
{
	const struct nw_file *files = table->owners.files.at;

	for (size_t i = 0; i < table->owners.files.n; i++)
		if (files[i].proc_at == MATCHED &&
		    hold_add_proc(&table->procs, files[i].pid) < 0)
			return -ENOMEM;
	hold_settle_procs(table);
	return 0;
}

/* Every file of each socket once: an MPTCP connection has the inode of its first subflow. */
static int match(struct holding *holding)
{
	struct nw_table *table = holding->table;
	const struct nw_file *files = table->owners.files.at;
	struct places places;
	int r = places_make(&table->owners, &places);

	for (size_t i = 0; r == 0 && i < table->rows.socks.n; i++) {
		const uint64_t inode = table->rows.socks.at[i].inode;
		uint32_t *slot = inode ? slot_of(&places, files, inode) : NULL;

		if (!slot || !*slot || *slot & TAKEN)
			continue;
		r = match_row(holding, i, *slot - 1);
		*slot |= TAKEN;
	}
	free(places.at);
	return r < 0 ? r : find_procs(table);
}

/* ---- whose they are ------------------------------------------------------------------------ */

static int read_one(const struct holding *holding, size_t i, unsigned thread,
		    int (*read)(struct use_taking *taking, struct use_lane *lane, uint32_t pid))
{
	struct use_taking *taking = holding->taking;
	struct use_lane *lane = &taking->lanes[thread];
	struct use_range *range = &taking->ranges[i];
	int r;

	range->lane = thread;
	range->first = lane->uses.n;
	range->first_proc = lane->procs.n;
	r = read(taking, lane, holding->table->procs.all.at[i].pid);
	range->n = lane->uses.n - range->first;
	range->procs = lane->procs.n - range->first_proc;
	return r < 0 ? r : 0;
}

static int identify(size_t i, unsigned thread, void *arg)
{
	return read_one(arg, i, thread, use_read_identity);
}

static int read_raced(size_t i, unsigned thread, void *arg)
{
	const struct holding *holding = arg;

	return holding->table->procs.all.at[i].raced
		       ? read_one(holding, i, thread, use_read_process)
		       : 0;
}

/* Who is seen to hold still what was found belongs to the name that was read in between; who
 * does not is read from the beginning. */
static int read_all(struct sys *sys, struct holding *holding)
{
	struct use_taking *taking = holding->taking;
	const size_t n = holding->table->procs.all.n;
	int r = use_lanes_make(taking, n);

	if (r == 0)
		r = spread(taking->threads, n, identify, holding);
	if (r == 0)
		r = hold_check(sys, taking->threads, holding->table);
	return r < 0 ? r : spread(taking->threads, n, read_raced, holding);
}

/* From here on it is a process and its descriptor; those of raced ones are read anew. */
static void resolve(struct holding *holding)
{
	const struct nw_table *table = holding->table;
	size_t kept = 0;

	for (size_t i = 0; i < holding->all.n; i++) {
		const struct held held = holding->all.at[i];
		const struct nw_file *file = &table->owners.files.at[held.fd];

		if (!file->proc->raced)
			holding->all.at[kept++] = (struct held){
				(uint32_t)(file->proc - table->procs.all.at), file->fd, held.row
			};
	}
	holding->all.n = kept;
}

static int by_fd(const void *left, const void *right)
{
	const struct nw_use *a = left, *b = right;

	return (a->fd > b->fd) - (a->fd < b->fd);
}

/* Descriptors are given out in the order in which sockets are made, mostly. */
static bool in_order(const struct nw_use *uses, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (uses[i - 1].fd > uses[i].fd)
			return false;
	return true;
}

/* What was placed for one that is gone meanwhile goes with it. */
static void land(const struct holding *holding, size_t i, struct uses *ret)
{
	const struct use_range *range = &holding->taking->ranges[i];
	const struct rows *rows = &holding->table->rows;
	const size_t first = i ? holding->first[i - 1] : holding->begin;
	const size_t n = holding->first[i] - first;
	const struct nw_proc *proc = &ret->procs.at[ret->procs.n];
	struct nw_use *uses = &ret->all.at[first];

	if (!range->procs)
		return;
	use_land(holding->taking, range, rows, ret);
	if (!in_order(uses, n))
		qsort(uses, n, sizeof(*uses), by_fd);
	for (size_t k = 0; k < n; k++) {
		uses[k].proc = proc;
		ret->all.at[ret->all.n++] = uses[k];
	}
}

static size_t drafts(const struct use_taking *taking)
{
	size_t n = 0;

	for (size_t i = 0; i < taking->n_lanes; i++)
		n += taking->lanes[i].uses.n;
	return n;
}

/*
 * Uses of raced processes are put where the others' are not yet: room for all of them comes
 * first, and what is placed lies behind it.
 */
static int arrange(struct holding *holding, struct uses *ret)
{
	const size_t n = holding->table->procs.all.n;
	size_t *first = holding->first;

	holding->begin = first[0] = drafts(holding->taking);
	for (size_t i = 0; i < holding->all.n; i++)
		first[holding->all.at[i].proc + 1]++;
	for (size_t i = 0; i < n; i++)
		first[i + 1] += first[i];
	ret->all.at = calloc(first[n] + 1, sizeof(*ret->all.at));
	ret->procs.at = calloc(n + 1, sizeof(*ret->procs.at));
	if (!ret->all.at || !ret->procs.at)
		return -ENOMEM;
	ret->all.size = first[n] + 1;
	ret->procs.size = n + 1;
	for (size_t i = 0; i < holding->all.n; i++) {
		const struct held *held = &holding->all.at[i];

		ret->all.at[first[held->proc]++] =
			(struct nw_use){ .sock = &holding->table->rows.socks.at[held->row],
					 .fd = held->fd,
					 .kind = NW_USE_FD,
					 .access = 'u' };
	}
	return 0;
}

static int hold(struct sys *sys, struct holding *holding, struct uses *ret)
{
	struct use_taking *taking = holding->taking;
	int r = read_all(sys, holding);

	if (r == 0)
		r = use_join_rows(taking, &holding->table->rows);
	if (r == 0)
		resolve(holding);
	/* Of a hundred thousand sockets that is worth to be given back before there is more. */
	vec_free(&holding->table->owners.files);
	if (r == 0)
		r = arrange(holding, ret);
	if (r < 0)
		return r;
	for (size_t i = 0; i < holding->table->procs.all.n; i++)
		land(holding, i, ret);
	ret->lanes = TAKE(taking->lanes);
	ret->n_lanes = taking->n_lanes;
	taking->n_lanes = 0;
	return 0;
}

int uses_hold(struct sys *sys, const struct nw_query *query, struct nw_table *table)
{
	struct use_taking taking = { .sys = sys, .query = query->uses, .threads = query->threads };
	struct holding holding = { .table = table, .taking = &taking };
	int r = match(&holding);

	if (r == 0) {
		holding.first = calloc(table->procs.all.n + 2, sizeof(*holding.first));
		r = holding.first ? hold(sys, &holding, &table->uses) : -ENOMEM;
	}
	use_taking_free(&taking);
	vec_free(&holding.all);
	free(holding.first);
	return r;
}
