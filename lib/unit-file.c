/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* systemd's unit files, assignment by assignment: systemd.syntax(7). */
#include <string.h>

#include "unit-file.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct text strip(struct text t)
{
	while (t.p < t.end && is_space(*t.p))
		t.p++;
	while (t.end > t.p && is_space(t.end[-1]))
		t.end--;
	return t;
}

/* A backslash at the end that no other one stands before. */
static bool goes_on(const struct text *line)
{
	size_t n = 0;

	while (n < text_len(line) && line->end[-1 - (ptrdiff_t)n] == '\\')
		n++;
	return n % 2;
}

/* The next line with those that continue it; comments in between belong to none. */
static bool join_line(struct unit_file *file, struct text *ret)
{
	size_t n = 0;
	bool more = true, any = false;
	struct text line;

	while (more && text_line(&file->rest, &line)) {
		while (line.p < line.end && is_space(*line.p))
			line.p++;
		if (line.p < line.end && (*line.p == '#' || *line.p == ';'))
			continue;
		any = true;
		more = goes_on(&line);
		/* Cut to nothing: then there is no room for the rest of it either. */
		if (text_len(&line) > sizeof(file->line) - n)
			n = sizeof(file->line);
		if (n == sizeof(file->line))
			continue;
		memcpy(file->line + n, line.p, text_len(&line));
		n += text_len(&line);
		if (more)
			file->line[n - 1] = ' ';
	}
	*ret = text_of(file->line, n == sizeof(file->line) ? 0 : n);
	return any;
}

bool unit_file_next(struct unit_file *file, struct text *key, struct text *value)
{
	struct text line;

	while (join_line(file, &line)) {
		const char *equals;

		line = strip(line);
		if (text_len(&line) && *line.p == '[') {
			file->inside = text_is(&line, "[Socket]");
			continue;
		}
		equals = memchr(line.p, '=', text_len(&line));
		if (!file->inside || !equals)
			continue;
		*key = strip((struct text){ line.p, equals });
		*value = strip((struct text){ equals + 1, line.end });
		return true;
	}
	return false;
}
