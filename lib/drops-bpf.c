/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The BPF program of bpf/drop.bpf.c: loaded, attached, and its counters read. */
#include <errno.h>

#include "drop.lskel.h"
#include "drops-bpf.h"
#include "tally.h"

struct drops_bpf {
	struct drop_tally *skeleton;
	struct tally tally;
	struct drops_rest told;
};

void drops_bpf_free(struct drops_bpf *bpf)
{
	if (!bpf)
		return;
	tally_free(&bpf->tally);
	drop_tally__destroy(bpf->skeleton);
	free(bpf);
}

static int load(struct drops_bpf *bpf, uint64_t netns, const char **where)
{
	int r;

	*where = "load";
	bpf->skeleton = drop_tally__open();
	if (!bpf->skeleton)
		return -ENOMEM;
	bpf->skeleton->rodata->only_netns = (uint32_t)netns;
	r = drop_tally__load(bpf->skeleton);
	if (r < 0)
		return r;
	*where = "attach";
	errno = 0;
	if (drop_tally__attach(bpf->skeleton) < 0)
		return errno ? -errno : -EINVAL;
	bpf->tally = (struct tally){
		.fd = bpf->skeleton->maps.drops.map_fd,
		.key = sizeof(struct drop_key),
		.value = sizeof(struct drop_record),
	};
	return 0;
}

int drops_bpf_open(uint64_t netns, struct drops_bpf **ret, const char **where)
{
	struct drops_bpf *bpf = calloc(1, sizeof(*bpf));
	int r;

	*where = "load";
	if (!bpf)
		return -ENOMEM;
	r = load(bpf, netns, where);
	if (r < 0) {
		drops_bpf_free(bpf);
		return r;
	}
	*ret = bpf;
	return 0;
}

struct taking {
	int (*take)(const struct drop_key *key, uint64_t growth, void *arg);
	void *arg;
};

static int take_one(const void *key, const void *value, uint64_t growth, void *arg)
{
	const struct taking *taking = arg;

	(void)value;
	return taking->take(key, growth, taking->arg);
}

static uint64_t growth_of(const uint64_t *counter, uint64_t *told)
{
	const uint64_t all = __atomic_load_n(counter, __ATOMIC_RELAXED), before = *told;

	*told = all;
	return all - before;
}

int drops_bpf_read(struct drops_bpf *bpf,
		   int (*take)(const struct drop_key *key, uint64_t growth, void *arg),
		   void *arg, struct drops_rest *ret)
{
	struct taking taking = { take, arg };

	ret->unspecified = growth_of(&bpf->skeleton->bss->unspecified, &bpf->told.unspecified);
	ret->nowhere = growth_of(&bpf->skeleton->bss->nowhere, &bpf->told.nowhere);
	ret->lost = growth_of(&bpf->skeleton->bss->lost, &bpf->told.lost);
	return tally_read(&bpf->tally, take_one, &taking);
}
