/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of /proc/locks, and the letters that lsof makes of them. */
#include <sys/sysmacros.h>

#include "locks.h"
#include "unit.h"

static bool read_string(const char *line, struct lock *ret)
{
	return lock_read(text_of(line, strlen(line)), ret);
}

static struct lock lock_of(const char *line)
{
	struct lock lock;

	ck_assert_msg(read_string(line, &lock), "%s", line);
	return lock;
}

START_TEST(fields)
{
	const struct lock lock =
		lock_of("25: POSIX  ADVISORY  READ 24325 fe:00:10953276 10 29");

	ck_assert_uint_eq(lock.number, 25);
	ck_assert_int_eq(lock.pid, 24325);
	ck_assert_uint_eq(lock.dev, makedev(254, 0));
	ck_assert_uint_eq(lock.inode, 10953276);
	ck_assert_uint_eq(lock.start, 10);
	ck_assert_uint_eq(lock.end, 29);
	ck_assert_uint_eq(lock.kind, LOCK_KIND_POSIX);
	ck_assert_uint_eq(lock.state, LOCK_STATE_ADVISORY);
	ck_assert_uint_eq(lock.mode, LOCK_MODE_READ);
	ck_assert(!lock.waits && lock.has_file);
}
END_TEST

START_TEST(words)
{
	static const struct {
		const char *line;
		uint8_t kind, state, mode;
	} all[] = {
		{ "2: FLOCK  ADVISORY  WRITE 24325 fe:00:10953593 0 EOF", LOCK_KIND_FLOCK,
		  LOCK_STATE_ADVISORY, LOCK_MODE_WRITE },
		{ "20: OFDLCK ADVISORY  WRITE -1 fe:00:10953290 5 9", LOCK_KIND_OFD,
		  LOCK_STATE_ADVISORY, LOCK_MODE_WRITE },
		{ "18: LEASE  ACTIVE    READ 24325 fe:00:10953292 0 EOF", LOCK_KIND_LEASE,
		  LOCK_STATE_ACTIVE, LOCK_MODE_READ },
		{ "3: LEASE  BREAKING  READ 24325 fe:00:10953591 0 EOF", LOCK_KIND_LEASE,
		  LOCK_STATE_BREAKING, LOCK_MODE_READ },
		{ "3: LEASE  BREAKING  UNLCK 24325 fe:00:10953591 0 EOF", LOCK_KIND_LEASE,
		  LOCK_STATE_BREAKING, LOCK_MODE_NONE },
		{ "4: DELEG  ACTIVE    READ 77 08:01:42 0 EOF", LOCK_KIND_DELEGATION,
		  LOCK_STATE_ACTIVE, LOCK_MODE_READ },
		{ "5: ACCESS ADVISORY  READ 77 08:01:42 0 EOF", LOCK_KIND_ACCESS,
		  LOCK_STATE_ADVISORY, LOCK_MODE_READ },
		{ "6: POSIX  MANDATORY WRITE 77 08:01:42 0 EOF", LOCK_KIND_POSIX,
		  LOCK_STATE_MANDATORY, LOCK_MODE_WRITE },
		{ "7: FLOCK  MSNFS     RW    77 08:01:42 0 EOF", LOCK_KIND_FLOCK,
		  LOCK_STATE_SHARE, LOCK_MODE_BOTH },
		{ "7: FLOCK  MSNFS     NONE  77 08:01:42 0 EOF", LOCK_KIND_FLOCK,
		  LOCK_STATE_SHARE, LOCK_MODE_NONE },
		{ "8: UNKNOWN UNKNOWN  READ 77 08:01:42 0 EOF", LOCK_KIND_OTHER,
		  LOCK_STATE_OTHER, LOCK_MODE_READ },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct lock lock = lock_of(all[i].line);

		ck_assert_msg(lock.kind == all[i].kind, "%s", all[i].line);
		ck_assert_msg(lock.state == all[i].state, "%s", all[i].line);
		ck_assert_msg(lock.mode == all[i].mode, "%s", all[i].line);
		ck_assert(!lock.waits);
	}
}
END_TEST

/* Four wait for one another, and one for a lease. */
START_TEST(waiting)
{
	static const char *const all[] = {
		"1: -> POSIX  ADVISORY  READ 24328 fe:00:10953594 3 6",
		"1:  -> POSIX  ADVISORY  WRITE 24329 fe:00:10953594 3 6",
		"1:   -> OFDLCK ADVISORY  WRITE -1 fe:00:10953594 0 EOF",
		"2: -> FLOCK  ADVISORY  WRITE 24327 fe:00:10953593 0 EOF",
		"3: -> LEASE  BREAKER   READ 24330 <none>:0 0 EOF",
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct lock lock = lock_of(all[i]);

		ck_assert(lock.waits);
		ck_assert(lock.has_file == (i != 4));
		ck_assert_int_eq(lock_letter(&lock), 0);
	}
}
END_TEST

START_TEST(no_locks)
{
	static const char *const all[] = {
		"",
		"\n",
		"1",
		"1:",
		"1: ->",
		"1: POSIX",
		"1: POSIX  ADVISORY",
		"1: POSIX  ADVISORY  WRITE",
		"1: POSIX  ADVISORY  WRITE 5",
		"1: POSIX  ADVISORY  WRITE x fe:00:1 0 EOF",
		"1: POSIX  ADVISORY  WRITE 5 fe:00 0 EOF",
		"1: POSIX  ADVISORY  WRITE 5 fe:00:1",
		"1: POSIX  ADVISORY  WRITE 5 fe:00:1 0",
		"1: POSIX  ADVISORY  WRITE 5 fe:00:1 0 EO",
		"1: POSIX  ADVISORY  WRITE 5 fe:00:1 0 EOFX",
		"1: POSIX  ADVISORY  WRITE 5 fe:00:1 0 9 9",
		"1: POSIX  ADVISORY  WRITE 5 100000000:00:1 0 9",
		"1: POSIX  ADVISORY  WRITE 5 fe:00:1 0 18446744073709551616",
		"1 POSIX  ADVISORY  WRITE 5 fe:00:1 0 EOF",
		"lock:\t1: POSIX  ADVISORY  WRITE 5 fe:00:1 0 EOF",
	};
	struct lock lock = { .number = 77 };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		ck_assert_msg(!read_string(all[i], &lock), "%s", all[i]);
	ck_assert_uint_eq(lock.number, 77);
}
END_TEST

START_TEST(one_letter)
{
	static const struct {
		const char *line;
		char letter;
	} all[] = {
		{ "1: FLOCK  ADVISORY  READ 5 fe:00:1 0 EOF", 'R' },
		{ "1: FLOCK  ADVISORY  WRITE 5 fe:00:1 0 EOF", 'W' },
		{ "1: POSIX  ADVISORY  READ 5 fe:00:1 10 29", 'r' },
		{ "1: POSIX  ADVISORY  WRITE 5 fe:00:1 10 EOF", 'w' },
		{ "1: POSIX  ADVISORY  WRITE 5 fe:00:1 0 2147483647", 'W' },
		{ "1: POSIX  ADVISORY  WRITE 5 fe:00:1 0 2147483648", 'w' },
		{ "1: POSIX  ADVISORY  WRITE 5 fe:00:1 0 2147483646", 'w' },
		{ "1: LEASE  ACTIVE    READ 5 fe:00:1 0 EOF", 'R' },
		{ "1: LEASE  ACTIVE    WRITE 5 fe:00:1 0 EOF", 'W' },
		{ "1: LEASE  BREAKING  UNLCK 5 fe:00:1 0 EOF", '\0' },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct lock lock = lock_of(all[i].line);

		ck_assert_msg(lock_letter(&lock) == all[i].letter, "%s", all[i].line);
	}
}
END_TEST

/* As lsof showed them, for files that were locked in more than one way. */
START_TEST(folded)
{
	static const struct {
		const char *lines[3];
		char letter;
	} all[] = {
		{ { "16: POSIX  ADVISORY  WRITE 24325 fe:00:10953293 50 54",
		    "17: POSIX  ADVISORY  READ 24325 fe:00:10953293 0 4" },
		  'r' },
		{ { "14: POSIX  ADVISORY  READ 24325 fe:00:10953294 50 54",
		    "15: POSIX  ADVISORY  WRITE 24325 fe:00:10953294 0 4" },
		  'w' },
		{ { "11: POSIX  ADVISORY  WRITE 24325 fe:00:10953295 90 94",
		    "12: POSIX  ADVISORY  READ 24325 fe:00:10953295 50 54",
		    "13: POSIX  ADVISORY  WRITE 24325 fe:00:10953295 0 4" },
		  'r' },
		{ { "9: POSIX  ADVISORY  READ 24325 fe:00:10953296 50 54",
		    "10: FLOCK  ADVISORY  WRITE 24325 fe:00:10953296 0 EOF" },
		  'W' },
		{ { "7: FLOCK  ADVISORY  WRITE 24325 fe:00:10953584 0 EOF",
		    "8: POSIX  ADVISORY  READ 24325 fe:00:10953584 50 54" },
		  'r' },
		{ { "1: -> POSIX  ADVISORY  READ 24328 fe:00:10953594 3 6" }, '\0' },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct lock_letters letters = { 0 };

		for (size_t n = 0; n < 3 && all[i].lines[n]; n++) {
			const struct lock lock = lock_of(all[i].lines[n]);

			lock_fold(&letters, lock_letter(&lock));
		}
		ck_assert_msg(letters.letter == all[i].letter, "%s", all[i].lines[0]);
	}
}
END_TEST

UNIT_MAIN("locks", fields, words, waiting, no_locks, one_letter, folded)
