/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table of sockets that something happened to, with their holders. */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "blame.h"
#include "draft.h"

static enum nw_family family_of(uint16_t protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return NW_TCP;
	case IPPROTO_UDP:
		return NW_UDP;
	case IPPROTO_UDPLITE:
		return NW_UDPLITE;
	default:
		return NW_FAMILIES_;
	}
}

static void fill(struct nw_sock *sock, const struct harm *harm)
{
	const struct blame_record *record = &harm->record;

	sock->type = record->protocol == IPPROTO_TCP ? SOCK_STREAM : SOCK_DGRAM;
	sock->state = record->state;
	sock->cookie = harm->cookie;
	sock->inode = record->inode;
	sock->ifindex = record->ifindex;
	sock->uid = record->uid;
	sock->protocol = record->protocol;
	sock->local_port = record->local_port;
	sock->remote_port = record->remote_port;
	memcpy(sock->local, record->local, sizeof(sock->local));
	memcpy(sock->remote, record->remote, sizeof(sock->remote));
	sock->has = HAS_PROTOCOL | HAS_LOCAL | HAS_REMOTE;
	if (!(harm->cookie & BLAME_NAMELESS))
		sock->has |= HAS_COOKIE;
	sock->reason = NW_REASON_RACED;
}

static int place(const struct nw_blame *blame, struct draft *draft, uint64_t inum)
{
	struct netns netns = { .inum = inum, .foreign = inum != sys_netns(blame->sys) };

	for (size_t i = 0; i < blame->known.table->spaces.all.n; i++)
		if (blame->known.table->spaces.all.at[i].inum == inum)
			netns = blame->known.table->spaces.all.at[i];
	return draft_netns(draft, &netns);
}

/* ---- where it is described ------------------------------------------------------------------ */

static const struct nw_sock *find_in(const struct census *census, const struct harm *harm)
{
	const size_t row = census->table ? census_find(census, harm->cookie, harm->netns)
					 : SIZE_MAX;

	return row == SIZE_MAX ? NULL : census_row(census, row);
}

/* The latest of the looks that know it; who held it is mostly forgotten when it is closed. */
struct sights {
	const struct nw_sock *seen, *held;
};

static struct sights sights_of(const struct nw_blame *blame, const struct harm *harm)
{
	const struct census *all[] = { &blame->known, &blame->older, &blame->figures };
	struct sights sights = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct nw_sock *sock = find_in(all[i], harm);

		if (sock && !sights.seen)
			sights.seen = sock;
		if (sock && !sights.held && sock->n_holders)
			sights.held = sock;
	}
	return sights;
}

/* ---- whose it is ---------------------------------------------------------------------------- */

/* As a program saw him who connected, listened or hung up. */
static int name_caller(struct draft *draft, const struct blame_record *record)
{
	const uint64_t ticks = (uint64_t)sysconf(_SC_CLK_TCK);
	const struct nw_proc proc = {
		.pid = record->owner.tgid,
		.start = record->owner.start / (1000000000 / ticks),
		.has = PROC_HAS_START,
	};
	char comm[sizeof(record->owner.comm) + 1] = "";

	memcpy(comm, record->owner.comm, sizeof(record->owner.comm));
	draft_last(draft)->reason = NW_REASON_NONE;
	return draft_holder(draft, &proc, comm,
			    record->owner.how == EVENT_OWNER_CALLER ? NW_VIA_CALL
								    : NW_VIA_LISTENER);
}

static int name_listeners(const struct nw_blame *blame, struct draft *draft,
			  const struct harm *harm)
{
	const struct nw_sock *all[LISTENERS_MAX];
	const size_t n = census_listeners(&blame->known, draft_last(draft), harm->netns, all);
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++) {
		if (all[i]->n_holders)
			draft_last(draft)->reason = NW_REASON_NONE;
		r = draft_listener(draft, all[i]);
	}
	return r;
}

static int name_owner(const struct nw_blame *blame, struct draft *draft,
		      const struct harm *harm, const struct nw_sock *held)
{
	struct nw_sock *sock = draft_last(draft);

	if (held) {
		sock->reason = NW_REASON_NONE;
		return draft_holders(draft, held);
	}
	/* What is there and is held by nobody has its reason. */
	if (harm->told && harm->record.owner.tgid)
		return name_caller(draft, &harm->record);
	if (harm->told && harm->record.owner.how) {
		sock->reason = NW_REASON_OTHER_PIDNS;
		return 0;
	}
	if (sock->family == NW_TCP && sock->state != NW_STATE_LISTEN &&
	    sock->state != NW_STATE_SYN_SENT && sock->reason == NW_REASON_RACED)
		return name_listeners(blame, draft, harm);
	return 0;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static int tell_counts(const struct nw_blame *blame, struct draft *draft,
		       const struct harm *harm)
{
	struct rows *rows = &draft->table->rows;
	uint64_t counts[1 + NW_HARMS_] = { nw_blame_knows(blame) };
	char reason[REASON_NAME_MAX];
	int r;

	memcpy(counts + 1, harm->counts, sizeof(harm->counts));
	r = rows_attr(rows, NW_ATTR_HARM, counts, sizeof(counts));
	if (r < 0 || !harm->most)
		return r;
	drop_reason_name(&blame->reasons, harm->reason, reason);
	return rows_attr(rows, NW_ATTR_DROP_REASON, reason, strlen(reason) + 1);
}

static int tell(const struct nw_blame *blame, struct draft *draft, const struct harm *harm)
{
	const struct sights sights = sights_of(blame, harm);
	const enum nw_family family = family_of(harm->record.protocol);
	int r;

	/* Of other protocols nothing else is told. */
	if (!sights.seen && family == NW_FAMILIES_)
		return 0;
	if (sights.seen) {
		r = draft_copy(draft, sights.seen);
	} else {
		r = draft_row(draft, family, harm->record.family);
		if (r == 0)
			fill(draft_last(draft), harm);
		if (r == 0)
			r = place(blame, draft, harm->netns);
	}
	if (r == 0)
		r = tell_counts(blame, draft, harm);
	if (r == 0 && sights.seen)
		r = draft_device(draft, sights.seen);
	return r < 0 ? r : name_owner(blame, draft, harm, sights.held);
}

int blame_rows(struct nw_blame *blame, struct nw_table **ret)
{
	_cleanup_(draft_free) struct draft draft = { 0 };
	int r = draft_open(blame->sys, &blame->people, &draft);

	for (size_t i = 0; r == 0 && i < blame->harms.n; i++)
		r = tell(blame, &draft, &blame->harms.at[i]);
	return r < 0 ? r : draft_seal(&draft, &blame->query, ret);
}
