/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ends of channels: uses sorted by what they hold, and which end belongs to which. */
#ifndef NW_SIDES_H
#define NW_SIDES_H

#include "table.h"

/* What all holders of an end have in common. */
struct side_key {
	uint8_t channel; /* enum nw_channel */
	/* Device and inode; 0 and the inode of a socket, the id of an eventfd; of a terminal its
	 * index and the device. */
	uint64_t major, minor;
};

struct nw_side {
	struct side_key key;
	const struct nw_sides *ends;
	const struct nw_sock *sock;
	size_t first, n;         /* of ends->uses */
	size_t first_other, n_others; /* of ends->others */
};

/* Two ends that belong together, as seen from one of them. */
struct side_pair {
	uint32_t from, to;
};

struct nw_sides {
	const struct nw_table *table;
	VEC(struct nw_side) all; /* sorted by key: those that are held; then the others */
	size_t held;
	VEC(const struct nw_use *) uses;
	VEC(uint32_t) others; /* of `all` */
	uint32_t *of_use;     /* by the table's index: 1 more than that of its end */
};

DEFINE_FREEP(nw_sides, nw_sides)

int side_key_compare(const struct side_key *a, const struct side_key *b);
/* The first held end that is not before this key. */
size_t sides_find(const struct nw_sides *ends, const struct side_key *key);
/* sides-other.c: once all that are held are there. 0 or -ENOMEM. */
int sides_join(struct nw_sides *ends);

#endif
