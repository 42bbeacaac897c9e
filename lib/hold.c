/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who holds a socket, and why nobody does. */
#include <errno.h>

#include "table.h"

bool hold_is_kernel(const struct nw_sock *sock)
{
	return sock->family == NW_NETLINK && sock->local_port == 0;
}

bool hold_is_missing(const struct nw_sock *sock)
{
	return !sock->n_holders && sock->inode && !hold_is_kernel(sock);
}

static int by_pid(const void *left, const void *right)
{
	const struct nw_proc *a = left, *b = right;

	return (a->pid > b->pid) - (a->pid < b->pid);
}

static void unique_procs(struct procs *procs)
{
	size_t kept = 0;

	if (procs->all.n)
		qsort(procs->all.at, procs->all.n, sizeof(*procs->all.at), by_pid);
	for (size_t i = 0; i < procs->all.n; i++)
		if (kept == 0 || procs->all.at[kept - 1].pid != procs->all.at[i].pid)
			procs->all.at[kept++] = procs->all.at[i];
	procs->all.n = kept;
}

int hold_add_proc(struct procs *procs, uint32_t pid)
{
	struct nw_proc *proc;

	/* Neighbours in the table mostly belong to the same process. */
	if (procs->all.n && procs->all.at[procs->all.n - 1].pid == pid)
		return 0;
	proc = vec_push(&procs->all);
	if (!proc)
		return -ENOMEM;
	proc->pid = pid;
	return 0;
}

/* Rows lie in memory as they were dumped, not by inode: asked for some steps ahead, they are
 * there when their turn comes. */
#define AHEAD 12

static void fetch_ahead(const struct nw_table *table, const struct keyed *keys, size_t i,
			size_t n)
{
	if (i + AHEAD >= n)
		return;
	__builtin_prefetch(&table->rows.socks.at[keys[i + AHEAD].row].n_holders, 1);
	__builtin_prefetch(&table->rows.socks.at[keys[i + AHEAD].row].holders_at, 1);
}

/* Both sides sorted by inode: one walk along the two. */
static int walk(struct nw_table *table, const struct keyed *keys, size_t n)
{
	struct owners *owners = &table->owners;
	size_t file = 0, limit = 4096;

	table->missing = 0;
	for (size_t i = 0; i < n; i++) {
		const uint64_t inode = keys[i].key;
		struct nw_sock *sock = &table->rows.socks.at[keys[i].row];

		fetch_ahead(table, keys, i, n);
		while (file < owners->files.n && owners->files.at[file].inode < inode)
			file++;
		sock->holders_at = file;
		for (size_t at = file;
		     at < owners->files.n && owners->files.at[at].inode == inode; at++) {
			sock->n_holders++;
			if (hold_add_proc(&table->procs, owners->files.at[at].pid) < 0)
				return -ENOMEM;
		}
		table->missing += hold_is_missing(sock);
		/* Keep the list short while it grows: one process holds thousands. */
		if (table->procs.all.n > limit) {
			unique_procs(&table->procs);
			limit = 4096 + 2 * table->procs.all.n;
		}
	}
	unique_procs(&table->procs);
	return 0;
}

static void point_to_procs(struct nw_table *table)
{
	struct owners *owners = &table->owners;
	const struct nw_proc *proc = NULL;

	for (size_t i = 0; table->procs.all.n && i < owners->files.n; i++) {
		const struct nw_proc key = { .pid = owners->files.at[i].pid };

		if (!proc || proc->pid != key.pid)
			proc = bsearch(&key, table->procs.all.at, table->procs.all.n,
				       sizeof(key), by_pid);
		owners->files.at[i].proc = proc;
	}
}

void hold_settle_procs(struct nw_table *table)
{
	unique_procs(&table->procs);
	point_to_procs(table);
}

int hold_prepare(struct nw_table *table)
{
	const size_t n = table->rows.socks.n;
	struct keyed *keys = malloc((n + 1) * sizeof(*keys));

	if (!keys)
		return -ENOMEM;
	table->by_inode = keys;
	for (size_t i = 0; i < n; i++)
		if (table->rows.socks.at[i].inode)
			keys[table->with_inode++] =
				(struct keyed){ table->rows.socks.at[i].inode, (uint32_t)i };
	return radix_sort(keys, table->with_inode);
}

int hold_join(struct nw_table *table)
{
	int r = walk(table, table->by_inode, table->with_inode);

	if (r == 0) {
		hold_subflows(table);
		point_to_procs(table);
	}
	return r;
}

bool hold_missing(const struct nw_table *table)
{
	return table->missing > 0;
}

/* Append the files of one inode to the table's own. */
static int adopt(struct nw_table *table, const struct owners *second, size_t from, uint64_t inode)
{
	for (size_t i = from; i < second->files.n && second->files.at[i].inode == inode; i++) {
		struct nw_file *file = vec_push(&table->owners.files);

		if (!file)
			return -ENOMEM;
		*file = second->files.at[i];
	}
	return 0;
}

int hold_again(struct nw_table *table, const struct owners *second)
{
	const size_t before = table->owners.files.n;
	uint64_t last = 0;

	for (size_t i = 0; i < table->with_inode; i++) {
		const struct nw_sock *sock = &table->rows.socks.at[table->by_inode[i].row];

		/* Sorted by inode: an MPTCP connection and its first subflow share theirs. */
		if (sock->inode == last)
			continue;
		last = sock->inode;
		if (hold_is_missing(sock) &&
		    adopt(table, second, hold_find(second, sock->inode), sock->inode) < 0)
			return -ENOMEM;
	}
	if (table->owners.files.n == before)
		return 0;
	owners_sort(&table->owners);
	for (size_t i = 0; i < table->rows.socks.n; i++)
		table->rows.socks.at[i].n_holders = 0;
	return hold_join(table);
}

size_t hold_find(const struct owners *owners, uint64_t inode)
{
	size_t low = 0, high = owners->files.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (owners->files.at[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int join_peer(struct nw_table *table, struct nw_sock *sock, uint32_t inode)
{
	const struct owners *owners = &table->owners;
	size_t at = hold_find(owners, inode);

	sock->peers_at = at;
	for (; at < owners->files.n && owners->files.at[at].inode == inode; at++) {
		sock->n_peers++;
		if (hold_add_proc(&table->procs, owners->files.at[at].pid) < 0)
			return -ENOMEM;
	}
	return 0;
}

int hold_peers(struct nw_table *table)
{
	for (size_t i = 0; i < table->rows.socks.n; i++) {
		struct nw_sock *sock = &table->rows.socks.at[i];
		const uint32_t *peer;
		size_t len;

		if (sock->family != NW_UNIX || !sock->attrs_len)
			continue;
		peer = attr_find(table->rows.arena.at + sock->attrs_at, sock->attrs_len,
				 NW_ATTR_PEER, &len);
		if (peer && *peer && join_peer(table, sock, *peer) < 0)
			return -ENOMEM;
	}
	hold_settle_procs(table);
	return 0;
}
