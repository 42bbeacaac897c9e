/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fuzz targets share: their entry point, and what must hold for rows. */
#ifndef NW_FUZZ_H
#define NW_FUZZ_H

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "parser.h"

/* libFuzzer's name for it; replay.c calls it too. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool fact)
{
	if (!fact)
		abort();
}

/* A copy that begins aligned, as buffers do, and ends where the data ends. */
static inline char *copy_of(const uint8_t *data, size_t size)
{
	char *copy = malloc(size ? size : 1);

	must(copy);
	if (size)
		memcpy(copy, data, size);
	return copy;
}

/* After a parser returned `r`: at most one row more than `before`, and that one whole. */
static inline void must_be_sound(const struct rows *rows, size_t before, int r)
{
	const struct nw_sock *sock;
	size_t at = 0;

	must(r == 0 || r == -EBADMSG);
	must(rows->socks.n == before || rows->socks.n == before + 1);
	if (rows->socks.n == before)
		return;

	sock = &rows->socks.at[before];
	must(sock->family < NW_FAMILIES_);
	if (!sock->attrs_len)
		return;
	must(sock->attrs_at % 8 == 0);
	while (at < sock->attrs_len) {
		const struct attr *attr =
			(const struct attr *)(rows->arena.at + sock->attrs_at + at);

		must(attr->tag < NW_ATTRS_);
		at += sizeof(*attr);
		must(sock->attrs_at + at + attr->len <= rows->arena.n);
		at += (attr->len + 7) & ~(size_t)7;
	}
	must(at == sock->attrs_len);
}

#endif
