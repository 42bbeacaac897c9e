/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parallel scan of /proc/PID/fd: a link read per descriptor, nothing else. */
#include <errno.h>
#include <stdatomic.h>

#include "owner.h"
#include "spread.h"
#include "text.h"

struct lane {
	VEC(struct nw_file) files;
	struct sys_links links;
	struct pids tables;
};

struct scan {
	struct sys *sys;
	const struct pids *pids;
	struct lane *lanes;
	atomic_size_t denied, forbidden;
};

static int keep(struct lane *lane, uint32_t pid, uint32_t tid, uint32_t fd, uint64_t inode)
{
	struct nw_file *file = vec_push(&lane->files);

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
	while (r == 0 && sys_links_next(&lane->links, &fd, target, sizeof(target)) > 0)
		if (text_bracketed(target, "socket:", &inode))
			r = keep(lane, pid, tid, fd, inode);
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

	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	if (a->pid != b->pid)
		return a->pid < b->pid ? -1 : 1;
	if (a->tid != b->tid)
		return a->tid < b->tid ? -1 : 1;
	return (a->fd > b->fd) - (a->fd < b->fd);
}

static int merge(struct scan *scan, unsigned threads, struct owners *ret)
{
	size_t n = 0;
	int r;

	for (unsigned i = 0; i < threads; i++)
		n += scan->lanes[i].files.n;
	r = vec_reserve(&ret->files, n);
	if (r < 0)
		return r;
	for (unsigned i = 0; i < threads; i++) {
		struct lane *lane = &scan->lanes[i];

		if (lane->files.n)
			memcpy(ret->files.at + ret->files.n, lane->files.at,
			       lane->files.n * sizeof(*lane->files.at));
		ret->files.n += lane->files.n;
		vec_free(&lane->files);
	}
	if (ret->files.n)
		qsort(ret->files.at, ret->files.n, sizeof(*ret->files.at), compare);
	return 0;
}

static int scan_all(struct scan *scan, unsigned threads, struct owners *ret)
{
	int r = spread(threads, scan->pids->all.n, look_into, scan);

	if (r == 0)
		r = merge(scan, threads, ret);
	ret->denied = atomic_load(&scan->denied);
	ret->forbidden = atomic_load(&scan->forbidden);
	/* Process 1 is always there; who does not see it sees only a part. */
	ret->hidden = scan->pids->all.n > 0 && scan->pids->all.at[0] != 1;
	for (unsigned i = 0; i < threads; i++) {
		vec_free(&scan->lanes[i].files);
		vec_free(&scan->lanes[i].tables.all);
	}
	return r;
}

int owner_scan(struct sys *sys, unsigned threads, struct owners *ret)
{
	_free_ uint32_t *held = NULL;
	_free_ struct lane *lanes = NULL;
	struct pids pids = { 0 };
	struct scan scan = { .sys = sys, .pids = &pids };
	int r = sys_pids(sys, &pids);

	held = pids.all.at;
	if (r < 0)
		return r;
	threads = spread_threads(threads);
	scan.lanes = lanes = calloc(threads, sizeof(*lanes));
	if (!lanes)
		return -ENOMEM;
	return scan_all(&scan, threads, ret);
}

void owners_free(struct owners *owners)
{
	vec_free(&owners->files);
}
