/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: /proc/locks. */
#include "compose.h"
#include "locks.h"

static const char *const words[] = {
	"1: ", "2: ", "POSIX  ", "FLOCK  ", "OFDLCK ", "LEASE  ", "DELEG  ", "ACCESS ",
	"ADVISORY  ", "MANDATORY ", "MSNFS ", "ACTIVE    ", "BREAKING  ", "BREAKER   ",
	"-> ", "READ ", "WRITE ", "RW ", "UNLCK ", "NONE ", "1234 ", "-1 ",
	"fe:00:5678 ", "<none>:0 ", "0 ", "0 EOF", "10 29", "2147483647", "EOF", "\n",
	"\n", " ", "1: POSIX  ADVISORY  WRITE 1234 fe:00:5678 0 EOF\n",
	"2: -> FLOCK  ADVISORY  WRITE 1234 fe:00:5678 0 EOF\n", "18446744073709551616",
	":",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lock_letters letters = { 0 };
	struct text all, line;
	size_t len;
	char *copy;

	if (size < 1)
		return 0;
	copy = input_of(data, size, words, ARRAY_SIZE(words), &len);
	all = text_of(copy, len);
	while (text_line(&all, &line)) {
		struct lock lock;
		char letter;

		if (!lock_read(line, &lock))
			continue;
		letter = lock_letter(&lock);
		must(!letter || memchr("RWrw", letter, 4));
		must(!letter || (!lock.waits && lock.mode != LOCK_MODE_NONE));
		must(lock.has_file || (!lock.dev && !lock.inode));
		lock_fold(&letters, lock_letter(&lock));
		must(!letter == !letters.letter || letters.seen);
	}
	must(!letters.letter == !letters.seen && letters.seen < 16);
	free(copy);
	return 0;
}
