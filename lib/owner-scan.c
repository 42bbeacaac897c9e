/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parallel scan of /proc/PID/fd: a link read per descriptor, nothing else. */
#include <errno.h>
#include <stdatomic.h>
#include <string.h>

#include "owner.h"
#include "radix.h"
#include "spread.h"
#include "text.h"

/* Descriptors found, in the order in which they were read. */
struct files {
	struct nw_file *at;
	size_t n, size;
};

struct lane {
	struct files files;
	struct files spaces, rings;
	struct sys_links links;
	struct pids tables;
};

struct scan {
	struct sys *sys;
	const struct pids *pids;
	struct gate *gate;
	struct lane *lanes;
	atomic_size_t denied, forbidden;
};

static int keep(struct files *files, uint32_t pid, uint32_t tid, uint32_t fd, uint64_t inode)
{
	struct nw_file *file = vec_push(files);

	if (!file)
		return -ENOMEM;
	*file = (struct nw_file){ .inode = inode, .pid = pid, .tid = tid, .fd = fd };
	return 0;
}

static int read_table(struct scan *scan, struct lane *lane, uint32_t pid, uint32_t tid)
{
	char target[64];
	uint64_t inode;
	uint32_t fd;
	int r = sys_links_open(scan->sys, &lane->links, pid, tid);

	if (r < 0)
		return r;
	while (r == 0) {
		int more = sys_links_next(&lane->links, &fd, target, sizeof(target));

		if (more <= 0) {
			/* They may be listed, not read: another refusal than EACCES. */
			r = more < 0 ? -EPERM : 0;
			break;
		}
		if (text_bracketed(target, "socket:", &inode))
			r = keep(&lane->files, pid, tid, fd, inode);
		else if (text_bracketed(target, "net:", &inode))
			r = keep(&lane->spaces, pid, tid, fd, inode);
		else if (strcmp(target, "anon_inode:[io_uring]") == 0)
			r = keep(&lane->rings, pid, tid, fd, 0);
	}
	sys_links_close(&lane->links);
	return r;
}

static int look_into(size_t i, unsigned thread, void *arg)
{
	struct scan *scan = arg;
	struct lane *lane = &scan->lanes[thread];
	const uint32_t pid = scan->pids->all.at[i];
	int r = read_table(scan, lane, pid, pid);

	if (r == -ENOMEM)
		return r;
	if (r == -EACCES)
		atomic_fetch_add(&scan->denied, 1);
	else if (r == -EPERM)
		atomic_fetch_add(&scan->forbidden, 1);
	if (r < 0)
		return 0; /* refused, or gone meanwhile */

	r = sys_tables(scan->sys, pid, &lane->tables);
	for (size_t t = 0; r == 0 && t < lane->tables.all.n; t++) {
		r = read_table(scan, lane, pid, lane->tables.all.at[t]);
		if (r != -ENOMEM)
			r = 0;
	}
	return r;
}

static int compare(const void *left, const void *right)
{
	const struct nw_file *a = left, *b = right;

	if (a->pid != b->pid)
		return a->pid < b->pid ? -1 : 1;
	if (a->tid != b->tid)
		return a->tid < b->tid ? -1 : 1;
	return (a->fd > b->fd) - (a->fd < b->fd);
}

/* Few descriptors hold the same socket: their order is made where they are found. */
static void settle(struct nw_file *files, size_t n)
{
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && files[end].inode == files[i].inode; end++)
			;
		if (end - i > 1)
			qsort(files + i, end - i, sizeof(*files), compare);
	}
}

/* Every lane sorts what it has found, beside the others. */
static int sort_lane(size_t i, unsigned thread, void *arg)
{
	struct lane *lane = &((struct scan *)arg)->lanes[i];
	const size_t n = lane->files.n;
	_free_ struct keyed *keys = malloc((n + 1) * sizeof(*keys));
	_free_ struct nw_file *sorted = malloc((n + 1) * sizeof(*sorted));

	(void)thread;
	if (!keys || !sorted)
		return -ENOMEM;
	for (size_t k = 0; k < n; k++)
		keys[k] = (struct keyed){ lane->files.at[k].inode, (uint32_t)k };
	if (radix_sort(keys, n) < 0)
		return -ENOMEM;
	for (size_t k = 0; k < n; k++)
		sorted[k] = lane->files.at[keys[k].row];
	free(lane->files.at);
	lane->files.at = TAKE(sorted);
	lane->files.size = n;
	return 0;
}

static void merge(struct scan *scan, unsigned threads, struct owners *ret)
{
	size_t at[SPREAD_MAX] = { 0 };

	for (;;) {
		unsigned least = threads;

		for (unsigned i = 0; i < threads; i++)
			if (at[i] < scan->lanes[i].files.n &&
			    (least == threads ||
			     scan->lanes[i].files.at[at[i]].inode <
				     scan->lanes[least].files.at[at[least]].inode))
				least = i;
		if (least == threads)
			break;
		ret->files.at[ret->files.n++] = scan->lanes[least].files.at[at[least]++];
	}
	settle(ret->files.at, ret->files.n);
}

static int gather(const struct files *from, struct nw_file **at, size_t *n, size_t *size)
{
	if (!from->n)
		return 0;
	if (vec_reserve_((void **)at, size, *n + from->n, sizeof(**at)) < 0)
		return -ENOMEM;
	memcpy(*at + *n, from->at, from->n * sizeof(**at));
	*n += from->n;
	return 0;
}

static int gather_others(const struct scan *scan, unsigned threads, struct owners *ret)
{
	int r = 0;

	for (unsigned i = 0; r == 0 && i < threads; i++) {
		const struct lane *lane = &scan->lanes[i];

		r = gather(&lane->spaces, &ret->spaces.at, &ret->spaces.n, &ret->spaces.size);
		if (r == 0)
			r = gather(&lane->rings, &ret->rings.at, &ret->rings.n,
				   &ret->rings.size);
	}
	return r;
}

static int sort_and_merge(struct scan *scan, unsigned threads, struct owners *ret)
{
	size_t n = 0;
	int r = spread_all(threads, sort_lane, scan);

	for (unsigned i = 0; i < threads; i++)
		n += scan->lanes[i].files.n;
	if (r == 0)
		r = vec_reserve(&ret->files, n + 1);
	if (r == 0)
		merge(scan, threads, ret);
	return r < 0 ? r : gather_others(scan, threads, ret);
}

static int scan_all(struct scan *scan, unsigned threads, struct owners *ret)
{
	int r = spread_behind(scan->gate, threads, scan->pids->all.n, look_into, scan);

	if (r == 0)
		r = sort_and_merge(scan, threads, ret);
	ret->denied = atomic_load(&scan->denied);
	ret->forbidden = atomic_load(&scan->forbidden);
	for (unsigned i = 0; i < threads; i++) {
		vec_free(&scan->lanes[i].files);
		vec_free(&scan->lanes[i].spaces);
		vec_free(&scan->lanes[i].rings);
		vec_free(&scan->lanes[i].tables.all);
	}
	return r;
}

/* Keep those that are asked for. */
static void keep_some(struct pids *pids, const struct pids *only)
{
	size_t kept = 0;

	for (size_t i = 0; i < pids->all.n; i++) {
		bool asked = false;

		for (size_t k = 0; k < only->all.n && !asked; k++)
			asked = pids->all.at[i] == only->all.at[k];
		if (asked)
			pids->all.at[kept++] = pids->all.at[i];
	}
	pids->all.n = kept;
}

/* `only` NULL: all of them. */
static int scan_these(struct sys *sys, unsigned threads, struct gate *gate,
		      const struct pids *only, struct owners *ret)
{
	_free_ uint32_t *held = NULL;
	_free_ struct lane *lanes = NULL;
	struct pids pids = { 0 };
	struct scan scan = { .sys = sys, .pids = &pids, .gate = gate };
	int r = sys_pids(sys, &pids);

	held = pids.all.at;
	if (r < 0)
		return r;
	/* Process 1 is always there; who does not see it sees only a part. */
	ret->hidden = pids.all.n > 0 && pids.all.at[0] != 1;
	ret->blind = pids.all.n == 0;
	if (only)
		keep_some(&pids, only);
	threads = spread_threads(threads);
	scan.lanes = lanes = calloc(threads, sizeof(*lanes));
	if (!lanes)
		return -ENOMEM;
	r = scan_all(&scan, threads, ret);
	return r < 0 ? r : owner_rings(sys, ret);
}

int owner_scan(struct sys *sys, unsigned threads, struct gate *gate, struct owners *ret)
{
	return scan_these(sys, threads, gate, NULL, ret);
}

int owner_scan_some(struct sys *sys, unsigned threads, const struct pids *only,
		    struct owners *ret)
{
	return scan_these(sys, threads, NULL, only, ret);
}

static int by_inode(const void *left, const void *right)
{
	const struct nw_file *a = left, *b = right;

	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	return compare(a, b);
}

void owners_sort(struct owners *owners)
{
	if (owners->files.n)
		qsort(owners->files.at, owners->files.n, sizeof(*owners->files.at), by_inode);
}

void owners_forget(struct owners *owners, const struct inodes *inodes)
{
	size_t kept = 0;

	if (!inodes->all.n)
		return;
	for (size_t i = 0; i < owners->files.n; i++) {
		bool own = false;

		for (size_t k = 0; k < inodes->all.n; k++)
			own |= owners->files.at[i].inode == inodes->all.at[k];
		if (!own)
			owners->files.at[kept++] = owners->files.at[i];
	}
	owners->files.n = kept;
}

void owners_free(struct owners *owners)
{
	vec_free(&owners->files);
	vec_free(&owners->spaces);
	vec_free(&owners->rings);
}
