/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The letters of -F. */
#ifndef TOOL_NFILES_FIELDS_H
#define TOOL_NFILES_FIELDS_H

/* An end has letter 0. Without help: accepted, and nothing on Linux. */
struct files_letter {
	char letter;
	const char *help;
};

extern const struct files_letter files_letters[];

#endif
