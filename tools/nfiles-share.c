/* SPDX-License-Identifier: GPL-2.0-or-later */
/* With whom a process shares what: looked up side by side, never process by process. */
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "nfiles-share.h"

/* More than these are listed once, and referred to from elsewhere. */
#define MANY 8

enum { READS = 1, WRITES = 2 };

struct party_list {
	size_t *runs;
	size_t n;
	const struct nw_proc *listed; /* here */
};

/* A side, process by process. Lists: those that read, that write, all of them. */
struct party {
	const struct nw_side *side;
	struct share_run *runs;
	unsigned *does;
	size_t n;
	struct party_list lists[4];
};

static uint32_t pid_of(const struct nw_use *use)
{
	return nw_proc_pid(nw_use_proc(use));
}

static unsigned deeds(const struct nw_use *use)
{
	switch (nw_use_access(use)) {
	case 'r':
		return READS;
	case 'w':
		return WRITES;
	default:
		return READS | WRITES;
	}
}

static bool has_direction(enum nw_channel channel)
{
	return channel == NW_CHANNEL_PIPE || channel == NW_CHANNEL_QUEUE;
}

/* ---- parties ------------------------------------------------------------------------------ */

static int by_side(const void *left, const void *right)
{
	const struct party *a = left, *b = right;

	return (a->side > b->side) - (a->side < b->side);
}

static void party_free(void *data)
{
	struct party *party = data;

	for (size_t i = 0; i < ARRAY_SIZE(party->lists); i++)
		free(party->lists[i].runs);
	free(party->runs);
	free(party->does);
	free(party);
}

static bool party_run(struct party *party, size_t first)
{
	struct share_run *run = FILES_ADD(party->runs, party->n);
	size_t n = party->n - 1;
	unsigned *does;

	if (!run)
		return false;
	does = FILES_ADD(party->does, n);
	if (!does)
		return false;
	*run = (struct share_run){ party->side, first, 0 };
	return true;
}

static bool party_lists(struct party *party)
{
	for (size_t i = 0; i < party->n; i++)
		for (unsigned which = READS; which < ARRAY_SIZE(party->lists); which++) {
			struct party_list *list = &party->lists[which];
			size_t *slot;

			if (!(party->does[i] & which))
				continue;
			slot = FILES_ADD(list->runs, list->n);
			if (!slot)
				return false;
			*slot = i;
		}
	return true;
}

static bool party_fill(struct party *party)
{
	uint32_t last = 0;

	for (size_t i = 0; i < nw_side_uses(party->side); i++) {
		const struct nw_use *use = nw_side_use(party->side, i);

		if ((!party->n || pid_of(use) != last) && !party_run(party, i))
			return false;
		last = pid_of(use);
		party->runs[party->n - 1].n++;
		party->does[party->n - 1] |=
			has_direction(nw_side_channel(party->side)) ? deeds(use)
								    : READS | WRITES;
	}
	return party_lists(party);
}

static struct party *party_of(struct shares *shares, const struct nw_side *side)
{
	struct party *party = calloc(1, sizeof(*party));
	struct party **found = NULL;

	if (party) {
		party->side = side;
		found = tsearch(party, &shares->parties, by_side);
	}
	if (!found || *found != party) {
		free(party);
		shares->error |= !found;
		return found ? *found : NULL;
	}
	if (!party_fill(party))
		shares->error = true;
	return party;
}

static size_t party_find(const struct party *party, uint32_t pid)
{
	size_t low = 0, high = party->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (pid_of(nw_side_use(party->side, party->runs[middle].first)) < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* ---- one side ------------------------------------------------------------------------------- */

static struct share *add(struct shares *shares, const struct share *like)
{
	struct share *share = FILES_ADD(shares->all, shares->n);

	if (share)
		*share = *like;
	else
		shares->error = true;
	return share;
}

static const char *arrow_of(unsigned own, unsigned other)
{
	static const char *const arrows[] = { NULL, "<-", "->", "<->" };
	const unsigned in = own & READS && other & WRITES ? READS : 0;
	const unsigned out = own & WRITES && other & READS ? WRITES : 0;

	return arrows[in | out];
}

bool share_counts(const struct share *share, const struct nw_use *use, bool own)
{
	static const char *const out = "->", *const in = "<-";

	if (!has_direction(nw_side_channel(share->side)))
		return true;
	if (strcmp(share->arrow, own ? out : in) == 0)
		return deeds(use) & WRITES;
	return strcmp(share->arrow, own ? in : out) != 0 || deeds(use) & READS;
}

/* What a process that does so is at the other end of: those that do the opposite. */
static unsigned opposite(unsigned does)
{
	return (does & READS ? WRITES : 0) | (does & WRITES ? READS : 0);
}

static void share_party(struct shares *shares, const struct share *like, unsigned does,
			const struct nw_proc *proc, struct party *party)
{
	struct party_list *list = &party->lists[opposite(does)];
	const size_t at = party_find(party, nw_proc_pid(proc));
	const bool is_in = at < party->n && party->does[at] & opposite(does) &&
			   pid_of(nw_side_use(party->side, party->runs[at].first)) ==
				   nw_proc_pid(proc);
	struct share share = *like;

	if (list->n > MANY && list->listed && list->listed != proc) {
		share.arrow = arrow_of(does, opposite(does));
		share.processes = list->n - is_in;
		share.listed = list->listed;
		add(shares, &share);
		return;
	}
	for (size_t i = 0; i < list->n; i++) {
		const size_t k = list->runs[i];

		if (is_in && k == at)
			continue;
		share.arrow = arrow_of(does, party->does[k]);
		share.other = party->runs[k];
		share.partner = nw_use_proc(nw_side_use(party->side, share.other.first));
		add(shares, &share);
	}
	if (!shares->preview)
		list->listed = proc;
}

/* Its peer has no inode: it is gone, and told so, or was never accepted. */
static const char *unix_lost(const struct nw_sock *sock)
{
	uint64_t shutdown;

	if (!nw_sock_metric(sock, NW_SHUTDOWN, &shutdown))
		return "nobody seen";
	return shutdown == 3 ? "closed" : "not accepted";
}

/* Whether there is anybody at the other end at all, where there should be. */
static void share_nobody(struct shares *shares, const struct share *like, unsigned does)
{
	const struct nw_sock *sock = nw_side_sock(like->side);
	struct share share = *like;

	share.arrow = arrow_of(does, opposite(does));
	share.nobody = "nobody seen";
	switch (nw_side_channel(like->side)) {
	case NW_CHANNEL_UNIX:
		if (!sock || nw_sock_state(sock) != NW_STATE_ESTABLISHED)
			return;
		if (!nw_side_others(like->side))
			share.nobody = unix_lost(sock);
		break;
	case NW_CHANNEL_PIPE:
		if (does == (READS | WRITES))
			return;
		break;
	case NW_CHANNEL_SLAVE:
		break;
	default:
		return;
	}
	add(shares, &share);
}

static void share_side(struct shares *shares, const struct nw_proc *proc,
		       const struct nw_side *side)
{
	struct party *own = party_of(shares, side), *party;
	struct share like = { .side = side };
	const size_t before = shares->n;
	size_t at, holders = 0;

	if (!own)
		return;
	at = party_find(own, nw_proc_pid(proc));
	like.own = own->runs[at];
	share_name(shares, &like);
	for (size_t i = 0; i < nw_side_others(side); i++) {
		party = party_of(shares, nw_side_other(side, i));
		if (!party)
			return;
		share_party(shares, &like, own->does[at], proc, party);
		holders += party->lists[opposite(own->does[at])].n;
	}
	/* What a process has both ends of is its own business. */
	if (shares->n == before && !holders)
		share_nobody(shares, &like, own->does[at]);
}

/* ---- all of a process ------------------------------------------------------------------------- */

static int compare_names(const struct shares *shares, const struct share *a, const struct share *b)
{
	const char *names = shares->names.at;
	const size_t n = a->name_len < b->name_len ? a->name_len : b->name_len;
	int r = n ? memcmp(names + a->name, names + b->name, n) : 0;

	return r ? r : (a->name_len > b->name_len) - (a->name_len < b->name_len);
}

static uint32_t partner_pid(const struct share *share)
{
	return share->partner ? nw_proc_pid(share->partner) : 0;
}

static int compare_kinds(const struct shares *shares, const struct share *a, const struct share *b)
{
	const enum nw_channel channel = nw_side_channel(a->side);
	const enum nw_channel other = nw_side_channel(b->side);
	int r;

	if (channel != other)
		return channel < other ? -1 : 1;
	r = strcmp(a->kind, b->kind);
	if (!r)
		r = strcmp(a->nobody ?: "", b->nobody ?: "");
	if (!r)
		r = compare_names(shares, a, b);
	if (!r)
		r = (partner_pid(a) > partner_pid(b)) - (partner_pid(a) < partner_pid(b));
	return r ? r : strcmp(a->arrow, b->arrow);
}

bool share_alike(const struct shares *shares, const struct share *a, const struct share *b)
{
	return !a->processes && !b->processes && compare_kinds(shares, a, b) == 0;
}

static uint32_t first_fd(const struct share_run *run)
{
	return run->n ? nw_use_fd(nw_side_use(run->side, run->first)) : 0;
}

static int compare(const void *left, const void *right, void *shares)
{
	const struct share *a = left, *b = right;
	int r = compare_kinds(shares, a, b);

	if (!r)
		r = (first_fd(&a->own) > first_fd(&b->own)) -
		    (first_fd(&a->own) < first_fd(&b->own));
	return r ? r : (a->side > b->side) - (a->side < b->side);
}

static int by_pointer(const void *left, const void *right)
{
	const struct nw_side *a = *(const struct nw_side *const *)left;
	const struct nw_side *b = *(const struct nw_side *const *)right;

	return (a > b) - (a < b);
}

void shares_find(struct shares *shares, const struct files_line *lines, size_t n)
{
	const struct nw_side **sides = calloc(n + 1, sizeof(const struct nw_side *));
	size_t n_sides = 0;

	shares->n = 0;
	shares->names.n = 0;
	shares->error |= !sides;
	for (size_t i = 0; sides && i < n; i++) {
		sides[n_sides] = nw_sides_of(shares->run->ends, lines[i].use);
		n_sides += sides[n_sides] != NULL;
	}
	if (n_sides)
		qsort(sides, n_sides, sizeof(const struct nw_side *), by_pointer);
	for (size_t i = 0; i < n_sides; i++)
		if (i == 0 || sides[i] != sides[i - 1])
			share_side(shares, nw_use_proc(lines[0].use), sides[i]);
	free(sides);
	shares->error |= shares->names.error != 0;
	if (shares->n)
		qsort_r(shares->all, shares->n, sizeof(*shares->all), compare, shares);
}

void shares_free(struct shares *shares)
{
	tdestroy(shares->parties, party_free);
	free(shares->all);
	free(shares->listen);
	buffer_free(&shares->names);
}
