/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Growing arrays: one allocation, doubled by half when it is full. */
#ifndef NW_VEC_H
#define NW_VEC_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * VEC(type) is an anonymous struct { type *at; size_t n, size; }; all zero is empty.
 * Large blocks are moved by mremap inside realloc, so growing copies no pages.
 */
#define VEC(type)                                                                        \
	struct {                                                                         \
		type *at;                                                                \
		size_t n, size;                                                          \
	}

static inline int vec_reserve_(void **at, size_t *size, size_t want, size_t each)
{
	size_t room = *size ? *size : 16;
	void *grown;

	if (want <= *size)
		return 0;
	while (room < want)
		room += room / 2 + 1;
	if (room > SIZE_MAX / each)
		return -ENOMEM;

	grown = realloc(*at, room * each);
	if (!grown)
		return -ENOMEM;

	*at = grown;
	*size = room;
	return 0;
}

/* Room for `want` elements in all; 0 or -ENOMEM. */
#define vec_reserve(v, want)                                                             \
	vec_reserve_((void **)&(v)->at, &(v)->size, (want), sizeof(*(v)->at))

/* A new zeroed element at the end, or NULL when memory is out. */
#define vec_push(v)                                                                      \
	(vec_reserve((v), (v)->n + 1) < 0                                                \
		 ? NULL                                                                  \
		 : (__typeof__((v)->at))memset(&(v)->at[(v)->n++], 0, sizeof(*(v)->at)))

#define vec_free(v)                                                                      \
	do {                                                                             \
		free((v)->at);                                                           \
		(v)->at = NULL;                                                          \
		(v)->n = (v)->size = 0;                                                  \
	} while (0)

/* Bytes addressed by offset; offset 0 is never given out, so 0 can mean "none". */
struct arena {
	char *at;
	size_t n, size;
};

int arena_add(struct arena *arena, const void *data, size_t len, uint32_t *ret);
/* The same, and a NUL behind it. */
int arena_text(struct arena *arena, const char *text, size_t len, uint32_t *ret);

#endif
