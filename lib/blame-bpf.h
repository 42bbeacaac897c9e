/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Segments sent again, resets and drops of each socket, as BPF programs count them. */
#ifndef NW_BLAME_BPF_H
#define NW_BLAME_BPF_H

#include "bpf/blame-record.h"
#include "cleanup.h"

struct blame_bpf;

/* As trace_open(). */
int blame_bpf_open(uint64_t netns, struct blame_bpf **ret, const char **where);
void blame_bpf_free(struct blame_bpf *bpf);
DEFINE_FREEP(blame_bpf, blame_bpf)

struct blame_taker {
	int (*take)(const struct blame_key *key, const struct blame_record *record,
		    uint64_t growth, void *arg);
	void *arg;
};

/* What has been counted since the last time; *lost: for how much there was no room. */
int blame_bpf_read(struct blame_bpf *bpf, const struct blame_taker *taker, uint64_t *lost);

#endif
