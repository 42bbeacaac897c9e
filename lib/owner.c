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

/* So many of each process, on average, are worth a walk of its own. */
#define LONG_LISTS 50

/* A directory of descriptors is as long as there are of them, since Linux 6.2. */
enum owner_amount owner_amount(struct sys *sys, const struct pids *pids)
{
	uint64_t sum = 0;
	size_t lists = 0;

	for (size_t i = 0; i < pids->all.n && sum < MANY_DESCRIPTORS; i++) {
		const uint64_t n = sys_links_count(sys, pids->all.at[i]);

		/* The kernel's own threads have none. */
		lists += n > 0;
		sum += n;
	}
	if (sum < MANY_DESCRIPTORS)
		return OWNER_FEW;
	return sum >= lists * LONG_LISTS ? OWNER_MANY_OF_EACH : OWNER_MANY;
}

/* What the kernel refuses is no loss: the scan answers the same. */
static int try_bpf(const struct owner_way *way, struct owners *ret)
{
	struct owner_wanted *wanted = way->wanted;
	_free_ uint32_t *held = NULL;
	struct pids pids = { 0 };
	const char *where = "";
	enum owner_amount amount = OWNER_FEW;
	int r;

	if (way->how == NW_OWNERS_SCAN || !way->live)
		return -ENOSYS;
	if (sys_pids(way->sys, &pids) >= 0)
		amount = owner_amount(way->sys, &pids);
	held = pids.all.at;
	if (way->how == NW_OWNERS_AUTO && amount == OWNER_FEW)
		return -ENOSYS;
	if (wanted && amount == OWNER_MANY_OF_EACH) {
		wanted->pids = &pids;
		wanted->threads = way->threads;
	}
	r = owner_bpf_some(wanted, ret, &where);
	if (wanted)
		wanted->pids = NULL;
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
	if (!way->wanted)
		return owner_scan(way->sys, way->threads, way->gate, ret);
	/* Few sockets: they are dumped soon, and one look will do when that is done. */
	gate_wait(way->gate);
	way->wanted->late = true;
	return owner_scan(way->sys, way->threads, NULL, ret);
}
