/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/* What the kernel's side tells of each descriptor that holds a socket. */
#ifndef NW_BPF_OWNER_RECORD_H
#define NW_BPF_OWNER_RECORD_H

#include <stdint.h>

/* In place of a family: no socket, but the network namespace that `inode` stands for. */
#define OWNER_NETNS 255

struct owner_record {
	uint64_t inode;
	uint64_t cookie;    /* 0: nothing but the inode is known of the socket */
	uint32_t tgid, tid; /* as the reader's pid namespace counts */
	uint32_t fd;
	uint32_t netns; /* inode of the network namespace, 0: not known */
	uint32_t table; /* 0: the process's; threads alike here have the same one */
	uint16_t protocol;
	uint8_t family, state;
};

_Static_assert(sizeof(struct owner_record) == 40, "the same on both sides");

#endif
