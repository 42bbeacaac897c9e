/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names in a directory through the door. In a recording: what of it was read, and links. */
#ifndef NW_SYS_LIST_H
#define NW_SYS_LIST_H

#include "sys.h"

struct sys_name {
	uint32_t name; /* in the arena, NUL behind it */
	uint32_t link; /* where it points, if that has another name; 0: it does not */
};

struct sys_names {
	VEC(struct sys_name) all;
	struct arena text;
};

/* Append those that `takes` is true of, in any order. 0, -ENOENT, -EACCES, -ENOMEM ... */
int sys_list(struct sys *sys, const char *path, bool (*takes)(const char *name),
	     struct sys_names *ret);
void sys_names_free(struct sys_names *names);

#endif
