/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Process ids: whose numbers BPF programs are to tell. */
#ifndef NW_PIDNS_H
#define NW_PIDNS_H

#include <stdint.h>

/*
 * Does /proc show the numbers of the caller's pid namespace? A process has one in each pid
 * namespace from that of the mount down to its own: with more than one, or without any,
 * they are not ours. 0; -EXDEV: no; -errno of /proc/self/status.
 */
int pidns_check(void);
/* Inode of the caller's pid namespace. */
int pidns_inode(uint32_t *ret);

#endif
