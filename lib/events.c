/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What happens to sockets, as a stream of tables. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "events.h"
#include "nw-filter.h"
#include "nw.h"
#include "scanner.h"

#define TOLD (NW_BIT(NW_TCP) | NW_BIT(NW_MPTCP))
#define EVERY_FAMILY (NW_BIT(NW_FAMILIES_) - 1)

NW_EXPORT void nw_events_free(struct nw_events *events)
{
	if (!events)
		return;
	trace_free(events->trace);
	census_free(&events->known);
	events_poll_free(&events->poller);
	people_free(&events->people);
	vec_free(&events->notes.all);
	free(events);
}

DEFINE_FREEP(nw_events, nw_events)

/* ---- one event ------------------------------------------------------------------------ */

static uint64_t realtime_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Once for all rows of a table: between two looks at two clocks time passes. */
static void compare_clocks(struct nw_events *events)
{
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < 3; i++) {
		const uint64_t before = census_now(), now = realtime_now();
		const uint64_t took = census_now() - before;

		if (took >= least)
			continue;
		least = took;
		events->offset = now - before - took / 2;
	}
}

int happening_write(const struct nw_events *events, struct draft *draft,
		    const struct happening *happening)
{
	const uint64_t event[2] = { (happening->time + events->offset) / 1000,
				    happening->event };
	const uint64_t duration = (happening->time - happening->born) / 1000;
	struct rows *rows = &draft->table->rows;
	int r = rows_attr(rows, NW_ATTR_EVENT, event, sizeof(event));

	if (r == 0 && happening->event == NW_EVENT_CLOSE && happening->born)
		r = rows_attr(rows, NW_ATTR_DURATION, &duration, sizeof(duration));
	if (r == 0 && happening->counted)
		r = rows_attr(rows, NW_ATTR_MOVED, happening->moved,
			      sizeof(happening->moved));
	return r;
}

/* ---- beginning ------------------------------------------------------------------------ */

static int find_netns(struct nw_events *events)
{
	events->everywhere = scanner_is_everywhere(&events->query);
	if (!events->everywhere && events->query.netns &&
	    strcmp(events->query.netns, "self") != 0)
		return netns_named(events->sys, events->query.netns, &events->netns);
	events->netns.inum = sys_netns(events->sys);
	return 0;
}

/* Only who already had sockets: whoever makes one from now on is told. */
static int learn(struct nw_events *events)
{
	struct nw_query query = events->query;

	query.families &= TOLD;
	return census_take(events->sys, &query, &events->known);
}

static int trace(struct nw_events *events)
{
	const char *where = "";
	int r = trace_open(events->everywhere ? 0 : events->netns.inum, &events->trace, &where);

	if (r == 0)
		return learn(events);
	if (r == -ENOMEM)
		return r;
	return notes_add(&events->notes, NW_NOTE_POLLED, -r, 0, "bpf %s", where);
}

static int begin(struct nw_events *events, unsigned interval_ms)
{
	const uint64_t families = events->query.families;
	int r = find_netns(events);

	/* One that is only known by a process of it cannot be told from others. */
	if (r == 0 && families & TOLD && events->query.owners != NW_OWNERS_SCAN &&
	    (events->everywhere || events->netns.inum))
		r = trace(events);
	if (r < 0)
		return r;
	events->polls = families & ~TOLD || !events->trace;
	events->poller.query = events->query;
	if (events->trace)
		events->poller.query.families &= ~TOLD;
	return events->polls ? events_poll_open(events, interval_ms) : 0;
}

NW_EXPORT int nw_events_open(struct nw *nw, const struct nw_query *query, unsigned interval_ms,
			     struct nw_events **ret)
{
	_cleanup_(nw_events_freep) struct nw_events *events = NULL;
	struct sys *sys = nw_sys(nw);
	int r;

	if (query->size < offsetof(struct nw_query, by_name))
		return -EINVAL;
	if (sys_reads_copy(sys) || sys_copies(sys))
		return -EROFS;
	events = calloc(1, sizeof(*events));
	if (!events)
		return -ENOMEM;
	events->sys = sys;
	/* A program built with an older or a newer header: the fields both know. */
	memcpy(&events->query, query,
	       query->size < sizeof(*query) ? query->size : sizeof(*query));
	if (!events->query.families)
		events->query.families = EVERY_FAMILY;
	if (events->query.filter)
		events->query.want |= filter_want(events->query.filter->inner);
	r = begin(events, interval_ms ? interval_ms : 1000);
	if (r < 0)
		return r;
	*ret = TAKE(events);
	return 0;
}

/* ---- and on --------------------------------------------------------------------------- */

/* The first use of a connection, by which its owner is known, mostly follows at once. */
static void linger(void)
{
	const struct timespec moment = { 0, 50000000 };

	nanosleep(&moment, NULL);
}

static int wait_until(const struct nw_events *events, uint64_t deadline)
{
	struct pollfd fds[3] = {
		{ .fd = events->trace ? trace_fd(events->trace) : -1, .events = POLLIN },
		{ .fd = sys_news_fd(&events->poller.tcp), .events = POLLIN },
		{ .fd = sys_news_fd(&events->poller.udp), .events = POLLIN },
	};
	const uint64_t now = census_now();
	const uint64_t left = deadline > now ? deadline - now : 0;
	const struct timespec timeout = { (time_t)(left / 1000000000),
					  (long)(left % 1000000000) };

	if (ppoll(fds, ARRAY_SIZE(fds), &timeout, NULL) < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[0].revents)
		linger();
	return 0;
}

/* What has happened by now, if anything has. */
static int gather(struct nw_events *events, struct draft *draft)
{
	int r = 0;

	compare_clocks(events);
	if (events->trace)
		r = events_trace_read(events, draft);
	if (r == 0 && events->polls)
		r = events_poll_hear(events);
	if (r == 0 && events->polls && census_now() >= events->poller.next)
		r = events_poll_compare(events, draft);
	return r;
}

static uint64_t time_of(const struct nw_sock *sock)
{
	size_t len;
	const uint64_t *event = attr_find(sock->attrs, sock->attrs_len, NW_ATTR_EVENT, &len);

	return event ? event[0] : 0;
}

/* Those of several sources, each of which is in order. */
static int put_in_time(struct nw_table *table)
{
	const size_t n = table->rows.socks.n;
	_free_ struct keyed *keys = malloc((n + 1) * sizeof(*keys));
	int r;

	if (!keys)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		keys[i] = (struct keyed){ time_of(&table->rows.socks.at[i]), (uint32_t)i };
	r = radix_sort(keys, n);
	for (size_t i = 0; r == 0 && i < n; i++)
		table->order[i] = keys[i].row;
	return r;
}

static int finish(struct nw_events *events, struct draft *draft, struct nw_table **ret)
{
	_cleanup_(nw_table_freep) struct nw_table *table = NULL;
	int r = draft_seal(draft, &events->query, &table);

	if (r == 0)
		r = put_in_time(table);
	if (r == 0)
		r = notes_append(&table->notes, &events->notes);
	if (r == 0)
		r = show_rows(table, events->query.filter);
	if (r == 0)
		*ret = TAKE(table);
	return r;
}

NW_EXPORT int nw_events_take(struct nw_events *events, unsigned timeout_ms,
			     struct nw_table **ret)
{
	const uint64_t end = census_now() + (uint64_t)timeout_ms * 1000000;
	_cleanup_(draft_free) struct draft draft = { 0 };
	int r = draft_open(events->sys, &events->people, &draft);

	/* What is to be said is not kept back until something happens. */
	while (r == 0 && !draft.table->rows.socks.n && !events->notes.all.n) {
		uint64_t until = end;

		if (events->polls && events->poller.next < until)
			until = events->poller.next;
		r = wait_until(events, until);
		if (r == 0)
			r = gather(events, &draft);
		if (census_now() >= end)
			break;
	}
	return r < 0 ? r : finish(events, &draft, ret);
}
