/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Packets that the kernel drops, by reason and place, as a BPF program counts them. */
#ifndef NW_DROPS_BPF_H
#define NW_DROPS_BPF_H

#include "bpf/drop-record.h"
#include "cleanup.h"

struct drops_bpf;

/* As trace_open(), whatever the pid namespace. */
int drops_bpf_open(uint64_t netns, struct drops_bpf **ret, const char **where);
void drops_bpf_free(struct drops_bpf *bpf);
DEFINE_FREEP(drops_bpf, drops_bpf)

/* Since the last time. */
struct drops_rest {
	uint64_t unspecified; /* freed without a reason */
	uint64_t nowhere;     /* of no namespace that can be told */
	uint64_t lost;        /* for which there was no room */
};

int drops_bpf_read(struct drops_bpf *bpf,
		   int (*take)(const struct drop_key *key, uint64_t growth, void *arg),
		   void *arg, struct drops_rest *ret);

#endif
