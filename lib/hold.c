/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who holds a socket, and why nobody does. */
#include <errno.h>

#include "table.h"

static size_t lower_bound(const struct owners *owners, uint64_t inode)
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

static int add_proc(struct procs *procs, uint32_t pid)
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

int hold_join(struct nw_table *table)
{
	struct owners *owners = &table->owners;
	size_t limit = 4096;

	for (size_t i = 0; i < table->rows.socks.n; i++) {
		struct nw_sock *sock = &table->rows.socks.at[i];
		size_t at;

		if (sock->inode == 0)
			continue;
		at = lower_bound(owners, sock->inode);
		sock->holders_at = at;
		for (; at < owners->files.n && owners->files.at[at].inode == sock->inode; at++) {
			sock->n_holders++;
			if (add_proc(&table->procs, owners->files.at[at].pid) < 0)
				return -ENOMEM;
		}
		/* Keep the list short while it grows: one process holds thousands. */
		if (table->procs.all.n > limit) {
			unique_procs(&table->procs);
			limit = 4096 + 2 * table->procs.all.n;
		}
	}
	unique_procs(&table->procs);

	for (size_t i = 0; i < owners->files.n; i++) {
		const struct nw_proc key = { .pid = owners->files.at[i].pid };
		const struct nw_proc *proc = NULL;

		if (table->procs.all.n)
			proc = bsearch(&key, table->procs.all.at, table->procs.all.n,
				       sizeof(key), by_pid);
		owners->files.at[i].proc = proc;
	}
	return 0;
}

/* Sockets without an inode: no descriptor can exist, and the state says why. */
static enum nw_reason reason_of_state(const struct nw_sock *sock)
{
	if (sock->family == NW_UNIX)
		return NW_REASON_NOT_ACCEPTED;
	if (sock->family > NW_SCTP)
		return NW_REASON_UNKNOWN;
	switch (sock->state) {
	case NW_STATE_ESTABLISHED:
	case NW_STATE_CLOSE_WAIT:
		return NW_REASON_NOT_ACCEPTED;
	case NW_STATE_SYN_RECV:
	case NW_STATE_NEW_SYN_RECV:
		return NW_REASON_SYN_RECV;
	case NW_STATE_TIME_WAIT:
		return NW_REASON_TIME_WAIT;
	case NW_STATE_FIN_WAIT1:
	case NW_STATE_FIN_WAIT2:
	case NW_STATE_CLOSING:
	case NW_STATE_LAST_ACK:
		return NW_REASON_ORPHAN;
	default:
		return NW_REASON_UNKNOWN;
	}
}

int hold_reasons(struct nw_table *table)
{
	const struct owners *owners = &table->owners;
	bool blind = owners->denied || owners->forbidden || owners->hidden;
	uint64_t unheld = 0;

	for (size_t i = 0; i < table->rows.socks.n; i++) {
		struct nw_sock *sock = &table->rows.socks.at[i];

		if (sock->n_holders)
			continue;
		if (sock->inode == 0)
			sock->reason = (uint8_t)reason_of_state(sock);
		else
			sock->reason = blind ? NW_REASON_NO_PERMISSION : NW_REASON_UNKNOWN;
		unheld += sock->reason == NW_REASON_NO_PERMISSION;
	}
	if (!unheld)
		return 0;
	return notes_add(&table->notes, NW_NOTE_UNHELD, EACCES, unheld, "proc");
}
