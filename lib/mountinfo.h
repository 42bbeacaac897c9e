/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of /proc/PID/mountinfo: what is mounted where, and with which options. */
#ifndef NW_MOUNTINFO_H
#define NW_MOUNTINFO_H

#include <stdlib.h>

#include "text.h"

/* As the kernel writes them, escapes and all. */
struct mount {
	uint64_t id, parent; /* parent: of the mount that its point is in */
	uint64_t dev;
	struct text root;  /* which part of the file system */
	struct text point; /* where it is mounted */
	struct text type, source;
	struct text options; /* of the file system itself: the server's address is here */
};

/* Pure: one line of the file; false if it is none. */
bool mountinfo_read(struct text line, struct mount *ret);
/* The value of the option that begins with `name`, as in "addr="; false if it is not there. */
bool mountinfo_option(struct text options, const char *name, struct text *ret);
/* The next byte, an escape being one; false at the end. */
bool mountinfo_byte(struct text *t, char *ret);
/*
 * The bytes behind the escapes, cut at size - 1, a NUL behind them. Returns how many; as
 * many as are escaped always have room.
 */
size_t mountinfo_unescape(struct text t, char *ret, size_t size);

/* The same in memory of its own, to be freed; NULL: there is none. */
static inline char *mountinfo_path(struct text t)
{
	char *path = malloc(text_len(&t) + 1);

	if (path)
		mountinfo_unescape(t, path, text_len(&t) + 1);
	return path;
}

#endif
