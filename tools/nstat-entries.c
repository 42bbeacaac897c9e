/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters by whole names and in order: kept, found, read from lines and written as such. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "nstat-entries.h"

/* The width of names: one that fills it has no blank behind it, as iproute2 prints it. */
#define NAME_WIDTH 32
/* More than any counter grows in a second; what is not, is no rate. */
#define RATE_MAX 1e20

void nstat_entries_free(struct nstat_entries *entries)
{
	free(entries->at);
	buffer_free(&entries->names);
	*entries = (struct nstat_entries)NSTAT_ENTRIES_NONE;
}

const char *nstat_entry_name(const struct nstat_entries *entries, size_t i)
{
	return entries->names.at + entries->at[i].name;
}

int nstat_entries_add(struct nstat_entries *entries, const char *group, const char *name,
		      size_t len, uint64_t value, double rate)
{
	const size_t at = entries->names.n;

	if (entries->n == entries->size) {
		const size_t size = entries->size ? 2 * entries->size : 256;
		struct nstat_entry *grown = reallocarray(entries->at, size, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		entries->at = grown;
		entries->size = size;
	}
	buffer_string(&entries->names, group);
	buffer_bytes(&entries->names, name, len);
	buffer_char(&entries->names, '\0');
	if (entries->names.error)
		return -ENOMEM;
	entries->at[entries->n++] = (struct nstat_entry){ at, value, rate };
	return 0;
}

/* ---- finding one ------------------------------------------------------------------------------- */

/* "Name123" of a Name that filled its column: iproute2 writes histories so. */
static bool sticks(const char *held, const char *name, uint64_t *ret)
{
	const size_t len = strlen(name);
	uint64_t value;
	char *rest;

	if (len < NAME_WIDTH || strncmp(held, name, len) != 0 || !held[len] ||
	    held[len] < '0' || held[len] > '9')
		return false;
	value = strtoull(held + len, &rest, 10);
	if (*rest)
		return false;
	*ret = value;
	return true;
}

/* The index of an entry, and its value. */
static bool find(const struct nstat_entries *entries, size_t *next, const char *name,
		 size_t *ret, uint64_t *value)
{
	for (size_t i = 0; i < entries->n; i++) {
		const size_t at = (*next + i) % entries->n;
		const char *held = nstat_entry_name(entries, at);

		if (strcmp(held, name) == 0)
			*value = entries->at[at].value;
		else if (!sticks(held, name, value))
			continue;
		*next = at + 1;
		*ret = at;
		return true;
	}
	return false;
}

bool nstat_entries_find(const struct nstat_entries *entries, size_t *next,
			const char *name, uint64_t *ret)
{
	size_t at;

	return find(entries, next, name, &at, ret);
}

bool nstat_entry_growth(const struct nstat_entries *now, size_t i, uint64_t before,
			uint64_t *ret)
{
	const uint64_t value = now->at[i].value;
	const uint32_t anew = (uint32_t)(value - before);

	if (value >= before)
		*ret = value - before;
	else if (now->narrow && before <= UINT32_MAX && anew < UINT32_C(1) << 31)
		*ret = anew;
	else
		return false;
	return true;
}

void nstat_entries_average(const struct nstat_entries *before, struct nstat_entries *now,
			   double seconds, double weight)
{
	size_t next = 0;

	for (size_t i = 0; i < now->n; i++) {
		struct nstat_entry *entry = &now->at[i];
		uint64_t value = 0, growth;
		size_t at;

		entry->rate = 0;
		if (find(before, &next, nstat_entry_name(now, i), &at, &value))
			entry->rate = before->at[at].rate;
		if (seconds > 0 && nstat_entry_growth(now, i, value, &growth))
			entry->rate += weight * ((double)growth / seconds - entry->rate);
	}
}

/* ---- lines -------------------------------------------------------------------------------------- */

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || (*at >= '\t' && *at <= '\r')))
		at++;
	return at;
}

static const char *skip_word(const char *at, const char *end)
{
	while (at < end && *at != ' ' && !(*at >= '\t' && *at <= '\r'))
		at++;
	return at;
}

/* The rest of a line is short, and copied: numbers are read from strings. */
static int read_numbers(const char *at, const char *end, uint64_t *value, double *rate)
{
	char text[128];
	const size_t len = (size_t)(end - at);
	char *rest;

	if (len >= sizeof(text) || memchr(at, '\0', len))
		return -EBADMSG;
	memcpy(text, at, len);
	text[len] = '\0';
	*value = strtoull(text, &rest, 10);
	if (rest == text)
		return -EBADMSG;
	*rate = strtod(rest, NULL);
	if (!(fabs(*rate) < RATE_MAX))
		*rate = 0;
	return 0;
}

static int read_entry(struct nstat_entries *entries, const char *at, const char *end)
{
	const char *name = skip_blanks(at, end), *name_end = skip_word(name, end);
	uint64_t value;
	double rate;
	int r;

	if (name == name_end || memchr(name, '\0', (size_t)(name_end - name)))
		return -EBADMSG;
	r = read_numbers(skip_blanks(name_end, end), end, &value, &rate);
	if (r < 0)
		return r;
	return nstat_entries_add(entries, "", name, (size_t)(name_end - name), value, rate);
}

static void read_source(struct nstat_entries *entries, const char *at, const char *end)
{
	size_t len = (size_t)(end - at);

	if (len >= sizeof(entries->source))
		len = sizeof(entries->source) - 1;
	memcpy(entries->source, at, len);
	entries->source[len] = '\0';
}

int nstat_entries_parse(struct nstat_entries *entries, const char *text, size_t len,
			size_t *line)
{
	const char *at = text, *all = text + len;
	int r = 0;

	for (*line = 1; r == 0 && at < all; ++*line) {
		const char *end = memchr(at, '\n', (size_t)(all - at));

		if (!end)
			end = all;
		if (*at == '#')
			read_source(entries, at + 1, end);
		else
			r = read_entry(entries, at, end);
		if (r < 0)
			return r;
		at = end < all ? end + 1 : end;
	}
	return 0;
}

void nstat_entry_line(struct buffer *out, const char *name, uint64_t value, double rate)
{
	const size_t len = strlen(name);

	buffer_string(out, name);
	buffer_fill(out, ' ', len < NAME_WIDTH ? NAME_WIDTH - len : 1);
	buffer_format(out, "%-15llu %6.1f\n", (unsigned long long)value, rate);
}
