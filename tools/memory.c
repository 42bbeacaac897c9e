/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who held a socket in an earlier picture. */
#include <stdlib.h>
#include <string.h>

#include "column.h"
#include "memory.h"

static int compare(const void *left, const void *right)
{
	const struct remembered *a = left, *b = right;

	if (a->cookie != b->cookie)
		return a->cookie < b->cookie ? -1 : 1;
	return (a->netns > b->netns) - (a->netns < b->netns);
}

static bool key_of(const struct nw_sock *sock, struct remembered *ret)
{
	ret->netns = nw_sock_netns(sock);
	return nw_sock_cookie(sock, &ret->cookie);
}

static const struct remembered *find(const struct memory *memory, const struct nw_sock *sock)
{
	struct remembered key = { 0 };

	if (!memory->n || !key_of(sock, &key))
		return NULL;
	return bsearch(&key, memory->all, memory->n, sizeof(key), compare);
}

static void learn_one(struct memory *memory, const struct memory *before,
		      const struct nw_sock *sock)
{
	struct remembered *one = &memory->all[memory->n];
	const struct remembered *old;

	*one = (struct remembered){ .at = memory->text.n };
	if (!key_of(sock, one))
		return;
	if (nw_sock_holders(sock)) {
		column_print_process(sock, &memory->text);
	} else {
		old = find(before, sock);
		if (!old)
			return;
		buffer_bytes(&memory->text, before->text.at + old->at, old->len);
	}
	one->len = memory->text.n - one->at;
	memory->n++;
}

void memory_learn(struct memory *memory, const struct nw_table *table)
{
	struct memory now = { .text = { .fd = -1 } };
	const struct nw_sock *sock;

	now.all = calloc(nw_table_socks(table) + 1, sizeof(*now.all));
	if (now.all)
		nw_foreach(sock, sock, table)
			learn_one(&now, memory, sock);
	memory_free(memory);
	if (!now.all || now.text.error) {
		memory_free(&now);
		return;
	}
	qsort(now.all, now.n, sizeof(*now.all), compare);
	*memory = now;
}

const char *memory_holder(const struct memory *memory, const struct nw_sock *sock, size_t *len)
{
	const enum nw_reason reason = nw_sock_reason(sock);
	const struct remembered *one;

	if (!memory || (reason != NW_REASON_TIME_WAIT && reason != NW_REASON_ORPHAN))
		return NULL;
	one = find(memory, sock);
	if (!one)
		return NULL;
	*len = one->len;
	return memory->text.at + one->at;
}

void memory_free(struct memory *memory)
{
	free(memory->all);
	buffer_free(&memory->text);
	*memory = (struct memory){ .text = { .fd = -1 } };
}
