/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same work on many items, spread over threads that end with the call. */
#ifndef NW_SPREAD_H
#define NW_SPREAD_H

#include <stddef.h>

/*
 * work(i, thread, arg) for every i below n, on `threads` threads (0: one per processor
 * this process may run on) of which the caller's is number 0. Items go out in ascending
 * order, so each thread sees its own in ascending order. The first negative result ends
 * it and is returned. Where no thread can be made, the caller's does it all.
 */
int spread(unsigned threads, size_t n, int (*work)(size_t i, unsigned thread, void *arg),
	   void *arg);
/* The same for few long items, 0 to threads - 1. */
int spread_all(unsigned threads, int (*work)(size_t i, unsigned thread, void *arg), void *arg);
/* How many threads that will be at most. */
unsigned spread_threads(unsigned threads);

#define SPREAD_MAX 64

#endif
