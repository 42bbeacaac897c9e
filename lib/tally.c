/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counters that BPF programs keep in a hash: how much each has grown since the last look. */
#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bpf-iter.h"
#include "cleanup.h"
#include "tally.h"

/* Keys of ours are of whole words, and no longer. */
#define KEY_MAX 32
#define VALUE_MAX 256

void tally_free(struct tally *tally)
{
	free(tally->last);
	tally->last = NULL;
	tally->n = 0;
}

static int element(enum bpf_cmd command, const struct tally *tally, const void *key, void *other)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)tally->fd;
	attr.key = (uint64_t)(uintptr_t)key;
	attr.value = (uint64_t)(uintptr_t)other;
	return bpf_call(command, &attr);
}

static size_t each(const struct tally *tally)
{
	return tally->key + sizeof(uint64_t);
}

static int compare(const void *a, const void *b, void *key)
{
	return memcmp(a, b, *(const size_t *)key);
}

/* What it was at the last look; false: it was not there. */
static bool was(const struct tally *tally, const void *key, uint64_t *ret)
{
	size_t low = 0, high = tally->n;

	while (low < high) {
		const size_t middle = (low + high) / 2;
		const char *at = tally->last + middle * each(tally);
		const int order = memcmp(key, at, tally->key);

		if (order == 0) {
			memcpy(ret, at + tally->key, sizeof(*ret));
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

struct look {
	struct tally *tally;
	char *now; /* as `last` */
	size_t n, size;
	int (*take)(const void *key, const void *value, uint64_t growth, void *arg);
	void *arg;
};

static int keep(struct look *look, const void *key, uint64_t count)
{
	const size_t size = each(look->tally);
	char *at;

	if (look->n == look->size) {
		const size_t more = look->size ? 2 * look->size : 64;
		char *grown = realloc(look->now, more * size);

		if (!grown)
			return -ENOMEM;
		look->now = grown;
		look->size = more;
	}
	at = look->now + look->n++ * size;
	memcpy(at, key, look->tally->key);
	memcpy(at + look->tally->key, &count, sizeof(count));
	return 0;
}

/* It may have grown just now: what is taken out with it is what counts. Before 5.14 the kernel
 * cannot do both at once, and it stays. */
static bool forget(const struct look *look, const void *key, uint64_t *value)
{
	return element(BPF_MAP_LOOKUP_AND_DELETE_ELEM, look->tally, key, value) == 0;
}

static int look_at(struct look *look, const void *key)
{
	uint64_t value[VALUE_MAX / sizeof(uint64_t)], before = 0;
	const bool known = was(look->tally, key, &before);
	bool gone;
	int r = element(BPF_MAP_LOOKUP_ELEM, look->tally, key, value);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	gone = known && value[0] == before && forget(look, key, value);
	if (value[0] != before)
		r = look->take(key, value, value[0] - before, look->arg);
	return r < 0 || gone ? r : keep(look, key, value[0]);
}

/* The next key is asked for first: this one may be forgotten. The bound is that of a map that
 * changes faster than it is read. */
static int walk(struct look *look)
{
	uint64_t keys[2][KEY_MAX / sizeof(uint64_t)];
	int at = 0, r = element(BPF_MAP_GET_NEXT_KEY, look->tally, NULL, keys[at]);

	for (size_t i = 0; r == 0 && i < 1000000; i++) {
		const int next =
			element(BPF_MAP_GET_NEXT_KEY, look->tally, keys[at], keys[!at]);

		r = look_at(look, keys[at]);
		if (r == 0)
			r = next;
		at = !at;
	}
	return r == -ENOENT ? 0 : r;
}

int tally_read(struct tally *tally,
	       int (*take)(const void *key, const void *value, uint64_t growth, void *arg),
	       void *arg)
{
	struct look look = { .tally = tally, .take = take, .arg = arg };
	int r = walk(&look);

	if (r < 0) {
		free(look.now);
		return r;
	}
	if (look.n)
		qsort_r(look.now, look.n, each(tally), compare, &tally->key);
	free(tally->last);
	tally->last = look.now;
	tally->n = look.n;
	return 0;
}
