/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of processors, as -P has them. */
#include <string.h>

#include "nstat-processors.h"

/* As many as Linux can be built for. */
#define MOST 8192

struct span {
	bool sum;
	uint32_t first, last;
};

static bool take_digits(const char **at, const char *end, uint32_t *ret)
{
	const char *begin = *at;
	uint32_t number = 0;

	for (; *at < end && **at >= '0' && **at <= '9'; (*at)++)
		if (number < MOST)
			number = number * 10 + (uint32_t)(**at - '0');
	*ret = number;
	return *at > begin;
}

static bool read_span(const char *at, size_t len, struct span *ret)
{
	const char *end = at + len;

	*ret = (struct span){ .sum = len == 3 && memcmp(at, "all", 3) == 0 };
	if (ret->sum)
		return true;
	if (!take_digits(&at, end, &ret->first))
		return false;
	ret->last = ret->first;
	if (at < end && *at == '-') {
		at++;
		if (at == end)
			ret->last = MOST - 1;
		else if (!take_digits(&at, end, &ret->last))
			return false;
	}
	return at == end && ret->first <= ret->last && ret->last < MOST;
}

/* false: no more. What is not valid stands as an empty span. */
static bool next_span(const char **list, struct span *ret, bool *valid)
{
	size_t len;

	*list += strspn(*list, ",");
	if (!**list)
		return false;
	len = strcspn(*list, ",");
	*valid = read_span(*list, len, ret);
	*list += len;
	return true;
}

static bool is_all(const char *list)
{
	return strcmp(list, "ALL") == 0;
}

bool nstat_processors_valid(const char *list)
{
	struct span span;
	bool valid;

	while (!is_all(list) && next_span(&list, &span, &valid))
		if (!valid)
			return false;
	return true;
}

bool nstat_processors_has(const char *list, bool sum, uint32_t number)
{
	struct span span;
	bool valid;

	if (is_all(list))
		return true;
	while (next_span(&list, &span, &valid))
		if (span.sum == sum && (sum || (number >= span.first && number <= span.last)))
			return true;
	return false;
}

uint32_t nstat_processors_count(const char *list)
{
	uint32_t n = nstat_processors_has(list, true, 0);

	for (uint32_t i = 0; i < MOST; i++)
		n += nstat_processors_has(list, false, i);
	return n;
}
