/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One picture, or pictures until one of them shows something. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "nsockets.h"

int nsockets_refused(const struct run *run, int error)
{
	if (error == -ESRCH)
		tool_say_about("no such process", run->options.netns);
	else if (error == -ENOENT)
		tool_say_about("no such network namespace", run->options.netns);
	else
		tool_say("sockets could not be read: %s", strerror(-error));
	return EXIT_TROUBLE;
}

static int take(struct run *run, struct nw_table **ret)
{
	struct nw_query query = run->query;
	int r;

	query.want &= ~WANT_HOSTS;
	r = nw_table_take(run->view.nw, &query, ret);
	return r < 0 ? nsockets_refused(run, r) : 0;
}

int nsockets_take(struct run *run)
{
	struct nw_table *table;
	int code;

	if (!run->query.families)
		return 0;
	code = take(run, &table);
	if (code)
		return code;
	code = nsockets_show(run, table);
	nw_table_free(table);
	return code;
}

uint64_t nsockets_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void pause_ms(uint64_t ms)
{
	const struct timespec pause = { (time_t)(ms / 1000), (long)(ms % 1000) * 1000000 };

	nanosleep(&pause, NULL);
}

/* Whoever waits for a server to come up does not want to wait much longer than that. */
#define WAIT_MS 100

int nsockets_wait(struct run *run)
{
	const struct options *options = &run->options;
	const uint64_t step = options->interval_ms ? options->interval_ms : WAIT_MS;
	const uint64_t start = nsockets_now_ms();

	for (;;) {
		uint64_t gone = nsockets_now_ms() - start;
		struct nw_table *table;
		int code = take(run, &table);

		if (code)
			return code;
		if (nw_table_socks(table))
			code = nsockets_show(run, table);
		else
			code = -1;
		nw_table_free(table);
		if (code >= 0)
			return code;
		if (options->times_out && gone >= options->timeout_ms) {
			tool_say("no such socket within %g second%s",
				 (double)options->timeout_ms / 1000,
				 options->timeout_ms == 1000 ? "" : "s");
			return EXIT_TROUBLE;
		}
		if (options->times_out && options->timeout_ms - gone < step)
			pause_ms(options->timeout_ms - gone);
		else
			pause_ms(step);
	}
}
