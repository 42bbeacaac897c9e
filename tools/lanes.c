/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows shared out to threads that last as long as a call. */
#include <sched.h>

#include "lanes.h"

size_t lanes_for(size_t rows)
{
	cpu_set_t set;
	size_t lanes = 1;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		lanes = (size_t)CPU_COUNT(&set);
	if (lanes > rows / ROWS_PER_LANE + 1)
		lanes = rows / ROWS_PER_LANE + 1;
	return lanes > LANES_MAX ? LANES_MAX : lanes;
}

int lanes_thread(pthread_t *thread, void *(*routine)(void *), void *arg)
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
