/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The locks of a process on a file, among all of /proc/locks. */
#include <sys/sysmacros.h>

#include "unit.h"
#include "use.h"

static const char all[] = "1: POSIX  ADVISORY  READ 7 fe:00:100 10 29\n"
			  "2: FLOCK  ADVISORY  WRITE 8 fe:00:100 0 EOF\n"
			  "2: -> FLOCK  ADVISORY  WRITE 9 fe:00:100 0 EOF\n"
			  "nonsense\n"
			  "3: OFDLCK ADVISORY  WRITE -1 fe:00:100 5 9\n"
			  "4: LEASE  ACTIVE    READ 7 fe:01:100 0 EOF\n";

START_TEST(found)
{
	static const struct {
		uint32_t pid, minor;
		uint64_t inode;
		char letter;
	} asked[] = {
		{ 7, 0, 100, 'r' }, { 8, 0, 100, 'W' }, { 9, 0, 100, 0 },
		{ 7, 1, 100, 'R' }, { 7, 0, 101, 0 },   { UINT32_MAX, 0, 100, 0 },
	};
	struct use_locks locks = { 0 };

	ck_assert_int_eq(use_locks_parse(text_of(all, strlen(all)), &locks), 0);
	for (size_t i = 0; i < ARRAY_SIZE(asked); i++)
		ck_assert_msg(use_locks_find(&locks, asked[i].pid,
					     makedev(254, asked[i].minor),
					     asked[i].inode) == asked[i].letter,
			      "%zu", i);
	vec_free(&locks.all);
}
END_TEST

START_TEST(nothing)
{
	struct use_locks locks = { 0 };

	ck_assert_int_eq(use_locks_parse(text_of("", 0), &locks), 0);
	ck_assert_int_eq(use_locks_find(&locks, 1, 2, 3), 0);
}
END_TEST

/* The first line of the letter that began last decides, however far apart they are. */
START_TEST(many)
{
	static char data[1 << 16];
	struct use_locks locks = { 0 };
	size_t n = 0;

	for (unsigned i = 0; i < 300; i++)
		for (unsigned pid = 1; pid <= 3; pid++)
			n += (size_t)snprintf(data + n, sizeof(data) - n,
					      "%u: POSIX  ADVISORY  %s %u fe:00:%u 0 %s\n", i,
					      i % 2 ? "WRITE" : "READ", pid, 100 + pid,
					      i == 299 ? "EOF" : "9");
	ck_assert_uint_lt(n, sizeof(data) - 1);
	ck_assert_int_eq(use_locks_parse(text_of(data, n), &locks), 0);
	ck_assert_uint_eq(locks.all.n, 3);
	for (unsigned pid = 1; pid <= 3; pid++)
		ck_assert_int_eq(use_locks_find(&locks, pid, makedev(254, 0), 100 + pid), 'W');
	vec_free(&locks.all);
}
END_TEST

UNIT_MAIN("use-locks", found, nothing, many)
