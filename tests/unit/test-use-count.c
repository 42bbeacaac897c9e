/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The limit of descriptors in /proc/PID/limits. */
#include "unit.h"
#include "use.h"

#define HEAD "Limit                     Soft Limit           Hard Limit           Units\n"

START_TEST(limits)
{
	static const struct {
		const char *text;
		bool found;
		uint64_t soft, hard;
	} all[] = {
		{ HEAD "Max open files            1024                 524288     files\n",
		  true, 1024, 524288 },
		{ HEAD "Max processes             7                    8                   \n"
		       "Max open files            unlimited            unlimited  files\n",
		  true, UINT64_MAX, UINT64_MAX },
		{ "Max open files 0 unlimited", true, 0, UINT64_MAX },
		{ "", false, 0, 0 },
		{ HEAD, false, 0, 0 },
		{ "Max open files", false, 0, 0 },
		{ "Max open files 1024", false, 0, 0 },
		{ "Max open files 10x 20", false, 0, 0 },
		{ "Max open files -1 20", false, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		uint64_t soft = 0, hard = 0;
		const bool found = use_limit_parse(text_of(all[i].text, strlen(all[i].text)),
						   &soft, &hard);

		ck_assert_msg(found == all[i].found, "%s", all[i].text);
		if (found)
			ck_assert(soft == all[i].soft && hard == all[i].hard);
	}
}
END_TEST

UNIT_MAIN("use-count", limits)
