/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The BPF programs of bpf/blame.bpf.c: loaded, attached, and their counters read. */
#include <errno.h>

#include "blame-bpf.h"
#include "blame.lskel.h"
#include "pidns.h"
#include "tally.h"

struct blame_bpf {
	struct blame_tally *skeleton;
	struct tally tally;
	uint64_t told; /* of what found no room */
};

void blame_bpf_free(struct blame_bpf *bpf)
{
	if (!bpf)
		return;
	tally_free(&bpf->tally);
	blame_tally__destroy(bpf->skeleton);
	free(bpf);
}

static int load(struct blame_bpf *bpf, uint32_t netns)
{
	uint32_t pidns;
	int r = pidns_inode(&pidns);

	if (r < 0)
		return r;
	bpf->skeleton = blame_tally__open();
	if (!bpf->skeleton)
		return -ENOMEM;
	bpf->skeleton->rodata->reader_pidns = pidns;
	bpf->skeleton->rodata->only_netns = netns;
	r = blame_tally__load(bpf->skeleton);
	if (r < 0)
		return r;
	errno = 0;
	if (blame_tally__attach(bpf->skeleton) < 0)
		return errno ? -errno : -EINVAL;
	bpf->tally = (struct tally){
		.fd = bpf->skeleton->maps.blames.map_fd,
		.key = sizeof(struct blame_key),
		.value = sizeof(struct blame_record),
	};
	return 0;
}

int blame_bpf_open(uint64_t netns, struct blame_bpf **ret, const char **where)
{
	_cleanup_(blame_bpf_freep) struct blame_bpf *bpf = NULL;
	int r;

	*where = "proc";
	r = pidns_check();
	if (r < 0)
		return r;
	bpf = calloc(1, sizeof(*bpf));
	if (!bpf)
		return -ENOMEM;
	*where = "load";
	r = load(bpf, (uint32_t)netns);
	if (r < 0)
		return r;
	*ret = TAKE(bpf);
	return 0;
}

static int take_one(const void *key, const void *value, uint64_t growth, void *arg)
{
	const struct blame_taker *taker = arg;

	return taker->take(key, value, growth, taker->arg);
}

int blame_bpf_read(struct blame_bpf *bpf, const struct blame_taker *taker, uint64_t *lost)
{
	const uint64_t all = __atomic_load_n(&bpf->skeleton->bss->lost, __ATOMIC_RELAXED);
	struct blame_taker copy = *taker;
	int r = tally_read(&bpf->tally, take_one, &copy);

	*lost = all - bpf->told;
	bpf->told = all;
	return r;
}
