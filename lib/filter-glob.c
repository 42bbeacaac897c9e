/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Shell patterns on bytes. Not fnmatch(): names have NULs and invalid characters in them,
 * a locale must not change what matches, and libc's takes exponential time for some.
 */
#include <string.h>

#include "filter-inside.h"

static unsigned char folded(char c, unsigned flags)
{
	if (c == '\0' && flags & GLOB_NULS)
		return '@';
	if (c >= 'A' && c <= 'Z' && flags & GLOB_FOLD)
		return (unsigned char)(c - 'A' + 'a');
	return (unsigned char)c;
}

static bool between(unsigned char c, char first, char last)
{
	return c >= (unsigned char)first && c <= (unsigned char)last;
}

/* [:alpha:] and its like, of ASCII. */
static bool in_class(struct text name, unsigned char c, unsigned flags)
{
	const bool upper = between(c, 'A', 'Z'), digit = between(c, '0', '9');
	const bool lower = between(c, 'a', 'z'), alpha = upper || lower;
	const bool graph = between(c, '!', '~');
	const struct {
		const char *name;
		bool yes;
	} classes[] = {
		{ "alnum", alpha || digit },
		{ "alpha", alpha },
		{ "blank", c == ' ' || c == '\t' },
		{ "cntrl", c < ' ' || c == 0x7f },
		{ "digit", digit },
		{ "graph", graph },
		{ "lower", lower },
		{ "print", graph || c == ' ' },
		{ "punct", graph && !alpha && !digit },
		{ "space", c == ' ' || between(c, '\t', '\r') },
		{ "upper", upper || (lower && flags & GLOB_FOLD) },
		{ "xdigit", digit || between(c, 'a', 'f') || between(c, 'A', 'F') },
	};

	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		if (text_is(&name, classes[i].name))
			return classes[i].yes;
	return false;
}

/* "[:name:]" at the front of a set; consumed if it is one. */
static bool take_class(struct text *set, struct text *name)
{
	const char *end;

	if (text_len(set) < 2 || set->p[0] != '[' || set->p[1] != ':')
		return false;
	for (end = set->p + 2; end < set->end && between((unsigned char)*end, 'a', 'z'); end++)
		;
	if (set->end - end < 2 || end[0] != ':' || end[1] != ']')
		return false;
	*name = text_of(set->p + 2, (size_t)(end - set->p - 2));
	set->p = end + 2;
	return true;
}

/* A character of a set, after its backslash if it has one. */
static bool take_one(struct text *set, char *ret)
{
	if (text_len(set) > 1 && *set->p == '\\')
		set->p++;
	if (!text_len(set))
		return false;
	*ret = *set->p++;
	return true;
}

/*
 * A set behind its '['. On success *pattern is behind its ']'; false: it has none, and
 * the '[' is a character like any other.
 */
static bool take_set(struct text *pattern, unsigned char c, unsigned flags, bool *ret)
{
	struct text set = *pattern, name;
	const bool inverted = text_char(&set, '!') || text_char(&set, '^');
	bool found = false;

	for (bool first = true; !text_len(&set) || *set.p != ']' || first; first = false) {
		char low, high;

		if (take_class(&set, &name)) {
			found = in_class(name, c, flags) || found;
			continue;
		}
		if (!take_one(&set, &low))
			return false;
		high = low;
		if (text_len(&set) > 1 && set.p[0] == '-' && set.p[1] != ']') {
			set.p++;
			if (!take_one(&set, &high))
				return false;
		}
		if (c >= folded(low, flags & GLOB_FOLD) && c <= folded(high, flags & GLOB_FOLD))
			found = true;
	}
	pattern->p = set.p + 1;
	*ret = found != inverted;
	return true;
}

/* Does the front of the pattern, which is no '*', take this character? */
static bool take(struct text *pattern, unsigned char c, unsigned flags)
{
	bool in_set;

	switch (*pattern->p++) {
	case '?':
		return true;
	case '[':
		if (take_set(pattern, c, flags, &in_set))
			return in_set;
		return c == '[';
	case '\\':
		/* Nothing behind it: matches nothing, as in fnmatch(). */
		if (!text_len(pattern))
			return false;
		return folded(*pattern->p++, flags & GLOB_FOLD) == c;
	default:
		return folded(pattern->p[-1], flags & GLOB_FOLD) == c;
	}
}

bool glob_match(struct text pattern, struct text text, unsigned flags)
{
	struct text behind = { NULL, NULL }; /* the last '*' */
	const char *again = NULL;            /* what it has not taken yet */

	while (text_len(&text)) {
		if (text_char(&pattern, '*')) {
			behind = pattern;
			again = text.p;
			continue;
		}
		if (text_len(&pattern) && take(&pattern, folded(*text.p, flags), flags)) {
			text.p++;
			continue;
		}
		/* Only the last '*' need ever take more: the ones before it are done. */
		if (!again)
			return false;
		pattern = behind;
		text.p = ++again;
	}
	while (text_char(&pattern, '*'))
		;
	return !text_len(&pattern);
}
