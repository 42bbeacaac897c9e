/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Building rows and their attributes; gathering notes. */
#include <stdarg.h>
#include <stdio.h>

#include "row.h"

struct nw_sock *rows_add(struct rows *rows, enum nw_family family, int af)
{
	struct nw_sock *sock = vec_push(&rows->socks);

	if (!sock)
		return NULL;
	sock->family = (uint8_t)family;
	sock->af = (uint8_t)af;
	return sock;
}

void rows_drop(struct rows *rows)
{
	struct nw_sock *sock;

	if (!rows->socks.n)
		return;
	sock = &rows->socks.at[--rows->socks.n];
	if (sock->attrs_len)
		rows->arena.n = sock->attrs_at;
}

static size_t padded(size_t len)
{
	return (len + 7) & ~(size_t)7;
}

int rows_attr(struct rows *rows, enum nw_attribute tag, const void *data, size_t len)
{
	struct nw_sock *sock = &rows->socks.at[rows->socks.n - 1];
	const struct attr head = { .tag = (uint16_t)tag, .len = (uint32_t)len };
	uint32_t at, unused;
	int r;

	r = arena_add(&rows->arena, &head, sizeof(head), &at);
	if (r < 0)
		return r;
	r = arena_add(&rows->arena, data, len, &unused);
	if (r < 0) {
		rows->arena.n = at;
		return r;
	}
	if (!sock->attrs_len)
		sock->attrs_at = at;
	sock->attrs_len = (uint32_t)(at + sizeof(head) + padded(len) - sock->attrs_at);
	return 0;
}

/* A row's attributes lie in one piece: they move to the end, where there is room. */
int rows_attrs(struct rows *rows, const char *attrs, size_t len)
{
	struct nw_sock *sock = &rows->socks.at[rows->socks.n - 1];
	uint32_t at;
	int r = len ? arena_add(&rows->arena, attrs, len, &at) : 0;

	if (r < 0 || !len)
		return r;
	if (!sock->attrs_len)
		sock->attrs_at = at;
	sock->attrs_len = (uint32_t)(at + len - sock->attrs_at);
	return 0;
}

int rows_attr_late(struct rows *rows, struct nw_sock *sock, enum attr_own tag,
		   const void *data, size_t len)
{
	const struct attr head = { .tag = (uint16_t)tag, .len = (uint32_t)len };
	const size_t more = sizeof(head) + padded(len), start = padded(rows->arena.n);
	char *at;

	if (len > UINT32_MAX / 2 || start + sock->attrs_len + more > UINT32_MAX)
		return -EOVERFLOW;
	if (vec_reserve_((void **)&rows->arena.at, &rows->arena.size,
			 start + 8 + sock->attrs_len + more, 1) < 0)
		return -ENOMEM;
	/* Offset 0 is none. */
	at = rows->arena.at + (start ? start : 8);
	if (sock->attrs_len)
		memcpy(at, rows->arena.at + sock->attrs_at, sock->attrs_len);
	sock->attrs_at = (uint64_t)(at - rows->arena.at);
	at += sock->attrs_len;
	memcpy(at, &head, sizeof(head));
	memcpy(at + sizeof(head), data, len);
	memset(at + sizeof(head) + len, 0, padded(len) - len);
	sock->attrs_len += (uint32_t)more;
	rows->arena.n = sock->attrs_at + sock->attrs_len;
	return 0;
}

int rows_append(struct rows *to, struct rows *from)
{
	uint32_t base = 0;
	int r = 0;

	/* Mostly there is one namespace: nothing is copied then. */
	if (!to->socks.n && !to->arena.n) {
		rows_free(to);
		*to = *from;
		memset(from, 0, sizeof(*from));
		return 0;
	}
	if (from->arena.n)
		r = arena_add(&to->arena, from->arena.at, from->arena.n, &base);
	if (r < 0)
		return r;
	if (vec_reserve(&to->socks, to->socks.n + from->socks.n) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < from->socks.n; i++) {
		struct nw_sock *sock = &to->socks.at[to->socks.n++];

		*sock = from->socks.at[i];
		sock->attrs_at += sock->attrs_len ? base : 0;
		sock->device_at += sock->device_at ? base : 0;
	}
	return 0;
}

void rows_free(struct rows *rows)
{
	vec_free(&rows->socks);
	free(rows->arena.at);
	rows->arena = (struct arena){ 0 };
}

const void *attr_find(const char *attrs, size_t attrs_len, unsigned tag, size_t *len)
{
	size_t at = 0;

	while (at + sizeof(struct attr) <= attrs_len) {
		const struct attr *attr = (const struct attr *)(attrs + at);

		if (attr->tag == tag) {
			*len = attr->len;
			return attr + 1;
		}
		at += sizeof(*attr) + padded(attr->len);
	}
	return NULL;
}

int notes_add(struct notes *notes, enum nw_note_kind kind, int error, uint64_t count,
	      const char *where, ...)
{
	struct nw_note *note = vec_push(&notes->all);
	va_list args;

	if (!note)
		return -ENOMEM;
	note->kind = kind;
	note->error = error;
	note->count = count;
	va_start(args, where);
	vsnprintf(note->where, sizeof(note->where), where, args);
	va_end(args);
	return 0;
}

int notes_append(struct notes *to, struct notes *from)
{
	for (size_t i = 0; i < from->all.n; i++) {
		struct nw_note *note = vec_push(&to->all);

		if (!note)
			return -ENOMEM;
		*note = from->all.at[i];
	}
	vec_free(&from->all);
	return 0;
}
