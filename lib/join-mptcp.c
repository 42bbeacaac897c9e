/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * MPTCP: TCP sockets that carry a connection's data (subflows), and the connection.
 *
 * A token is unique in its namespace. It is there once the handshake has begun; a listener
 * has none, and there the inode tells, which the kernel gives to both. Older kernels give
 * later subflows inodes of their own, that no descriptor has.
 */
#include <errno.h>
#include <string.h>

#include "table.h"

/* What a connection is known by. */
struct mark {
	uint64_t netns_at, key;
	bool is_token;
	uint32_t row;
};

struct marks {
	VEC(struct mark) all;
};

static int compare(const void *left, const void *right)
{
	const struct mark *a = left, *b = right;

	if (a->netns_at != b->netns_at)
		return a->netns_at < b->netns_at ? -1 : 1;
	if (a->is_token != b->is_token)
		return a->is_token ? 1 : -1;
	return (a->key > b->key) - (a->key < b->key);
}

/* 0: it has none. */
static uint32_t token_of(const struct rows *rows, const struct nw_sock *sock)
{
	const uint32_t *token = NULL;
	size_t len;

	if (sock->attrs_len)
		token = attr_find(rows->arena.at + sock->attrs_at, sock->attrs_len,
				  NW_ATTR_MPTCP_TOKEN, &len);
	return token ? *token : 0;
}

static int add_mark(struct marks *marks, const struct nw_sock *sock, uint64_t key,
		    bool is_token, uint32_t row)
{
	struct mark *mark;

	if (!key)
		return 0;
	mark = vec_push(&marks->all);
	if (!mark)
		return -ENOMEM;
	*mark = (struct mark){ sock->netns_at, key, is_token, row };
	return 0;
}

/* Where the connections are among the ordered rows: behind those of TCP. */
static size_t first_connection(const struct nw_table *table)
{
	size_t low = 0, high = table_rows(table);

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (table->rows.socks.at[table->order[middle]].family < NW_MPTCP)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int gather(const struct nw_table *table, size_t from, struct marks *marks)
{
	const struct rows *rows = &table->rows;
	int r = 0;

	for (size_t i = from; r == 0 && i < table_rows(table); i++) {
		const uint32_t row = table->order[i];
		const struct nw_sock *sock = &rows->socks.at[row];

		if (sock->family != NW_MPTCP)
			break;
		r = add_mark(marks, sock, token_of(rows, sock), true, row);
		if (r == 0)
			r = add_mark(marks, sock, sock->inode, false, row);
	}
	if (marks->all.n)
		qsort(marks->all.at, marks->all.n, sizeof(*marks->all.at), compare);
	return r;
}

static const struct mark *find(const struct marks *marks, const struct nw_sock *sock,
			       uint64_t key, bool is_token)
{
	const struct mark wanted = { sock->netns_at, key, is_token, 0 };

	return key ? bsearch(&wanted, marks->all.at, marks->all.n, sizeof(wanted), compare)
		   : NULL;
}

int join_subflows(struct nw_table *table)
{
	const size_t from = first_connection(table);
	struct marks marks = { 0 };
	int r = gather(table, from, &marks);

	for (size_t i = 0; r == 0 && marks.all.n && i < from; i++) {
		const uint32_t row = table->order[i];
		struct nw_sock *sock = &table->rows.socks.at[row];
		const struct mark *mark = find(&marks, sock, token_of(&table->rows, sock), true);
		uint32_t *slot;

		if (!mark)
			mark = find(&marks, sock, sock->inode, false);
		if (!mark)
			continue;
		slot = vec_push(&table->subflows);
		if (!slot)
			r = -ENOMEM;
		else
			*slot = row;
		sock->connection_at = mark->row + UINT64_C(1);
	}
	vec_free(&marks.all);
	return r;
}

void hold_subflows(struct nw_table *table)
{
	for (size_t i = 0; i < table->subflows.n; i++) {
		struct nw_sock *sock = &table->rows.socks.at[table->subflows.at[i]];
		const struct nw_sock *connection =
			&table->rows.socks.at[sock->connection_at - 1];

		if (sock->n_holders || !connection->n_holders)
			continue;
		table->missing -= hold_is_missing(sock);
		sock->n_holders = connection->n_holders;
		sock->holders_at = connection->holders_at;
	}
}

int show_subflows(struct nw_table *table)
{
	const struct nw_sock *socks = table->rows.socks.at;
	_free_ bool *shown = NULL;

	if (!table->subflows.n || table->shown == table_rows(table))
		return 0;
	shown = calloc(table->rows.socks.n, sizeof(*shown));
	if (!shown)
		return -ENOMEM;
	for (size_t i = 0; i < table->shown; i++)
		shown[table->order[i]] = true;
	for (size_t i = 0; i < table->subflows.n; i++) {
		struct nw_sock *sock = &table->rows.socks.at[table->subflows.at[i]];

		if (!shown[sock->connection - socks])
			sock->connection = NULL;
	}
	return 0;
}
