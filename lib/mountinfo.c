/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of /proc/self/mountinfo. Pure. */
#include <stdlib.h>

#include "mountinfo.h"

/* ID PARENT DEVICE ROOT POINT OPTIONS [TAG...] - TYPE SOURCE OPTIONS */
bool mountinfo_line(struct text line, struct mount *ret)
{
	struct text word;

	for (int i = 0; i < 3; i++)
		if (!text_word(&line, &word))
			return false;
	if (!text_word(&line, &ret->root) || !text_word(&line, &ret->point))
		return false;
	do {
		if (!text_word(&line, &word))
			return false;
	} while (!text_is(&word, "-"));
	return text_word(&line, &ret->type);
}

static bool octal(const char *p)
{
	return p[0] >= '0' && p[0] <= '3' && p[1] >= '0' && p[1] <= '7' && p[2] >= '0' &&
	       p[2] <= '7';
}

/* The kernel writes blanks, tabs, newlines and backslashes as \040. */
char *mountinfo_unescape(struct text path)
{
	char *s = malloc(text_len(&path) + 1);
	size_t n = 0;

	while (s && path.p < path.end) {
		if (*path.p == '\\' && text_len(&path) > 3 && octal(path.p + 1)) {
			s[n++] = (char)((path.p[1] - '0') << 6 | (path.p[2] - '0') << 3 |
					(path.p[3] - '0'));
			path.p += 4;
		} else {
			s[n++] = *path.p++;
		}
	}
	if (s)
		s[n] = '\0';
	return s;
}
