/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The interfaces of a network namespace, from one rtnetlink dump. */
#ifndef NW_LINKS_H
#define NW_LINKS_H

#include "sys.h"

struct links {
	VEC(struct link {
		uint32_t index;
		uint32_t name; /* in the arena, NUL behind it */
	}) all;
	struct arena *arena;
};

/* netns NULL: ours. 0, or the kernel's refusal. */
int links_read(struct sys *sys, const struct netns *netns, struct links *ret,
	       struct sys_dump_end *end);

#endif
