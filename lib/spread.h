/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same work on many items, spread over threads that end with the call. */
#ifndef NW_SPREAD_H
#define NW_SPREAD_H

#include <pthread.h>
#include <stdbool.h>
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
/*
 * The same, while whoever opens the gate keeps one processor busy: one of the threads waits
 * for that, or for the work's end. With a single processor nobody waits.
 */
struct gate {
	pthread_mutex_t lock;
	pthread_cond_t opened;
	bool is_open;
};

#define GATE_CLOSED { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false }

void gate_open(struct gate *gate);
void gate_wait(struct gate *gate);
int spread_behind(struct gate *gate, unsigned threads, size_t n,
		  int (*work)(size_t i, unsigned thread, void *arg), void *arg);
/*
 * pthread_create() for a thread that works beside its maker. The kernel often puts a new
 * thread behind its maker, on the same processor, and moves it when tens of milliseconds
 * have passed: by then all is done. This one is born elsewhere, and free to be moved.
 */
int spread_thread(pthread_t *thread, void *(*routine)(void *), void *arg);
/* How many threads that will be at most. */
unsigned spread_threads(unsigned threads);

#define SPREAD_MAX 64

#endif
