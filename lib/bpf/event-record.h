/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/* What the kernel's side tells of each socket that changes its state. */
#ifndef NW_BPF_EVENT_RECORD_H
#define NW_BPF_EVENT_RECORD_H

#include <stdint.h>

/* How sure it is whose socket this is. */
enum event_owner {
	EVENT_OWNER_NONE,
	EVENT_OWNER_LISTENER, /* his who listens; who accepts it is not known yet */
	EVENT_OWNER_CALLER,   /* his who was seen in a system call on it */
	EVENT_OWNER_KERNEL,   /* a kernel thread's */
};

struct event_owner_of {
	uint64_t start; /* when that process began, nanoseconds after boot */
	uint32_t tgid;  /* as the reader's pid namespace counts; 0: it is not in there */
	uint32_t how;   /* enum event_owner */
	char comm[16];
};

struct event_record {
	uint64_t time;   /* CLOCK_MONOTONIC, nanoseconds */
	uint64_t born;   /* when it was connected, or began to listen or to try; 0: not seen */
	uint64_t cookie;
	uint64_t cgroup; /* 0: not known */
	uint64_t sent, received; /* payload bytes: what the peer acknowledged is not less */
	struct event_owner_of owner;
	uint64_t inode; /* 0: it has none, or not any more */
	uint32_t netns; /* inode of the network namespace */
	uint32_t uid;
	uint32_t mark;
	uint32_t ifindex; /* of the device it is bound to, or 0 */
	uint16_t protocol, family;
	uint16_t local_port, remote_port;
	uint8_t local[16], remote[16]; /* network order */
	uint8_t before, after;         /* states */
	uint8_t counted;               /* are sent and received known? */
	uint8_t active;                /* it connects, it is not connected to */
	uint8_t pad[4];
};

_Static_assert(sizeof(struct event_record) == 152, "the same on both sides");

#endif
