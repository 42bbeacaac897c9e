/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options of our own, which lsof has not: long ones. */
#ifndef TOOL_NFILES_LONG_H
#define TOOL_NFILES_LONG_H

#include "nfiles-inside.h"

struct files_long {
	const char *name;
	const char *argument; /* NULL: none */
	const char *help;
	size_t at;     /* a text of the options, or a byte ... */
	uint8_t value; /* ... and what it becomes */
};

extern const struct files_long files_longs[];
extern const size_t files_n_longs;

#endif
