/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Descriptors that hold sockets, of all processes that may be looked into. */
#ifndef NW_OWNER_H
#define NW_OWNER_H

#include "row.h"
#include "sys.h"

struct owners {
	VEC(struct nw_file) files;  /* sorted by inode, pid, tid, fd */
	VEC(struct nw_file) spaces; /* descriptors of network namespaces, inode: theirs */
	uint64_t denied;            /* processes refused with EACCES */
	uint64_t forbidden;         /* with EPERM: /proc is mounted with hidepid=1 */
	bool hidden;                /* not even process 1 is listed: hidepid=2 */
};

/* Read every descriptor there is. 0 or -ENOMEM; -errno when /proc cannot be listed. */
int owner_scan(struct sys *sys, unsigned threads, struct owners *ret);
/* Leave out these sockets. */
void owners_forget(struct owners *owners, const struct inodes *inodes);
void owners_free(struct owners *owners);

#endif
