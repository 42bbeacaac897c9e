/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Packets that the kernel drops: by reason and place. */
#include <errno.h>
#include <string.h>

#include "drops-bpf.h"
#include "netns.h"
#include "nw.h"
#include "reasons.h"
#include "symbols.h"

struct row {
	struct drop_key key;
	uint64_t packets;
};

struct nw_drops {
	struct sys *sys;
	struct drops_bpf *bpf;
	struct drop_reasons reasons;
	VEC(struct symbol) symbols; /* of all places so far, in order */
	struct arena names;
	VEC(struct row) rows;
	VEC(struct nw_drop) told;
	char (*words)[REASON_NAME_MAX]; /* of each of those */
	struct nw_drops_rest rest;
};

NW_EXPORT void nw_drops_free(struct nw_drops *drops)
{
	if (!drops)
		return;
	drops_bpf_free(drops->bpf);
	drop_reasons_free(&drops->reasons);
	vec_free(&drops->symbols);
	vec_free(&drops->names);
	vec_free(&drops->rows);
	vec_free(&drops->told);
	free(drops->words);
	free(drops);
}

DEFINE_FREEP(nw_drops, nw_drops)

/* 0: all. */
static int find_netns(struct sys *sys, const char *name, uint64_t *ret)
{
	struct netns netns = { .inum = sys_netns(sys) };
	int r = 0;

	if (name && strcmp(name, "all") == 0)
		netns.inum = 0;
	else if (name && strcmp(name, "self") != 0)
		r = netns_named(sys, name, &netns);
	if (r == 0 && !netns.inum && (!name || strcmp(name, "all") != 0))
		r = -EACCES;
	if (r == 0)
		*ret = netns.inum;
	return r;
}

NW_EXPORT int nw_drops_open(struct nw *nw, const char *netns, struct nw_drops **ret)
{
	_cleanup_(nw_drops_freep) struct nw_drops *drops = NULL;
	struct sys *sys = nw_sys(nw);
	const char *where;
	uint64_t inum;
	int r;

	if (sys_reads_copy(sys) || sys_copies(sys))
		return -EROFS;
	r = find_netns(sys, netns, &inum);
	if (r < 0)
		return r;
	drops = calloc(1, sizeof(*drops));
	if (!drops)
		return -ENOMEM;
	drops->sys = sys;
	r = drops_bpf_open(inum, &drops->bpf, &where);
	if (r == 0)
		r = drop_reasons_read(sys, &drops->reasons);
	if (r < 0)
		return r;
	*ret = TAKE(drops);
	return 0;
}

/* ---- places --------------------------------------------------------------------------------- */

static int by_address(const void *a, const void *b)
{
	const struct symbol *one = a, *other = b;

	return (one->address > other->address) - (one->address < other->address);
}

static struct symbol *find_symbol(const struct nw_drops *drops, size_t known, uint64_t address)
{
	const struct symbol wanted = { .address = address };

	return known ? bsearch(&wanted, drops->symbols.at, known, sizeof(wanted), by_address)
		     : NULL;
}

/* The file is long, and made while it is read: only when there is a place nobody knows. */
static int read_symbols(struct nw_drops *drops)
{
	struct bytes data = { 0 };
	int r = sys_read(drops->sys, &data, "proc/kallsyms");

	if (r == 0)
		r = symbols_find(text_of(data.at, data.n), drops->symbols.at,
				 drops->symbols.n, &drops->names);
	free(data.at);
	return r == -ENOMEM || r == -EOVERFLOW ? r : 0;
}

static int learn_places(struct nw_drops *drops)
{
	const size_t known = drops->symbols.n;

	for (size_t i = 0; i < drops->rows.n; i++) {
		const uint64_t address = drops->rows.at[i].key.location;
		struct symbol *symbol;

		if (find_symbol(drops, known, address))
			continue;
		symbol = vec_push(&drops->symbols);
		if (!symbol)
			return -ENOMEM;
		symbol->address = address;
	}
	if (drops->symbols.n == known)
		return 0;
	qsort(drops->symbols.at, drops->symbols.n, sizeof(*drops->symbols.at), by_address);
	for (size_t i = 0; i < drops->symbols.n; i++)
		drops->symbols.at[i].start = drops->symbols.at[i].name = 0;
	drops->names.n = 0;
	return read_symbols(drops);
}

/* ---- rows ----------------------------------------------------------------------------------- */

static int add(const struct drop_key *key, uint64_t growth, void *arg)
{
	struct nw_drops *drops = arg;
	struct row *row = vec_push(&drops->rows);

	if (!row)
		return -ENOMEM;
	row->key = *key;
	row->packets = growth;
	return 0;
}

/* Most first; what is equal by place, so that the same rows come in the same order. */
static int by_packets(const void *a, const void *b)
{
	const struct row *one = a, *other = b;

	if (one->packets != other->packets)
		return one->packets < other->packets ? 1 : -1;
	return memcmp(&one->key, &other->key, sizeof(one->key));
}

static int tell(struct nw_drops *drops, size_t i)
{
	const struct row *row = &drops->rows.at[i];
	const struct symbol *symbol = find_symbol(drops, drops->symbols.n, row->key.location);
	struct nw_drop *drop = vec_push(&drops->told);

	if (!drop)
		return -ENOMEM;
	drop_reason_name(&drops->reasons, row->key.reason, drops->words[i]);
	drop->packets = row->packets;
	drop->reason = drops->words[i];
	drop->address = row->key.location;
	if (symbol && symbol->start) {
		drop->symbol = drops->names.at + symbol->name;
		drop->offset = row->key.location - symbol->start;
	}
	return 0;
}

NW_EXPORT int nw_drops_take(struct nw_drops *drops)
{
	struct drops_rest rest;
	int r;

	drops->rows.n = drops->told.n = 0;
	r = drops_bpf_read(drops->bpf, add, drops, &rest);
	if (r == 0)
		r = learn_places(drops);
	if (r < 0)
		return r;
	free(drops->words);
	drops->words = calloc(drops->rows.n + 1, sizeof(*drops->words));
	if (!drops->words)
		return -ENOMEM;
	drops->rest = (struct nw_drops_rest){ rest.unspecified, rest.nowhere, rest.lost };
	if (drops->rows.n)
		qsort(drops->rows.at, drops->rows.n, sizeof(*drops->rows.at), by_packets);
	for (size_t i = 0; r == 0 && i < drops->rows.n; i++)
		r = tell(drops, i);
	return r;
}

NW_EXPORT size_t nw_drops_count(const struct nw_drops *drops)
{
	return drops->told.n;
}

NW_EXPORT const struct nw_drop *nw_drops_at(const struct nw_drops *drops, size_t i)
{
	return i < drops->told.n ? &drops->told.at[i] : NULL;
}

NW_EXPORT const struct nw_drops_rest *nw_drops_others(const struct nw_drops *drops)
{
	return &drops->rest;
}
