/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --events: what happens to sockets, as it happens. */
#include <errno.h>

#include "nsockets.h"

#define AT_MOST_MS 1000

/* How long to wait for the next: 0 when the time is over. */
static unsigned left_of(const struct options *options, uint64_t start)
{
	const uint64_t gone = nsockets_now_ms() - start;

	if (!options->times_out || options->timeout_ms > gone + AT_MOST_MS)
		return AT_MOST_MS;
	return options->timeout_ms > gone ? (unsigned)(options->timeout_ms - gone) : 0;
}

/* 0: go on; or the exit code of a row that could not be written. */
static int show(struct run *run, const struct nw_table *table, int *trouble)
{
	const int code = nsockets_show(run, table);

	/* Once, above all of them. */
	run->report.header = false;
	*trouble |= code;
	return run->out.error ? EXIT_TROUBLE : 0;
}

static int follow(struct run *run, struct nw_events *events)
{
	const uint64_t start = nsockets_now_ms();
	unsigned wait_ms = 0;
	int code = 0, trouble = 0;

	/* The first look does not wait: what is above the rows is there at once. */
	do {
		struct nw_table *table;
		int r = nw_events_take(events, wait_ms, &table);

		if (r < 0)
			return nsockets_refused(run, r);
		code = show(run, table, &trouble);
		nw_table_free(table);
		wait_ms = left_of(&run->options, start);
	} while (!code && wait_ms);
	return code | trouble;
}

int nsockets_events(struct run *run)
{
	const unsigned interval = run->options.interval_ms ? (unsigned)run->options.interval_ms
							   : 1000;
	struct nw_query query = run->query;
	struct nw_events *events;
	int code, r;

	if (!query.families)
		return EXIT_TROUBLE;
	query.want &= ~WANT_HOSTS;
	r = nw_events_open(run->view.nw, &query, interval, &events);
	if (r < 0)
		return nsockets_refused(run, r);
	code = follow(run, events);
	nw_events_free(events);
	return code;
}
