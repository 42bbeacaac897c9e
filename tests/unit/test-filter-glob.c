/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Patterns: what fnmatch() takes, and no other; of any bytes; never for long. */
#include <fnmatch.h>

#include "filter-inside.h"
#include "unit-filter.h"

static bool matches(const char *pattern, const char *text, size_t len, unsigned flags)
{
	return glob_match(text_of(pattern, strlen(pattern)), text_of(text, len), flags);
}

static void random_text(char *ret, const char *alphabet, size_t most)
{
	size_t len = unit_any((uint32_t)most + 1);

	for (size_t i = 0; i < len; i++)
		ret[i] = alphabet[unit_any((uint32_t)strlen(alphabet))];
	ret[len] = '\0';
}

START_TEST(patterns_are_those_of_fnmatch)
{
	unsigned matched = 0;

	for (int i = 0; i < 100000; i++) {
		char pattern[12], text[12];
		bool ours, theirs;

		random_text(pattern, "ab*?[]!^-\\cB/.", 9);
		random_text(text, "ab-]cB/.", 6);
		theirs = fnmatch(pattern, text, i % 2 ? FNM_CASEFOLD : 0) == 0;
		ours = matches(pattern, text, strlen(text), i % 2 ? GLOB_FOLD : 0);
		ck_assert_msg(ours == theirs, "%s of %s: %d", pattern, text, ours);
		matched += ours;
	}
	ck_assert_uint_gt(matched, 1000);
}
END_TEST

START_TEST(patterns_take_no_time)
{
	char text[4096], pattern[200];

	memset(text, 'a', sizeof(text));
	for (size_t i = 0; i < sizeof(pattern); i++)
		pattern[i] = i % 2 ? 'a' : '*';
	pattern[sizeof(pattern) - 1] = 'b';
	for (int i = 0; i < 100; i++)
		ck_assert(!glob_match(text_of(pattern, sizeof(pattern)),
				      text_of(text, sizeof(text)), 0));
}
END_TEST

/* Each byte of ASCII by libc's classes. */
START_TEST(classes_are_those_of_fnmatch)
{
	static const char *const classes[] = { "alnum", "alpha", "blank", "cntrl",
					       "digit", "graph", "lower", "print",
					       "punct", "space", "upper", "xdigit" };

	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		for (int c = 1; c < 128; c++) {
			char pattern[32], text[2] = { (char)c };

			snprintf(pattern, sizeof(pattern), "[%s[:%s:]]", c % 2 ? "!" : "",
				 classes[i]);
			ck_assert_msg(matches(pattern, text, 1, 0) ==
					      (fnmatch(pattern, text, 0) == 0),
				      "%s of %d", pattern, c);
		}
}
END_TEST

START_TEST(any_byte)
{
	ck_assert(matches("a?b", "a\0b", 3, 0));
	ck_assert(!matches("a@b", "a\0b", 3, 0));
	ck_assert(matches("a@b", "a\0b", 3, GLOB_NULS));
	ck_assert(matches("a[@]b", "a\0b", 3, GLOB_NULS));
	ck_assert(matches("?\xff*", "\xc3\xff\x80\n", 4, 0));
	ck_assert(matches("[\x80-\xff]", "\xe9", 1, 0));
	ck_assert(!matches("[\x80-\xff]", "e", 1, 0));
	ck_assert(!matches("", "\0", 1, 0));
}
END_TEST

UNIT_MAIN("filter-glob", patterns_are_those_of_fnmatch, classes_are_those_of_fnmatch,
	  any_byte, patterns_take_no_time)
