/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sample of counters: sealed once it is taken. */
#ifndef NW_COUNTERS_H
#define NW_COUNTERS_H

#include "counter.h"
#include "netns.h"
#include "row.h"
#include "sys-host.h"

struct nw_counters {
	struct counter_rows rows;
	struct notes notes;
	struct sys_time time;
	uint64_t netns;
	uint64_t sources;
};

struct nw_netns_list {
	struct netns_list of;
};

/* The last step: rows know where their names are. */
void counters_seal(struct nw_counters *counters);
/* netns NULL: ours. groups: as of nw_counters_take_groups(). */
int counters_take(struct sys *sys, const struct netns *netns, uint64_t sources,
		  const char *const *groups, struct nw_counters **ret);
/* Everything of every namespace, for a recording. */
int counters_record(struct sys *sys);

#endif
