/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/net/sockstat: how many there are, and whether that is known at all. */
#include "sockstat.h"
#include "unit-dir.h"

START_TEST(numbers)
{
	static const struct {
		const char *text, *label, *word;
		int64_t number; /* -1: none */
	} all[] = {
		{ "sockets: used 8\nTCP: inuse 4 orphan 0 tw 17 alloc 5 mem 201\n", "TCP:",
		  "inuse", 4 },
		{ "sockets: used 8\nTCP: inuse 4 orphan 0 tw 17 alloc 5 mem 201\n", "TCP:", "tw",
		  17 },
		{ "TCP6: inuse 0\n", "TCP6:", "inuse", 0 },
		{ "TCP6: inuse 0", "TCP6:", "inuse", 0 },
		/* Another label, another word, none, or no number. */
		{ "TCP6: inuse 3\n", "TCP:", "inuse", -1 },
		{ "TCP: orphan 3\n", "TCP:", "inuse", -1 },
		{ "TCP: inuse\n", "TCP:", "inuse", -1 },
		{ "TCP: inuse\n7\n", "TCP:", "inuse", -1 },
		{ "TCP: inuse x\n", "TCP:", "inuse", -1 },
		{ "TCP: inuse -1\n", "TCP:", "inuse", -1 },
		{ "", "TCP:", "inuse", -1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		uint64_t number = 99;
		bool known = sockstat_parse(all[i].text, strlen(all[i].text), all[i].label,
					    all[i].word, &number);

		ck_assert_msg(known == (all[i].number >= 0), "case %zu", i);
		if (known)
			ck_assert_uint_eq(number, (uint64_t)all[i].number);
	}
}
END_TEST

/* Only what is said to be nothing is nothing. */
START_TEST(without)
{
	static const struct {
		const char *four, *six;
		uint32_t without;
	} all[] = {
		{ "TCP: inuse 0 orphan 0 tw 0\n", "TCP6: inuse 0\n", NW_IPV4 | NW_IPV6 },
		{ "TCP: inuse 1 orphan 0 tw 0\n", "TCP6: inuse 0\n", NW_IPV6 },
		{ "TCP: inuse 0 orphan 0 tw 0\n", "TCP6: inuse 1\n", NW_IPV4 },
		/* Whose time-wait record that is, is not told. */
		{ "TCP: inuse 0 orphan 0 tw 1\n", "TCP6: inuse 0\n", 0 },
		{ "TCP: inuse 0 orphan 0\n", "TCP6: inuse 0\n", 0 },
		{ "TCP: inuse 0 orphan 0 tw 0\n", NULL, NW_IPV4 },
		{ NULL, "TCP6: inuse 0\n", 0 },
		{ "", "", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		_cleanup_(sys_freep) struct sys *sys = NULL;

		dir_recording("complete\n");
		if (all[i].four)
			dir_text("proc/net/sockstat", all[i].four);
		if (all[i].six)
			dir_text("proc/net/sockstat6", all[i].six);
		sys = dir_open();
		ck_assert_msg(sockstat_without_tcp(sys, NULL) == all[i].without, "case %zu", i);
		remove(dir_path("proc/net/sockstat"));
		remove(dir_path("proc/net/sockstat6"));
	}
}
END_TEST

UNIT_DIR_MAIN("sockstat", numbers, without)
