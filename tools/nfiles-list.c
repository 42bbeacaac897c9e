/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lists that a command line fills, and what is asked of them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nfiles-ids.h"
#include "nfiles-inside.h"

#define FIRST 8

size_t files_digits(const char *text, uint64_t *ret)
{
	uint64_t value = 0;
	size_t n = 0;

	for (; text[n] >= '0' && text[n] <= '9'; n++) {
		unsigned digit = (unsigned)(text[n] - '0');

		value = value > (UINT64_MAX - digit) / 10 ? UINT64_MAX : value * 10 + digit;
	}
	*ret = value;
	return n;
}

void *files_room(void *array, size_t n, size_t each)
{
	/* Full at the powers of two, so that nobody has to remember its size. */
	if (n != 0 && (n < FIRST || (n & (n - 1)) != 0))
		return array;
	return reallocarray(array, n ? 2 * n : FIRST, each);
}

/* ---- numbers ------------------------------------------------------------------ */

static size_t slot_of(const struct files_ids *ids, uint64_t id)
{
	size_t slot = (size_t)((id * UINT64_C(0x9e3779b97f4a7c15)) >> 32);

	for (slot &= ids->n_slots - 1; ids->slots[slot]; slot = (slot + 1) & (ids->n_slots - 1))
		if (ids->at[ids->slots[slot] - 1].id == id)
			break;
	return slot;
}

struct files_id *files_id(const struct files_ids *ids, uint64_t id)
{
	size_t slot;

	if (!ids->n)
		return NULL;
	slot = slot_of(ids, id);
	return ids->slots[slot] ? &ids->at[ids->slots[slot] - 1] : NULL;
}

/* Slots for one more: never more than half of them are taken. */
static int grow(struct files_ids *ids)
{
	size_t n = ids->n_slots ? 2 * ids->n_slots : 2 * FIRST;
	uint32_t *slots;

	if (ids->n_slots > 2 * ids->n)
		return 0;
	slots = calloc(n, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	free(ids->slots);
	ids->slots = slots;
	ids->n_slots = n;
	for (size_t i = 0; i < ids->n; i++)
		slots[slot_of(ids, ids->at[i].id)] = (uint32_t)(i + 1);
	return 0;
}

int files_ids_add(struct files_ids *ids, uint64_t id, bool excluded, char *name)
{
	struct files_id *known = files_id(ids, id), *item;

	if (known) {
		free(name);
		return known->excluded == excluded ? 0 : -EEXIST;
	}
	if (grow(ids) < 0 || !(item = FILES_ADD(ids->at, ids->n))) {
		free(name);
		return -ENOMEM;
	}
	*item = (struct files_id){ .id = id, .name = name, .excluded = excluded };
	/* Its slot is the empty one where looking for it ends. */
	ids->slots[slot_of(ids, id)] = (uint32_t)ids->n;
	*(excluded ? &ids->excluded : &ids->included) += 1;
	return 0;
}

void files_ids_free(struct files_ids *ids)
{
	for (size_t i = 0; i < ids->n; i++)
		free(ids->at[i].name);
	free(ids->at);
	free(ids->slots);
}

/* ---- all of them -------------------------------------------------------------- */

void files_free(struct files_options *options)
{
	files_ids_free(&options->pids);
	files_ids_free(&options->pgids);
	files_ids_free(&options->uids);
	free(options->commands);
	for (size_t i = 0; i < options->n_regexes; i++) {
		regfree(&options->regexes[i].regex);
		free(options->regexes[i].text);
	}
	free(options->regexes);
	for (size_t i = 0; i < options->fds.n_words; i++)
		free(options->fds.words[i]);
	free(options->fds.words);
	free(options->fds.ranges);
	for (size_t i = 0; i < options->n_exempts; i++)
		free(options->exempts[i].path);
	free(options->exempts);
	free(options->addresses);
	free(options->contexts);
	free(options->directories);
	free(options->names);
	memset(options, 0, sizeof(*options));
}
