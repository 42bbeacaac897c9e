/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/* What the kernel's side tells of each descriptor of one process that holds a socket of TCP,
 * UDP or UDP-Lite. */
#ifndef NW_BPF_BRIEF_RECORD_H
#define NW_BPF_BRIEF_RECORD_H

#include <stdint.h>

/* In place of a protocol: the row of this descriptor may be that of another socket. */
#define BRIEF_OTHER 0

struct brief_record {
	uint64_t inode;
	uint32_t fd, ifindex;
	uint8_t local[16], remote[16];    /* network order */
	uint16_t local_port, remote_port; /* remote_port: network order */
	uint8_t family, state, protocol;
	uint8_t pad;
};

_Static_assert(sizeof(struct brief_record) == 56, "the same on both sides");

#endif
