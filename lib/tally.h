/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counters that BPF programs keep in a hash: how much each has grown since the last look. */
#ifndef NW_TALLY_H
#define NW_TALLY_H

#include <stddef.h>
#include <stdint.h>

/* A value begins with its counter, a uint64_t. */
struct tally {
	int fd;            /* of the map; whoever loaded it closes it */
	size_t key, value; /* bytes */
	char *last;        /* keys and counters of the last look, sorted */
	size_t n;
};

/*
 * Hand every counter that grew to `take`, whose negative result ends the look and is returned.
 * One that stood still since the last look is forgotten, which makes room for others. 0,
 * -ENOMEM or the kernel's refusal.
 */
int tally_read(struct tally *tally,
	       int (*take)(const void *key, const void *value, uint64_t growth, void *arg),
	       void *arg);
void tally_free(struct tally *tally);

#endif
