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

void nstat_signal_ends(int signal)
{
	/* Without SA_RESTART: a wait ends. */
	const struct sigaction action = { .sa_handler = interrupt };

	sigaction(signal, &action, NULL);
}

void nstat_signals(void)
{
	nstat_signal_ends(SIGINT);
}

bool nstat_interrupted(void)
{
	return interrupted;
}
