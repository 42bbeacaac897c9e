/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sorting many rows by a 64-bit key, a byte of it at a time from the lowest. */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "radix.h"

#define DIGITS 8
#define VALUES 256

static unsigned digit_of(uint64_t key, unsigned digit)
{
	return (unsigned)(key >> (8 * digit)) & (VALUES - 1);
}

static void scatter(const struct keyed *from, struct keyed *to, size_t n, unsigned digit,
		    const size_t *counts)
{
	size_t starts[VALUES], sum = 0;

	for (unsigned v = 0; v < VALUES; v++) {
		starts[v] = sum;
		sum += counts[v];
	}
	for (size_t i = 0; i < n; i++)
		to[starts[digit_of(from[i].key, digit)]++] = from[i];
}

int radix_sort(struct keyed *all, size_t n)
{
	_free_ size_t(*counts)[VALUES] = calloc(DIGITS, sizeof(*counts));
	_free_ struct keyed *other = malloc((n + 1) * sizeof(*other));
	struct keyed *from = all, *to = other;

	if (!counts || !other)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		for (unsigned d = 0; d < DIGITS; d++)
			counts[d][digit_of(all[i].key, d)]++;

	for (unsigned d = 0; d < DIGITS; d++) {
		struct keyed *swap = from;

		/* Most keys are alike in most of their bytes. */
		if (n == 0 || counts[d][digit_of(from[0].key, d)] == n)
			continue;
		scatter(from, to, n, d, counts[d]);
		from = to;
		to = swap;
	}
	if (from != all)
		memcpy(all, from, n * sizeof(*all));
	return 0;
}

size_t radix_first(const struct keyed *all, size_t n, uint64_t key)
{
	size_t low = 0, high = n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (all[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
