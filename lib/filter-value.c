/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values in a filter that are no addresses: numbers, units, names, patterns. */
#include <errno.h>
#include <string.h>

#include "filter-inside.h"

#define WANTS_CGROUP "the path or the id of a control group is expected"

static int parse_small(struct filter_parser *parser, struct value value, uint64_t most,
		       const char *what, uint64_t *ret)
{
	struct text word;
	int r = lex_plain(parser, value, &word);

	if (r < 0)
		return r;
	if (!number_of(word, ret) || *ret > most)
		return parse_fail_value(parser, value, what);
	return 0;
}

int parse_number(struct filter_parser *parser, struct value value, struct term *term)
{
	return parse_small(parser, value, UINT64_MAX, "a number is expected",
			   &term->number.value);
}

/* N,N... for = and !=, one number for the others. */
int parse_numbers(struct filter_parser *parser, struct value value, struct term *term)
{
	const bool several = 1U << term->op & OPS_EQUAL;
	struct text list;
	int r = lex_plain(parser, value, &list);

	if (r < 0)
		return r;
	do {
		const char *start = list.p;
		uint64_t number;
		uint32_t at;

		while (text_len(&list) && *list.p != ',')
			list.p++;
		if (!number_of(text_of(start, (size_t)(list.p - start)), &number))
			return parse_fail_value(parser, value, "a number is expected");
		/* Eight bytes each: they stand side by side. */
		r = arena_add(&parser->filter->arena, &number, sizeof(number), &at);
		if (r < 0)
			return r;
		if (!term->list.len++)
			term->list.at = at;
	} while (several && text_char(&list, ','));
	if (text_len(&list))
		return parse_fail_value(parser, value, "one number is expected here");
	return 0;
}

int parse_pattern(struct filter_parser *parser, struct value value, struct term *term)
{
	return lex_pattern(parser, value, 0, term->op == OP_LIKE || term->op == OP_UNLIKE,
			   &term->pattern);
}

/* As docker and its like shorten ids: so many digits are the beginning of one. */
#define SHORT_ID 12

int parse_container(struct filter_parser *parser, struct value value, struct term *term)
{
	const char *text = parser->text + value.at;
	size_t digits = 0;
	int r = parse_pattern(parser, value, term);

	while (digits < value.len && text[digits] && strchr("0123456789abcdef", text[digits]))
		digits++;
	if (r < 0 || digits < value.len || digits < SHORT_ID || term->op == OP_LIKE ||
	    term->op == OP_UNLIKE)
		return r;
	/* In place of the NUL behind it. */
	parser->filter->arena.at[term->pattern.at + term->pattern.len++] = '*';
	return 0;
}

/* The name of a UNIX socket, without a prefix. */
int parse_path(struct filter_parser *parser, struct value value, struct term *term)
{
	const bool anywhere = term->op == OP_LIKE || term->op == OP_UNLIKE;

	term->negated = term->negated != (term->op == OP_UNLIKE);
	term->host = (struct host){ .af = AF_UNIX, .strict = true };
	return lex_pattern(parser, value, 0, anywhere, &term->host.name);
}

int parse_user(struct filter_parser *parser, struct value value, struct term *term)
{
	struct text word;
	uint64_t number;
	uint32_t uid;
	int r = lex_plain(parser, value, &word);

	if (r < 0)
		return r;
	if (number_of(word, &number) && number <= UINT32_MAX)
		term->number.value = number;
	else if (parser->names && text_len(&word) && !memchr(word.p, '\0', text_len(&word)) &&
		 names_uid(parser->names, word.p, &uid))
		term->number.value = uid;
	else
		return parse_fail_value(parser, value, "no such user");
	return 0;
}

int parse_reason(struct filter_parser *parser, struct value value, struct term *term)
{
	struct text word;
	int r = lex_plain(parser, value, &word);

	if (r < 0)
		return r;
	for (unsigned i = 1; i < NW_REASONS_; i++) {
		if (!text_is(&word, nw_reason_name(i)))
			continue;
		term->number.value = i;
		return 0;
	}
	return parse_fail_value(parser, value, "no such reason");
}

int parse_kind(struct filter_parser *parser, struct value value, struct term *term)
{
	struct text word;
	int r = lex_plain(parser, value, &word);

	if (r < 0)
		return r;
	if (!words_kind(word, &term->kind))
		return parse_fail_value(parser, value, "no such family or protocol");
	return 0;
}

/* MARK or MARK/MASK; as in ss and the kernel the mask is laid over the socket's only. */
int parse_mark(struct filter_parser *parser, struct value value, struct term *term)
{
	struct text word, mask = { NULL, NULL };
	uint64_t number, bits = UINT32_MAX;
	const char *slash;
	int r = lex_plain(parser, value, &word);

	if (r < 0)
		return r;
	slash = memchr(word.p, '/', text_len(&word));
	if (slash) {
		mask = text_of(slash + 1, (size_t)(word.end - slash - 1));
		word.end = slash;
	}
	if (!number_of(word, &number) || number > UINT32_MAX ||
	    (slash && !number_of(mask, &bits)) || bits > UINT32_MAX)
		return parse_fail_value(parser, value, "a mark is expected: MARK or MARK/MASK");
	term->number.value = number;
	term->number.mask = (uint32_t)bits;
	return 0;
}

/* A number, or a name that is kept for later. */
int parse_named(struct filter_parser *parser, struct value value, struct term *term)
{
	struct text word;
	int r = lex_plain(parser, value, &word);

	if (r < 0)
		return r;
	if (number_of(word, &term->number.value))
		return 0;
	if (!text_len(&word) || memchr(word.p, '\0', text_len(&word)))
		return parse_fail_value(parser, value, "a name or a number is expected");
	term->number.name.len = (uint32_t)text_len(&word);
	return arena_add(&parser->filter->arena, word.p, text_len(&word) + 1,
			 &term->number.name.at);
}

int parse_device(struct filter_parser *parser, struct value value, struct term *term)
{
	int r = parse_named(parser, value, term);

	if (term->number.name.at)
		term->want |= NW_WANT_DEVICES;
	return r;
}

/* Where it was mounted no recording says: these two are what systems agree upon. */
struct text filter_cgroup_path(struct text path)
{
	struct text rest = path;

	if (text_literal(&rest, "/sys/fs/cgroup") && (!text_len(&rest) || *rest.p == '/'))
		path = rest;
	rest = path;
	if (text_literal(&rest, "/unified") && (!text_len(&rest) || *rest.p == '/'))
		path = rest;
	return text_len(&path) ? path : text_of("/", 1);
}

int parse_cgroup(struct filter_parser *parser, struct value value, struct term *term)
{
	char path[4096] = "/";
	struct text word;
	int r = lex_plain(parser, value, &word);

	if (r < 0)
		return r;
	/* A number is that of a group in which a socket was made: of no process. */
	if (!parser->uses && number_of(word, &term->number.value))
		return 0;
	if (!text_len(&word) || memchr(word.p, '\0', text_len(&word)))
		return parse_fail_value(parser, value, WANTS_CGROUP);
	text_char(&word, '/');
	while (text_len(&word) && word.end[-1] == '/')
		word.end--;
	if (text_len(&word) >= sizeof(path) - 1)
		return parse_fail_value(parser, value, WANTS_CGROUP);
	memcpy(path + 1, word.p, text_len(&word));
	path[text_len(&word) + 1] = '\0';
	term->by_path = true;
	term->want |= NW_WANT_LABELS;
	term->number.name.len = (uint32_t)text_len(&word) + 1;
	return arena_add(&parser->filter->arena, path, term->number.name.len + 1,
			 &term->number.name.at);
}

/* ---- metrics and their units --------------------------------------------------- */

enum sense { ANY_SENSE, MICROSECONDS, MILLISECONDS };

/* The help of a metric names its unit; everything that is no time takes k, M and G. */
static enum sense sense_of(unsigned metric)
{
	const char *help = nw_metric_help(metric);

	if (strstr(help, "microseconds"))
		return MICROSECONDS;
	return strstr(help, "milliseconds") ? MILLISECONDS : ANY_SENSE;
}

/* How many of the metric's own units one is: `factor` / `divisor`. */
static const struct unit {
	const char *name;
	enum sense sense;
	uint64_t factor, divisor;
} units[] = {
	{ "", ANY_SENSE, 1, 1 },           { "k", ANY_SENSE, 1000, 1 },
	{ "K", ANY_SENSE, 1000, 1 },       { "M", ANY_SENSE, 1000000, 1 },
	{ "G", ANY_SENSE, 1000000000, 1 }, { "Ki", ANY_SENSE, 1 << 10, 1 },
	{ "Mi", ANY_SENSE, 1 << 20, 1 },   { "Gi", ANY_SENSE, 1 << 30, 1 },
	{ "KiB", ANY_SENSE, 1 << 10, 1 },  { "MiB", ANY_SENSE, 1 << 20, 1 },
	{ "GiB", ANY_SENSE, 1 << 30, 1 },
	{ "", MICROSECONDS, 1, 1 },        { "us", MICROSECONDS, 1, 1 },
	{ "ms", MICROSECONDS, 1000, 1 },   { "s", MICROSECONDS, 1000000, 1 },
	{ "", MILLISECONDS, 1, 1 },        { "us", MILLISECONDS, 1, 1000 },
	{ "ms", MILLISECONDS, 1, 1 },      { "s", MILLISECONDS, 1000, 1 },
};

static const struct unit *unit_of(struct text word, enum sense sense)
{
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (units[i].sense == sense && text_is(&word, units[i].name))
			return &units[i];
	return NULL;
}

/* digits [. digits] as a fraction; up to nine digits behind the point. */
static bool take_decimal(struct text *word, uint64_t *value, uint64_t *divisor)
{
	*divisor = 1;
	if (!text_len(word) || *word->p < '0' || *word->p > '9' || !text_dec(word, value))
		return false;
	if (!text_char(word, '.'))
		return true;
	for (; text_len(word) && *word->p >= '0' && *word->p <= '9'; word->p++) {
		*divisor *= 10;
		if (*divisor > 1000000000 || __builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, *word->p - '0', value))
			return false;
	}
	return *divisor > 1;
}

static int parse_scaled(struct filter_parser *parser, struct value value, enum sense sense,
			struct term *term)
{
	uint64_t number, divisor = 1;
	const struct unit *unit;
	struct text word;
	int r = lex_plain(parser, value, &word);

	if (r < 0)
		return r;
	if (number_of(word, &term->number.value))
		return 0;
	if (!take_decimal(&word, &number, &divisor))
		return parse_fail_value(parser, value, "a number is expected");
	unit = unit_of(word, sense);
	if (!unit)
		return parse_fail_value(parser, value,
					"this unit does not fit here: k M G Ki Mi Gi of amounts, "
					"us ms s of times");
	if (__builtin_mul_overflow(number, unit->factor, &number))
		return parse_fail_value(parser, value, "a smaller number is expected");
	divisor *= unit->divisor;
	if (number % divisor)
		return parse_fail_value(parser, value, "this is not counted so finely");
	term->number.value = number / divisor;
	return 0;
}

int parse_metric(struct filter_parser *parser, struct value value, struct term *term)
{
	return parse_scaled(parser, value, sense_of(term->metric), term);
}

int parse_amount(struct filter_parser *parser, struct value value, struct term *term)
{
	return parse_scaled(parser, value, ANY_SENSE, term);
}
