/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong with a filter, and where. */
#include <stdio.h>

#include "escape.h"
#include "filter-point.h"
#include "tool.h"

void filter_point(const char *text, size_t at, size_t len, const char *what)
{
	struct buffer shown = { .fd = -1 };
	size_t before, marked;

	before = escape_text(&shown, text, at, 0);
	marked = escape_text(&shown, text + at, len, 0);
	escape_text(&shown, text + at + len, strlen(text + at + len), 0);
	buffer_char(&shown, '\0');
	tool_say("filter: %s", what);
	if (!shown.error) {
		fprintf(stderr, "  %s\n  %*s^", shown.at, (int)before, "");
		for (size_t i = 1; i < marked; i++)
			fputc('~', stderr);
		fputc('\n', stderr);
	}
	buffer_free(&shown);
}
