/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SIGINT ends the samples, not the report. */
#include <signal.h>

#include "nstat.h"

static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

void nstat_signals(void)
{
	/* Without SA_RESTART: a wait ends. */
	const struct sigaction action = { .sa_handler = interrupt };

	sigaction(SIGINT, &action, NULL);
}

bool nstat_interrupted(void)
{
	return interrupted;
}
