/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which machine this is, and what time it is there: or was, when it was recorded. */
#ifndef NW_SYS_HOST_H
#define NW_SYS_HOST_H

#include <netwho-counters.h>

#include "sys.h"
#include "text.h"

/* Nanoseconds; 0: a recording does not tell. */
struct sys_time {
	uint64_t boottime, monotonic, realtime;
};

struct sys_host {
	struct nw_host host;
	struct sys_time now;
};

/* While a recording is made, this is written into it. -ENOENT: a recording without it. */
int sys_host(struct sys *sys, struct sys_host *ret);
/* Where a long has 64 bits nothing begins anew, and what shrinks is another counter. */
bool sys_has_wide_words(struct sys *sys);
void sys_now(struct sys *sys, struct sys_time *ret);
/* Pure: what a recording has of it. */
void sys_host_read(struct text text, struct sys_host *ret);

#endif
