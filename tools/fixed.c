/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers with a few decimals, exactly as printf() has them, and most of them for less. */
#include <langinfo.h>
#include <math.h>
#include <string.h>

#include "fixed.h"

/*
 * From this number on a double has no bit below 2^-56: its fraction, times that and times 100, is
 * a whole number of 63 bits, and nothing is rounded on the way.
 */
#define LEAST 0.0625
#define MOST 1e15
#define SHIFT 56

static bool is_simple(int decimals, double value)
{
	const char *point = nl_langinfo(RADIXCHAR);

	return decimals >= 0 && decimals <= 2 && !signbit(value) &&
	       (value == 0 || (value >= LEAST && value < MOST)) && point[0] == '.' &&
	       !point[1];
}

/* The value times 10 or 100, rounded: half way to the even one, as printf() does. */
static uint64_t round_up(double value, uint64_t scale)
{
	const uint64_t whole = (uint64_t)value, half = UINT64_C(1) << (SHIFT - 1);
	const uint64_t bits = (uint64_t)((value - (double)whole) * 0x1p56) * scale;
	const uint64_t rest = bits & (2 * half - 1);
	uint64_t result = whole * scale + (bits >> SHIFT);

	if (rest > half || (rest == half && result % 2))
		result++;
	return result;
}

void fixed_print(struct buffer *out, int width, int decimals, double value)
{
	static const uint64_t scales[] = { 1, 10, 100 };
	char text[32], *at = text + sizeof(text);
	uint64_t left;
	size_t len;

	if (!is_simple(decimals, value)) {
		buffer_format(out, "%*.*f", width, decimals, value);
		return;
	}
	left = round_up(value, scales[decimals]);
	for (int digit = 0; digit <= decimals || left; digit++, left /= 10) {
		if (digit == decimals && decimals)
			*--at = '.';
		*--at = (char)('0' + left % 10);
	}
	len = (size_t)(text + sizeof(text) - at);
	if (width > 0 && (size_t)width > len)
		buffer_fill(out, ' ', (size_t)width - len);
	buffer_bytes(out, at, len);
}

void fixed_pad(struct buffer *out, int width, const char *text)
{
	const size_t len = strlen(text);

	if (width > 0 && (size_t)width > len)
		buffer_fill(out, ' ', (size_t)width - len);
	buffer_bytes(out, text, len);
}
