/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sorting by a 64-bit key: ascending, and stable. */
#include "radix.h"
#include "unit.h"

static uint64_t next_number(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void assert_sorts(const uint64_t *keys, size_t n)
{
	struct keyed *all = calloc(n + 1, sizeof(*all));
	bool *seen = calloc(n + 1, sizeof(*seen));

	ck_assert_ptr_nonnull(all);
	ck_assert_ptr_nonnull(seen);
	for (size_t i = 0; i < n; i++)
		all[i] = (struct keyed){ keys[i], (uint32_t)i };
	ck_assert_int_eq(radix_sort(all, n), 0);
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_lt(all[i].row, n);
		ck_assert(!seen[all[i].row]);
		seen[all[i].row] = true;
		ck_assert_uint_eq(all[i].key, keys[all[i].row]);
		if (i == 0)
			continue;
		ck_assert_uint_le(all[i - 1].key, all[i].key);
		/* Equal keys stay in the order in which they came. */
		if (all[i - 1].key == all[i].key)
			ck_assert_uint_lt(all[i - 1].row, all[i].row);
	}
	free(all);
	free(seen);
}

START_TEST(few)
{
	static const uint64_t keys[] = {
		5, UINT64_MAX,    0, 5, UINT64_C(1) << 63, 256, 255, UINT64_C(1) << 32,
		5, UINT64_MAX - 1
	};

	for (size_t n = 0; n <= ARRAY_SIZE(keys); n++)
		assert_sorts(keys, n);
}
END_TEST

/* Keys that differ in one byte only, each of the eight in turn, or in several. */
START_TEST(bytes)
{
	static const uint64_t masks[] = { 0xff,
					  0xff00,
					  0xff0000,
					  0xff000000,
					  UINT64_C(0xff00000000),
					  UINT64_C(0xff0000000000),
					  UINT64_C(0xff000000000000),
					  UINT64_C(0xff00000000000000),
					  UINT64_C(0xff00ff00ff00ff00),
					  0,
					  UINT64_MAX };
	static uint64_t keys[2000];
	uint64_t state = 88172645463325252U;

	for (size_t m = 0; m < ARRAY_SIZE(masks); m++) {
		for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
			keys[i] = (next_number(&state) & masks[m]) | (0x55 & ~masks[m]);
		assert_sorts(keys, ARRAY_SIZE(keys));
	}
}
END_TEST

UNIT_MAIN("radix", few, bytes)
