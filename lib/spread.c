/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same work on many items, spread over threads that end with the call. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "spread.h"

/* Neighbouring items go to the same thread. */
#define CHUNK 4

struct work {
	int (*work)(size_t i, unsigned thread, void *arg);
	void *arg;
	size_t n, chunk;
	atomic_size_t next;
	atomic_int error;
};

struct worker {
	struct work *work;
	unsigned number;
	pthread_t thread;
};

unsigned spread_threads(unsigned threads)
{
	cpu_set_t set;

	if (!threads)
		threads = sched_getaffinity(0, sizeof(set), &set) == 0
				? (unsigned)CPU_COUNT(&set)
				: 1;
	return threads > SPREAD_MAX ? SPREAD_MAX : threads;
}

static void *run(void *arg)
{
	struct worker *worker = arg;
	struct work *work = worker->work;

	for (;;) {
		size_t start = atomic_fetch_add(&work->next, work->chunk);

		if (start >= work->n || atomic_load(&work->error))
			return NULL;
		for (size_t i = start; i < start + work->chunk && i < work->n; i++) {
			int r = work->work(i, worker->number, work->arg), none = 0;

			if (r >= 0)
				continue;
			atomic_compare_exchange_strong(&work->error, &none, r);
			return NULL;
		}
	}
}

static int run_all(struct work *all, unsigned threads)
{
	struct worker workers[SPREAD_MAX];
	unsigned made = 1;

	for (; made < threads; made++) {
		workers[made] = (struct worker){ .work = all, .number = made };
		if (pthread_create(&workers[made].thread, NULL, run, &workers[made]) != 0)
			break;
	}
	workers[0] = (struct worker){ .work = all };
	run(&workers[0]);
	for (unsigned i = 1; i < made; i++)
		pthread_join(workers[i].thread, NULL);
	return atomic_load(&all->error);
}

int spread(unsigned threads, size_t n, int (*work)(size_t i, unsigned thread, void *arg),
	   void *arg)
{
	struct work all = { .work = work, .arg = arg, .n = n, .chunk = CHUNK };

	threads = spread_threads(threads);
	return run_all(&all, threads > n / CHUNK + 1 ? (unsigned)(n / CHUNK + 1) : threads);
}

int spread_all(unsigned threads, int (*work)(size_t i, unsigned thread, void *arg), void *arg)
{
	struct work all = { .work = work, .arg = arg, .n = threads, .chunk = 1 };

	return run_all(&all, threads);
}
