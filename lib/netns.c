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

/* The answer of a process: its namespace's inode, or only a mark. */
static int add_process(struct sys *sys, struct netns_list *list, uint32_t pid)
{
	struct netns *netns;
	uint64_t inum = 0, mark = 0;
	char link[64];
	int r = sys_link(sys, link, sizeof(link), "proc/%u/ns/net", pid);

	if (r == 0 && text_bracketed(link, "net:", &inum)) {
		netns = by_inum(list, inum);
		if (!netns)
			netns = add(list, inum);
		if (!netns)
			return -ENOMEM;
		if (!netns->pid)
			netns->pid = pid;
		return 0;
	}
	/* Kernel threads and zombies have none; others' may not be known. */
	if ((r != -EACCES && r != -EPERM) || sys_netns_mark(sys, pid, &mark) < 0)
		return 0;
	for (size_t i = 0; i < list->all.n; i++)
		if (list->all.at[i].mark == mark)
			return 0;
	netns = add(list, 0);
	if (!netns)
		return -ENOMEM;
	netns->mark = mark;
	netns->pid = pid;
	netns->closed = true;
	return 0;
}

/* A mark that belongs to a namespace known by another of its processes is no new one. */
static void drop_marked(struct sys *sys, struct netns_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->all.n; i++) {
		struct netns *netns = &list->all.at[i];

		if (netns->inum && netns->pid && !netns->mark)
			sys_netns_mark(sys, netns->pid, &netns->mark);
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

static int add_names(struct sys *sys, struct netns_list *list)
{
	_free_ struct netns *held = NULL;
	struct netns_vec names = { 0 };
	int r = sys_netns_names(sys, &names);

	held = names.all.at;
	for (size_t i = 0; r == 0 && i < names.all.n; i++) {
		struct netns *netns = by_inum(list, names.all.at[i].inum);

		if (!netns)
			netns = add(list, names.all.at[i].inum);
		if (!netns)
			return -ENOMEM;
		if (!netns->name[0])
			memcpy(netns->name, names.all.at[i].name, sizeof(netns->name));
	}
	return r;
}

int netns_find(struct sys *sys, struct netns_list *ret)
{
	_free_ uint32_t *held = NULL;
	struct pids pids = { 0 };
	int r = add_own(sys, ret);

	if (r == 0)
		r = add_names(sys, ret);
	if (r == 0 && sys_pids(sys, &pids) == -ENOMEM)
		r = -ENOMEM;
	held = pids.all.at;
	for (size_t i = 0; r == 0 && i < pids.all.n; i++)
		r = add_process(sys, ret, pids.all.at[i]);
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
	struct netns netns = { .foreign = true, .pid = (uint32_t)pid };
	char link[64];
	int r = sys_link(sys, link, sizeof(link), "proc/%llu/ns/net", (unsigned long long)pid);

	if (r == -EACCES || r == -EPERM) {
		netns.closed = true;
		r = sys_netns_mark(sys, netns.pid, &netns.mark);
	} else if (r == 0 && !text_bracketed(link, "net:", &netns.inum)) {
		r = -EBADMSG;
	}
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
