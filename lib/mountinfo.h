/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of /proc/self/mountinfo. Pure. */
#ifndef NW_MOUNTINFO_H
#define NW_MOUNTINFO_H

#include "text.h"

struct mount {
	struct text root; /* what of the file system is mounted */
	struct text point, type;
};

bool mountinfo_line(struct text line, struct mount *ret);
/* A path as it is, to be freed; NULL: -ENOMEM. */
char *mountinfo_unescape(struct text path);

#endif
