/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of /proc/PID/mountinfo, field by field. */
#include <string.h>
#include <sys/sysmacros.h>

#include "mountinfo.h"

/* Up to the next blank, which may be at once: whoever mounts may name an empty source. */
static bool take_field(struct text *line, struct text *ret)
{
	const char *blank;

	if (!text_char(line, ' '))
		return false;
	blank = memchr(line->p, ' ', text_len(line));
	*ret = (struct text){ line->p, blank ? blank : line->end };
	line->p = ret->end;
	return true;
}

static bool take_device(struct text *line, uint64_t *ret)
{
	uint64_t major, minor;

	if (!text_dec(line, &major) || !text_char(line, ':') || !text_dec(line, &minor) ||
	    major > UINT32_MAX || minor > UINT32_MAX)
		return false;
	*ret = makedev((unsigned)major, (unsigned)minor);
	return true;
}

/* ID PARENT DEVICE ROOT POINT OPTIONS [TAG...] - TYPE SOURCE OPTIONS */
bool mountinfo_read(struct text line, struct mount *ret)
{
	struct mount mount;
	struct text word;

	if (!text_dec(&line, &mount.id) || !text_dec(&line, &mount.parent) ||
	    !take_device(&line, &mount.dev) || !text_word(&line, &mount.root) ||
	    !text_word(&line, &mount.point))
		return false;
	do {
		if (!text_word(&line, &word))
			return false;
	} while (!text_is(&word, "-"));
	if (!text_word(&line, &mount.type) || !take_field(&line, &mount.source) ||
	    !take_field(&line, &mount.options))
		return false;
	*ret = mount;
	return true;
}

bool mountinfo_option(struct text options, const char *name, struct text *ret)
{
	while (text_len(&options)) {
		const char *comma = memchr(options.p, ',', text_len(&options));
		struct text option = { options.p, comma ? comma : options.end };

		options.p = comma ? comma + 1 : options.end;
		if (!text_literal(&option, name))
			continue;
		*ret = option;
		return true;
	}
	return false;
}

static bool is_octal(const char *p)
{
	return p[0] >= '0' && p[0] <= '3' && p[1] >= '0' && p[1] <= '7' && p[2] >= '0' &&
	       p[2] <= '7';
}

/* The kernel writes blanks, tabs, newlines and backslashes as \040. */
bool mountinfo_byte(struct text *t, char *ret)
{
	if (t->p >= t->end)
		return false;
	if (*t->p == '\\' && text_len(t) > 3 && is_octal(t->p + 1)) {
		*ret = (char)((t->p[1] - '0') << 6 | (t->p[2] - '0') << 3 | (t->p[3] - '0'));
		t->p += 4;
	} else {
		*ret = *t->p++;
	}
	return true;
}

size_t mountinfo_unescape(struct text t, char *ret, size_t size)
{
	size_t n = 0;

	while (n + 1 < size && mountinfo_byte(&t, &ret[n]))
		n++;
	if (size)
		ret[n] = '\0';
	return n;
}
