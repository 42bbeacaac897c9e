/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of what the BPF program has told. */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "devices.h"
#include "events.h"

struct telling {
	struct nw_events *events;
	struct draft *draft;
};

static enum nw_event event_of(const struct event_record *record)
{
	switch (record->after) {
	case NW_STATE_LISTEN:
		return NW_EVENT_OPEN;
	case NW_STATE_ESTABLISHED:
		return record->active ? NW_EVENT_CONNECT : NW_EVENT_ACCEPT;
	default:
		return NW_EVENT_CLOSE;
	}
}

static bool is_asked(const struct nw_query *query, const struct event_record *record)
{
	const enum nw_family family = record->protocol == IPPROTO_TCP ? NW_TCP : NW_MPTCP;
	const uint32_t ip = record->family == AF_INET ? NW_IPV4 : NW_IPV6;
	const uint32_t role = record->remote_port ? NW_ROLE_PEER : NW_ROLE_SERVER;

	return query->families & NW_BIT(family) && (!query->ip || query->ip & ip) &&
	       (!query->roles || query->roles & role);
}

static void fill(struct nw_sock *sock, const struct event_record *record)
{
	sock->type = SOCK_STREAM;
	sock->state = event_of(record) == NW_EVENT_CLOSE ? record->before : record->after;
	sock->cookie = record->cookie;
	sock->inode = record->inode;
	sock->ifindex = record->ifindex;
	sock->uid = record->uid;
	sock->protocol = record->protocol;
	sock->local_port = record->local_port;
	sock->remote_port = record->remote_port;
	memcpy(sock->local, record->local, sizeof(sock->local));
	memcpy(sock->remote, record->remote, sizeof(sock->remote));
	sock->has = HAS_COOKIE | HAS_UID | HAS_PROTOCOL | HAS_LOCAL | HAS_REMOTE;
	if (record->cgroup) {
		sock->cgroup = record->cgroup;
		sock->has |= HAS_CGROUP;
	}
}

/* By the name it is known under, if it was there when all this began. */
static int place(const struct nw_events *events, struct draft *draft, uint32_t inum)
{
	struct netns netns = { .inum = inum, .foreign = inum != sys_netns(events->sys) };

	for (size_t i = 0; i < events->known.table->spaces.all.n; i++)
		if (events->known.table->spaces.all.at[i].inum == inum)
			netns = events->known.table->spaces.all.at[i];
	return draft_netns(draft, &netns);
}

struct process {
	struct nw_proc proc;
	char comm[sizeof(((struct event_owner_of *)0)->comm) + 1];
};

static struct process process_of(const struct event_owner_of *owner)
{
	const uint64_t ticks = (uint64_t)sysconf(_SC_CLK_TCK);
	struct process process = {
		.proc = { .pid = owner->tgid,
			  .start = owner->start / (1000000000 / ticks),
			  .has = PROC_HAS_START },
	};

	memcpy(process.comm, owner->comm, sizeof(owner->comm));
	return process;
}

static int name_process(struct draft *draft, const struct event_owner_of *owner)
{
	const struct process process = process_of(owner);

	return draft_holder(draft, &process.proc, process.comm,
			    owner->how == EVENT_OWNER_CALLER ? NW_VIA_CALL : NW_VIA_LISTENER);
}

/* Rows that are looked through for it: those of the last moments. */
#define NEAR 4096

/* Who it is that has accepted a connection is seen when he uses it first. */
static int name_late(struct draft *draft, const struct event_record *record)
{
	const struct process process = process_of(&record->owner);
	const struct rows *rows = &draft->table->rows;
	const size_t n = rows->socks.n, end = n > NEAR ? n - NEAR : 0;

	if (record->owner.how != EVENT_OWNER_CALLER || !record->owner.tgid)
		return 0;
	for (size_t row = n; row-- > end;)
		/* It has not yet ended: this is the row of its beginning. */
		if (rows->socks.at[row].cookie == record->cookie)
			return draft_instead(draft, row, &process.proc, process.comm,
					     NW_VIA_CALL);
	return 0;
}

/* Of several that share a port any may have it: all are named. */
static int name_listeners(const struct census *known, struct draft *draft, uint64_t netns)
{
	const struct nw_sock *all[LISTENERS_MAX];
	const size_t n = census_listeners(known, draft_last(draft), netns, all);
	int r = 0;

	if (n)
		draft_last(draft)->reason = all[0]->reason;
	for (size_t i = 0; r == 0 && i < n; i++) {
		if (all[i]->n_holders)
			draft_last(draft)->reason = NW_REASON_NONE;
		r = draft_listener(draft, all[i]);
	}
	return r;
}

/* It, or its listener, is older than the tracing. */
static int name_known(const struct nw_events *events, struct draft *draft,
		      const struct event_record *record)
{
	const struct census *known = &events->known;
	const size_t row = census_find(known, record->cookie, record->netns);
	const struct nw_sock *from = row == SIZE_MAX ? NULL : census_row(known, row);
	struct nw_sock *sock = draft_last(draft);

	if (from && from->n_holders)
		return draft_holders(draft, from);
	sock->reason = from ? from->reason : NW_REASON_UNKNOWN;
	return record->active ? 0 : name_listeners(known, draft, record->netns);
}

static int name_owner(const struct nw_events *events, struct draft *draft,
		      const struct event_record *record)
{
	struct nw_sock *sock = draft_last(draft);

	switch (record->owner.how) {
	case EVENT_OWNER_CALLER:
	case EVENT_OWNER_LISTENER:
		if (record->owner.tgid)
			return name_process(draft, &record->owner);
		sock->reason = NW_REASON_OTHER_PIDNS;
		return 0;
	case EVENT_OWNER_KERNEL:
		sock->reason = NW_REASON_KERNEL;
		return 0;
	default:
		return name_known(events, draft, record);
	}
}

static int tell(const struct event_record *record, void *arg)
{
	const struct telling *telling = arg;
	const struct happening happening = {
		.event = event_of(record),
		.time = record->time,
		.born = record->born,
		.counted = record->counted && record->after == NW_STATE_CLOSE,
		.moved = { record->sent, record->received },
	};
	struct draft *draft = telling->draft;
	int r;

	if (!is_asked(&telling->events->query, record))
		return 0;
	if (record->before == record->after)
		return name_late(draft, record);
	r = draft_row(draft, record->protocol == IPPROTO_TCP ? NW_TCP : NW_MPTCP,
		      record->family);
	if (r < 0)
		return r;
	fill(draft_last(draft), record);
	r = place(telling->events, draft, record->netns);
	if (r == 0)
		r = happening_write(telling->events, draft, &happening);
	if (r == 0 && telling->events->query.want & NW_WANT_DETAILS)
		r = rows_attr(&draft->table->rows, NW_ATTR_MARK, &record->mark,
			      sizeof(record->mark));
	if (r == 0 && telling->events->query.want & NW_WANT_HOLDERS)
		r = name_owner(telling->events, draft, record);
	return r;
}

/* Numbers of interfaces are of one namespace. */
static int name_devices(struct nw_events *events, struct draft *draft)
{
	struct taking taking = {
		.sys = events->sys,
		.rows = &draft->table->rows,
		.notes = &events->notes,
		.netns = &events->netns,
	};
	bool any = false;

	if (events->everywhere || !(events->query.want & NW_WANT_DEVICES))
		return 0;
	for (size_t i = 0; i < taking.rows->socks.n && !any; i++)
		any = taking.rows->socks.at[i].ifindex;
	return any ? devices_name(&taking) : 0;
}

int events_trace_read(struct nw_events *events, struct draft *draft)
{
	struct telling telling = { events, draft };
	uint64_t lost;
	int r = trace_read(events->trace, tell, &telling, &lost);

	if (r == 0 && lost)
		r = notes_add(&events->notes, NW_NOTE_LOST, 0, lost, "bpf ring");
	return r < 0 ? r : name_devices(events, draft);
}
