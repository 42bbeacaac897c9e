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
	struct gate *gate; /* of the last thread; or NULL */
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

void gate_open(struct gate *gate)
{
	pthread_mutex_lock(&gate->lock);
	gate->is_open = true;
	pthread_cond_broadcast(&gate->opened);
	pthread_mutex_unlock(&gate->lock);
}

void gate_wait(struct gate *gate)
{
	pthread_mutex_lock(&gate->lock);
	while (!gate->is_open)
		pthread_cond_wait(&gate->opened, &gate->lock);
	pthread_mutex_unlock(&gate->lock);
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

static void *run_late(void *arg)
{
	struct worker *worker = arg;

	gate_wait(worker->work->gate);
	return run(arg);
}

int spread_thread(pthread_t *thread, void *(*routine)(void *), void *arg)
{
	cpu_set_t allowed, others;
	int cpu = sched_getcpu();
	pthread_attr_t attr;
	int r;

	if (cpu < 0 || sched_getaffinity(0, sizeof(allowed), &allowed) < 0)
		return pthread_create(thread, NULL, routine, arg);
	others = allowed;
	CPU_CLR((size_t)cpu, &others);
	if (CPU_COUNT(&others) == 0 || pthread_attr_init(&attr) != 0)
		return pthread_create(thread, NULL, routine, arg);
	r = pthread_attr_setaffinity_np(&attr, sizeof(others), &others);
	if (r == 0)
		r = pthread_create(thread, &attr, routine, arg);
	pthread_attr_destroy(&attr);
	if (r != 0)
		return pthread_create(thread, NULL, routine, arg);
	pthread_setaffinity_np(*thread, sizeof(allowed), &allowed);
	return 0;
}

static int run_all(struct work *all, unsigned threads)
{
	struct worker workers[SPREAD_MAX];
	unsigned made = 1;

	for (; made < threads; made++) {
		workers[made] = (struct worker){ .work = all, .number = made };
		if (spread_thread(&workers[made].thread,
				  all->gate && made == threads - 1 ? run_late : run,
				  &workers[made]) != 0)
			break;
	}
	workers[0] = (struct worker){ .work = all };
	run(&workers[0]);
	/* Nothing is left; whoever still waits may see that. */
	if (all->gate)
		gate_open(all->gate);
	for (unsigned i = 1; i < made; i++)
		pthread_join(workers[i].thread, NULL);
	return atomic_load(&all->error);
}

int spread_behind(struct gate *gate, unsigned threads, size_t n,
		  int (*work)(size_t i, unsigned thread, void *arg), void *arg)
{
	struct work all = { .work = work, .arg = arg, .gate = gate, .n = n, .chunk = CHUNK };

	threads = spread_threads(threads);
	return run_all(&all, threads > n / CHUNK + 1 ? (unsigned)(n / CHUNK + 1) : threads);
}

int spread(unsigned threads, size_t n, int (*work)(size_t i, unsigned thread, void *arg),
	   void *arg)
{
	return spread_behind(NULL, threads, n, work, arg);
}

int spread_all(unsigned threads, int (*work)(size_t i, unsigned thread, void *arg), void *arg)
{
	struct work all = { .work = work, .arg = arg, .n = threads, .chunk = 1 };

	return run_all(&all, threads);
}
