/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows known by a name: found again, added up, put in order, and never too many of them. */
#include <check.h>

#include "nstat-ledger.h"
#include "unit.h"

static struct ledger_entry *give(struct ledger *ledger, const char *name, uint64_t n)
{
	struct ledger_entry *entry = ledger_entry(ledger, name, LEDGER_SOMEBODY);

	ck_assert_ptr_nonnull(entry);
	entry->counts[0] += n;
	entry->known |= 1;
	return entry;
}

START_TEST(found_again)
{
	struct ledger ledger = { 0 };
	char name[16];

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 1000; i++) {
			snprintf(name, sizeof(name), "%d", i);
			give(&ledger, name, (uint64_t)i);
		}
	ck_assert_uint_eq(ledger.n, 1000);
	ck_assert_uint_eq(give(&ledger, "700", 0)->counts[0], 1400);
	ledger_clear(&ledger);
	ck_assert_uint_eq(ledger.n, 0);
	ck_assert_uint_eq(give(&ledger, "700", 1)->counts[0], 1);
	ledger_free(&ledger);
}
END_TEST

/* Counts are added, gauges are the latest, the first text stays. */
START_TEST(added)
{
	struct ledger one = { 0 }, all = { 0 };
	struct ledger_entry *entry;

	for (uint64_t round = 1; round <= 2; round++) {
		ledger_clear(&one);
		entry = give(&one, "a", 10 * round);
		entry->gauges[1] = round;
		entry->gauged = 2;
		ck_assert_int_eq(ledger_text(entry, 0, round == 1 ? "first" : "second", 5), 0);
		ck_assert_int_eq(ledger_add(&all, &one), 0);
	}
	ck_assert_uint_eq(all.n, 1);
	ck_assert_uint_eq(all.at[0].counts[0], 30);
	ck_assert_uint_eq(all.at[0].gauges[1], 2);
	ck_assert_uint_eq(all.at[0].gauged, 2);
	ck_assert_str_eq(all.at[0].texts[0], "first");
	ck_assert_ptr_null(all.at[0].texts[1]);
	ledger_free(&one);
	ledger_free(&all);
}
END_TEST

START_TEST(in_order)
{
	static const char *const names[] = { "most",  "even",   "same",
					     "least", "nobody", "all" };
	struct ledger ledger = { 0 };

	ck_assert_ptr_nonnull(ledger_entry(&ledger, "all", LEDGER_ALL));
	ledger_entry(&ledger, "all", LEDGER_ALL)->counts[0] = 100;
	ck_assert_ptr_nonnull(ledger_entry(&ledger, "nobody", LEDGER_NOBODY));
	ledger_entry(&ledger, "nobody", LEDGER_NOBODY)->counts[0] = 50;
	give(&ledger, "least", 1);
	give(&ledger, "same", 5);
	give(&ledger, "even", 5);
	give(&ledger, "most", 1)->counts[1] = 8;
	ledger_sort(&ledger);
	for (size_t i = 0; i < ledger.n; i++)
		ck_assert_str_eq(ledger.at[i].name, names[i]);
	ledger_free(&ledger);
}
END_TEST

/* Of very many names the later ones become one, and nothing that was counted is lost. */
START_TEST(bounded)
{
	struct ledger one = { 0 }, all = { 0 };
	uint64_t sum = 0;
	char name[16];

	for (int i = 0; i < 20000; i++) {
		snprintf(name, sizeof(name), "%d", i);
		give(&one, name, 1);
	}
	ck_assert_int_eq(ledger_add(&all, &one), 0);
	ck_assert_uint_lt(all.n, 17000);
	for (size_t i = 0; i < all.n; i++)
		sum += all.at[i].counts[0];
	ck_assert_uint_eq(sum, 20000);
	ledger_free(&one);
	ledger_free(&all);
}
END_TEST

UNIT_MAIN("nstat-ledger", found_again, added, in_order, bounded)
