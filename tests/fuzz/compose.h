/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inputs put together from words that a parser knows: noise alone gets nowhere. */
#ifndef NW_FUZZ_COMPOSE_H
#define NW_FUZZ_COMPOSE_H

#include "fuzz.h"

/* A byte for each word; those beyond stand for themselves. */
static inline size_t compose(const uint8_t *data, size_t size, const char *const *words,
			     size_t n_words, char *ret, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		const char *word = data[i] < n_words ? words[data[i]] : NULL;
		size_t len = word ? strlen(word) : 1;

		if (len > room - n)
			break;
		memcpy(ret + n, word ? word : (const char *)&data[i], len);
		n += len;
	}
	return n;
}

/* Half of all inputs as they are, half composed; to be freed. */
static inline char *input_of(const uint8_t *data, size_t size, const char *const *words,
			     size_t n_words, size_t *len)
{
	char composed[16384];

	if (data[0] % 2 == 0) {
		*len = size - 1;
		return copy_of(data + 1, *len);
	}
	*len = compose(data + 1, size - 1, words, n_words, composed, sizeof(composed));
	return copy_of((const uint8_t *)composed, *len);
}

#endif
