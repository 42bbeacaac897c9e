/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A bounded scanner over bytes that are not ours: no NUL needed, no sscanf. */
#ifndef NW_TEXT_H
#define NW_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	const char *p, *end;
};

static inline struct text text_of(const char *p, size_t len)
{
	return (struct text){ p, p + len };
}

static inline size_t text_len(const struct text *t)
{
	return (size_t)(t->end - t->p);
}

/* The next line without its newline; false at the end. */
bool text_line(struct text *t, struct text *ret);
/* Skip blanks and tabs. */
void text_blank(struct text *t);
/* The next word (up to a blank or the end), blanks before it skipped; false if none. */
bool text_word(struct text *t, struct text *ret);
/* Skip one given character; false if another one stands there. */
bool text_char(struct text *t, char c);
/* A literal; on a mismatch nothing is consumed. */
bool text_literal(struct text *t, const char *literal);
/* Decimal and hexadecimal numbers, blanks before them skipped; false on none or overflow. */
bool text_dec(struct text *t, uint64_t *ret);
bool text_hex(struct text *t, uint64_t *ret);
/* As text_dec, with a sign allowed. */
bool text_int(struct text *t, int64_t *ret);
/* Exactly `digits` hexadecimal digits (1 to 16), nothing skipped. */
bool text_hex_n(struct text *t, unsigned digits, uint64_t *ret);
/* Is all that is left equal to this string? */
bool text_is(const struct text *t, const char *s);
/* `prefix` number "]" and nothing else, as in socket:[123] and net:[4026531840]. */
bool text_bracketed(const char *s, const char *prefix, uint64_t *ret);

#endif
