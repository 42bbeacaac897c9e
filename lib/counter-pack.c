/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A sample of counters as bytes: its names in one piece, its values in another one, so that
 * whoever keeps many samples keeps names once. Numbers are of 7 bits a byte, the least ones
 * first, bit 7 set in all but the last (LEB128).
 *
 * Names: the version; how many counters; of each of them
 *   its source; flags (enum pack_flags) and, above them, enum counter_width;
 *   unless they are those of the counter before: its group; its item and its index;
 *   its name.
 * A text is its length and its bytes. Values: the version; what nw_counters_sources() and
 * nw_counters_netns() tell; the three times; how many counters; their values, of those that
 * are below zero without the sign.
 */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "counters.h"

#define VERSION 1
#define NUMBER_MOST 10 /* bytes */

enum pack_flags {
	/* Bit 0 is free. */
	PACK_NEGATIVE = 1 << 1,
	PACK_SAME_GROUP = 1 << 2,
	PACK_SAME_ITEM = 1 << 3,
	PACK_WIDTH = 1 << 4, /* and above */
};

/* ---- bytes from a sample -------------------------------------------------------------- */

struct packing {
	VEC(uint8_t) all;
	int error;
};

static void put_number(struct packing *packing, uint64_t number)
{
	uint8_t *at;

	if (packing->error || vec_reserve(&packing->all, packing->all.n + NUMBER_MOST) < 0) {
		packing->error = -ENOMEM;
		return;
	}
	at = packing->all.at + packing->all.n;
	while (number > 0x7f) {
		*at++ = (uint8_t)(number | 0x80);
		number >>= 7;
	}
	*at++ = (uint8_t)number;
	packing->all.n = (size_t)(at - packing->all.at);
}

static void put_text(struct packing *packing, const char *text)
{
	const size_t len = strlen(text);

	put_number(packing, len);
	if (packing->error || vec_reserve(&packing->all, packing->all.n + len) < 0) {
		packing->error = -ENOMEM;
		return;
	}
	memcpy(packing->all.at + packing->all.n, text, len);
	packing->all.n += len;
}

static bool same(const char *a, const char *b)
{
	return a == b || strcmp(a, b) == 0;
}

static void put_name(struct packing *packing, const struct nw_counter *before,
		     const struct nw_counter *counter)
{
	unsigned flags = (unsigned)counter->width * PACK_WIDTH;

	if (counter->negative)
		flags |= PACK_NEGATIVE;
	if (before && same(nw_counter_group(before), nw_counter_group(counter)))
		flags |= PACK_SAME_GROUP;
	if (before && before->index == counter->index &&
	    same(nw_counter_item(before), nw_counter_item(counter)))
		flags |= PACK_SAME_ITEM;
	put_number(packing, counter->source);
	put_number(packing, flags);
	if (!(flags & PACK_SAME_GROUP))
		put_text(packing, nw_counter_group(counter));
	if (!(flags & PACK_SAME_ITEM)) {
		put_text(packing, nw_counter_item(counter));
		put_number(packing, counter->index);
	}
	put_text(packing, nw_counter_name(counter));
}

static int hand_over(struct packing *packing, void **ret, size_t *ret_size)
{
	if (packing->error) {
		vec_free(&packing->all);
		return packing->error;
	}
	*ret = packing->all.at;
	*ret_size = packing->all.n;
	return 0;
}

NW_EXPORT int nw_counters_pack_names(const struct nw_counters *counters, void **ret,
				     size_t *ret_size)
{
	struct packing packing = { .error = 0 };

	put_number(&packing, VERSION);
	put_number(&packing, counters->rows.all.n);
	for (size_t i = 0; i < counters->rows.all.n; i++)
		put_name(&packing, i ? &counters->rows.all.at[i - 1] : NULL,
			 &counters->rows.all.at[i]);
	return hand_over(&packing, ret, ret_size);
}

NW_EXPORT int nw_counters_pack_values(const struct nw_counters *counters, void **ret,
				      size_t *ret_size)
{
	struct packing packing = { .error = 0 };

	put_number(&packing, VERSION);
	put_number(&packing, counters->sources);
	put_number(&packing, counters->netns);
	put_number(&packing, counters->time.boottime);
	put_number(&packing, counters->time.monotonic);
	put_number(&packing, counters->time.realtime);
	put_number(&packing, counters->rows.all.n);
	for (size_t i = 0; i < counters->rows.all.n; i++) {
		const struct nw_counter *counter = &counters->rows.all.at[i];

		put_number(&packing, counter->negative ? -counter->value : counter->value);
	}
	return hand_over(&packing, ret, ret_size);
}

/* ---- a sample from bytes --------------------------------------------------------------- */

struct unpacking {
	const uint8_t *at, *end;
};

static bool take_number(struct unpacking *from, uint64_t *ret)
{
	uint64_t number = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint8_t byte;

		if (from->at == from->end)
			return false;
		byte = *from->at++;
		/* Of the tenth byte only one bit is left. */
		if (shift == 63 && byte > 1)
			return false;
		number |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80)) {
			*ret = number;
			return true;
		}
	}
	return false;
}

static bool take_upto(struct unpacking *from, uint64_t most, uint64_t *ret)
{
	return take_number(from, ret) && *ret <= most;
}

static int take_text(struct unpacking *from, struct arena *arena, uint32_t *ret)
{
	uint64_t len;
	const char *text;

	if (!take_upto(from, (uint64_t)(from->end - from->at), &len) ||
	    len > (uint64_t)(from->end - from->at))
		return -EBADMSG;
	text = (const char *)from->at;
	from->at += len;
	/* It is to be a string. */
	if (len && memchr(text, '\0', len))
		return -EBADMSG;
	*ret = 0;
	return len ? arena_text(arena, text, len, ret) : 0;
}

/* Without a value so far. `counter` is the one before, in front of the first an empty one. */
static int take_name(struct unpacking *from, struct arena *arena, struct nw_counter *counter)
{
	uint64_t source, flags, index = counter->index;
	int r = 0;

	if (!take_upto(from, UINT8_MAX, &source) || !take_upto(from, UINT8_MAX, &flags))
		return -EBADMSG;
	if (!(flags & PACK_SAME_GROUP))
		r = take_text(from, arena, &counter->group_at);
	if (r == 0 && !(flags & PACK_SAME_ITEM)) {
		r = take_text(from, arena, &counter->item_at);
		if (r == 0 && !take_upto(from, UINT32_MAX, &index))
			r = -EBADMSG;
	}
	if (r == 0)
		r = take_text(from, arena, &counter->name_at);
	if (r < 0)
		return r;
	counter->source = (uint8_t)source;
	counter->index = (uint32_t)index;
	counter->negative = flags & PACK_NEGATIVE;
	counter->width = (uint8_t)(flags / PACK_WIDTH);
	return counter->width <= COUNTER_EITHER ? 0 : -EBADMSG;
}

static int take_head(struct unpacking *values, struct nw_counters *counters, uint64_t *ret)
{
	uint64_t version;

	if (!take_number(values, &version) || version != VERSION ||
	    !take_number(values, &counters->sources) || !take_number(values, &counters->netns) ||
	    !take_number(values, &counters->time.boottime) ||
	    !take_number(values, &counters->time.monotonic) ||
	    !take_number(values, &counters->time.realtime) || !take_number(values, ret))
		return -EBADMSG;
	return 0;
}

static int take_counters(struct unpacking *names, struct unpacking *values, uint64_t n,
			 struct nw_counters *counters)
{
	struct nw_counter last = { 0 };

	for (uint64_t i = 0; i < n; i++) {
		struct nw_counter *counter;
		int r = take_name(names, &counters->rows.text, &last);

		if (r == 0 && !take_number(values, &last.value))
			r = -EBADMSG;
		if (r < 0)
			return r;
		if (last.negative)
			last.value = -last.value;
		/* Somebody later knows it. */
		if (last.source >= NW_COUNTERS_SOURCES_)
			continue;
		counter = vec_push(&counters->rows.all);
		if (!counter)
			return -ENOMEM;
		*counter = last;
	}
	return names->at == names->end && values->at == values->end ? 0 : -EBADMSG;
}

DEFINE_FREEP(nw_counters, nw_counters)

static int unpack(struct unpacking *names, struct unpacking *values, struct nw_counters *counters)
{
	uint64_t version, n, n_values;
	int r;

	if (!take_number(names, &version) || version != VERSION || !take_number(names, &n))
		return -EBADMSG;
	r = take_head(values, counters, &n_values);
	if (r < 0)
		return r;
	return n == n_values ? take_counters(names, values, n, counters) : -EBADMSG;
}

NW_EXPORT int nw_counters_unpack(const void *names, size_t names_size, const void *values,
				 size_t values_size, struct nw_counters **ret)
{
	_cleanup_(nw_counters_freep) struct nw_counters *counters =
		calloc(1, sizeof(*counters));
	struct unpacking from = { names, (const uint8_t *)names + names_size };
	struct unpacking of = { values, (const uint8_t *)values + values_size };
	int r = counters ? unpack(&from, &of, counters) : -ENOMEM;

	if (r < 0)
		return r;
	counters->sources &= NW_BIT(NW_COUNTERS_SOURCES_) - 1;
	counters_seal(counters);

	*ret = TAKE(counters);
	return 0;
}
