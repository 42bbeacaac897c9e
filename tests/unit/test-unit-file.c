/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of systemd's unit files. */
#include "unit-file.h"
#include "unit.h"

/* All assignments as "KEY=VALUE|..." */
static const char *all_of(const char *text)
{
	static char said[3 * UNIT_LINE];
	struct unit_file file = { .rest = text_of(text, strlen(text)) };
	struct text key, value;
	size_t n = 0;

	said[0] = '\0';
	while (unit_file_next(&file, &key, &value))
		n += (size_t)snprintf(said + n, sizeof(said) - n, "%s%.*s=%.*s",
				      n ? "|" : "", (int)text_len(&key), key.p,
				      (int)text_len(&value), value.p);
	return said;
}

START_TEST(assignments)
{
	ck_assert_str_eq(all_of(""), "");
	ck_assert_str_eq(all_of("A=1\n[Socket]\nA=2\nB =\t3 \r\n"), "A=2|B=3");
	ck_assert_str_eq(all_of("[Socket]\nA=1\n[Install]\nA=2\n[Socket]\nB=3"), "A=1|B=3");
	ck_assert_str_eq(all_of("  [Socket]  \n  A = 1 = 2"), "A=1 = 2");
	ck_assert_str_eq(all_of("[Socket]\nA=\nnothing\n=1\n"), "A=|=1");
	ck_assert_str_eq(all_of("[Socket\nA=1\n[socket]\nA=2\n"), "");
}
END_TEST

START_TEST(comments)
{
	ck_assert_str_eq(all_of("[Socket]\n#A=1\n ;A=2\nA=#3\n"), "A=#3");
	/* One that ends in a backslash does not go on. */
	ck_assert_str_eq(all_of("[Socket]\n# a \\\nA=1\n"), "A=1");
}
END_TEST

START_TEST(continued)
{
	ck_assert_str_eq(all_of("[Socket]\nA=1\\\n2\nB=3\n"), "A=1 2|B=3");
	ck_assert_str_eq(all_of("[Socket]\nA=\\\n# comment\n;B=2\n  C\n"), "A=C");
	ck_assert_str_eq(all_of("[Socket]\nA=1\\\\\nB=2\n"), "A=1\\\\|B=2");
	ck_assert_str_eq(all_of("[Socket]\nA=1\\"), "A=1");
	ck_assert_str_eq(all_of("[Socket]\n\\\n\\\nA=1\n"), "A=1");
	/* Its end is its own. */
	ck_assert_str_eq(all_of("[Socket]\nA=1\\\n\nB=2\n"), "A=1|B=2");
}
END_TEST

/* What is longer than any address is left out, and what follows is not. */
START_TEST(too_long)
{
	static const char begin[] = "[Socket]\nA=", end[] = "\nB=2\n";
	char *text = malloc(3 * UNIT_LINE);

	for (size_t len = UNIT_LINE - 8; len < UNIT_LINE + 8; len++) {
		const char *said;

		strcpy(text, begin);
		memset(text + strlen(begin), 'x', len);
		strcpy(text + strlen(begin) + len, end);
		said = all_of(text);
		if (len + 2 < UNIT_LINE)
			ck_assert_uint_eq(strlen(said), len + 6);
		else
			ck_assert_str_eq(said, "B=2");
	}
	free(text);
}
END_TEST

UNIT_MAIN("unit-file", assignments, comments, continued, too_long)
