/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What happens to sockets, found by comparing tables.
 *
 * The kernel tells of sockets that end, to everybody who listens, but not in that very
 * moment: of one that is not in the new table, it may be heard a little later. Only when
 * the next table has been compared it is given up, and told with what was seen last.
 */
#include <errno.h>
#include <linux/sock_diag.h>
#include <string.h>

#include "events.h"

#define STREAMS (NW_BIT(NW_TCP) | NW_BIT(NW_MPTCP) | NW_BIT(NW_SCTP) | NW_BIT(NW_SMC))

enum { TCP_END, UDP_END };

void events_poll_free(struct poller *poller)
{
	census_free(&poller->last);
	census_free(&poller->older);
	vec_free(&poller->pending);
	sys_news_close(&poller->tcp);
	sys_news_close(&poller->udp);
	endings_free(&poller->endings[TCP_END]);
	endings_free(&poller->endings[UDP_END]);
}

/* Without them ends are seen later, and those of short connections never. */
static void listen_to(struct nw_events *events, enum nw_family family, struct sys_news *news)
{
	const unsigned tcp[] = { SKNLGRP_INET_TCP_DESTROY, SKNLGRP_INET6_TCP_DESTROY };
	const unsigned udp[] = { SKNLGRP_INET_UDP_DESTROY, SKNLGRP_INET6_UDP_DESTROY };

	if (events->poller.query.families & NW_BIT(family) && !events->netns.closed)
		sys_news_open(events->sys, NETLINK_SOCK_DIAG, family == NW_TCP ? tcp : udp, 2,
			      &events->netns, news);
}

/* Nothing has ended because it could not be looked at. */
static bool is_blind(const struct census *now)
{
	for (size_t i = 0; i < now->table->notes.all.n; i++)
		if (now->table->notes.all.at[i].kind == NW_NOTE_UNREADABLE)
			return true;
	return false;
}

/* What cannot be seen is said once. Whose holders are hidden, each row says for itself. */
static int keep_notes(struct nw_events *events, const struct notes *notes)
{
	for (size_t i = 0; i < notes->all.n; i++) {
		const struct nw_note *note = &notes->all.at[i];

		if (note->kind != NW_NOTE_UNHELD &&
		    notes_add(&events->notes, note->kind, note->error, note->count, "%s",
			      note->where) < 0)
			return -ENOMEM;
	}
	return 0;
}

int events_poll_open(struct nw_events *events, unsigned interval_ms)
{
	struct poller *poller = &events->poller;
	int r;

	poller->query.want |= NW_WANT_INFO;
	poller->interval = (uint64_t)interval_ms * 1000000;
	listen_to(events, NW_TCP, &poller->tcp);
	listen_to(events, NW_UDP, &poller->udp);
	r = census_take(events->sys, &poller->query, &poller->last);
	poller->next = census_now() + poller->interval;
	poller->blind_from_start = r == 0 && is_blind(&poller->last);
	return r < 0 ? r : keep_notes(events, &poller->last.table->notes);
}

#define ENDINGS_MAX 32768

int events_poll_hear(struct nw_events *events)
{
	struct poller *poller = &events->poller;
	uint64_t tcp, udp;
	int r = endings_hear(&poller->endings[TCP_END], &poller->tcp, NW_TCP, &tcp);

	if (r == 0)
		r = endings_hear(&poller->endings[UDP_END], &poller->udp, NW_UDP, &udp);
	if (r == 0 && tcp + udp)
		r = notes_add(&events->notes, NW_NOTE_LOST, 0, 0, "sock_diag");
	/* However long the interval is, what is to be kept must end. */
	if (poller->endings[TCP_END].times.n + poller->endings[UDP_END].times.n > ENDINGS_MAX)
		poller->next = 0;
	return r;
}

/* ---- what a row stands for ------------------------------------------------------------ */

/* Beyond these a connection is being made, or has been left to the kernel's stand-in. */
#define OPEN_STATES                                                                      \
	(1U << NW_STATE_ESTABLISHED | 1U << NW_STATE_FIN_WAIT1 | 1U << NW_STATE_FIN_WAIT2 | \
	 1U << NW_STATE_CLOSE_WAIT | 1U << NW_STATE_LAST_ACK | 1U << NW_STATE_CLOSING |   \
	 1U << NW_STATE_LISTEN)

static bool is_open(const struct nw_sock *sock)
{
	if (!(sock->has & HAS_COOKIE))
		return false;
	if (!(STREAMS & NW_BIT(sock->family)))
		return true;
	if (sock->state == NW_STATE_FIN_WAIT2 && !sock->inode &&
	    sock->timer == NW_TIMER_TIMEWAIT)
		return false;
	return sock->state < 32 && OPEN_STATES & 1U << sock->state;
}

static size_t find_open(const struct census *census, uint64_t cookie, uint64_t netns)
{
	size_t row = census->table ? census_find(census, cookie, netns) : SIZE_MAX;

	return row != SIZE_MAX && is_open(census_row(census, row)) ? row : SIZE_MAX;
}

static bool peer_has_ended(const struct nw_sock *sock)
{
	return sock->state == NW_STATE_CLOSE_WAIT || sock->state == NW_STATE_LAST_ACK ||
	       sock->state == NW_STATE_CLOSING;
}

/* ---- telling -------------------------------------------------------------------------- */

static int tell_row(const struct nw_events *events, struct draft *draft,
		    const struct nw_sock *sock, const struct happening *happening)
{
	int r = draft_copy(draft, sock);

	if (r == 0)
		r = happening_write(events, draft, happening);
	if (r == 0)
		r = draft_device(draft, sock);
	return r < 0 ? r : draft_holders(draft, sock);
}

/* The row of a census ends: the figures that were told, or else those seen last. */
static int tell_end(const struct nw_events *events, struct draft *draft,
		    struct census *census, size_t row, uint64_t time, const uint64_t *moved)
{
	const struct nw_sock *sock = census_row(census, row);
	struct happening happening = {
		.event = NW_EVENT_CLOSE,
		.time = time,
		.born = census->born[row],
		.counted = sock->family == NW_TCP && sock->state != NW_STATE_LISTEN,
	};

	census->told[row] = true;
	if (happening.counted)
		happening.counted = moved_of(sock->attrs, sock->attrs_len,
					     peer_has_ended(sock), happening.moved) ||
				    moved;
	/* An abortive close sets the counters back before its end is told. */
	for (size_t i = 0; happening.counted && moved && i < ARRAY_SIZE(happening.moved); i++)
		if (moved[i] > happening.moved[i])
			happening.moved[i] = moved[i];
	return tell_row(events, draft, sock, &happening);
}

static enum nw_event event_of(const struct census *now, const struct nw_sock *sock)
{
	const struct nw_sock *all[LISTENERS_MAX];

	if (!(STREAMS & NW_BIT(sock->family)) || sock->state == NW_STATE_LISTEN)
		return NW_EVENT_OPEN;
	return census_listeners(now, sock, sock->netns->inum, all) ? NW_EVENT_ACCEPT
								   : NW_EVENT_CONNECT;
}

/* It was there: in the last table, or in the one before, as a dump can pass one over. */
static bool carry_on(const struct poller *poller, struct census *now, size_t row)
{
	const struct nw_sock *sock = census_row(now, row);
	const struct census *all[] = { &poller->last, &poller->older };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const size_t before = find_open(all[i], sock->cookie, sock->netns->inum);

		if (before == SIZE_MAX)
			continue;
		now->born[row] = all[i]->born[before];
		now->told[row] = all[i]->told[before];
		return true;
	}
	return false;
}

static int tell_births(struct nw_events *events, struct draft *draft, struct census *now)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < now->table->rows.socks.n; i++) {
		const struct nw_sock *sock = census_row(now, i);
		struct happening happening = { .time = now->time };

		if (!is_open(sock) || !census_is_first(now, i) ||
		    carry_on(&events->poller, now, i))
			continue;
		happening.event = event_of(now, sock);
		now->born[i] = now->time;
		r = tell_row(events, draft, sock, &happening);
	}
	return r;
}

/* ---- what was told of ends -------------------------------------------------------------- */

/* Of a socket that never was connected, nor bound, nothing is worth telling. */
static bool was_used(const struct nw_sock *sock)
{
	return sock->family == NW_TCP ? sock->remote_port != 0 : sock->local_port != 0;
}

static bool was_given_up(const struct poller *poller, uint64_t cookie)
{
	const size_t room = ARRAY_SIZE(poller->given_up);

	for (size_t i = 0; i < room && i < poller->n_given_up; i++)
		if (poller->given_up[i] == cookie)
			return true;
	return false;
}

/* It came and went between two tables. */
static int tell_short(struct nw_events *events, struct draft *draft, struct nw_sock sock,
		      struct happening *happening)
{
	if (!was_used(&sock) || was_given_up(&events->poller, sock.cookie))
		return 0;
	/* Its counters may have been set back: nothing is not known to be nothing. */
	happening->counted &= happening->moved[0] || happening->moved[1];
	sock.netns = &events->netns;
	sock.has &= ~(uint32_t)(HAS_UID | HAS_QUEUES | HAS_TIMER);
	sock.reason = NW_REASON_RACED;
	sock.state = NW_STATE_CLOSE;
	sock.attrs_len = 0;
	sock.device = NULL;
	sock.holders = NULL;
	sock.n_holders = 0;
	return tell_row(events, draft, &sock, happening);
}

static int tell_ending(struct nw_events *events, struct draft *draft, struct census *now,
		       const struct endings *endings, size_t at)
{
	struct poller *poller = &events->poller;
	const struct nw_sock *sock = &endings->rows.socks.at[at];
	struct census *all[] = { now, &poller->last, &poller->older };
	struct happening happening = { .event = NW_EVENT_CLOSE, .time = endings->times.at[at] };
	bool told = false;

	happening.counted = sock->family == NW_TCP &&
			    moved_of(endings->rows.arena.at + sock->attrs_at, sock->attrs_len,
				     true, happening.moved);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const size_t row = find_open(all[i], sock->cookie, events->netns.inum);
		int r;

		if (row == SIZE_MAX)
			continue;
		if (!told && !all[i]->told[row]) {
			r = tell_end(events, draft, all[i], row, happening.time,
				     happening.counted ? happening.moved : NULL);
			if (r < 0)
				return r;
		}
		told = true;
		all[i]->told[row] = true;
	}
	return told ? 0 : tell_short(events, draft, *sock, &happening);
}

static int tell_endings(struct nw_events *events, struct draft *draft, struct census *now)
{
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(events->poller.endings); i++) {
		struct endings *endings = &events->poller.endings[i];

		for (size_t k = 0; r == 0 && k < endings->rows.socks.n; k++)
			r = tell_ending(events, draft, now, endings, k);
		endings_free(endings);
	}
	return r;
}

/* ---- what has gone --------------------------------------------------------------------- */

/* Not told, and in neither table since. One that is reset is in none, though its process may
 * hold it for long: its end is told when that one lets it go, and is then told already. */
static int give_up(struct nw_events *events, struct draft *draft, const struct census *now)
{
	struct poller *poller = &events->poller;
	int r = 0;

	for (size_t i = 0; r == 0 && i < poller->pending.n; i++) {
		const uint32_t row = poller->pending.at[i];
		const struct nw_sock *sock = census_row(&poller->older, row);

		if (poller->older.told[row] ||
		    find_open(now, sock->cookie, sock->netns->inum) != SIZE_MAX)
			continue;
		poller->given_up[poller->n_given_up++ % ARRAY_SIZE(poller->given_up)] =
			sock->cookie;
		r = tell_end(events, draft, &poller->older, row, poller->last.time, NULL);
	}
	poller->pending.n = 0;
	return r;
}

static int find_gone(struct poller *poller, const struct census *now)
{
	const struct census *last = &poller->last;

	for (size_t i = 0; i < last->table->rows.socks.n; i++) {
		const struct nw_sock *sock = census_row(last, i);
		uint32_t *pending;

		if (!is_open(sock) || last->told[i] || !census_is_first(last, i) ||
		    find_open(now, sock->cookie, sock->netns->inum) != SIZE_MAX)
			continue;
		pending = vec_push(&poller->pending);
		if (!pending)
			return -ENOMEM;
		*pending = (uint32_t)i;
	}
	return 0;
}

static int compare(struct nw_events *events, struct draft *draft, struct census *now)
{
	struct poller *poller = &events->poller;
	int r = tell_births(events, draft, now);

	if (r == 0)
		r = tell_endings(events, draft, now);
	if (r == 0)
		r = give_up(events, draft, now);
	if (r == 0)
		r = find_gone(poller, now);
	if (r < 0)
		return r;
	census_free(&poller->older);
	poller->older = poller->last;
	poller->last = *now;
	*now = (struct census){ 0 };
	return 0;
}

int events_poll_compare(struct nw_events *events, struct draft *draft)
{
	struct poller *poller = &events->poller;
	_cleanup_(census_free) struct census now = { 0 };
	int r = census_take(events->sys, &poller->query, &now);

	if (r == 0)
		r = events_poll_hear(events);
	if (r < 0)
		return r;
	if (is_blind(&now) && !poller->blind_from_start) {
		r = poller->blind ? 0 : keep_notes(events, &now.table->notes);
		poller->blind = true;
	} else {
		poller->blind = false;
		r = compare(events, draft, &now);
	}
	/* A late one is not made up for: the next is an interval away. */
	poller->next += poller->interval;
	if (poller->next < census_now())
		poller->next = census_now() + poller->interval;
	return r;
}
