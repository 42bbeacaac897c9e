/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sockets of every namespace that is asked for, one by one or side by side. */
#include <errno.h>
#include <string.h>

#include "devices.h"
#include "nw-filter.h"
#include "spread.h"
#include "table.h"

/* What one namespace yields. */
struct haul {
	struct rows rows;
	struct notes notes;
};

static bool asks(const struct nw_query *query, enum nw_family family)
{
	return !query->families || query->families & NW_BIT(family);
}

static int take_family(enum nw_family family, const struct taking *taking)
{
	if (taking->present & NW_BIT(family))
		return family_take(family_get(family), taking);
	if (taking->by_name & NW_BIT(family))
		return family_note(taking, NW_NOTE_ABSENT, ENOENT, 0, "",
				   family_get(family)->name);
	return 0;
}

/* Listeners are known by their inode, all others by what costs extra. */
static bool has_connections(const struct rows *rows)
{
	for (size_t i = 0; i < rows->socks.n; i++)
		if (rows->socks.at[i].family == NW_MPTCP &&
		    rows->socks.at[i].state != NW_STATE_LISTEN)
			return true;
	return false;
}

/* MPTCP first: where there is no connection, no TCP socket need be asked for its token. */
static int take_subflows(const struct taking *taking)
{
	struct taking own = *taking;
	int r;

	own.want |= NW_WANT_INFO;
	r = take_family(NW_MPTCP, &own);
	if (!has_connections(own.rows))
		own.want = taking->want;
	return r < 0 ? r : take_family(NW_TCP, &own);
}

static int take_families(const struct nw_query *query, const struct taking *taking)
{
	const bool subflows = taking->want & NW_WANT_SUBFLOWS && asks(query, NW_TCP) &&
			      asks(query, NW_MPTCP);
	int r = subflows ? take_subflows(taking) : 0;

	for (unsigned i = 0; r == 0 && i < NW_FAMILIES_; i++)
		if (asks(query, i) && !(subflows && (i == NW_TCP || i == NW_MPTCP)))
			r = take_family(i, taking);
	return r;
}

static int take_rows(const struct nw_query *query, const struct taking *taking)
{
	int r = take_families(query, taking);

	if (r == 0 && asks(query, NW_UNIX) && query->want & NW_WANT_REFCOUNT)
		r = join_unix_file(taking);
	if (r == 0)
		r = join_half_open(taking);
	if (r == 0 && taking->present & NW_BIT(NW_SCTP) && asks(query, NW_SCTP))
		r = join_sctp_twins(taking->rows);
	if (r < 0)
		return r;
	if (asks(query, NW_NETLINK))
		join_netlink_twins(taking->rows);
	select_rows(taking);
	return 0;
}

/* Bound but inactive sockets are shown to those who name them. */
static uint32_t states_of(const struct nw_filter *filter)
{
	return STATES_SHOWN | (filter ? filter_states(filter->inner, NW_TCP) : 0);
}

static struct taking taking_of(struct sys *sys, const struct nw_query *query,
			       struct nw_table *table, struct haul *haul)
{
	return (struct taking){
		.sys = sys,
		.rows = &haul->rows,
		.notes = &haul->notes,
		.by_name = query->by_name,
		.present = table->present,
		.ip = query->ip ? query->ip : NW_IPV4 | NW_IPV6,
		.roles = query->roles ? query->roles : NW_ROLE_SERVER | NW_ROLE_PEER,
		.want = query->want,
		.states = query->states ? query->states : states_of(query->filter),
		.filter = query->filter ? query->filter->inner : NULL,
	};
}

/* A namespace that may not be entered is read in /proc as far as that goes. */
static int enter(const struct taking *taking, struct netns *netns)
{
	int r = netns->foreign && !netns->closed ? sys_netns_check(taking->sys, netns) : 0;

	if (r < 0)
		netns->closed = true;
	if (!netns->closed)
		return 0;
	return family_note(taking, NW_NOTE_CLOSED, r < 0 ? -r : EACCES, 0, "sock_diag", "");
}

/* Rows are joined inside their namespace. */
static int take_namespace(struct sys *sys, const struct nw_query *query,
			  struct nw_table *table, size_t at, struct haul *haul)
{
	struct taking taking = taking_of(sys, query, table, haul);
	int r;

	taking.netns = &table->spaces.all.at[at];
	/* What this kernel does not have is said once. */
	if (at > 0)
		taking.by_name = 0;
	r = enter(&taking, &table->spaces.all.at[at]);
	if (r == 0)
		r = take_rows(query, &taking);
	if (r == 0 && query->want & NW_WANT_DEVICES && !taking.netns->closed)
		r = devices_name(&taking);
	for (size_t i = 0; at > 0 && i < haul->rows.socks.n; i++)
		haul->rows.socks.at[i].netns_at = at;
	return r;
}

static int land(struct nw_table *table, struct haul *haul)
{
	int r = rows_append(&table->rows, &haul->rows);

	if (r == 0)
		r = notes_append(&table->notes, &haul->notes);
	return r;
}

static void haul_free(struct haul *haul)
{
	rows_free(&haul->rows);
	vec_free(&haul->notes.all);
}

/* ---- side by side ------------------------------------------------------------------------ */

struct fleet {
	struct sys **doors; /* one for each thread: a door is used by one at a time */
	const struct nw_query *query;
	struct nw_table *table;
	struct haul *hauls;
	size_t from;
};

static int take_one(size_t i, unsigned thread, void *arg)
{
	struct fleet *fleet = arg;
	int r = 0;

	if (!fleet->doors[thread])
		r = sys_open(NULL, &fleet->doors[thread]);
	if (r < 0)
		return r;
	return take_namespace(fleet->doors[thread], fleet->query, fleet->table,
			      fleet->from + i, &fleet->hauls[i]);
}

/* Nobody else may be told of the sockets that were made to ask. */
static int close_doors(struct sys *sys, struct fleet *fleet, unsigned threads)
{
	int r = 0;

	fleet->doors[0] = NULL;
	for (unsigned i = 0; i < threads; i++) {
		if (fleet->doors[i] && r == 0)
			r = sys_own_too(sys, sys_own_sockets(fleet->doors[i]));
		sys_free(fleet->doors[i]);
	}
	return r;
}

/*
 * For each namespace the kernel looks at the connections of all of them, so that takes as
 * long as there are namespaces. What is taken lands in their order.
 */
static int take_fleet(struct sys *sys, const struct nw_query *query, struct nw_table *table,
		      size_t from)
{
	const size_t n = table->spaces.all.n - from;
	struct sys *doors[SPREAD_MAX] = { sys };
	_free_ struct haul *hauls = calloc(n, sizeof(*hauls));
	struct fleet fleet = { doors, query, table, hauls, from };
	const unsigned threads = spread_threads(query->threads);
	int r, closed;

	if (!hauls)
		return -ENOMEM;
	r = spread(threads, n, take_one, &fleet);
	closed = close_doors(sys, &fleet, threads);
	for (size_t i = 0; i < n; i++) {
		if (r == 0)
			r = land(table, &hauls[i]);
		haul_free(&hauls[i]);
	}
	return r < 0 ? r : closed;
}

int take_socks(struct sys *sys, const struct nw_query *query, struct nw_table *table, size_t from)
{
	int r = 0;

	/* A recording is one, and so is its making. */
	if (table->spaces.all.n > from + 1 && !sys_reads_copy(sys) && !sys_copies(sys))
		return take_fleet(sys, query, table, from);
	for (size_t i = from; r == 0 && i < table->spaces.all.n; i++) {
		struct haul haul = { 0 };

		r = take_namespace(sys, query, table, i, &haul);
		if (r == 0)
			r = land(table, &haul);
		haul_free(&haul);
	}
	return r;
}
