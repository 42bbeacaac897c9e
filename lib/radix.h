/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sorting many rows by a 64-bit key: stable, linear in their number. */
#ifndef NW_RADIX_H
#define NW_RADIX_H

#include <stddef.h>
#include <stdint.h>

/* Of many of them every byte counts. */
struct keyed {
	uint64_t key;
	uint32_t row;
} __attribute__((packed, aligned(4)));

/* Ascending by key; rows of equal keys keep their order. 0 or -ENOMEM. */
int radix_sort(struct keyed *all, size_t n);
/* The first of the sorted that has this key, or where it would be. */
size_t radix_first(const struct keyed *all, size_t n, uint64_t key);

#endif
