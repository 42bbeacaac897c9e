/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lines of fdinfo that there may be many of, one by one. */
#include <string.h>
#include <sys/sysmacros.h>

#include "cleanup.h"
#include "fdinfo.h"

/* The next line that begins with `prefix`; what stands behind that. */
static bool next_line(struct text *cursor, const char *prefix, struct text *ret)
{
	while (text_line(cursor, ret))
		if (text_literal(ret, prefix))
			return true;
	return false;
}

/* " name:" and a number in hexadecimal. */
static bool read_named(struct text *line, const char *name, uint64_t *ret)
{
	text_blank(line);
	return text_literal(line, name) && text_hex(line, ret);
}

/* The same of a device, which is in the kernel's own form here: 20 bits for the minor. */
static bool read_device(struct text *line, uint64_t *ret)
{
	uint64_t raw;

	if (!read_named(line, "sdev:", &raw) || raw > UINT32_MAX)
		return false;
	*ret = makedev((unsigned)(raw >> 20), (unsigned)(raw & 0xfffff));
	return true;
}

static bool read_target_file(struct text *line, struct fdinfo_target *ret)
{
	text_blank(line);
	return text_literal(line, "pos:") && text_int(line, &ret->pos) &&
	       read_named(line, "ino:", &ret->inode) && read_device(line, &ret->dev);
}

bool fdinfo_next_target(struct text *cursor, struct fdinfo_target *ret)
{
	struct text line;

	while (next_line(cursor, "tfd:", &line)) {
		struct fdinfo_target target = { 0 };

		if (!text_dec(&line, &target.fd) ||
		    !read_named(&line, "events:", &target.events) ||
		    !read_named(&line, "data:", &target.data))
			continue;
		target.has_file = read_target_file(&line, &target);
		*ret = target;
		return true;
	}
	return false;
}

bool fdinfo_next_lock(struct text *cursor, struct lock *ret)
{
	struct text line;

	while (next_line(cursor, "lock:", &line))
		if (lock_read(line, ret))
			return true;
	return false;
}
