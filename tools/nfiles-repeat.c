/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Repeating: -r and +r, [seconds][cROUNDS][mFORMAT]. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "nfiles-inside.h"

#define SECONDS 15

int files_marker(const char *format, struct buffer *ret)
{
	const time_t now = time(NULL);
	const size_t room = 64 * strlen(format) + 64;
	char *text = buffer_room(ret, room);
	struct tm tm;
	size_t n;

	if (!text)
		return -ENOMEM;
	localtime_r(&now, &tm);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	n = strftime(text, room, format, &tm);
#pragma GCC diagnostic pop
	if (!n)
		return -1;
	ret->n += n + 1;
	return 0;
}

/* Is there a text that strftime() makes of it? An empty one is none. */
static int check_marker(const char *format)
{
	struct buffer text = { .fd = -1 };
	const int r = files_marker(format, &text);

	buffer_free(&text);
	if (r == -1)
		files_say("illegal <fmt>: \"%s\"", format);
	return r;
}

FILES_TAKE(files_take_repeat)
{
	struct files_repeat *repeat = &grammar->options->repeat;
	const char *at = grammar->value;
	size_t digits;

	repeat->until_none |= grammar->sign == '+';
	repeat->seconds = SECONDS;
	if (!at)
		return 0;
	digits = files_digits(at, &repeat->seconds);
	if (!digits)
		repeat->seconds = SECONDS;
	at += digits;
	if (!*at)
		return 0;
	if (at[strspn(at, " ")] == 'c' || at[strspn(at, " ")] == 'm')
		at += strspn(at, " ");
	if (*at == 'c') {
		uint64_t rounds;
		const size_t n = files_digits(at + 1, &rounds);

		/* Without a number, and without a marker behind it, it is the option -c. */
		if (n || at[1] == 'm') {
			repeat->rounds = rounds;
			at += 1 + n;
		}
	}
	if (*at == 'm') {
		repeat->marker = at + 1;
		return check_marker(repeat->marker);
	}
	if (*at)
		files_hand_back(grammar, (size_t)(at - grammar->value));
	return 0;
}
