/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* systemd's unit files, assignment by assignment. */
#ifndef NW_UNIT_FILE_H
#define NW_UNIT_FILE_H

#include "text.h"

/* What is longer is no address of any socket. */
#define UNIT_LINE 4096

struct unit_file {
	struct text rest;
	bool inside;          /* of [Socket] */
	char line[UNIT_LINE]; /* several lines that end in a backslash are one */
};

/* Pure: the next KEY=VALUE of section [Socket], blanks around both cut off; false at the
 * end. They point into `file`, until the next call. */
bool unit_file_next(struct unit_file *file, struct text *key, struct text *value);

#endif
