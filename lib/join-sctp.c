/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SCTP's endpoints and associations, which are dumped in one. */
#include <errno.h>
#include <string.h>

#include "table.h"

static bool has_peers(const struct rows *rows, const struct nw_sock *sock)
{
	size_t len;

	return attr_find(rows->arena.at + sock->attrs_at, sock->attrs_len, NW_ATTR_PEERS, &len);
}

static bool is_endpoint(const struct rows *rows, const struct nw_sock *sock)
{
	return sock->family == NW_SCTP && sock->has & HAS_COOKIE && !has_peers(rows, sock);
}

/* An association counts its own states; that of its socket is in the endpoint's row. */
static int set_socket_states(struct rows *rows)
{
	_free_ struct keyed *keys = malloc((rows->socks.n + 1) * sizeof(*keys));
	const struct nw_sock *endpoint = NULL;
	size_t n = 0;

	if (!keys)
		return -ENOMEM;
	/* Endpoints before associations of the same inode. */
	for (size_t i = 0; i < rows->socks.n; i++) {
		const struct nw_sock *sock = &rows->socks.at[i];

		if (sock->family == NW_SCTP)
			keys[n++] = (struct keyed){ sock->inode << 1 | has_peers(rows, sock),
						    (uint32_t)i };
	}
	if (radix_sort(keys, n) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		struct nw_sock *sock = &rows->socks.at[keys[i].row];

		if (!has_peers(rows, sock)) {
			endpoint = sock;
		} else if (endpoint && endpoint->inode == sock->inode) {
			sock->socket_state = endpoint->state;
			sock->has |= HAS_SOCKET_STATE;
		}
	}
	return 0;
}

/* An endpoint comes once among the endpoints, and again before its associations. */
int join_sctp_twins(struct rows *rows)
{
	_free_ struct keyed *keys = malloc((rows->socks.n + 1) * sizeof(*keys));
	size_t n = 0, kept = 0;

	if (!keys)
		return -ENOMEM;
	for (size_t i = 0; i < rows->socks.n; i++)
		if (is_endpoint(rows, &rows->socks.at[i]))
			keys[n++] = (struct keyed){ rows->socks.at[i].cookie, (uint32_t)i };
	if (radix_sort(keys, n) < 0)
		return -ENOMEM;
	for (size_t i = 1; i < n; i++)
		if (keys[i].key == keys[i - 1].key)
			rows->socks.at[keys[i].row].family = NW_FAMILIES_;
	if (set_socket_states(rows) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < rows->socks.n; i++)
		if (rows->socks.at[i].family != NW_FAMILIES_)
			rows->socks.at[kept++] = rows->socks.at[i];
	rows->socks.n = kept;
	return 0;
}
