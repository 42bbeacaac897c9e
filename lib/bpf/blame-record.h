/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/* What the kernel's side counts of each socket that something befalls. */
#ifndef NW_BPF_BLAME_RECORD_H
#define NW_BPF_BLAME_RECORD_H

#include "event-record.h"

#define BLAME_SOCKETS 65536

enum blame_kind {
	BLAME_RETRANS, /* segments */
	BLAME_RST_OUT,
	BLAME_RST_IN,
	BLAME_DROP,
	BLAME_KINDS
};

/* In place of a cookie that nobody has asked for: where the socket is. */
#define BLAME_NAMELESS (UINT64_C(1) << 63)

struct blame_key {
	uint64_t cookie;
	uint32_t netns;  /* inode of the network namespace */
	uint32_t kind;   /* enum blame_kind */
	uint32_t reason; /* of drops: enum skb_drop_reason of that kernel */
	uint32_t pad;
};

/* The socket as it was at first. */
struct blame_record {
	uint64_t count;
	uint64_t inode; /* 0: it has none, or not any more */
	struct event_owner_of owner;
	uint32_t uid;
	uint32_t ifindex; /* of the device it is bound to, or 0 */
	uint16_t protocol, family;
	uint16_t local_port, remote_port; /* host order */
	uint8_t local[16], remote[16];    /* network order */
	uint8_t state;
	uint8_t pad[7];
};

_Static_assert(sizeof(struct blame_record) == 104, "the same on both sides");

#endif
