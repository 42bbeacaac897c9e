/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flags of an open file, in lsof's words or in hexadecimal. */
#include <fcntl.h>

#include "nfiles-run.h"

/* The kernel's own, whatever libc makes of it. */
#define LARGE_FILE 0100000

/*
 * In lsof's order, in which the first that has a bit in common takes all of its bits: as
 * O_SYNC holds O_DSYNC, that one is never named.
 */
static const struct {
	uint32_t bits;
	const char *name;
} names[] = {
	{ O_WRONLY, "W" },      { O_RDWR, "RW" },      { O_CREAT, "CR" },
	{ O_EXCL, "EXCL" },     { O_NOCTTY, "NTTY" },  { O_TRUNC, "TR" },
	{ O_APPEND, "AP" },     { O_NDELAY, "ND" },    { O_SYNC, "SYN" },
	{ O_ASYNC, "ASYN" },    { O_DIRECT, "DIR" },   { O_DIRECTORY, "DTY" },
	{ O_NOFOLLOW, "NFLK" }, { O_NOATIME, "NATM" }, { O_DSYNC, "DSYN" },
	{ O_RSYNC, "RSYN" },    { LARGE_FILE, "LG" },  { O_CLOEXEC, "CX" },
	{ O_PATH, "PATH" },     { O_TMPFILE, "TMPF" },
};

void files_put_flags(struct buffer *out, enum files_flags how, uint32_t flags)
{
	const char *between = "";

	if (how == FILES_FLAGS_HEX) {
		/* Behind it stand those of the descriptor, of which Linux tells none. */
		buffer_format(out, "0x%x;0x0", flags);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!(flags & names[i].bits))
			continue;
		buffer_string(out, between);
		buffer_string(out, names[i].name);
		flags &= ~names[i].bits;
		between = ",";
	}
	if (flags)
		buffer_format(out, "%s0x%x", between, flags);
}
