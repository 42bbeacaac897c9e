/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Taking a picture: gather, join, seal. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "activation.h"
#include "groups.h"
#include "hints.h"
#include "nw-filter.h"
#include "scanner.h"

NW_EXPORT void nw_table_free(struct nw_table *table)
{
	if (!table)
		return;
	netns_free(&table->spaces);
	rows_free(&table->rows);
	owners_free(&table->owners);
	owners_free(&table->others);
	vec_free(&table->procs.all);
	uses_free(&table->uses);
	vec_free(&table->groups);
	vec_free(&table->subflows);
	vec_free(&table->notes.all);
	free(table->order);
	free(table->by_inode);
	free(table);
}

static int note_processes(struct nw_table *table, struct notes *from)
{
	const struct owners *owners = &table->owners;
	int r = notes_append(&table->notes, from);

	if (r == 0 && owners->denied)
		r = notes_add(&table->notes, NW_NOTE_PROCESSES, EACCES, owners->denied,
			      "proc/PID/fd");
	if (r == 0 && owners->forbidden)
		r = notes_add(&table->notes, NW_NOTE_PROCESSES, EPERM, owners->forbidden,
			      "proc/PID/fd");
	if (r == 0 && owners->hidden)
		r = notes_add(&table->notes, NW_NOTE_HIDEPID, 0, 0, "proc");
	if (r == 0 && owners->blind)
		r = notes_add(&table->notes, NW_NOTE_UNREADABLE, ENOENT, 0, "proc");
	return r;
}

static int take_holders(struct scanner *scanner, struct nw_table *table)
{
	struct sys *sys = scanner->sys;
	const struct nw_query *query = scanner->query;
	int r = scanner->result;

	if (r == -ENOMEM || r == -EOVERFLOW)
		return r;
	if (r < 0 && r != -EUCLEAN &&
	    notes_add(&table->notes, NW_NOTE_UNREADABLE, -r, 0, "proc") < 0)
		return -ENOMEM;
	/* Whoever holds what, it cannot be seen. */
	table->owners.forbidden += r < 0;
	r = hold_join(table);
	if (r == 0)
		r = scanner_again(scanner, table);
	if (r == 0)
		r = note_processes(table, &scanner->notes);
	if (r == 0 && query->want & NW_WANT_PEERS)
		r = hold_peers(table);
	if (r == 0)
		r = procs_read(sys, &table->procs, query->want, query->threads,
			       &table->rows.arena);
	if (r == 0 && scanner->live)
		r = hold_check(sys, query->threads, table);
	/* Who holds the others nobody wants to know. */
	if (r < 0 || scanner_is_about_some(scanner))
		return r;
	return hold_reasons(sys, query->threads, table);
}

static int find_namespaces(struct sys *sys, const struct nw_query *query, struct nw_table *table)
{
	struct netns *one;

	if (scanner_is_everywhere(query))
		return netns_find(sys, &table->spaces);
	one = vec_push(&table->spaces.all);
	if (!one)
		return -ENOMEM;
	if (query->netns && strcmp(query->netns, "self") != 0)
		return netns_named(sys, query->netns, one);
	one->inum = sys_netns(sys);
	return 0;
}

/* Namespaces that only open descriptors keep alive are known once those have been read. */
static int take_held(struct sys *sys, const struct nw_query *query, struct nw_table *table)
{
	const size_t known = table->spaces.all.n;
	int r;

	if (!scanner_is_everywhere(query))
		return 0;
	r = netns_find_held(&table->spaces, &table->owners);
	return r < 0 ? r : take_socks(sys, query, table, known);
}

/* SCTP's associations all have their socket's cookie. */
static bool same_socket(const struct nw_sock *a, const struct nw_sock *b)
{
	return a->has & b->has & HAS_COOKIE && a->cookie == b->cookie &&
	       a->family == b->family && a->family != NW_SCTP && a->netns_at == b->netns_at;
}

/*
 * A dump goes on where it was by counting: what comes and goes meanwhile shifts the others,
 * and one can come twice. In their order the two are neighbours.
 */
static void part_doubles(struct nw_table *table)
{
	struct nw_sock *all = table->rows.socks.at;
	const size_t n = table->rows.socks.n;
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		const uint32_t row = table->order[i];

		if (kept && same_socket(&all[table->order[kept - 1]], &all[row]))
			continue;
		table->order[kept++] = row;
	}
	table->doubles = n - kept;
}

static int arrange(const struct nw_query *query, struct nw_table *table)
{
	int r = order_rows(&table->rows, &table->order);

	if (r == 0)
		part_doubles(table);
	if (r == 0 && query->want & NW_WANT_SUBFLOWS)
		r = join_subflows(table);
	if (r == 0 && query->want & NW_WANT_HOLDERS)
		r = hold_prepare(table);
	return r;
}

/* What nobody's and everybody's sockets are for. */
static int add_purposes(struct sys *sys, struct nw_table *table)
{
	int r = hints_join(sys, table);

	return r < 0 ? r : activation_join(sys, table);
}

static int fill(struct sys *sys, const struct nw_query *query, bool shown,
		struct nw_table *table)
{
	struct scanner scanner = {
		.sys = sys,
		.query = query,
		.shown = shown,
		.owners = &table->owners,
		.gate = GATE_CLOSED,
		.live = !sys_reads_copy(sys) && !sys_copies(sys),
	};
	int r = family_present(sys, &table->present);

	if (r == 0)
		r = find_namespaces(sys, query, table);
	if (r < 0)
		return r;
	if (scanner.live)
		r = scanner_start(&scanner);
	if (r == 0 && !query->no_socks)
		r = take_socks(sys, query, table, 0);
	if (query->uses)
		sys_hang_up(sys);
	if (!scanner.live) {
		sys_hang_up(sys);
		gate_open(&scanner.gate);
		if (r == 0)
			r = scanner_start(&scanner);
	}
	/* With one namespace there is nothing to wait for. */
	if (scanner_is_everywhere(query))
		scanner_wait(&scanner, table);
	if (r == 0)
		r = take_held(sys, query, table);
	if (r == 0)
		r = arrange(query, table);
	scanner_wait(&scanner, table);
	if (r == 0 && query->want & NW_WANT_HOLDERS)
		r = take_holders(&scanner, table);
	free(TAKE(table->by_inode));
	vec_free(&scanner.notes.all);
	vec_free(&scanner.pids.all);
	if (r == 0 && query->want & NW_WANT_LABELS)
		r = groups_join(sys, table);
	if (r == 0 && query->want & NW_WANT_HOLDERS && query->want & NW_WANT_PURPOSE)
		r = add_purposes(sys, table);
	if (r < 0)
		return r;
	if (query->uses)
		r = uses_take(sys, query->uses, query->threads, &table->rows, &table->uses);
	if (r < 0)
		return r;
	table_seal(query->threads, table);
	return show_rows(table, query->filter);
}

/* Whoever asks for any of these wants to know all holders. */
#define HOLDERS_SHOWN                                                                    \
	(NW_WANT_HOLDERS | NW_WANT_PROGRAM | NW_WANT_STAT | NW_WANT_STATUS |             \
	 NW_WANT_CONTEXT | NW_WANT_PEERS | NW_WANT_PURPOSE)

static bool knows_uses(const struct nw_use_query *uses)
{
	return !uses || (uses->size >= sizeof(*uses) && !(uses->kinds >> NW_USES_));
}

/* What this library does not know it cannot answer, and must not pass over. */
static bool is_known(const struct nw_query *query)
{
	return !(query->families >> NW_FAMILIES_) &&
	       !(query->roles & ~(uint32_t)(NW_ROLE_SERVER | NW_ROLE_PEER)) &&
	       !(query->ip & ~(uint32_t)(NW_IPV4 | NW_IPV6)) &&
	       query->owners <= NW_OWNERS_BPF && knows_uses(query->uses);
}

int table_take(struct sys *sys, const struct nw_query *query, struct nw_table **ret)
{
	_cleanup_(nw_table_freep) struct nw_table *table = NULL;
	struct nw_query known = { 0 };
	bool shown;
	int r;

	if (query->size < offsetof(struct nw_query, by_name))
		return -EINVAL;
	/* A program built with an older or a newer header: the fields both know. */
	memcpy(&known, query, query->size < sizeof(known) ? query->size : sizeof(known));
	if (!is_known(&known))
		return -EINVAL;
	shown = known.want & HOLDERS_SHOWN;
	if (known.filter) {
		known.want |= filter_want(known.filter->inner);
		if (known.want & (NW_WANT_PROGRAM | NW_WANT_STAT | NW_WANT_STATUS))
			known.want |= NW_WANT_HOLDERS;
	}

	table = calloc(1, sizeof(*table));
	if (!table)
		return -ENOMEM;
	r = fill(sys, &known, shown, table);
	if (r < 0)
		return r;

	*ret = TAKE(table);
	return 0;
}
