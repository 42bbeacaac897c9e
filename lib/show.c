/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The last choice of rows: by what is only known when all is joined. */
#include <errno.h>

#include "nw-filter.h"
#include "table.h"

/* UNIX sockets by inode: their peers are named so. */
struct ends {
	struct keyed *at;
	size_t n;
};

static int ends_find(const struct rows *rows, struct ends *ret)
{
	ret->at = malloc((rows->socks.n + 1) * sizeof(*ret->at));
	if (!ret->at)
		return -ENOMEM;
	for (size_t i = 0; i < rows->socks.n; i++)
		if (rows->socks.at[i].family == NW_UNIX && rows->socks.at[i].inode)
			ret->at[ret->n++] =
				(struct keyed){ rows->socks.at[i].inode, (uint32_t)i };
	return radix_sort(ret->at, ret->n);
}

static const struct nw_sock *peer_of(const struct rows *rows, const struct ends *ends,
				     const struct nw_sock *sock)
{
	const uint32_t *peer;
	size_t at, len;

	if (!ends->n || sock->family != NW_UNIX || !sock->attrs_len)
		return NULL;
	peer = attr_find(sock->attrs, sock->attrs_len, NW_ATTR_PEER, &len);
	if (!peer || len < sizeof(*peer))
		return NULL;
	at = radix_first(ends->at, ends->n, *peer);
	return at < ends->n && ends->at[at].key == *peer ? &rows->socks.at[ends->at[at].row]
							 : NULL;
}

/* What could only be decided once everything is known; *ret counts what even then is not. */
static int match(struct nw_table *table, const struct nw_filter *filter, uint64_t *ret)
{
	const struct rows *rows = &table->rows;
	const bool kept_out = owners_kept_out(&table->owners);
	struct ends ends = { 0 };
	int r = 0;

	*ret = 0;
	if (!filter) {
		table->shown = table_rows(table);
		return 0;
	}
	if (filter_needs_peer(filter->inner))
		r = ends_find(rows, &ends);
	for (size_t i = 0; r == 0 && i < table_rows(table); i++) {
		const uint32_t row = table->order[i];
		const struct nw_sock *sock = &rows->socks.at[row];
		const struct nw_sock *peer = peer_of(rows, &ends, sock);

		if (filter_match(filter->inner, sock, peer))
			table->order[table->shown++] = row;
		else if (kept_out)
			*ret += filter_undecided(filter->inner, sock, peer);
	}
	free(ends.at);
	return r;
}

static int note_unheld(struct nw_table *table)
{
	uint64_t unheld = 0;

	if (!owners_kept_out(&table->owners))
		return 0;
	for (size_t i = 0; i < table->shown; i++)
		unheld += table->rows.socks.at[table->order[i]].reason ==
			  NW_REASON_NO_PERMISSION;
	return unheld ? notes_add(&table->notes, NW_NOTE_UNHELD, EACCES, unheld, "proc") : 0;
}

int show_rows(struct nw_table *table, const struct nw_filter *filter)
{
	uint64_t undecided;
	int r = match(table, filter, &undecided);

	if (r == 0)
		r = show_subflows(table);
	if (r == 0 && undecided)
		r = notes_add(&table->notes, NW_NOTE_UNDECIDED, EACCES, undecided, "proc");
	return r < 0 ? r : note_unheld(table);
}
