/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/* What the kernel's side tells of each descriptor that holds a socket. */
#ifndef NW_BPF_OWNER_RECORD_H
#define NW_BPF_OWNER_RECORD_H

#include <stdint.h>

/* In place of a family: no socket, but the network namespace that `inode` stands for. */
#define OWNER_NETNS 255

/* One bit for each inode by its lowest 19 bits: those asked for, and now and then another. */
#define OWNER_WANTED 65536

struct owner_bits {
	uint8_t at[OWNER_WANTED];
};

static inline uint32_t owner_wanted_byte(uint64_t inode)
{
	return (uint32_t)(inode >> 3) & (OWNER_WANTED - 1);
}

static inline uint8_t owner_wanted_bit(uint64_t inode)
{
	return (uint8_t)(1U << (inode & 7));
}

/* Who a task is, and what its records say of it. */
struct owner_task {
	uint64_t start_time;
	int32_t pid; /* of the first pid namespace; 0: there was no task yet */
	uint32_t tgid, tid, table;
};

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
