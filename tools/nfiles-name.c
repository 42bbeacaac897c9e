/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the channel is called that two processes share: "pipe", "unix /run/x.sock". */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "nfiles-share.h"

static const struct kind {
	const char *one, *many;
} kinds[] = {
	[NW_CHANNEL_PIPE] = { "pipe", "pipes" },
	[NW_CHANNEL_UNIX] = { "unix", "connections" },
	[NW_CHANNEL_INET] = { "tcp", "connections" },
	[NW_CHANNEL_MASTER] = { "pty", "terminals" },
	[NW_CHANNEL_SLAVE] = { "pty", "terminals" },
	[NW_CHANNEL_QUEUE] = { "mqueue", "queues" },
	[NW_CHANNEL_EVENT] = { "eventfd", "eventfds" },
	[NW_CHANNEL_MEMORY] = { "memory", "segments" },
};

/* ---- sockets ------------------------------------------------------------------------------- */

static void put_path(struct buffer *out, const struct nw_sock *sock)
{
	size_t len = 0;
	const char *name = sock ? nw_sock_attribute(sock, NW_ATTR_NAME, &len) : NULL;

	for (size_t i = 0; name && i < len; i++)
		buffer_char(out, name[i] ? name[i] : '@');
}

/* A client has no name of its own: it is its server's. */
static void name_unix(struct shares *shares, const struct share *share)
{
	const size_t before = shares->names.n;

	put_path(&shares->names, nw_side_sock(share->side));
	if (shares->names.n == before && nw_side_others(share->side))
		put_path(&shares->names, nw_side_sock(nw_side_other(share->side, 0)));
}

static int ascending(const void *left, const void *right)
{
	const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

static void find_listeners(struct shares *shares)
{
	const struct nw_sock *sock;
	struct nw_address local;

	nw_foreach(sock, sock, shares->run->table) {
		uint32_t *port;

		if (nw_sock_family(sock) != NW_TCP || !nw_sock_listens(sock) ||
		    !nw_sock_address(sock, NW_LOCAL, &local))
			continue;
		port = FILES_ADD(shares->listen, shares->n_listen);
		if (!port) {
			shares->error = true;
			return;
		}
		*port = local.port;
	}
	if (shares->n_listen)
		qsort(shares->listen, shares->n_listen, sizeof(uint32_t), ascending);
}

static bool listens(const struct shares *shares, uint32_t port)
{
	return shares->n_listen && bsearch(&port, shares->listen, shares->n_listen,
					   sizeof(uint32_t), ascending);
}

/* The end that others are called from knows a port that is worth a name: it is listened on,
 * or else the lower one, as those are that the kernel does not choose. */
static const struct nw_address *server(const struct shares *shares,
				       const struct nw_address *local,
				       const struct nw_address *remote)
{
	const bool here = listens(shares, local->port), there = listens(shares, remote->port);

	if (here != there)
		return here ? local : remote;
	return local->port <= remote->port ? local : remote;
}

static void name_inet(struct shares *shares, struct share *share)
{
	static const char *const words[NW_FAMILIES_] = { [NW_TCP] = "tcp", [NW_UDP] = "udp",
							 [NW_UDPLITE] = "udplite" };
	const struct nw_sock *sock = nw_side_sock(share->side);
	struct nw_address local = { 0 }, remote = { 0 };
	const struct nw_address *address;
	char text[INET6_ADDRSTRLEN] = "";
	const unsigned char *bytes;
	size_t n;

	share->kind = words[nw_sock_family(sock)];
	nw_sock_address(sock, NW_LOCAL, &local);
	nw_sock_address(sock, NW_REMOTE, &remote);
	address = server(shares, &local, &remote);
	n = files_address_bytes(address, &bytes);
	inet_ntop(n == 4 ? AF_INET : AF_INET6, bytes, text, sizeof(text));
	buffer_format(&shares->names, n == 4 ? "%s:%u" : "[%s]:%u", text, address->port);
}

/* ---- files ---------------------------------------------------------------------------------- */

static void name_file(struct shares *shares, const struct nw_use *use)
{
	size_t len;
	const char *link = nw_use_link(use, &len);

	/* What has no path is told by its number, if there is but one. */
	if (len && *link == '/')
		buffer_bytes(&shares->names, link, len);
}

static void name_terminal(struct shares *shares, const struct share *share,
			  const struct nw_use *use)
{
	uint32_t index;

	if (nw_side_channel(share->side) == NW_CHANNEL_SLAVE)
		name_file(shares, use);
	else if (nw_use_index(use, &index))
		buffer_format(&shares->names, "/dev/pts/%u", index);
}

void share_name(struct shares *shares, struct share *share)
{
	const enum nw_channel channel = nw_side_channel(share->side);
	const struct nw_use *use = nw_side_use(share->side, share->own.first);

	share->kind = kinds[channel].one;
	share->many = kinds[channel].many;
	share->name = shares->names.n;
	switch (channel) {
	case NW_CHANNEL_UNIX:
		name_unix(shares, share);
		break;
	case NW_CHANNEL_INET:
		name_inet(shares, share);
		break;
	case NW_CHANNEL_MASTER:
	case NW_CHANNEL_SLAVE:
		name_terminal(shares, share, use);
		break;
	default:
		name_file(shares, use);
	}
	share->name_len = shares->names.n - share->name;
}

void shares_begin(struct shares *shares, struct files_run *run)
{
	*shares = (struct shares){ .run = run, .names = { .fd = -1 } };
	find_listeners(shares);
}
