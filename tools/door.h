/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way to the system, or to a recording of one, with what goes wrong said in one line. */
#ifndef TOOL_DOOR_H
#define TOOL_DOOR_H

#include <netwho.h>

/* NULL: the running system. 0, or said and -1. */
int door_open(const char *root, struct nw **ret);
/* Into this directory, if it is not NULL; and its end. 0, or said and -1. */
int door_record(struct nw *nw, const char *dir);
int door_record_end(struct nw *nw, const char *dir);

#endif
