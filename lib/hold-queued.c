/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Descriptors on their way: sent over a UNIX socket (SCM_RIGHTS), not yet received. */
#include <errno.h>

#include "table.h"

/* "scm_fds: 3", in the description of the receiving socket. */
uint64_t hold_parse_queued(const char *data, size_t len)
{
	struct text text = text_of(data, len), line;
	uint64_t queued;

	while (text_line(&text, &line))
		if (text_literal(&line, "scm_fds:") && text_dec(&line, &queued))
			return queued;
	return 0;
}

static const struct nw_file *file_of(const struct owners *owners, uint64_t inode)
{
	const size_t at = hold_find(owners, inode);

	if (at < owners->files.n && owners->files.at[at].inode == inode &&
	    owners->files.at[at].via == NW_VIA_FD)
		return &owners->files.at[at];
	return NULL;
}

static int read_queued(struct sys *sys, const struct nw_file *file, struct bytes *data,
		       uint64_t *sum)
{
	int r;

	if (file->tid == file->pid)
		r = sys_read(sys, data, "proc/%u/fdinfo/%u", file->pid, file->fd);
	else
		r = sys_read(sys, data, "proc/%u/task/%u/fdinfo/%u", file->pid, file->tid,
			     file->fd);
	if (r >= 0)
		*sum += hold_parse_queued(data->at, data->n);
	return r == -ENOMEM ? r : 0;
}

static int dump_all(struct sys *sys, const struct nw_table *table, struct rows *ret)
{
	int r = 0;

	for (size_t n = 0; r == 0 && n < table->spaces.all.n; n++) {
		struct notes notes = { 0 };
		const struct taking taking = {
			.sys = sys,
			.rows = ret,
			.notes = &notes,
			.ip = NW_IPV4 | NW_IPV6,
			.states = STATES_SHOWN,
			.netns = &table->spaces.all.at[n],
		};

		r = family_take(family_get(NW_UNIX), &taking);
		vec_free(&notes.all);
	}
	return r;
}

/*
 * Only sockets with something in their queue can have descriptors in it. While a recording
 * is made the table has them all, and asking for less would overwrite what was recorded.
 */
int hold_queued(struct sys *sys, struct nw_table *table, uint64_t *ret)
{
	const bool whole = sys_copies(sys);
	struct bytes data = { 0 };
	struct rows own = { 0 };
	const struct rows *rows = whole ? &table->rows : &own;
	int r = whole ? 0 : dump_all(sys, table, &own);

	for (size_t i = 0; r == 0 && i < rows->socks.n; i++) {
		const struct nw_sock *sock = &rows->socks.at[i];
		const struct nw_file *file = NULL;

		if (sock->family != NW_UNIX || (!sock->recvq && sock->has & HAS_RECVQ))
			continue;
		file = file_of(&table->owners, sock->inode);
		if (!file)
			file = file_of(&table->others, sock->inode);
		if (file)
			r = read_queued(sys, file, &data, ret);
	}
	free(data.at);
	rows_free(&own);
	return r;
}
