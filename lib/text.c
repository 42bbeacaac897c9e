/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bounded scanner and the arena. */
#include <errno.h>
#include <string.h>

#include "text.h"
#include "vec.h"

bool text_line(struct text *t, struct text *ret)
{
	const char *newline;

	if (t->p >= t->end)
		return false;

	newline = memchr(t->p, '\n', text_len(t));
	ret->p = t->p;
	ret->end = newline ? newline : t->end;
	t->p = newline ? newline + 1 : t->end;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

void text_blank(struct text *t)
{
	while (t->p < t->end && is_blank(*t->p))
		t->p++;
}

bool text_word(struct text *t, struct text *ret)
{
	const char *p = t->p, *const end = t->end;

	while (p < end && is_blank(*p))
		p++;
	t->p = p;
	if (p >= end)
		return false;

	ret->p = p;
	while (p < end && !is_blank(*p))
		p++;
	ret->end = p;
	t->p = p;
	return true;
}

bool text_char(struct text *t, char c)
{
	if (t->p >= t->end || *t->p != c)
		return false;
	t->p++;
	return true;
}

bool text_literal(struct text *t, const char *literal)
{
	size_t len = strlen(literal);

	if (text_len(t) < len || memcmp(t->p, literal, len) != 0)
		return false;
	t->p += len;
	return true;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/* Inlined, so that the base is known: files are mostly numbers. */
static inline bool number(struct text *t, int base, uint64_t *ret)
{
	const char *p, *const end = t->end;
	uint64_t sum = 0;

	text_blank(t);
	for (p = t->p; p < end; p++) {
		const int digit = digit_of(*p);

		if (digit >= base)
			break;
		if (__builtin_mul_overflow(sum, (uint64_t)base, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)digit, &sum)) {
			t->p = p;
			return false;
		}
	}
	if (p == t->p)
		return false;

	t->p = p;
	*ret = sum;
	return true;
}

bool text_dec(struct text *t, uint64_t *ret)
{
	return number(t, 10, ret);
}

bool text_hex(struct text *t, uint64_t *ret)
{
	return number(t, 16, ret);
}

bool text_int(struct text *t, int64_t *ret)
{
	uint64_t u;
	bool negative;

	text_blank(t);
	negative = text_char(t, '-');
	if (!number(t, 10, &u) || u > INT64_MAX)
		return false;

	*ret = negative ? -(int64_t)u : (int64_t)u;
	return true;
}

bool text_hex_n(struct text *t, unsigned digits, uint64_t *ret)
{
	uint64_t sum = 0;

	if (text_len(t) < digits)
		return false;
	for (unsigned i = 0; i < digits; i++) {
		int digit = digit_of(t->p[i]);

		if (digit > 15)
			return false;
		sum = sum << 4 | (uint64_t)digit;
	}
	t->p += digits;
	*ret = sum;
	return true;
}

bool text_is(const struct text *t, const char *s)
{
	return text_len(t) == strlen(s) && memcmp(t->p, s, text_len(t)) == 0;
}

bool text_bracketed(const char *s, const char *prefix, uint64_t *ret)
{
	struct text t = text_of(s, strlen(s));
	uint64_t u;

	if (!text_literal(&t, prefix) || !text_char(&t, '[') || t.p >= t.end ||
	    digit_of(*t.p) > 9 || !text_dec(&t, &u) || !text_is(&t, "]"))
		return false;

	*ret = u;
	return true;
}

/* `room` bytes, of which `len` are known. What is added begins where a number may stand. */
static inline int add(struct arena *arena, const void *data, size_t len, size_t room,
		      uint32_t *ret)
{
	const size_t start = ((arena->n ? arena->n : 8) + 7) & ~(size_t)7;
	int r;

	if (room > UINT32_MAX || start > UINT32_MAX - room)
		return -EOVERFLOW;
	r = vec_reserve_((void **)&arena->at, &arena->size, start + room, 1);
	if (r < 0)
		return r;
	if (len)
		memcpy(arena->at + start, data, len);

	arena->n = start + room;
	*ret = (uint32_t)start;
	return 0;
}

int arena_add(struct arena *arena, const void *data, size_t len, uint32_t *ret)
{
	return add(arena, data, len, len, ret);
}

int arena_text(struct arena *arena, const char *text, size_t len, uint32_t *ret)
{
	int r = add(arena, text, len, len + 1, ret);

	if (r == 0)
		arena->at[arena->n - 1] = '\0';
	return r;
}
