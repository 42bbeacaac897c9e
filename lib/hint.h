/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a socket of the kernel's own is for: what its ports and the mounts say. */
#ifndef NW_HINT_H
#define NW_HINT_H

#include "mountinfo.h"
#include "row.h"

/* The mounts that go through a socket of the kernel's, in the order of the file. */
struct hint_mounts {
	VEC(struct hint_mount) all;
};

struct hint_mount {
	uint32_t way; /* how such a file system names its server */
	struct mount mount;
};

/* Room for any hint: a path as long as one can be, and words around it. */
#define HINT_ROOM 4224

/* Could a mount say what this socket is for? */
bool hint_needs_mounts(const struct nw_sock *sock);
/* Pure: those of a mountinfo file, whose bytes must stay. 0 or -ENOMEM. */
int hint_read_mounts(struct text mountinfo, struct hint_mounts *ret);
void hint_mounts_free(struct hint_mounts *mounts);
/*
 * Pure: "nfs /mnt/data", "vxlan?" - whatever was not confirmed by a mount ends with a '?'.
 * `mounts` may be NULL. Returns its length; 0: nothing is known.
 */
size_t hint_of(const struct nw_sock *sock, const struct hint_mounts *mounts,
	       char ret[HINT_ROOM]);

#endif
