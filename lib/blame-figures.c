/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What sockets count of themselves, from one look to the next. */
#include <errno.h>
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <string.h>

#include "blame.h"

/* struct tcp_info: total_retrans */
#define TOTAL_RETRANS 100

struct figures {
	uint32_t retrans, drops;
};

static uint32_t word_of(const struct nw_sock *sock, enum nw_attribute attribute, size_t at)
{
	uint32_t word = 0;
	size_t len;
	const char *data = attr_find(sock->attrs, sock->attrs_len, attribute, &len);

	if (data && len >= at + sizeof(word))
		memcpy(&word, data + at, sizeof(word));
	return word;
}

static struct figures figures_of(const struct nw_sock *sock)
{
	struct figures figures = {
		.drops = word_of(sock, NW_ATTR_SKMEMINFO, SK_MEMINFO_DROPS * sizeof(uint32_t)),
	};

	/* A listener's has no such meaning. */
	if (sock->state != NW_STATE_LISTEN)
		figures.retrans = word_of(sock, NW_ATTR_TCP_INFO, TOTAL_RETRANS);
	return figures;
}

/* A socket that is connected anew begins anew. */
static uint32_t growth(uint32_t before, uint32_t now)
{
	return now >= before ? now - before : now;
}

static bool counts_drops(const struct nw_blame *blame, const struct nw_sock *sock)
{
	return sock->state == NW_STATE_LISTEN || !blame->bpf || !blame->reasons.tells_socket;
}

static struct figures figures_before(const struct nw_blame *blame, const struct nw_sock *sock)
{
	const struct census *all[] = { &blame->figures, &blame->figures_before };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const size_t row = all[i]->table
					 ? census_find(all[i], sock->cookie, sock->netns->inum)
					 : SIZE_MAX;

		if (row != SIZE_MAX)
			return figures_of(census_row(all[i], row));
	}
	return (struct figures){ 0 };
}

static int compare_row(struct nw_blame *blame, const struct census *now, size_t row)
{
	const struct nw_sock *sock = census_row(now, row);
	const struct figures figures = figures_of(sock);
	const struct figures then = figures_before(blame, sock);
	uint32_t retrans = 0, drops = 0;
	struct harm *harm;

	if (!blame->bpf)
		retrans = growth(then.retrans, figures.retrans);
	if (counts_drops(blame, sock))
		drops = growth(then.drops, figures.drops);
	if (!retrans && !drops)
		return 0;
	harm = vec_push(&blame->harms);
	if (!harm)
		return -ENOMEM;
	harm->cookie = sock->cookie;
	harm->netns = sock->netns->inum;
	harm->counts[NW_HARM_RETRANS] = retrans;
	harm->counts[sock->state == NW_STATE_LISTEN ? NW_HARM_OVERFLOW : NW_HARM_DROP] = drops;
	return 0;
}

int blame_compare(struct nw_blame *blame, const struct census *now)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < now->table->rows.socks.n; i++)
		if (census_row(now, i)->has & HAS_COOKIE && census_is_first(now, i))
			r = compare_row(blame, now, i);
	return r;
}

/* ---- of one socket -------------------------------------------------------------------------- */

static int by_socket(const void *a, const void *b)
{
	const struct harm *one = a, *other = b;

	if (one->netns != other->netns)
		return one->netns < other->netns ? -1 : 1;
	return (one->cookie > other->cookie) - (one->cookie < other->cookie);
}

static void add(struct harm *to, const struct harm *from)
{
	for (size_t i = 0; i < NW_HARMS_; i++)
		to->counts[i] += from->counts[i];
	if (from->most > to->most) {
		to->most = from->most;
		to->reason = from->reason;
	}
	if (from->told && (!to->told || to->record.owner.how < from->record.owner.how))
		to->record = from->record;
	to->told |= from->told;
}

void blame_merge(struct nw_blame *blame)
{
	struct harm *at = blame->harms.at;
	size_t n = 0;

	if (!blame->harms.n)
		return;
	qsort(at, blame->harms.n, sizeof(*at), by_socket);
	for (size_t i = 1; i < blame->harms.n; i++) {
		if (by_socket(&at[n], &at[i]) == 0)
			add(&at[n], &at[i]);
		else
			at[++n] = at[i];
	}
	blame->harms.n = n + 1;
}
