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

static const struct nw_file *holder_of(const struct nw_table *table, uint64_t inode)
{
	const struct nw_file *file = file_of(&table->owners, inode);

	return file ? file : file_of(&table->others, inode);
}

/* Every socket of these families, whatever the table was asked for. */
static int dump_all(struct sys *sys, const struct nw_table *table, uint64_t families,
		    struct rows *ret)
{
	int r = 0;

	for (size_t n = 0; r == 0 && n < table->spaces.all.n * NW_FAMILIES_; n++) {
		const enum nw_family family = n % NW_FAMILIES_;
		struct notes notes = { 0 };
		const struct taking taking = {
			.sys = sys,
			.rows = ret,
			.notes = &notes,
			.ip = NW_IPV4 | NW_IPV6,
			.states = STATES_SHOWN,
			.present = table->present,
			.netns = &table->spaces.all.at[n / NW_FAMILIES_],
		};

		if (families & NW_BIT(family))
			r = family_take(family_get(family), &taking);
		vec_free(&notes.all);
	}
	return r;
}

/* Only sockets with something in their queue can have descriptors in it. */
static int count_queued(struct sys *sys, const struct nw_table *table, const struct rows *rows,
			uint64_t *ret)
{
	struct bytes data = { 0 };
	int r = 0;

	for (size_t i = 0; r == 0 && i < rows->socks.n; i++) {
		const struct nw_sock *sock = &rows->socks.at[i];
		const struct nw_file *file;

		if (sock->family != NW_UNIX || (!sock->recvq && sock->has & HAS_RECVQ))
			continue;
		file = holder_of(table, sock->inode);
		if (file)
			r = read_queued(sys, file, &data, ret);
	}
	free(data.at);
	return r;
}

static bool is_among(const struct owners *owners, uint64_t inode)
{
	const size_t at = hold_find(owners, inode);

	return at < owners->files.n && owners->files.at[at].inode == inode;
}

/* Nobody was found, and it is not known that nobody can be. */
static bool is_sought(const struct nw_sock *sock)
{
	return hold_is_missing(sock) && sock->reason != NW_REASON_RACED &&
	       sock->reason != NW_REASON_ORPHAN;
}

static uint64_t count_missing(const struct sys *sys, const struct nw_table *table,
			      const struct rows *rows)
{
	const struct inodes *own = sys_own_sockets(sys);
	uint64_t missing = 0;

	for (size_t i = 0; i < rows->socks.n; i++) {
		const struct nw_sock *sock = &rows->socks.at[i];
		bool ours = false;

		for (size_t k = 0; k < own->all.n; k++)
			ours |= own->all.at[k] == sock->inode;
		missing += !ours && is_sought(sock) &&
			   !is_among(&table->owners, sock->inode) &&
			   !is_among(&table->others, sock->inode);
	}
	return missing;
}

/*
 * A narrow question shows few of those that nobody holds: whether there are more of them
 * than descriptors on their way is about all. While a recording is made the table has them
 * all, and asking for less would overwrite what was recorded.
 */
int hold_queued(struct sys *sys, struct nw_table *table, uint64_t *ret, uint64_t *ret_missing)
{
	const bool whole = sys_copies(sys);
	struct rows own = { 0 };
	uint64_t missing = 0;
	int r = whole ? 0 : dump_all(sys, table, NW_BIT(NW_UNIX), &own);

	if (r == 0)
		r = count_queued(sys, table, whole ? &table->rows : &own, ret);
	if (r == 0 && *ret && !whole) {
		r = dump_all(sys, table, table->present & ~NW_BIT(NW_UNIX), &own);
		missing = count_missing(sys, table, &own);
	}
	*ret_missing = count_missing(sys, table, &table->rows);
	if (missing > *ret_missing)
		*ret_missing = missing;
	rows_free(&own);
	return r;
}
