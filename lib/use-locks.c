/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Locks of all files, found again by process, device and inode. */
#include <stdlib.h>

#include "use.h"

static int compare(const void *left, const void *right)
{
	const struct use_lock *a = left, *b = right;

	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	if (a->dev != b->dev)
		return a->dev < b->dev ? -1 : 1;
	return (a->pid > b->pid) - (a->pid < b->pid);
}

static struct use_lock *find(const struct use_locks *locks, const struct use_lock *key)
{
	for (size_t i = 0; i < locks->all.n; i++)
		if (compare(&locks->all.at[i], key) == 0)
			return &locks->all.at[i];
	return NULL;
}

int use_locks_parse(struct text data, struct use_locks *ret)
{
	struct text line;
	struct lock lock;

	while (text_line(&data, &line)) {
		struct use_lock key, *entry;

		if (!lock_read(line, &lock) || lock.waits || !lock.has_file)
			continue;
		key = (struct use_lock){ lock.dev, lock.inode, lock.pid, { 0 } };
		/* The locks of a file follow each other: most often it is the last. */
		entry = ret->all.n && compare(&ret->all.at[ret->all.n - 1], &key) == 0
				? &ret->all.at[ret->all.n - 1]
				: NULL;
		if (!entry && ret->all.n < 64)
			entry = find(ret, &key);
		if (!entry) {
			entry = vec_push(&ret->all);
			if (!entry)
				return -ENOMEM;
			*entry = key;
		}
		lock_fold(&entry->letters, &lock);
	}
	if (ret->all.n)
		qsort(ret->all.at, ret->all.n, sizeof(*ret->all.at), compare);
	return 0;
}

char use_locks_find(const struct use_locks *locks, uint32_t pid, uint64_t dev, uint64_t inode)
{
	const struct use_lock key = { dev, inode, pid, { 0 } };
	const struct use_lock *found;

	if (!locks->all.n)
		return 0;
	found = bsearch(&key, locks->all.at, locks->all.n, sizeof(key), compare);
	return found ? found->letters.letter : 0;
}
