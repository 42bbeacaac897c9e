/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/* Network namespaces and addresses, of which every socket has some. */
#ifndef NW_BPF_SPACE_H
#define NW_BPF_SPACE_H

#include "ground.h"

/* Only the fields used here: the kernel finds its own offsets when it loads this. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct in6_addr {
	uint8_t bytes[16];
};

#pragma clang attribute pop

#endif
