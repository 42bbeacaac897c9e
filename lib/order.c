/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stable order of rows. */
#include <endian.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "radix.h"
#include "table.h"

static uint64_t key_of(const struct nw_sock *sock)
{
	uint32_t word;
	uint64_t key = (uint64_t)sock->family << 59;

	key |= (uint64_t)(sock->af == AF_INET6) << 58;
	key |= (uint64_t)(sock->state != NW_STATE_LISTEN) << 57;
	if (sock->family == NW_UNIX)
		return key;
	memcpy(&word, sock->local, sizeof(word));
	/* Ports of vsock have 32 bits. What does not fit is settled by the whole rows. */
	key |= (uint64_t)sock->local_port << 25;
	return key | be32toh(word) >> 7;
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

	if (a->family == NW_UNIX) {
		r = compare_names(rows, a, b);
		if (!r)
			r = compare_u64(a->inode, b->inode);
	}
	if (!r)
		r = compare_u64(a->local_port, b->local_port);
	if (!r)
		r = memcmp(a->local, b->local, sizeof(a->local));
	if (!r)
		r = memcmp(a->remote, b->remote, sizeof(a->remote));
	if (!r)
		r = compare_u64(a->remote_port, b->remote_port);
	if (!r)
		r = compare_u64(a->netns_at, b->netns_at);
	if (!r)
		r = compare_u64(a->cookie, b->cookie);
	return r ? r : compare_u64(a->inode, b->inode);
}

static int compare(const void *left, const void *right, void *arg)
{
	const struct keyed *a = left, *b = right;
	const struct rows *rows = arg;
	int r = compare_socks(rows, &rows->socks.at[a->row], &rows->socks.at[b->row]);

	return r ? r : compare_u64(a->row, b->row);
}

/* What key_of() leaves out of a socket with IPv4: all but the namespace and the cookie. */
static uint64_t key_of_ipv4(const struct nw_sock *sock)
{
	uint32_t local, remote;

	memcpy(&local, sock->local, sizeof(local));
	memcpy(&remote, sock->remote, sizeof(remote));
	return (uint64_t)(be32toh(local) & 0x7f) << 48 | (uint64_t)be32toh(remote) << 16 |
	       (sock->remote_port & 0xffff);
}

/* A server's connections all have one end in common: the other ends are sorted as numbers,
 * which does not ask for each row again and again. */
static int sort_ipv4(const struct rows *rows, struct keyed *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		all[i].key = key_of_ipv4(&rows->socks.at[all[i].row]);
	return radix_sort(all, n);
}

#define MANY 64

/* Where keys are equal, the whole rows decide. */
static int settle(const struct rows *rows, struct keyed *all, size_t n, bool again)
{
	for (size_t i = 0, end; i < n; i = end) {
		const struct nw_sock *sock = &rows->socks.at[all[i].row];
		int r = 0;

		for (end = i + 1; end < n && all[end].key == all[i].key; end++)
			;
		if (end - i > MANY && sock->af == AF_INET && !again) {
			r = sort_ipv4(rows, all + i, end - i);
			if (r == 0)
				r = settle(rows, all + i, end - i, true);
		} else if (end - i > 1) {
			qsort_r(all + i, end - i, sizeof(*all), compare, (void *)rows);
		}
		if (r < 0)
			return r;
	}
	return 0;
}

int order_rows(const struct rows *rows, uint32_t **ret)
{
	const size_t n = rows->socks.n;
	_free_ struct keyed *all = calloc(n + 1, sizeof(*all));
	_free_ uint32_t *order = calloc(n + 1, sizeof(*order));
	int r;

	if (!all || !order)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		all[i] = (struct keyed){ key_of(&rows->socks.at[i]), (uint32_t)i };
	r = radix_sort(all, n);
	if (r < 0)
		return r;
	r = settle(rows, all, n, false);
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++)
		order[i] = all[i].row;
	*ret = TAKE(order);
	return 0;
}
