/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The door from inside: for sys.c, sys-links.c and sys-netlink.c only. */
#ifndef NW_SYS_INSIDE_H
#define NW_SYS_INSIDE_H

#include "recording.h"
#include "sys.h"

#define PATH_ROOM 256

struct sys {
	int root; /* live: "/"; replay: the recording */
	bool replays, records, frozen;
	uint32_t euid;
	uint64_t netns;
	struct recording rec;
};

/* Are bytes copied into a recording? */
bool sys_copies(const struct sys *sys);
/* Open below the root, live or recorded; what the system refuses is recorded as well. */
int sys_open_path(struct sys *sys, const char *path, int flags);

/* A file of the recording being made (-1: none is), and what its index says of it. */
int sys_record_file(struct sys *sys, const char *path);
void sys_record_size(struct sys *sys, size_t size, const char *path);
void sys_record_error(struct sys *sys, int error, const char *path);

#endif
