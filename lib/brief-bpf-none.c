/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* In place of brief-bpf.c where BPF programs cannot be built. */
#include <errno.h>

#include "brief-bpf.h"

int brief_load(uint64_t netns)
{
	(void)netns;
	return -ENOSYS;
}

int brief_walk(int program, uint32_t pid, void *room, const struct brief_taker *taker)
{
	(void)program;
	(void)pid;
	(void)room;
	(void)taker;
	return -ENOSYS;
}
