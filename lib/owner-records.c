/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the BPF program told, in order, and of each table of descriptors once. */
#include <errno.h>

#include "owner-bpf.h"
#include "radix.h"

void owner_records_free(struct owner_records *records)
{
	vec_free(&records->all);
}

/* ---- each table once ------------------------------------------------------------------- */

static int by_table(const void *left, const void *right)
{
	const struct owner_record *a = left, *b = right;

	if (a->tgid != b->tgid)
		return a->tgid < b->tgid ? -1 : 1;
	if (a->table != b->table)
		return a->table < b->table ? -1 : 1;
	return (a->tid > b->tid) - (a->tid < b->tid);
}

static bool same_table(const struct owner_record *a, const struct owner_record *b)
{
	return a->tgid == b->tgid && a->table == b->table;
}

/* The first record of every thread that does not share its process's table. */
static int find_threads(const struct owner_records *records, struct owner_records *ret)
{
	for (size_t i = 0; i < records->all.n; i++) {
		const struct owner_record *record = &records->all.at[i];
		struct owner_record *thread;

		if (!record->table || (i > 0 && record[-1].tid == record->tid))
			continue;
		thread = vec_push(&ret->all);
		if (!thread)
			return -ENOMEM;
		*thread = *record;
	}
	if (ret->all.n)
		qsort(ret->all.at, ret->all.n, sizeof(*ret->all.at), by_table);
	return 0;
}

static bool is_double(const struct owner_record *record, const struct owner_records *threads)
{
	const struct owner_record *thread;

	if (!record->table)
		return false;
	thread = bsearch(record, threads->all.at, threads->all.n, sizeof(*record), by_table);
	return thread && thread > threads->all.at && same_table(thread - 1, thread);
}

/*
 * The kernel leaves out threads that use their process's table, that is its first thread's.
 * Where that one has left the others, or ended, each of those is visited: the first counts.
 */
static int drop_doubles(struct owner_records *records)
{
	_cleanup_(owner_records_free) struct owner_records threads = { 0 };
	size_t kept = 0;
	int r = find_threads(records, &threads);

	if (r < 0 || threads.all.n < 2)
		return r;
	for (size_t i = 0; i < records->all.n; i++)
		if (!is_double(&records->all.at[i], &threads))
			records->all.at[kept++] = records->all.at[i];
	records->all.n = kept;
	return 0;
}

/* ---- order ----------------------------------------------------------------------------- */

static uint64_t task_of(const struct owner_record *record)
{
	return (uint64_t)record->tgid << 32 | record->tid;
}

static uint64_t inode_of(const struct owner_record *record)
{
	return record->inode;
}

/* Sorting is stable: what was in order stays so among those of one key. */
static int sort_by(uint64_t (*key_of)(const struct owner_record *record),
		   struct keyed *keys, const struct owner_records *records)
{
	for (size_t i = 0; i < records->all.n; i++)
		keys[i].key = key_of(&records->all.at[keys[i].row]);
	return radix_sort(keys, records->all.n);
}

/* Records come by tid; that is by tgid as well but for threads with tables of their own. */
static bool by_task(const struct owner_records *records)
{
	for (size_t i = 1; i < records->all.n; i++)
		if (task_of(&records->all.at[i - 1]) > task_of(&records->all.at[i]))
			return false;
	return true;
}

/* Put every record where its key is, in place: each ring of moves begins at a hole. */
static void move_all(struct owner_records *records, struct keyed *keys)
{
	struct owner_record *all = records->all.at;

	for (size_t i = 0; i < records->all.n; i++) {
		const struct owner_record first = all[i];
		uint32_t hole = (uint32_t)i, from;

		while ((from = keys[hole].row) != i) {
			all[hole] = all[from];
			keys[hole].row = hole;
			hole = from;
		}
		all[hole] = first;
		keys[hole].row = hole;
	}
}

static int sort(struct owner_records *records)
{
	_free_ struct keyed *keys = malloc((records->all.n + 1) * sizeof(*keys));
	int r = 0;

	if (!keys)
		return -ENOMEM;
	for (size_t i = 0; i < records->all.n; i++)
		keys[i] = (struct keyed){ .row = (uint32_t)i };
	if (!by_task(records))
		r = sort_by(task_of, keys, records);
	if (r == 0)
		r = sort_by(inode_of, keys, records);
	if (r == 0)
		move_all(records, keys);
	return r;
}

int owner_records_settle(struct owner_records *records)
{
	int r = drop_doubles(records);

	return r < 0 ? r : sort(records);
}
