/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections whose handshake is not finished: no socket yet, and few facts of their own. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "table.h"

struct listener {
	uint32_t port, uid;
	bool known; /* the user */
};

static int by_port(const void *left, const void *right)
{
	const struct listener *a = left, *b = right;

	return (a->port > b->port) - (a->port < b->port);
}

static bool is_half_open(const struct nw_sock *sock)
{
	return sock->family == NW_TCP &&
	       (sock->state == NW_STATE_SYN_RECV || sock->state == NW_STATE_NEW_SYN_RECV);
}

/* The user of this port's listeners, where they all have the same. */
static bool listener_uid(const struct listener *all, size_t n, uint32_t port, uint32_t *ret)
{
	const struct listener key = { .port = port };
	const struct listener *found = bsearch(&key, all, n, sizeof(key), by_port);
	const struct listener *first, *last;

	if (!found)
		return false;
	for (first = found; first > all && first[-1].port == port; first--)
		;
	for (last = found; last + 1 < all + n && last[1].port == port; last++)
		;
	for (found = first; found <= last; found++)
		if (!found->known || found->uid != first->uid)
			return false;
	*ret = first->uid;
	return true;
}

/* 1: there is one left whose user is not known. */
static int set_uids(struct rows *rows)
{
	_free_ struct listener *held = NULL;
	VEC(struct listener) listeners = { 0 };
	int left = 0;

	for (size_t i = 0; i < rows->socks.n; i++) {
		const struct nw_sock *sock = &rows->socks.at[i];
		struct listener *listener;

		if (sock->family != NW_TCP || sock->state != NW_STATE_LISTEN)
			continue;
		listener = vec_push(&listeners);
		held = listeners.at;
		if (!listener)
			return -ENOMEM;
		*listener = (struct listener){ sock->local_port, sock->uid,
					       sock->has & HAS_UID };
	}
	if (listeners.n)
		qsort(listeners.at, listeners.n, sizeof(*listeners.at), by_port);
	for (size_t i = 0; i < rows->socks.n; i++) {
		struct nw_sock *sock = &rows->socks.at[i];

		if (!is_half_open(sock) || sock->has & HAS_UID)
			continue;
		if (listeners.n &&
		    listener_uid(listeners.at, listeners.n, sock->local_port, &sock->uid))
			sock->has |= HAS_UID;
		else
			left = 1;
	}
	return left;
}

/* ---- /proc/net/tcp -------------------------------------------------------------------------- */

static int half_open_line(struct text line, const struct ask *ask, struct rows *rows)
{
	int r = inet_line(line, ask, rows);

	if (r == 0 && !is_half_open(&rows->socks.at[rows->socks.n - 1]))
		rows_drop(rows);
	return r;
}

static int by_pair(const void *left, const void *right)
{
	const struct nw_sock *a = left, *b = right;
	int r = memcmp(a->local, b->local, sizeof(a->local));

	if (!r)
		r = memcmp(a->remote, b->remote, sizeof(a->remote));
	if (!r)
		r = (a->local_port > b->local_port) - (a->local_port < b->local_port);
	if (!r)
		r = (a->remote_port > b->remote_port) - (a->remote_port < b->remote_port);
	return r ? r : (a->af > b->af) - (a->af < b->af);
}

static void set_facts(struct rows *rows, struct rows *file, bool counts)
{
	if (!file->socks.n)
		return;
	qsort(file->socks.at, file->socks.n, sizeof(*file->socks.at), by_pair);
	for (size_t i = 0; i < rows->socks.n; i++) {
		struct nw_sock *sock = &rows->socks.at[i];
		const struct nw_sock *found;

		if (!is_half_open(sock))
			continue;
		found = bsearch(sock, file->socks.at, file->socks.n, sizeof(*found), by_pair);
		if (!found)
			continue;
		if (counts)
			sock->retransmits = found->retransmits;
		if (!(sock->has & HAS_UID) && found->has & HAS_UID) {
			sock->uid = found->uid;
			sock->has |= HAS_UID;
		}
	}
}

/*
 * sock_diag counts every SYN-ACK that was sent again, whatever the reason; the file counts
 * the timer's own attempts, which is what a timer's counter means. And it has the user of
 * those whose listener has closed, or is one of several.
 */
static int read_facts(const struct taking *taking)
{
	static const struct file_source sources[] = {
		{ "tcp", AF_INET, half_open_line },
		{ "tcp6", AF_INET6, half_open_line },
	};
	_cleanup_(rows_free) struct rows file = { 0 };
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(sources); i++) {
		const struct ask ask = { .family = NW_TCP, .af = sources[i].af };
		uint64_t malformed = 0;
		bool cut;

		r = family_read_file(taking, &sources[i], &ask, &file, &malformed, &cut);
		if (r == -ENOMEM || r == -EOVERFLOW)
			return r;
	}
	set_facts(taking->rows, &file, taking->want & NW_WANT_TIMERS);
	return 0;
}

int join_half_open(const struct taking *taking)
{
	const struct rows *rows = taking->rows;
	bool any = false;
	int r = 0;

	for (size_t i = 0; i < rows->socks.n && !any; i++)
		any = is_half_open(&rows->socks.at[i]);
	if (!any)
		return 0;
	r = set_uids(taking->rows);
	if (r < 0 || (r == 0 && !(taking->want & NW_WANT_TIMERS)))
		return r;
	return read_facts(taking);
}
