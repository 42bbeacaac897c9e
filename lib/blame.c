/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What befalls sockets, and whose they are. */
#include <errno.h>
#include <string.h>

#include "blame.h"
#include "nw.h"
#include "scanner.h"

#define FAMILIES (NW_BIT(NW_TCP) | NW_BIT(NW_UDP) | NW_BIT(NW_UDPLITE))

NW_EXPORT void nw_blame_free(struct nw_blame *blame)
{
	if (!blame)
		return;
	blame_bpf_free(blame->bpf);
	drop_reasons_free(&blame->reasons);
	census_free(&blame->figures);
	census_free(&blame->figures_before);
	census_free(&blame->known);
	census_free(&blame->older);
	people_free(&blame->people);
	vec_free(&blame->notes.all);
	vec_free(&blame->harms);
	free(blame);
}

DEFINE_FREEP(nw_blame, nw_blame)

NW_EXPORT const char *nw_harm_name(enum nw_harm harm)
{
	static const char *const names[NW_HARMS_] = {
		[NW_HARM_RETRANS] = "retrans", [NW_HARM_RST_OUT] = "rst_out",
		[NW_HARM_RST_IN] = "rst_in",   [NW_HARM_OVERFLOW] = "overflow",
		[NW_HARM_DROP] = "drop",
	};

	return (unsigned)harm < NW_HARMS_ ? names[harm] : NULL;
}

NW_EXPORT uint32_t nw_blame_knows(const struct nw_blame *blame)
{
	const uint32_t all = (1U << NW_HARMS_) - 1;

	return blame->bpf ? all : all & ~(1U << NW_HARM_RST_OUT | 1U << NW_HARM_RST_IN);
}

NW_EXPORT bool nw_sock_harm(const struct nw_sock *sock, enum nw_harm harm, uint64_t *ret)
{
	size_t len;
	const uint64_t *counts = attr_find(sock->attrs, sock->attrs_len, NW_ATTR_HARM, &len);

	if (!counts || (unsigned)harm >= NW_HARMS_ ||
	    len != (1 + NW_HARMS_) * sizeof(*counts) || !(counts[0] & NW_BIT(harm)))
		return false;
	*ret = counts[1 + harm];
	return true;
}

NW_EXPORT const char *nw_sock_drop_reason(const struct nw_sock *sock)
{
	size_t len;

	return attr_find(sock->attrs, sock->attrs_len, NW_ATTR_DROP_REASON, &len);
}

/* ---- beginning ------------------------------------------------------------------------------ */

static int find_netns(struct nw_blame *blame)
{
	const char *name = blame->query.netns;

	blame->everywhere = scanner_is_everywhere(&blame->query);
	if (!blame->everywhere && name && strcmp(name, "self") != 0)
		return netns_named(blame->sys, name, &blame->netns);
	blame->netns.inum = sys_netns(blame->sys);
	return 0;
}

static int load(struct nw_blame *blame)
{
	const char *where = "";
	int r = -ENOTSUP;

	/* One that is only known by a process of it cannot be told from others. */
	if (blame->query.owners != NW_OWNERS_SCAN && (blame->everywhere || blame->netns.inum))
		r = blame_bpf_open(blame->everywhere ? 0 : blame->netns.inum, &blame->bpf,
				   &where);
	if (r == 0)
		return drop_reasons_read(blame->sys, &blame->reasons);
	if (r == -ENOMEM)
		return r;
	return notes_add(&blame->notes, NW_NOTE_POLLED, r == -ENOTSUP ? 0 : -r, 0,
			 "bpf %s", where);
}

/* Nobody is looked for yet: only when something has happened. */
static void ask_figures(struct nw_blame *blame)
{
	blame->figures_query = blame->query;
	blame->figures_query.want = NW_WANT_MEMORY;
	if (!blame->bpf)
		blame->figures_query.want |= NW_WANT_INFO;
	else if (blame->reasons.tells_socket)
		blame->figures_query.states = NW_BIT(NW_STATE_LISTEN);
}

static int keep_notes(struct nw_blame *blame, const struct notes *notes)
{
	for (size_t i = 0; i < notes->all.n; i++) {
		struct nw_note *note = vec_push(&blame->notes.all);

		if (!note)
			return -ENOMEM;
		*note = notes->all.at[i];
	}
	return 0;
}

static bool is_blind(const struct census *now)
{
	for (size_t i = 0; i < now->table->notes.all.n; i++)
		if (now->table->notes.all.at[i].kind == NW_NOTE_UNREADABLE)
			return true;
	return false;
}

/* What could not be looked at has not begun anew: nothing is learnt from such a look. 1: it
 * is one. */
static int pass_over(struct nw_blame *blame, const struct census *now)
{
	int r = 0;

	if (blame->blind_from_start || !is_blind(now)) {
		blame->blind = false;
		return 0;
	}
	if (!blame->blind)
		r = keep_notes(blame, &now->table->notes);
	blame->blind = true;
	return r < 0 ? r : 1;
}

/* The census becomes the latest; that one the one before. */
static void move_on(struct census *before, struct census *last, struct census *now)
{
	census_free(before);
	*before = *last;
	*last = *now;
	*now = (struct census){ 0 };
}

static int look_around(struct nw_blame *blame)
{
	_cleanup_(census_free) struct census now = { 0 };
	int r = census_take(blame->sys, &blame->query, &now);

	if (r == 0 && blame->known.table)
		r = pass_over(blame, &now);
	if (r == 0)
		move_on(&blame->older, &blame->known, &now);
	return r < 0 ? r : 0;
}

static int begin(struct nw_blame *blame)
{
	int r = find_netns(blame);

	if (r == 0)
		r = load(blame);
	if (r < 0)
		return r;
	ask_figures(blame);
	r = look_around(blame);
	if (r == 0)
		r = keep_notes(blame, &blame->known.table->notes);
	if (r == 0)
		r = census_some(blame->sys, &blame->figures_query, &blame->figures);
	if (r == 0)
		blame->blind_from_start = is_blind(&blame->known) || is_blind(&blame->figures);
	return r;
}

NW_EXPORT int nw_blame_open(struct nw *nw, const struct nw_query *query, struct nw_blame **ret)
{
	_cleanup_(nw_blame_freep) struct nw_blame *blame = NULL;
	struct sys *sys = nw_sys(nw);
	int r;

	if (query->size < offsetof(struct nw_query, by_name))
		return -EINVAL;
	if (sys_reads_copy(sys) || sys_copies(sys))
		return -EROFS;
	blame = calloc(1, sizeof(*blame));
	if (!blame)
		return -ENOMEM;
	blame->sys = sys;
	/* A program built with an older or a newer header: the fields both know. */
	memcpy(&blame->query, query,
	       query->size < sizeof(*query) ? query->size : sizeof(*query));
	blame->query.size = sizeof(blame->query);
	blame->query.families = FAMILIES;
	blame->query.want |= NW_WANT_HOLDERS | NW_WANT_STAT | NW_WANT_INFO;
	blame->query.filter = NULL;
	blame->query.uses = NULL;
	blame->query.roles = blame->query.ip = blame->query.states = 0;
	blame->query.no_socks = false;
	r = begin(blame);
	if (r < 0)
		return r;
	*ret = TAKE(blame);
	return 0;
}

/* ---- and on --------------------------------------------------------------------------------- */

static const enum nw_harm harms[BLAME_KINDS] = {
	[BLAME_RETRANS] = NW_HARM_RETRANS,
	[BLAME_RST_OUT] = NW_HARM_RST_OUT,
	[BLAME_RST_IN] = NW_HARM_RST_IN,
	[BLAME_DROP] = NW_HARM_DROP,
};

static int add(const struct blame_key *key, const struct blame_record *record,
	       uint64_t growth, void *arg)
{
	struct nw_blame *blame = arg;
	struct harm *harm;

	/* Without this its own counter has it already. */
	if (key->kind == BLAME_DROP && !blame->reasons.tells_socket)
		return 0;
	harm = vec_push(&blame->harms);
	if (!harm)
		return -ENOMEM;
	harm->cookie = key->cookie;
	harm->netns = key->netns;
	harm->counts[harms[key->kind]] = growth;
	if (key->kind == BLAME_DROP) {
		harm->most = growth;
		harm->reason = key->reason;
	}
	harm->told = true;
	harm->record = *record;
	return 0;
}

static int read_bpf(struct nw_blame *blame)
{
	const struct blame_taker taker = { add, blame };
	uint64_t lost = 0;
	int r = blame->bpf ? blame_bpf_read(blame->bpf, &taker, &lost) : 0;

	if (r == 0 && lost)
		r = notes_add(&blame->notes, NW_NOTE_LOST, 0, lost, "bpf map");
	return r;
}

static int read_figures(struct nw_blame *blame)
{
	_cleanup_(census_free) struct census now = { 0 };
	int r = census_some(blame->sys, &blame->figures_query, &now);

	if (r == 0)
		r = pass_over(blame, &now);
	if (r == 0)
		r = blame_compare(blame, &now);
	if (r == 0)
		move_on(&blame->figures_before, &blame->figures, &now);
	return r < 0 ? r : 0;
}

NW_EXPORT int nw_blame_take(struct nw_blame *blame, struct nw_table **ret)
{
	_cleanup_(nw_table_freep) struct nw_table *table = NULL;
	int r;

	blame->harms.n = 0;
	r = read_bpf(blame);
	if (r == 0)
		r = read_figures(blame);
	if (r == 0 && blame->harms.n)
		r = look_around(blame);
	if (r < 0)
		return r;
	blame_merge(blame);
	r = blame_rows(blame, &table);
	if (r == 0)
		r = notes_append(&table->notes, &blame->notes);
	if (r == 0)
		r = show_rows(table, NULL);
	if (r == 0)
		*ret = TAKE(table);
	return r;
}
