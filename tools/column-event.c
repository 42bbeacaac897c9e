/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Columns of what has happened to a socket. */
#include <time.h>

#include "column-get.h"

static bool metric(const struct nw_sock *sock, const char *name, uint64_t *ret)
{
	const int number = nw_metric_of(name);

	return number >= 0 && nw_sock_metric(sock, (unsigned)number, ret);
}

GETTER(get_event)
{
	if (nw_sock_event(sock) != NW_EVENT_NONE)
		*ret = cell_word(nw_event_name(nw_sock_event(sock)));
}

GETTER(get_time)
{
	uint64_t us;
	time_t seconds;
	struct tm tm;

	if (!metric(sock, "event_time", &us))
		return;
	seconds = (time_t)(us / 1000000);
	localtime_r(&seconds, &tm);
	buffer_format(&view->scratch, "%02d:%02d:%02d.%03u", tm.tm_hour, tm.tm_min, tm.tm_sec,
		      (unsigned)(us % 1000000 / 1000));
	*ret = cell_text(view->scratch.at, view->scratch.n);
}

GETTER(get_lasted)
{
	uint64_t us;

	if (!metric(sock, "duration", &us))
		return;
	buffer_format(&view->scratch, "%llu.%03us", (unsigned long long)(us / 1000000),
		      (unsigned)(us % 1000000 / 1000));
	*ret = cell_text(view->scratch.at, view->scratch.n);
}
