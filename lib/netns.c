/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Network namespaces: which there are, and how each can be looked into. */
#include <errno.h>
#include <string.h>

#include "netns.h"
#include "owner.h"
#include "text.h"

void netns_free(struct netns_list *list)
{
	vec_free(&list->all);
}

static struct netns *by_inum(struct netns_list *list, uint64_t inum)
{
	for (size_t i = 0; inum && i < list->all.n; i++)
		if (list->all.at[i].inum == inum)
			return &list->all.at[i];
	return NULL;
}

static struct netns *add(struct netns_list *list, uint64_t inum)
{
	struct netns *netns = vec_push(&list->all);

	if (netns) {
		netns->inum = inum;
		netns->foreign = true;
	}
	return netns;
}

/* Where it, or what only is known by its mark, is new. */
static int add_found(struct netns_list *list, const struct netns *found)
{
	struct netns *netns = by_inum(list, found->inum);

	for (size_t i = 0; !netns && found->closed && i < list->all.n; i++)
		if (list->all.at[i].mark == found->mark)
			netns = &list->all.at[i];
	if (!netns) {
		netns = vec_push(&list->all);
		if (!netns)
			return -ENOMEM;
		*netns = *found;
	} else if (!netns->pid) {
		netns->pid = found->pid;
		netns->tid = found->tid;
	}
	return 0;
}

static int add_all(struct netns_list *list, const struct netns_vec *found)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < found->all.n; i++)
		r = add_found(list, &found->all.at[i]);
	return r;
}

/* The answer of a process: its namespace's inode, or only a mark. */
static int look_at(struct sys *sys, uint32_t pid, struct netns *ret)
{
	char link[64];
	int r = sys_link(sys, link, sizeof(link), "proc/%u/ns/net", pid);

	*ret = (struct netns){ .pid = pid, .foreign = true };
	if (r == -EACCES || r == -EPERM) {
		ret->closed = true;
		return sys_netns_mark(sys, ret, &ret->mark);
	}
	if (r == 0 && !text_bracketed(link, "net:", &ret->inum))
		r = -EBADMSG;
	return r;
}

/* Threads that live elsewhere come last: a process is the better answer. */
static int add_process(struct sys *sys, struct netns_list *list, uint32_t pid,
		       struct netns_vec *threads)
{
	struct netns own;
	int r;

	/* Kernel threads and zombies have none; others' may not be known. */
	if (look_at(sys, pid, &own) < 0)
		return 0;
	r = add_found(list, &own);
	return r < 0 ? r : sys_netns_threads(sys, &own, threads);
}

static int add_processes(struct sys *sys, struct netns_list *list)
{
	_free_ uint32_t *held = NULL;
	struct netns_vec threads = { 0 };
	struct pids pids = { 0 };
	int r = sys_pids(sys, &pids) == -ENOMEM ? -ENOMEM : 0;

	held = pids.all.at;
	for (size_t i = 0; r == 0 && i < pids.all.n; i++)
		r = add_process(sys, list, pids.all.at[i], &threads);
	if (r == 0)
		r = add_all(list, &threads);
	vec_free(&threads.all);
	return r;
}

/* A mark that belongs to a namespace known by another of its processes is no new one. */
static void drop_marked(struct sys *sys, struct netns_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->all.n; i++) {
		struct netns *netns = &list->all.at[i];

		if (netns->inum && netns->pid && !netns->mark)
			sys_netns_mark(sys, netns, &netns->mark);
	}
	for (size_t i = 0; i < list->all.n; i++) {
		const struct netns netns = list->all.at[i];
		bool known = false;

		for (size_t k = 0; netns.closed && k < list->all.n; k++)
			known |= list->all.at[k].inum && list->all.at[k].mark == netns.mark;
		if (!known)
			list->all.at[kept++] = netns;
	}
	list->all.n = kept;
}

static int in_order(const void *left, const void *right)
{
	const struct netns *a = left, *b = right;

	if (a->foreign != b->foreign)
		return a->foreign ? 1 : -1;
	if (a->inum != b->inum)
		return a->inum < b->inum ? -1 : 1;
	return (a->mark > b->mark) - (a->mark < b->mark);
}

static int add_own(struct sys *sys, struct netns_list *list)
{
	struct netns *own = add(list, sys_netns(sys));

	if (!own)
		return -ENOMEM;
	own->foreign = false;
	return 0;
}

/* Whoever is called by the last component of a mount is found at that mount. */
static void take_name(struct netns *netns, const struct netns *found)
{
	memcpy(netns->name, found->name, sizeof(netns->name));
	memcpy(netns->mount, found->mount, sizeof(netns->mount));
}

/* Those with a name; those in /run/netns keep it, wherever else they are mounted. */
static int add_names(struct sys *sys, struct netns_list *list)
{
	struct netns_vec names = { 0 };
	int r = sys_netns_names(sys, &names);

	if (r == 0)
		r = sys_netns_mounts(sys, &names);
	for (size_t i = 0; r == 0 && i < names.all.n; i++) {
		const struct netns *found = &names.all.at[i];
		struct netns *netns = by_inum(list, found->inum);

		if (!netns)
			r = add_found(list, found);
		else if (!netns->name[0] && (found->name[0] || !netns->mount[0]))
			take_name(netns, found);
	}
	vec_free(&names.all);
	return r;
}

int netns_find(struct sys *sys, struct netns_list *ret)
{
	int r = add_own(sys, ret);

	if (r == 0)
		r = add_names(sys, ret);
	if (r == 0)
		r = add_processes(sys, ret);
	if (r < 0)
		return r;
	drop_marked(sys, ret);
	qsort(ret->all.at, ret->all.n, sizeof(*ret->all.at), in_order);
	return 0;
}

int netns_find_held(struct netns_list *list, const struct owners *owners)
{
	for (size_t i = 0; i < owners->spaces.n; i++) {
		const struct nw_file *file = &owners->spaces.at[i];
		struct netns *netns;

		if (by_inum(list, file->inode))
			continue;
		netns = add(list, file->inode);
		if (!netns)
			return -ENOMEM;
		netns->fd_pid = file->pid;
		netns->fd = file->fd;
	}
	return 0;
}

/* ---- one of them ---------------------------------------------------------------------------- */

static int of_process(struct sys *sys, uint64_t pid, struct netns *ret)
{
	struct netns netns;
	int r = look_at(sys, (uint32_t)pid, &netns);

	if (r < 0)
		return r == -ENOENT ? -ESRCH : r;
	netns.foreign = netns.closed || netns.inum != sys_netns(sys);
	*ret = netns;
	return 0;
}

static int of_inode(struct sys *sys, uint64_t inum, struct netns *ret)
{
	_cleanup_(netns_free) struct netns_list list = { 0 };
	const struct netns *found;
	int r = netns_find(sys, &list);

	if (r < 0)
		return r;
	found = by_inum(&list, inum);
	if (!found)
		return -ENOENT;
	*ret = *found;
	return 0;
}

/* Namespaces have inodes of the kernel's own range, far above any process id. */
#define FIRST_INODE 0xf0000000U

int netns_named(struct sys *sys, const char *name, struct netns *ret)
{
	_cleanup_(netns_free) struct netns_list list = { 0 };
	struct text text = text_of(name, strlen(name));
	uint64_t number;
	int r = add_own(sys, &list);

	if (r == 0)
		r = add_names(sys, &list);
	if (r < 0)
		return r;
	for (size_t i = 0; i < list.all.n; i++) {
		if (!list.all.at[i].name[0] || strcmp(list.all.at[i].name, name) != 0)
			continue;
		*ret = list.all.at[i];
		return 0;
	}
	if (!text_dec(&text, &number) || text.p != text.end)
		return -ENOENT;
	return number >= FIRST_INODE ? of_inode(sys, number, ret)
				     : of_process(sys, number, ret);
}
