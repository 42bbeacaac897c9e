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

/* Who holds what cannot be seen: that is said, and what is known stands. */
static int note_scanner(const struct scanner *scanner, struct nw_table *table)
{
	const int r = scanner->result;

	if (r == -ENOMEM || r == -EOVERFLOW)
		return r;
	if (r < 0 && r != -EUCLEAN &&
	    notes_add(&table->notes, NW_NOTE_UNREADABLE, -r, 0, "proc") < 0)
		return -ENOMEM;
	table->owners.forbidden += r < 0;
	return 0;
}

static int take_uses_held(struct scanner *scanner, struct nw_table *table)
{
	int r = note_scanner(scanner, table);

	if (r == 0)
		r = note_processes(table, &scanner->notes);
	return r < 0 ? r : uses_hold(scanner->sys, scanner->query, table);
}

static int take_holders(struct scanner *scanner, struct nw_table *table)
{
	struct sys *sys = scanner->sys;
	const struct nw_query *query = scanner->query;
	int r = note_scanner(scanner, table);

	if (r == 0)
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

	if (!scanner_finds_spaces(query))
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

/* What nobody's and everybody's sockets are for. */
static int add_purposes(struct sys *sys, struct nw_table *table)
{
	int r = hints_join(sys, table);

	return r < 0 ? r : activation_join(sys, table);
}

/* ---- sockets, and beside them who holds or uses them ---------------------------------- */

struct picture {
	struct sys *sys;
	struct nw_query query;
	struct nw_table *table;
	struct scanner scanner;
	struct use_taking uses;
	struct gate gate; /* of the uses: until the dump needs no processor any more */
	bool few;  /* sockets may be sought one by one */
	bool held; /* uses are those of the sockets' holders */
};

static int arrange(const struct picture *picture)
{
	const struct nw_query *query = &picture->query;
	struct nw_table *table = picture->table;
	int r = 0;

	/* Nobody sees the rows themselves; the scanner may, where they are few. */
	if (picture->held)
		return picture->scanner.narrow ? hold_prepare(table) : 0;
	r = order_rows(&table->rows, &table->order);
	if (r == 0)
		part_doubles(table);
	if (r == 0 && query->want & NW_WANT_SUBFLOWS)
		r = join_subflows(table);
	if (r == 0 && query->want & NW_WANT_HOLDERS)
		r = hold_prepare(table);
	return r;
}

static int begin_uses(struct picture *picture)
{
	if (!picture->query.uses || picture->held)
		return 0;
	return picture->few ? uses_begin_few(&picture->uses, &picture->query, picture->table)
			    : uses_start(&picture->uses);
}

static int take_all_socks(struct picture *picture)
{
	struct scanner *scanner = &picture->scanner;
	int r = begin_uses(picture);

	if (scanner->live && r == 0)
		r = scanner_start(scanner);
	if (r == 0 && !picture->query.no_socks)
		r = take_socks(picture->sys, &picture->query, picture->table, 0);
	gate_open(&picture->gate);
	if (!scanner->live) {
		sys_hang_up(picture->sys);
		gate_open(&scanner->gate);
		if (r == 0)
			r = scanner_start(scanner);
	}
	/* With one namespace there is nothing to wait for. */
	if (scanner_finds_spaces(&picture->query))
		scanner_wait(scanner, picture->table);
	return r < 0 ? r : take_held(picture->sys, &picture->query, picture->table);
}

static int note_uses(const struct use_taking *uses, struct nw_table *table)
{
	const size_t denied = atomic_load(&uses->denied);
	int r = 0;

	if (denied)
		r = notes_add(&table->notes, NW_NOTE_PROCESSES, EACCES, denied, "proc/PID/fd");
	if (r == 0 && uses->hidden)
		r = notes_add(&table->notes, NW_NOTE_HIDEPID, 0, 0, "proc");
	/* We at least would be there. */
	if (r == 0 && !uses->pids.all.n && !uses->query->pids)
		r = notes_add(&table->notes, NW_NOTE_UNREADABLE, ENOENT, 0, "proc");
	return r;
}

static int end_uses(struct picture *picture, int r)
{
	struct use_taking *uses = &picture->uses;

	if (!picture->query.uses || picture->held)
		return r;
	if (uses_wait(uses) < 0)
		return r < 0 ? r : uses->result;
	if (r == 0)
		r = note_uses(uses, picture->table);
	return r < 0 ? r : uses_join(uses, &picture->table->rows, &picture->table->uses);
}

static int take_owners(struct picture *picture)
{
	struct scanner *scanner = &picture->scanner;
	const struct nw_query *query = &picture->query;
	struct nw_table *table = picture->table;
	int r = 0;

	if (picture->held)
		r = take_uses_held(scanner, table);
	else if (query->want & NW_WANT_HOLDERS)
		r = take_holders(scanner, table);
	free(TAKE(table->by_inode));
	if (r == 0 && query->want & NW_WANT_LABELS)
		r = groups_join(picture->sys, table);
	if (r == 0 && query->want & NW_WANT_HOLDERS && query->want & NW_WANT_PURPOSE)
		r = add_purposes(picture->sys, table);
	return r;
}

static int fill(struct picture *picture)
{
	struct nw_table *table = picture->table;
	int r = picture->held ? uses_brief(picture->sys, &picture->query, table) : 0;

	if (r != 0)
		return r < 0 ? r : 0;
	r = take_all_socks(picture);
	if (r == 0)
		r = arrange(picture);
	scanner_wait(&picture->scanner, table);
	if (r == 0)
		r = take_owners(picture);
	r = end_uses(picture, r);
	if (r < 0)
		return r;
	table_seal(picture->query.threads, table);
	return picture->held ? 0 : show_rows(table, picture->query.filter);
}

static int take_picture(struct sys *sys, const struct nw_query *query, bool shown,
			struct nw_table *table)
{
	struct picture picture = {
		.sys = sys,
		.query = *query,
		.table = table,
		.scanner = { .sys = sys,
			     .query = &picture.query,
			     .shown = shown,
			     .owners = &table->owners,
			     .gate = GATE_CLOSED,
			     .live = !sys_reads_copy(sys) && !sys_copies(sys) },
		.uses = { .sys = sys,
			  .query = query->uses,
			  .threads = query->threads,
			  .gate = &picture.gate },
		.gate = GATE_CLOSED,
	};
	int r = family_present(sys, &table->present);

	picture.held = picture.scanner.live && use_is_held(query->uses);
	if (picture.held)
		picture.query.want |= NW_WANT_HOLDERS;
	picture.few = uses_are_few(query);
	if (picture.few)
		picture.query.netns = NULL;
	if (r == 0)
		r = find_namespaces(sys, &picture.query, table);
	picture.query.netns = query->netns;
	/* Where everybody lives in one namespace the shorter ways are open. */
	if (r == 0 && !picture.few && table->spaces.all.n == 1 && query->uses &&
	    query->uses->want & NW_USE_ALONE && scanner_is_everywhere(query))
		picture.query.netns = NULL;
	if (r == 0)
		r = fill(&picture);
	vec_free(&picture.scanner.notes.all);
	vec_free(&picture.scanner.pids.all);
	use_taking_free(&picture.uses);
	return r;
}

/* Whoever asks for any of these wants to know all holders. */
#define HOLDERS_SHOWN                                                                    \
	(NW_WANT_HOLDERS | NW_WANT_PROGRAM | NW_WANT_STAT | NW_WANT_STATUS |             \
	 NW_WANT_CONTEXT | NW_WANT_PEERS | NW_WANT_PURPOSE)

static bool knows_uses(const struct nw_use_query *uses)
{
	return !uses || (uses->size >= sizeof(*uses) && !(uses->kinds >> NW_USES_) &&
			 uses->n_exempt < UINT16_MAX);
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
	r = take_picture(sys, &known, shown, table);
	if (r < 0)
		return r;

	*ret = TAKE(table);
	return 0;
}
