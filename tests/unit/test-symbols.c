/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions of /proc/kallsyms that addresses are in. */
#include "symbols.h"
#include "unit.h"

static const char lines[] = "ffffffff81000000 T _text\n"
			    "ffffffff81000100 t small\n"
			    "ffffffff81000110 t small.cold\n"
			    "ffffffff81000200 D data\n"
			    "ffffffff81000300 W weak\n"
			    "ffffffffc0000000 t of_module\t[nft_chain]\n"
			    "ffffffff81000300 T other_name\n"
			    "nonsense\n"
			    "ffffffff81000400 T\n"
			    "ffffffff81000500";

static void find(const char *text, struct symbol *symbols, size_t n, struct arena *arena)
{
	ck_assert_int_eq(symbols_find(text_of(text, strlen(text)), symbols, n, arena), 0);
}

START_TEST(places)
{
	struct symbol symbols[] = {
		{ .address = 0xffffffff80ffffff }, { .address = 0xffffffff81000000 },
		{ .address = 0xffffffff81000105 }, { .address = 0xffffffff81000106 },
		{ .address = 0xffffffff81000250 }, { .address = 0xffffffff81000305 },
		{ .address = 0xffffffffc0000010 },
	};
	static const char *const names[] = { NULL,         "_text", "small",    "small",
					     "small.cold", "weak",  "of_module" };
	static const uint64_t offsets[] = { 0, 0, 5, 6, 0x140, 5, 0x10 };
	struct arena arena = { 0 };

	find(lines, symbols, ARRAY_SIZE(symbols), &arena);
	for (size_t i = 0; i < ARRAY_SIZE(symbols); i++) {
		ck_assert_int_eq(symbols[i].start != 0, names[i] != NULL);
		if (!names[i])
			continue;
		ck_assert_str_eq(arena.at + symbols[i].name, names[i]);
		ck_assert_uint_eq(symbols[i].address - symbols[i].start, offsets[i]);
	}
	vec_free(&arena);
}
END_TEST

/* kernel.kptr_restrict: all addresses are 0. */
START_TEST(hidden)
{
	struct symbol symbols[] = { { .address = 0xffffffff81000105 } };
	struct arena arena = { 0 };

	find("0000000000000000 T _text\n0000000000000000 t small\n", symbols, 1, &arena);
	ck_assert_uint_eq(symbols[0].start, 0);
	find("", symbols, 1, &arena);
	ck_assert_uint_eq(symbols[0].start, 0);
	find(lines, symbols, 0, &arena);
	vec_free(&arena);
}
END_TEST

UNIT_MAIN("symbols", places, hidden)
