/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libnetwho: which uses of files are ends of the same channel - a pipe, a pair of sockets,
 * a terminal. Included by <netwho.h>, whose first comment holds here too.
 */
#ifndef NETWHO_SIDES_H
#define NETWHO_SIDES_H

#include <netwho-use.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nw_table;

/* All ends of a table; one of them, as whoever holds it sees it: a side. */
struct nw_sides;
struct nw_side;

enum nw_channel {
	NW_CHANNEL_PIPE,   /* named or not */
	NW_CHANNEL_UNIX,   /* sockets */
	NW_CHANNEL_INET,   /* TCP, UDP, UDP-Lite */
	NW_CHANNEL_MASTER, /* of a pseudo terminal */
	NW_CHANNEL_SLAVE,
	NW_CHANNEL_QUEUE,  /* a POSIX message queue */
	NW_CHANNEL_EVENT,  /* an eventfd */
	NW_CHANNEL_MEMORY, /* shared: memfd, System V, /dev/shm, anonymous */
	NW_CHANNELS_
};

/*
 * Group the uses of a table, which has to stay. `queues` is the device of the file system
 * of message queues, 0: they are not told from files. Of the other ends only those are found
 * whose processes the table has: see NW_USE_ENDS. -ENOMEM.
 */
int nw_sides_make(const struct nw_table *table, uint64_t queues, struct nw_sides **ret);
void nw_sides_free(struct nw_sides *ends);
/* The side that a use of this very table holds; NULL: it is of no channel. */
const struct nw_side *nw_sides_of(const struct nw_sides *ends, const struct nw_use *use);

enum nw_channel nw_side_channel(const struct nw_side *end);
/* Who holds it, by process id and descriptor, each descriptor once although threads share
 * it. None: it is known by the socket at its other side alone. */
size_t nw_side_uses(const struct nw_side *end);
const struct nw_use *nw_side_use(const struct nw_side *end, size_t i);
/*
 * What it is connected to. Pipes, queues, eventfds and memory have one end, which is its own
 * other. Of a UNIX socket its peer; of a datagram socket without one those that sent
 * themselves to it with connect(); of a listener who waits to be accepted, first the first.
 * Of an Internet socket the one with the same addresses the other way round, in the same
 * network namespace. None: there is none any more, or it is not seen.
 */
size_t nw_side_others(const struct nw_side *end);
const struct nw_side *nw_side_other(const struct nw_side *end, size_t i);
/* Of a socket, its inode; else 0. */
uint64_t nw_side_inode(const struct nw_side *end);
/* The row of the table that a socket is; NULL: none. */
const struct nw_sock *nw_side_sock(const struct nw_side *end);

#ifdef __cplusplus
}
#endif

#endif
