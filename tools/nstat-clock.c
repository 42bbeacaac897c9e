/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An interval that does not drift: each wait ends at a multiple of it. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "nstat.h"

#define SECOND UINT64_C(1000000000)

static uint64_t monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

/* A signal that comes between the question and the wait would be slept through. */
static void sleep_until(const struct nstat_clock *clock)
{
	sigset_t all, before;
	const uint64_t until = clock->next;
	uint64_t now;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	while (!nstat_interrupted() && (now = monotonic()) < until) {
		const struct timespec left = {
			.tv_sec = (time_t)((until - now) / SECOND),
			.tv_nsec = (long)((until - now) % SECOND),
		};

		if (ppoll(NULL, 0, &left, &before) == 0)
			continue;
		if (errno != EINTR)
			break;
		if (clock->run && clock->run->encoder->woken && !nstat_interrupted())
			clock->run->encoder->woken(clock->run);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
}

void nstat_clock_begin(struct nstat_clock *clock)
{
	clock->next = monotonic();
}

void nstat_clock_wait(struct nstat_clock *clock, uint64_t interval_ns)
{
	const uint64_t now = monotonic();

	if (!clock->next)
		nstat_clock_begin(clock);
	clock->next += interval_ns;
	/* Whoever was stopped for a while does not catch up in a burst. */
	if (clock->next < now)
		clock->next += (now - clock->next + interval_ns - 1) / interval_ns * interval_ns;
	sleep_until(clock);
}
