/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which mount a path is on, and whether to look there may take for ever. */
#ifndef NW_MOUNTS_H
#define NW_MOUNTS_H

#include "mountinfo.h"
#include "vec.h"

struct mount_list {
	VEC(struct mount) all; /* they point into what was parsed */
	bool blocks; /* may any of them? */
};

/* Pure: all mounts of a mountinfo file, in place of those it had. 0 or -ENOMEM. */
int mount_list_parse(struct text data, struct mount_list *list);

/*
 * Pure: file systems whose answers come from a server or another process, which may never
 * give one. An overlay of such a file system is not known by its type.
 */
bool mount_may_block(struct text type);

/*
 * Pure: what the absolute path is on, by the mounts of its process in the order of the file.
 * What is mounted over others hides them and all below them. NULL: it is on none of these,
 * as in a process whose root is no mount point.
 *
 * It is a guess for a file that was opened before something was mounted over it: of a
 * descriptor fdinfo's mnt_id tells without one.
 */
const struct mount *mount_of(const struct mount *mounts, size_t n, struct text path);

/* Pure: does any mount on the way to the path block, itself included? True if not known. */
bool mount_way_may_block(const struct mount *mounts, size_t n, struct text path);

/* Pure: the mount of this mnt_id, or NULL. */
const struct mount *mount_by_id(const struct mount *mounts, size_t n, uint64_t id);

#endif
