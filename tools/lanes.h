/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows shared out to threads that last as long as a call. */
#ifndef TOOL_LANES_H
#define TOOL_LANES_H

#include <pthread.h>
#include <stddef.h>

#define LANES_MAX 8
/* Fewer are not worth a thread. */
#define ROWS_PER_LANE 2048

/* As many as there are processors, and as are worth it for so many rows; 1 at least. */
size_t lanes_for(size_t rows);
/*
 * pthread_create() for a thread that is born on another processor: beside its maker, where the
 * kernel often puts a new thread, it would wait until nothing is left to do.
 */
int lanes_thread(pthread_t *thread, void *(*routine)(void *), void *arg);

#endif
