/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which end of a channel is connected to which. */
#include <sys/socket.h>

#include "cleanup.h"
#include "sides.h"

struct pairs {
	struct nw_sides *ends;
	VEC(struct side_pair) all;
	/* The table's UNIX sockets, by inode. */
	struct keyed *unix_socks;
	size_t n_unix;
};

static int add(struct pairs *pairs, size_t from, size_t to)
{
	struct side_pair *pair = vec_push(&pairs->all);

	if (!pair)
		return -ENOMEM;
	*pair = (struct side_pair){ (uint32_t)from, (uint32_t)to };
	return 0;
}

/* ---- terminals ----------------------------------------------------------------------------- */

/*
 * Each mount of devpts counts from 0. A master that was opened below one is on its device;
 * of one that was opened as a device node elsewhere only the index is known.
 */
static int join_master(struct pairs *pairs, size_t at)
{
	struct nw_sides *ends = pairs->ends;
	const struct side_key *master = &ends->all.at[at].key;
	struct side_key key = { NW_CHANNEL_SLAVE, master->major, master->minor };
	size_t slave = sides_find(ends, &key);
	const bool known = slave < ends->held &&
			   side_key_compare(&ends->all.at[slave].key, &key) == 0;
	int r = 0;

	if (!known) {
		key.minor = 0;
		slave = sides_find(ends, &key);
	}
	for (; r == 0 && slave < ends->held; slave++) {
		if (ends->all.at[slave].key.channel != NW_CHANNEL_SLAVE ||
		    ends->all.at[slave].key.major != master->major)
			break;
		r = add(pairs, at, slave);
		if (r == 0)
			r = add(pairs, slave, at);
		if (known)
			break;
	}
	return r;
}

/* ---- UNIX sockets ---------------------------------------------------------------------------- */

static const struct nw_sock *unix_sock(const struct pairs *pairs, uint64_t inode)
{
	const size_t at = radix_first(pairs->unix_socks, pairs->n_unix, inode);

	if (at == pairs->n_unix || pairs->unix_socks[at].key != inode)
		return NULL;
	return &pairs->ends->table->rows.socks.at[pairs->unix_socks[at].row];
}

/* The end of this inode, if it is held. */
static bool find_unix(const struct pairs *pairs, uint64_t inode, size_t *ret)
{
	const struct side_key key = { NW_CHANNEL_UNIX, 0, inode };
	const size_t at = sides_find(pairs->ends, &key);

	*ret = at;
	return at < pairs->ends->held &&
	       side_key_compare(&pairs->ends->all.at[at].key, &key) == 0;
}

/* Or one that nobody is seen to hold. */
static int get_unix(struct pairs *pairs, uint64_t inode, size_t *ret)
{
	struct nw_side *end;

	if (find_unix(pairs, inode, ret))
		return 0;
	end = vec_push(&pairs->ends->all);
	if (!end)
		return -ENOMEM;
	end->key = (struct side_key){ NW_CHANNEL_UNIX, 0, inode };
	end->ends = pairs->ends;
	end->sock = unix_sock(pairs, inode);
	*ret = pairs->ends->all.n - 1;
	return 0;
}

static const uint32_t *inodes_of(const struct nw_sock *sock, enum nw_attribute tag, size_t *ret)
{
	size_t len = 0;
	const uint32_t *inodes = nw_sock_attribute(sock, tag, &len);

	*ret = inodes ? len / sizeof(*inodes) : 0;
	return inodes;
}

static uint32_t peer_of(const struct nw_sock *sock)
{
	size_t n;
	const uint32_t *peer = inodes_of(sock, NW_ATTR_PEER, &n);

	return n ? *peer : 0;
}

/* `inode` is connected to `peer`, which may have said nothing of it. */
static int join_peer(struct pairs *pairs, uint64_t inode, uint64_t peer)
{
	const struct nw_sock *sock = unix_sock(pairs, peer);
	size_t from, to;
	int r = 0;

	if (find_unix(pairs, inode, &from)) {
		r = get_unix(pairs, peer, &to);
		if (r == 0)
			r = add(pairs, from, to);
	}
	if (r < 0 || (sock && peer_of(sock)) || !find_unix(pairs, peer, &from))
		return r;
	r = get_unix(pairs, inode, &to);
	return r < 0 ? r : add(pairs, from, to);
}

static int join_unix_sock(struct pairs *pairs, const struct nw_sock *sock)
{
	const uint32_t peer = peer_of(sock);
	size_t n, from, to;
	const uint32_t *waiting = inodes_of(sock, NW_ATTR_PENDING, &n);
	int r = peer ? join_peer(pairs, sock->inode, peer) : 0;

	if (r < 0 || !n || !find_unix(pairs, sock->inode, &from))
		return r;
	for (size_t i = 0; r == 0 && i < n; i++) {
		if (!waiting[i])
			continue;
		r = get_unix(pairs, waiting[i], &to);
		if (r == 0)
			r = add(pairs, from, to);
	}
	return r;
}

static int join_unix(struct pairs *pairs)
{
	const struct nw_table *table = pairs->ends->table;
	int r = 0;

	pairs->unix_socks = malloc((table->rows.socks.n + 1) * sizeof(*pairs->unix_socks));
	if (!pairs->unix_socks)
		return -ENOMEM;
	for (size_t i = 0; i < table->rows.socks.n; i++) {
		const struct nw_sock *sock = &table->rows.socks.at[i];

		if (sock->family == NW_UNIX && sock->inode)
			pairs->unix_socks[pairs->n_unix++] =
				(struct keyed){ sock->inode, (uint32_t)i };
	}
	if (radix_sort(pairs->unix_socks, pairs->n_unix) < 0)
		return -ENOMEM;
	for (size_t i = 0; r == 0 && i < pairs->n_unix; i++)
		r = join_unix_sock(pairs, &table->rows.socks.at[pairs->unix_socks[i].row]);
	return r;
}

/* ---- Internet sockets -------------------------------------------------------------------------- */

/* Its addresses, as its own end has them: an IPv4 address is one wherever it stands. */
struct route {
	uint64_t netns;
	uint32_t family;
	uint32_t local_port, remote_port;
	uint8_t local[16], remote[16];
	uint32_t end;
};

static void set_address(const struct nw_sock *sock, const uint8_t from[16], uint8_t to[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (sock->af != AF_INET) {
		memcpy(to, from, 16);
		return;
	}
	memcpy(to, mapped, sizeof(mapped));
	memcpy(to + sizeof(mapped), from, 4);
}

static bool route_of(const struct nw_sock *sock, struct route *ret)
{
	if (sock->state == NW_STATE_LISTEN || sock->state == NW_STATE_CLOSE ||
	    !sock->remote_port)
		return false;
	memset(ret, 0, sizeof(*ret));
	ret->netns = (uint64_t)(uintptr_t)sock->netns;
	ret->family = sock->family;
	ret->local_port = sock->local_port;
	ret->remote_port = sock->remote_port;
	set_address(sock, sock->local, ret->local);
	set_address(sock, sock->remote, ret->remote);
	return true;
}

static struct route reverse(const struct route *route)
{
	struct route ret = *route;

	ret.local_port = route->remote_port;
	ret.remote_port = route->local_port;
	memcpy(ret.local, route->remote, sizeof(ret.local));
	memcpy(ret.remote, route->local, sizeof(ret.remote));
	return ret;
}

static int compare(const void *left, const void *right)
{
	return memcmp(left, right, offsetof(struct route, end));
}

static int join_inet(struct pairs *pairs)
{
	const struct nw_sides *ends = pairs->ends;
	_free_ struct route *routes = malloc((ends->held + 1) * sizeof(*routes));
	size_t n = 0;
	int r = 0;

	if (!routes)
		return -ENOMEM;
	for (size_t i = 0; i < ends->held; i++)
		if (ends->all.at[i].key.channel == NW_CHANNEL_INET &&
		    route_of(ends->all.at[i].sock, &routes[n]))
			routes[n++].end = (uint32_t)i;
	qsort(routes, n, sizeof(*routes), compare);
	for (size_t i = 0; r == 0 && i < n; i++) {
		const struct route key = reverse(&routes[i]);
		const struct route *other = bsearch(&key, routes, n, sizeof(key), compare);

		if (other)
			r = add(pairs, routes[i].end, other->end);
	}
	return r;
}

/* ---- all of them --------------------------------------------------------------------------------- */

static int join_devices(struct pairs *pairs)
{
	const struct nw_sides *ends = pairs->ends;
	int r = 0;

	for (size_t i = 0; r == 0 && i < ends->held; i++)
		switch (ends->all.at[i].key.channel) {
		case NW_CHANNEL_MASTER:
			r = join_master(pairs, i);
			break;
		case NW_CHANNEL_PIPE:
		case NW_CHANNEL_QUEUE:
		case NW_CHANNEL_EVENT:
		case NW_CHANNEL_MEMORY:
			r = add(pairs, i, i);
			break;
		}
	return r;
}

/* Each end's others stand together, in the order in which they were found. */
static int settle(struct pairs *pairs)
{
	struct nw_sides *ends = pairs->ends;
	size_t at = 0;

	if (vec_reserve(&ends->others, pairs->all.n + 1) < 0)
		return -ENOMEM;
	ends->others.n = pairs->all.n;
	for (size_t i = 0; i < pairs->all.n; i++)
		ends->all.at[pairs->all.at[i].from].n_others++;
	for (size_t i = 0; i < ends->all.n; i++) {
		ends->all.at[i].first_other = at;
		at += ends->all.at[i].n_others;
		ends->all.at[i].n_others = 0;
	}
	for (size_t i = 0; i < pairs->all.n; i++) {
		struct nw_side *end = &ends->all.at[pairs->all.at[i].from];

		ends->others.at[end->first_other + end->n_others++] = pairs->all.at[i].to;
	}
	return 0;
}

int sides_join(struct nw_sides *ends)
{
	struct pairs pairs = { .ends = ends };
	int r = join_devices(&pairs);

	if (r == 0)
		r = join_inet(&pairs);
	if (r == 0)
		r = join_unix(&pairs);
	if (r == 0)
		r = settle(&pairs);
	vec_free(&pairs.all);
	free(pairs.unix_socks);
	return r;
}
