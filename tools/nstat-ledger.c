/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows that come and go, each known by a name: counts of whoever something befell. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nstat-ledger.h"

/* Whoever watches for weeks does not gather every connection there was. */
#define NAMES_MAX 16384
#define OTHERS "others"

static void forget(struct ledger_entry *entry)
{
	free(entry->name);
	for (size_t i = 0; i < LEDGER_TEXTS; i++)
		free(entry->texts[i]);
}

void ledger_clear(struct ledger *ledger)
{
	for (size_t i = 0; i < ledger->n; i++)
		forget(&ledger->at[i]);
	ledger->n = 0;
}

void ledger_free(struct ledger *ledger)
{
	ledger_clear(ledger);
	free(ledger->at);
	ledger->at = NULL;
	ledger->size = 0;
}

/* FNV-1a */
static uint64_t hash_of(const char *name)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 0x100000001b3;
	return hash;
}

static size_t first_of(const struct ledger *ledger, uint64_t hash)
{
	size_t low = 0, high = ledger->n;

	while (low < high) {
		const size_t middle = (low + high) / 2;

		if (ledger->at[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int make_room(struct ledger *ledger)
{
	const size_t size = ledger->size ? 2 * ledger->size : 16;
	struct ledger_entry *grown;

	if (ledger->n < ledger->size)
		return 0;
	grown = realloc(ledger->at, size * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	ledger->at = grown;
	ledger->size = size;
	return 0;
}

static struct ledger_entry *insert(struct ledger *ledger, size_t at, uint64_t hash,
				   const char *name)
{
	char *copy = make_room(ledger) < 0 ? NULL : strdup(name);
	struct ledger_entry *entry;

	if (!copy)
		return NULL;
	entry = &ledger->at[at];
	memmove(entry + 1, entry, (ledger->n - at) * sizeof(*entry));
	ledger->n++;
	*entry = (struct ledger_entry){ .name = copy, .hash = hash };
	return entry;
}

struct ledger_entry *ledger_entry(struct ledger *ledger, const char *name, enum ledger_rank rank)
{
	const uint64_t hash = hash_of(name);
	size_t at = first_of(ledger, hash);
	struct ledger_entry *entry;

	for (; at < ledger->n && ledger->at[at].hash == hash; at++)
		if (strcmp(ledger->at[at].name, name) == 0)
			return &ledger->at[at];
	entry = insert(ledger, at, hash, name);
	if (entry)
		entry->rank = rank;
	return entry;
}

int ledger_text(struct ledger_entry *entry, size_t i, const char *text, size_t len)
{
	if (entry->texts[i] || !text)
		return 0;
	entry->texts[i] = strndup(text, len);
	return entry->texts[i] ? 0 : -ENOMEM;
}

static int add_entry(struct ledger *to, const struct ledger_entry *from)
{
	const bool full = to->n >= NAMES_MAX && from->rank == LEDGER_SOMEBODY;
	struct ledger_entry *entry = full ? ledger_entry(to, OTHERS, LEDGER_NOBODY)
					  : ledger_entry(to, from->name, from->rank);
	int r = entry ? 0 : -ENOMEM;

	if (r < 0)
		return r;
	for (size_t i = 0; i < LEDGER_COUNTS; i++)
		entry->counts[i] += from->counts[i];
	entry->known |= from->known;
	if (full)
		return ledger_text(entry, 0, OTHERS, strlen(OTHERS));
	memcpy(entry->gauges, from->gauges, sizeof(entry->gauges));
	entry->gauged = from->gauged;
	for (size_t i = 0; r == 0 && i < LEDGER_TEXTS; i++)
		if (from->texts[i])
			r = ledger_text(entry, i, from->texts[i], strlen(from->texts[i]));
	return r;
}

int ledger_add(struct ledger *to, const struct ledger *from)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < from->n; i++)
		r = add_entry(to, &from->at[i]);
	return r;
}

static uint64_t weight_of(const struct ledger_entry *entry)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < LEDGER_COUNTS; i++)
		sum += entry->counts[i];
	return sum;
}

static int by_harm(const void *a, const void *b)
{
	const struct ledger_entry *one = a, *other = b;
	const uint64_t this = weight_of(one), that = weight_of(other);

	if (one->rank != other->rank)
		return one->rank < other->rank ? -1 : 1;
	if (this != that)
		return this < that ? 1 : -1;
	return strcmp(one->name, other->name);
}

/* It can be shown then, but no more added to. */
void ledger_sort(struct ledger *ledger)
{
	if (ledger->n)
		qsort(ledger->at, ledger->n, sizeof(*ledger->at), by_harm);
}
