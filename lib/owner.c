/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which way to the holders costs least. */
#include <errno.h>

#include "owner-bpf.h"
#include "owner.h"

/*
 * The BPF way costs 5 ms before the first row and half a microsecond for each further one,
 * the scan one microsecond or two for each and nothing before.
 */
#define MANY_DESCRIPTORS 8000

/* A directory of descriptors is as long as there are of them, since Linux 6.2. */
static bool are_many(struct sys *sys)
{
	_free_ uint32_t *held = NULL;
	struct pids pids = { 0 };
	uint64_t sum = 0;

	if (sys_pids(sys, &pids) < 0)
		return false;
	held = pids.all.at;
	for (size_t i = 0; i < pids.all.n && sum < MANY_DESCRIPTORS; i++)
		sum += sys_links_count(sys, pids.all.at[i]);
	return sum >= MANY_DESCRIPTORS;
}

/* What the kernel refuses is no loss: the scan answers the same. */
static int try_bpf(const struct owner_way *way, struct owners *ret)
{
	const char *where = "";
	int r;

	if (way->how == NW_OWNERS_SCAN || !way->live)
		return -ENOSYS;
	if (way->how == NW_OWNERS_AUTO && !are_many(way->sys))
		return -ENOSYS;
	r = owner_bpf_some(way->wanted, ret, &where);
	if (r == 0 || r == -ENOMEM)
		return r;
	owners_free(ret);
	if (notes_add(way->notes, NW_NOTE_BPF, -r, 0, "bpf %s", where) < 0)
		return -ENOMEM;
	return r;
}

int owner_find(const struct owner_way *way, struct owners *ret)
{
	int r = try_bpf(way, ret);

	if (r == 0 || r == -ENOMEM)
		return r;
	return owner_scan(way->sys, way->threads, way->gate, ret);
}
