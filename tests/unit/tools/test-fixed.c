/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers with a few decimals: byte by byte what printf() makes of them. */
#include <math.h>
#include <stdio.h>

#include "fixed.h"
#include "unit.h"

static void compare(int width, int decimals, double value)
{
	struct buffer out = { .fd = -1 };
	char expected[512];

	snprintf(expected, sizeof(expected), "%*.*f", width, decimals, value);
	fixed_print(&out, width, decimals, value);
	buffer_char(&out, '\0');
	ck_assert_msg(strcmp(out.at, expected) == 0, "%a: '%s', not '%s'", value, out.at,
		      expected);
	buffer_free(&out);
}

static void compare_all(double value)
{
	for (int decimals = 0; decimals <= 3; decimals++) {
		compare(9, decimals, value);
		compare(0, decimals, value);
		compare(9, decimals, -value);
	}
}

START_TEST(plain)
{
	static const double values[] = {
		0,
		1,
		9.99,
		9.994,
		9.996,
		99.995,
		0.5,
		1.5,
		2.5,
		0.005,
		0.015,
		0.0625,
		0.06,
		0.1,
		1e-9,
		1e9,
		999999999.995,
		1e15,
		1e16,
		1e200,
		5e-324,
		18446744073709551615.0,
	};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		compare_all(values[i]);
		compare_all(nextafter(values[i], INFINITY));
		compare_all(nextafter(values[i], 0));
	}
	compare_all(INFINITY);
	compare_all(NAN);
}
END_TEST

/* What lies half way is rounded to the even one; of these every eighth does. */
START_TEST(ties)
{
	for (unsigned i = 0; i < 4096; i++) {
		compare_all(i / 8.0);
		compare_all(i / 1000.0);
		compare_all(i / 64.0 + 1e6);
	}
}
END_TEST

/* As rates are: a growth by hundredths of seconds. */
START_TEST(rates)
{
	uint64_t state = 1;

	for (unsigned i = 0; i < 100000; i++) {
		state = state * UINT64_C(6364136223846793005) + 1;
		compare(9, 2, (double)(state >> (34 + i % 28)) * 100 / (95 + i % 11));
		compare(9, (int)(i % 3),
			(double)(state >> 11) / (double)(UINT64_C(1) << (i % 60)));
	}
}
END_TEST

START_TEST(padding)
{
	struct buffer out = { .fd = -1 };

	fixed_pad(&out, 5, "abc");
	fixed_pad(&out, 3, "abc");
	fixed_pad(&out, 0, "abcd");
	fixed_pad(&out, -4, "");
	buffer_char(&out, '\0');
	ck_assert_str_eq(out.at, "  abcabcabcd");
	buffer_free(&out);
}
END_TEST

UNIT_MAIN("fixed", plain, ties, rates, padding)
