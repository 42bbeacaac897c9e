/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What happens to sockets: told by the kernel as it happens, or found by comparing tables. */
#ifndef NW_EVENTS_H
#define NW_EVENTS_H

#include "census.h"
#include "draft.h"
#include "sys-news.h"
#include "trace.h"

/* Ends that the kernel has told, until the next tables are compared. */
struct endings {
	struct rows rows;
	VEC(uint64_t) times; /* of each */
};

/* What compares tables. */
struct poller {
	struct nw_query query; /* of the families that nobody tells */
	uint64_t interval, next; /* nanoseconds */
	struct census last, older; /* the latest table, and the one before it */
	VEC(uint32_t) pending; /* rows of `older` that have gone; their end may yet be told */
	/* Cookies of those that were given up, whose end may yet be told; the latest. */
	uint64_t given_up[1024];
	size_t n_given_up;
	bool blind_from_start; /* something can never be read */
	bool blind; /* the last table could not be taken whole, which has been said */
	struct sys_news tcp, udp;
	struct endings endings[2]; /* of either */
	uint64_t overruns;
};

struct nw_events {
	struct sys *sys;
	struct nw_query query;
	struct trace *trace; /* NULL: none */
	struct census known; /* who held what when the tracing began */
	struct netns netns;  /* the only one, unless all are asked for */
	bool everywhere;
	bool polls;
	struct poller poller;
	struct people people;
	uint64_t offset; /* of CLOCK_REALTIME to CLOCK_MONOTONIC, when it was last looked at */
	struct notes notes; /* to be handed over with the next table */
};

/* One event's own facts. Times are CLOCK_MONOTONIC's, in nanoseconds. */
struct happening {
	enum nw_event event;
	uint64_t time;
	uint64_t born; /* 0: not known */
	bool counted;
	uint64_t moved[2]; /* sent, received */
};

/* Write these into the last row of the draft. 0, -ENOMEM, -EOVERFLOW. */
int happening_write(const struct nw_events *events, struct draft *draft,
		    const struct happening *happening);

/* events-trace.c: rows of what the BPF program has told. */
int events_trace_read(struct nw_events *events, struct draft *draft);

/* events-poll.c: begin; hear what is told of ends; compare with a new table. */
int events_poll_open(struct nw_events *events, unsigned interval_ms);
int events_poll_hear(struct nw_events *events);
int events_poll_compare(struct nw_events *events, struct draft *draft);
void events_poll_free(struct poller *poller);

/* events-end.c: one more ending of this protocol, as the kernel tells it. */
int endings_hear(struct endings *endings, struct sys_news *news, enum nw_family family,
		 uint64_t *overruns);
void endings_free(struct endings *endings);
/* What a socket of ours had moved; false: not known. `gone`: its peer has ended it too. */
bool moved_of(const char *attrs, size_t attrs_len, bool gone, uint64_t ret[2]);

#endif
