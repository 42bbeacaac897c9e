/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words of a filter: names, operators, values with their escapes. */
#include <errno.h>
#include <string.h>

#include "filter-inside.h"

int parse_fail(struct filter_parser *parser, size_t at, size_t len, const char *what)
{
	*parser->error = (struct filter_error){ at, len, what };
	return -EINVAL;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool lex_more(struct filter_parser *parser)
{
	while (parser->at < parser->len && is_blank(parser->text[parser->at]))
		parser->at++;
	return parser->at < parser->len;
}

static bool ends_name(char c)
{
	return is_blank(c) || (c && strchr("()!=<>&|~", c));
}

struct text lex_peek(struct filter_parser *parser)
{
	size_t end;

	lex_more(parser);
	for (end = parser->at; end < parser->len && !ends_name(parser->text[end]); end++)
		;
	return text_of(parser->text + parser->at, end - parser->at);
}

static bool take_symbol(struct filter_parser *parser, const char *symbol)
{
	const size_t len = strlen(symbol);

	if (parser->len - parser->at < len ||
	    memcmp(parser->text + parser->at, symbol, len) != 0)
		return false;
	parser->at += len;
	return true;
}

bool lex_take(struct filter_parser *parser, const char *symbol, const char *word)
{
	struct text next = lex_peek(parser);

	if (word && text_is(&next, word)) {
		parser->at += text_len(&next);
		return true;
	}
	if (text_len(&next) || !symbol || !take_symbol(parser, symbol))
		return false;
	/* "&" and "&&" are one. */
	if (*symbol == '&' || *symbol == '|')
		take_symbol(parser, symbol);
	return true;
}

enum filter_op lex_operator(struct filter_parser *parser)
{
	static const struct {
		const char *name;
		enum filter_op op;
	} operators[] = {
		{ "==", OP_EQ }, { "!=", OP_NE },  { "<=", OP_LE },  { ">=", OP_GE },
		{ "=", OP_EQ },  { "<", OP_LT },   { ">", OP_GT },   { "~", OP_LIKE },
		{ "eq", OP_EQ }, { "ne", OP_NE },  { "neq", OP_NE }, { "!~", OP_UNLIKE },
		{ "lt", OP_LT }, { "le", OP_LE },  { "leq", OP_LE }, { "gt", OP_GT },
		{ "ge", OP_GE }, { "geq", OP_GE },
	};
	const struct text word = lex_peek(parser);

	for (size_t i = 0; i < ARRAY_SIZE(operators); i++) {
		if (text_len(&word) ? !text_is(&word, operators[i].name)
				    : !take_symbol(parser, operators[i].name))
			continue;
		parser->at += text_len(&word);
		return operators[i].op;
	}
	return OP_EQ;
}

static int quoted_value(struct filter_parser *parser, struct value *ret)
{
	const size_t start = parser->at;
	const char quote = parser->text[parser->at++];

	for (; parser->at < parser->len && parser->text[parser->at] != quote; parser->at++)
		;
	if (parser->at == parser->len)
		return parse_fail(parser, start, parser->len - start, "the quote is not closed");
	*ret = (struct value){ start + 1, parser->at++ - start - 1, true };
	return 0;
}

int lex_value(struct filter_parser *parser, struct value *ret)
{
	unsigned nested = 0;
	size_t end;

	if (!lex_more(parser))
		return parse_fail(parser, parser->len, 0, "a value is expected");
	if (strchr("'\"", parser->text[parser->at]) && parser->text[parser->at])
		return quoted_value(parser, ret);
	for (end = parser->at; end < parser->len && !is_blank(parser->text[end]); end++) {
		if (parser->text[end] == '\\' && end + 1 < parser->len)
			end++;
		else if (parser->opened && parser->text[end] == '(')
			nested++;
		else if (parser->opened && parser->text[end] == ')' && nested-- == 0)
			break;
	}
	if (end == parser->at)
		return parse_fail(parser, end, 1, "a value is expected");
	*ret = (struct value){ parser->at, end - parser->at, false };
	parser->at = end;
	return 0;
}

/* Room for `more` bytes beyond the `n` in use. */
static int reserve(struct filter_parser *parser, size_t more)
{
	return vec_reserve(&parser->scratch, parser->scratch.n + more);
}

int lex_plain(struct filter_parser *parser, struct value value, struct text *ret)
{
	const char *from = parser->text + value.at;

	parser->scratch.n = 0;
	if (reserve(parser, value.len + 1) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < value.len; i++) {
		if (from[i] == '\\' && !value.quoted && i + 1 < value.len)
			i++;
		parser->scratch.at[parser->scratch.n++] = from[i];
	}
	parser->scratch.at[parser->scratch.n] = '\0';
	*ret = text_of(parser->scratch.at, parser->scratch.n);
	return 0;
}

static void put(struct filter_parser *parser, char c)
{
	parser->scratch.at[parser->scratch.n++] = c;
}

static bool is_special(char c)
{
	return c && strchr("*?[\\", c);
}

int lex_pattern(struct filter_parser *parser, struct value value, size_t skip,
		bool anywhere, struct span *ret)
{
	const char *from = parser->text + value.at;

	parser->scratch.n = 0;
	if (reserve(parser, 2 * value.len + 3) < 0)
		return -ENOMEM;
	if (anywhere)
		put(parser, '*');
	for (size_t i = skip; i < value.len; i++) {
		const bool escape = from[i] == '\\' && !value.quoted;

		/* What is quoted has no special characters, nor has a last backslash. */
		if (escape ? i + 1 == value.len : value.quoted && is_special(from[i]))
			put(parser, '\\');
		put(parser, from[i]);
		if (escape && i + 1 < value.len)
			put(parser, from[++i]);
	}
	if (anywhere)
		put(parser, '*');
	ret->len = (uint32_t)parser->scratch.n;
	put(parser, '\0');
	return arena_add(&parser->filter->arena, parser->scratch.at, parser->scratch.n,
			 &ret->at);
}

bool number_of(struct text text, uint64_t *ret)
{
	uint64_t number;

	if (!text_len(&text) || *text.p < '0' || *text.p > '9')
		return false;
	if (text_literal(&text, "0x") || text_literal(&text, "0X")) {
		if (!text_len(&text) || is_blank(*text.p) || !text_hex(&text, &number))
			return false;
	} else if (!text_dec(&text, &number)) {
		return false;
	}
	if (text_len(&text))
		return false;
	*ret = number;
	return true;
}
