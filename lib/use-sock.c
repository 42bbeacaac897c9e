/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which row a descriptor's socket is, by its inode. */
#include <stdlib.h>

#include "cleanup.h"
#include "use.h"

static int by_inode(const void *left, const void *right)
{
	const struct use_pointer *a = left, *b = right;

	return (a->inode > b->inode) - (a->inode < b->inode);
}

/* "0000000012345678: 00000002 00000000 00010000 0001 01 12345 /path", after a header. */
static bool read_pointer(struct text line, struct use_pointer *ret)
{
	struct text skipped;

	if (!text_hex(&line, &ret->pointer) || !text_char(&line, ':'))
		return false;
	for (int i = 0; i < 5; i++)
		if (!text_word(&line, &skipped))
			return false;
	return text_dec(&line, &ret->inode) && ret->inode;
}

/* Without the file nothing is told of them: that is all. */
static int read_pointers(struct sys *sys, struct use_socks *ret)
{
	VEC(struct use_pointer) all = { 0 };
	_free_ char *held = NULL;
	struct bytes data = { 0 };
	struct text text, line;
	int r = sys_read(sys, &data, "proc/net/unix");

	held = data.at;
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	text = text_of(data.at, data.n);
	while (text_line(&text, &line)) {
		struct use_pointer pointer, *entry;

		if (!read_pointer(line, &pointer))
			continue;
		entry = vec_push(&all);
		if (!entry) {
			vec_free(&all);
			return -ENOMEM;
		}
		*entry = pointer;
	}
	if (all.n)
		qsort(all.at, all.n, sizeof(*all.at), by_inode);
	ret->pointers = all.at;
	ret->n_pointers = all.n;
	return 0;
}

int use_socks_make(struct sys *sys, const struct rows *rows, bool pointers,
		   struct use_socks *ret)
{
	const size_t n = rows->socks.n;

	ret->by_inode = malloc((n + 1) * sizeof(*ret->by_inode));
	if (!ret->by_inode)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		if (rows->socks.at[i].inode)
			ret->by_inode[ret->n++] =
				(struct keyed){ rows->socks.at[i].inode, (uint32_t)i };
	if (radix_sort(ret->by_inode, ret->n) < 0)
		return -ENOMEM;
	return pointers ? read_pointers(sys, ret) : 0;
}

uint32_t use_socks_find(const struct use_socks *socks, uint64_t inode)
{
	const size_t at = radix_first(socks->by_inode, socks->n, inode);

	if (at == socks->n || socks->by_inode[at].key != inode)
		return 0;
	return socks->by_inode[at].row + 1;
}

bool use_socks_pointer(const struct use_socks *socks, uint64_t inode, uint64_t *ret)
{
	const struct use_pointer key = { .inode = inode }, *found;

	if (!socks->n_pointers)
		return false;
	found = bsearch(&key, socks->pointers, socks->n_pointers, sizeof(key), by_inode);
	if (!found)
		return false;
	*ret = found->pointer;
	return true;
}

void use_socks_free(struct use_socks *socks)
{
	free(socks->by_inode);
	free(socks->pointers);
}
