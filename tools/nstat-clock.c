/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An interval that does not drift: each wait ends at a multiple of it. */
#include <errno.h>
#include <time.h>

#include "nstat.h"

#define SECOND UINT64_C(1000000000)

static uint64_t monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

void nstat_clock_wait(struct nstat_clock *clock, uint64_t interval_ns)
{
	const uint64_t now = monotonic();
	struct timespec until;

	if (!clock->next)
		clock->next = now;
	clock->next += interval_ns;
	/* Whoever was stopped for a while does not catch up in a burst. */
	if (clock->next < now)
		clock->next += (now - clock->next + interval_ns - 1) / interval_ns * interval_ns;
	until.tv_sec = (time_t)(clock->next / SECOND);
	until.tv_nsec = (long)(clock->next % SECOND);
	while (!nstat_interrupted() &&
	       clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		if (clock->run && clock->run->encoder->woken && !nstat_interrupted())
			clock->run->encoder->woken(clock->run);
}
