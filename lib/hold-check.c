/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes end and their numbers are given away: who was found is looked at once more. */
#include <errno.h>

#include "spread.h"
#include "table.h"

struct check {
	struct sys *sys;
	struct nw_table *table;
};

/* An inode is not used again while anybody looks: the same link is the same process. */
bool hold_is_still(struct sys *sys, const struct nw_file *file)
{
	char link[64];
	uint64_t inode;
	int r;

	if (file->via != NW_VIA_FD)
		return true;
	if (file->tid == file->pid)
		r = sys_link(sys, link, sizeof(link), "proc/%u/fd/%u", file->pid, file->fd);
	else
		r = sys_link(sys, link, sizeof(link), "proc/%u/task/%u/fd/%u", file->pid,
			     file->tid, file->fd);
	/* Whoever was found by another way than this may be closed to it. */
	if (r == -EACCES || r == -EPERM)
		return true;
	return r == 0 && text_bracketed(link, "socket:", &inode) && inode == file->inode;
}

#define SAMPLES 8

/* One descriptor may be closed meanwhile; of several one at least is left. */
static int check_proc(size_t i, unsigned thread, void *arg)
{
	struct check *check = arg;
	struct nw_table *table = check->table;
	struct nw_proc *proc = &table->procs.all.at[i];
	size_t tried = 0;

	(void)thread;
	for (size_t at = proc->first_file; at < table->owners.files.n && tried < SAMPLES; at++) {
		if (table->owners.files.at[at].proc != proc)
			continue;
		if (hold_is_still(check->sys, &table->owners.files.at[at]))
			return 0;
		tried++;
	}
	proc->raced = true;
	return 0;
}

/* A process that is another one by now holds nothing that we know of. */
static void drop_raced(struct nw_table *table)
{
	for (size_t i = 0; i < table->rows.socks.n; i++) {
		struct nw_sock *sock = &table->rows.socks.at[i];
		struct nw_file *files = table->owners.files.at + sock->holders_at;
		uint32_t kept = 0;

		/* Swapped, not overwritten: two sockets may share an inode, and these files. */
		for (uint32_t k = 0; k < sock->n_holders; k++) {
			const struct nw_file file = files[k];

			if (file.proc && file.proc->raced)
				continue;
			files[k] = files[kept];
			files[kept++] = file;
		}
		if (sock->n_holders == kept)
			continue;
		sock->n_holders = kept;
		if (!kept)
			sock->reason = NW_REASON_RACED;
		table->missing += hold_is_missing(sock);
	}
}

int hold_check(struct sys *sys, unsigned threads, struct nw_table *table)
{
	struct check check = { sys, table };
	bool any = false;
	int r;

	for (size_t i = table->owners.files.n; i-- > 0;) {
		struct nw_proc *proc = (struct nw_proc *)table->owners.files.at[i].proc;

		if (proc)
			proc->first_file = i;
	}
	r = spread(threads, table->procs.all.n, check_proc, &check);
	for (size_t i = 0; i < table->procs.all.n && !any; i++)
		any = table->procs.all.at[i].raced;
	if (any)
		drop_raced(table);
	return r;
}
