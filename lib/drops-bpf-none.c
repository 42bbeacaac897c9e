/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* In place of drops-bpf.c where BPF programs cannot be built. */
#include <errno.h>

#include "drops-bpf.h"

int drops_bpf_open(uint64_t netns, struct drops_bpf **ret, const char **where)
{
	(void)netns;
	(void)ret;
	*where = "build";
	return -ENOSYS;
}

void drops_bpf_free(struct drops_bpf *bpf)
{
	(void)bpf;
}

int drops_bpf_read(struct drops_bpf *bpf,
		   int (*take)(const struct drop_key *key, uint64_t growth, void *arg),
		   void *arg, struct drops_rest *ret)
{
	(void)bpf;
	(void)take;
	(void)arg;
	*ret = (struct drops_rest){ 0 };
	return 0;
}
