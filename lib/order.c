/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stable order of rows. */
#include <endian.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "table.h"

struct sortable {
	uint64_t key; /* family, IP version, listeners first, port, first bytes of address */
	uint32_t row;
	const struct rows *rows;
};

static uint64_t key_of(const struct nw_sock *sock)
{
	uint32_t word;
	uint64_t key = (uint64_t)sock->family << 59;

	key |= (uint64_t)(sock->af == AF_INET6) << 58;
	key |= (uint64_t)(sock->state != NW_STATE_LISTEN) << 57;
	if (sock->family == NW_UNIX)
		return key;
	memcpy(&word, sock->local, sizeof(word));
	/* vsock ports have 32 bits: the compare below finishes what does not fit. */
	key |= (uint64_t)(sock->local_port > UINT16_MAX ? UINT16_MAX : sock->local_port) << 32;
	return key | be32toh(word);
}

static int compare_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_names(const struct rows *rows, const struct nw_sock *a,
			 const struct nw_sock *b)
{
	size_t a_len = 0, b_len = 0;
	const char *x, *y;
	int r;

	x = attr_find(rows->arena.at + a->attrs_at, a->attrs_len, NW_ATTR_NAME, &a_len);
	y = attr_find(rows->arena.at + b->attrs_at, b->attrs_len, NW_ATTR_NAME, &b_len);
	/* Sockets with a name come first: they are the ones people look for. */
	if (!x || !y)
		return (!x) - (!y);
	r = memcmp(x, y, a_len < b_len ? a_len : b_len);
	return r ? r : compare_u64(a_len, b_len);
}

static int compare_socks(const struct rows *rows, const struct nw_sock *a,
			 const struct nw_sock *b)
{
	int r = 0;

	if (a->family == NW_UNIX)
		r = compare_names(rows, a, b);
	if (!r)
		r = compare_u64(a->local_port, b->local_port);
	if (!r)
		r = memcmp(a->local, b->local, sizeof(a->local));
	if (!r)
		r = memcmp(a->remote, b->remote, sizeof(a->remote));
	if (!r)
		r = compare_u64(a->remote_port, b->remote_port);
	if (!r)
		r = compare_u64(a->cookie, b->cookie);
	return r ? r : compare_u64(a->inode, b->inode);
}

static int compare(const void *left, const void *right)
{
	const struct sortable *a = left, *b = right;
	int r;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	r = compare_socks(a->rows, &a->rows->socks.at[a->row], &b->rows->socks.at[b->row]);
	return r ? r : compare_u64(a->row, b->row);
}

int order_rows(const struct rows *rows, uint32_t **ret)
{
	_free_ struct sortable *all = calloc(rows->socks.n + 1, sizeof(*all));
	_free_ uint32_t *order = calloc(rows->socks.n + 1, sizeof(*order));

	if (!all || !order)
		return -ENOMEM;
	for (size_t i = 0; i < rows->socks.n; i++)
		all[i] = (struct sortable){ key_of(&rows->socks.at[i]), (uint32_t)i, rows };
	qsort(all, rows->socks.n, sizeof(*all), compare);
	for (size_t i = 0; i < rows->socks.n; i++)
		order[i] = all[i].row;
	*ret = TAKE(order);
	return 0;
}
