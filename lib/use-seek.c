/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The sockets of a few processes, without those of all others. The kernel finds a socket by
 * its addresses, not by its inode: so each says first what addresses it has.
 */
#include <errno.h>
#include <string.h>

#include "exact.h"
#include "table.h"

#define SOUGHT (NW_BIT(NW_TCP) | NW_BIT(NW_UDP) | NW_BIT(NW_UDPLITE))

/* To seek one takes as long as to be told of so many; and some are not worth the question. */
#define SEEK_COST 16
#define SOME 32

struct seeking {
	struct use_taking *taking;
	struct rows *rows;
	size_t n; /* what may be sought */
	uint64_t families; /* of all sockets, as far as their protocols say */
	bool unknown;      /* one does not */
	bool strangers;    /* one is of another network namespace */
};

static void count(struct seeking *seeking, struct text protocol)
{
	bool known = false;

	for (unsigned i = 0; i < NW_FAMILIES_; i++) {
		const char *const *listed = family_get(i)->listed;

		if (!(listed[0] && text_is(&protocol, listed[0])) &&
		    !(listed[1] && text_is(&protocol, listed[1])))
			continue;
		seeking->families |= NW_BIT(i);
		seeking->n += (SOUGHT & NW_BIT(i)) != 0;
		known = true;
	}
	seeking->unknown |= !known;
}

static void count_all(struct seeking *seeking)
{
	const struct use_taking *taking = seeking->taking;

	for (size_t i = 0; i < taking->n_lanes; i++) {
		const struct use_lane *lane = &taking->lanes[i];

		for (size_t k = 0; k < lane->uses.n; k++) {
			const struct use_draft *use = &lane->uses.at[k];

			if (use->socket && use->protocol)
				count(seeking, text_of(lane->arena.at + use->name_at,
						       strlen(lane->arena.at + use->name_at)));
			else
				seeking->unknown |= use->socket;
		}
	}
}

/* "TCP: inuse 27 orphan 0 tw 1 alloc 28 mem 4", a line for each protocol. */
static uint64_t in_use(struct sys *sys, struct bytes *data, const char *path)
{
	uint64_t sum = 0, n;
	struct text text, line, word;

	if (sys_read(sys, data, "%s", path) < 0)
		return 0;
	text = text_of(data->at, data->n);
	while (text_line(&text, &line))
		if (text_word(&line, &word) && text_word(&line, &word) &&
		    text_is(&word, "inuse") && text_dec(&line, &n))
			sum += n;
	return sum;
}

static bool is_worth_it(const struct seeking *seeking)
{
	struct sys *sys = seeking->taking->sys;
	struct bytes data = { 0 };
	uint64_t all;

	if (seeking->n <= SOME)
		return seeking->n;
	all = in_use(sys, &data, "proc/net/sockstat") +
	      in_use(sys, &data, "proc/net/sockstat6");
	free(data.at);
	return seeking->n * SEEK_COST < all;
}

/* 0: it is a row now, or none of our namespace's; 1: who knows. */
static int seek(struct seeking *seeking, const struct nw_proc *proc,
		const struct use_draft *use)
{
	struct sys *sys = seeking->taking->sys;
	struct rows *rows = seeking->rows;
	const size_t n = rows->socks.n;
	struct nw_sock sock;
	int r = proc->tid ? -EOPNOTSUPP
			  : sys_borrow(sys, proc->pid, use->fd, use->inode, &sock);

	seeking->strangers |= r == -EXDEV;
	/* Without a port it is in no table. */
	if (r == -EXDEV || r == -EPROTONOSUPPORT || (r == 0 && !sock.local_port))
		return 0;
	if (r == 0)
		r = exact_ask(sys, NULL, &sock, family_get(sock.family)->exact, rows);
	if (r == -ENOMEM || r == -EOVERFLOW)
		return r;
	if (r < 0 || rows->socks.n != n + 1 || rows->socks.at[n].inode != use->inode)
		return 1;
	return 0;
}

static int seek_all(struct seeking *seeking)
{
	const struct use_taking *taking = seeking->taking;
	int r = 0;

	for (size_t i = 0; i < taking->n_lanes; i++) {
		const struct use_lane *lane = &taking->lanes[i];

		for (size_t k = 0; r == 0 && k < lane->uses.n; k++)
			if (lane->uses.at[k].socket)
				r = seek(seeking, &lane->procs.at[lane->uses.at[k].proc_at],
					 &lane->uses.at[k]);
	}
	return r;
}

/* Of *families those are left that are still to be dumped. */
static int seek_some(struct seeking *seeking, uint64_t *families)
{
	struct use_taking *taking = seeking->taking;
	int r = use_ask_protocols(taking);

	if (r < 0)
		return r;
	count_all(seeking);
	if (seeking->unknown)
		return 0;
	/* Connections of MPTCP are TCP's as well. */
	if (seeking->families & NW_BIT(NW_MPTCP))
		seeking->families |= NW_BIT(NW_TCP);
	*families &= seeking->families;
	if (!(*families & SOUGHT) || *families & NW_BIT(NW_MPTCP) || !is_worth_it(seeking))
		return 0;
	r = seek_all(seeking);
	if (r < 0)
		return r;
	/* Elsewhere they are to be dumped. */
	if (r > 0 || seeking->strangers)
		rows_free(seeking->rows);
	else
		*families &= ~SOUGHT;
	return 0;
}

/* Does any of the processes live in another network namespace? */
static bool is_abroad(const struct use_taking *taking)
{
	char link[64];
	uint64_t inum;

	for (size_t i = 0; i < taking->pids.all.n; i++)
		if (sys_link(taking->sys, link, sizeof(link), "proc/%u/ns/net",
			     taking->pids.all.at[i]) == 0 &&
		    text_bracketed(link, "net:", &inum) && inum != sys_netns(taking->sys))
			return true;
	return false;
}

bool uses_are_few(const struct nw_query *query)
{
	const struct nw_use_query *uses = query->uses;

	return uses && uses->pids && uses->want & NW_USE_ALONE && !query->no_socks &&
	       (!query->netns || strcmp(query->netns, "all") == 0);
}

int uses_begin_few(struct use_taking *taking, struct nw_query *query, struct nw_table *table)
{
	struct seeking seeking = { .taking = taking, .rows = &table->rows };
	const bool everywhere = query->netns;
	int r;

	if (!query->families)
		query->families = NW_BIT(NW_FAMILIES_) - 1;
	query->netns = NULL;
	taking->gate = NULL;
	r = uses_gather(taking);
	/* What is told of a single socket is less than some queries ask for. */
	if (r == 0 && !(query->want & ~(uint32_t)NW_WANT_INFO))
		r = seek_some(&seeking, &query->families);
	query->no_socks = !query->families;
	if (r < 0 || !everywhere || query->no_socks ||
	    (!seeking.strangers && !is_abroad(taking)))
		return r;
	query->netns = "all";
	netns_free(&table->spaces);
	return netns_find(taking->sys, &table->spaces);
}
