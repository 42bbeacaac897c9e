/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Locks of all files, found again by process, device and inode. */
#include <stdlib.h>

#include "use.h"

static int compare(const struct use_lock *a, const struct use_lock *b)
{
	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	if (a->dev != b->dev)
		return a->dev < b->dev ? -1 : 1;
	return (a->pid > b->pid) - (a->pid < b->pid);
}

/* Of one file and process in the order of the file, which decides about the letter. */
static int in_turn(const void *left, const void *right)
{
	const struct use_lock *a = left, *b = right;
	const int r = compare(a, b);

	return r ? r : (a->turn > b->turn) - (a->turn < b->turn);
}

static int by_file(const void *left, const void *right)
{
	return compare(left, right);
}

/* One entry for all locks that a process has on a file. */
static void fold(struct use_locks *locks)
{
	size_t n = 0;

	qsort(locks->all.at, locks->all.n, sizeof(*locks->all.at), in_turn);
	for (size_t i = 0; i < locks->all.n; i++) {
		const struct use_lock lock = locks->all.at[i];

		if (!n || compare(&locks->all.at[n - 1], &lock) != 0)
			locks->all.at[n++] = lock;
		lock_fold(&locks->all.at[n - 1].letters, lock.letter);
	}
	locks->all.n = n;
}

int use_locks_parse(struct text data, struct use_locks *ret)
{
	struct text line;
	struct lock lock;

	while (text_line(&data, &line)) {
		struct use_lock *entry;

		if (!lock_read(line, &lock) || lock.waits || !lock.has_file)
			continue;
		entry = vec_push(&ret->all);
		if (!entry)
			return -ENOMEM;
		*entry = (struct use_lock){ .dev = lock.dev, .inode = lock.inode,
					    .pid = lock.pid, .turn = ret->all.n,
					    .letter = lock_letter(&lock) };
	}
	if (ret->all.n)
		fold(ret);
	return 0;
}

char use_locks_find(const struct use_locks *locks, uint32_t pid, uint64_t dev, uint64_t inode)
{
	const struct use_lock key = { .dev = dev, .inode = inode, .pid = pid };
	const struct use_lock *found;

	if (!locks->all.n)
		return 0;
	found = bsearch(&key, locks->all.at, locks->all.n, sizeof(key), by_file);
	return found ? found->letters.letter : 0;
}
