/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What iproute2's nstat prints, and what it keeps. */
#include <fnmatch.h>

#include "escape.h"
#include "nstat-iproute.h"

static bool is_named(const struct nstat_iproute_options *options, const char *name)
{
	for (size_t i = 0; i < options->n_patterns; i++)
		if (fnmatch(options->patterns[i], name, FNM_CASEFOLD) == 0)
			return true;
	return options->n_patterns == 0;
}

/* One row, as it is shown. */
struct shown {
	const char *name;
	uint64_t value;
	double rate;
	bool overflow; /* it is less than it was */
};

/* ---- text ----------------------------------------------------------------------------------------- */

static void text_begin(struct buffer *out, const struct nstat_iproute_options *options,
		       const char *source)
{
	(void)options;
	buffer_char(out, '#');
	escape_text(out, source, strlen(source), 0);
	buffer_char(out, '\n');
}

static void text_row(struct buffer *out, const struct nstat_iproute_options *options,
		     const struct shown *row, bool first)
{
	const size_t width = escape_text(out, row->name, strlen(row->name), 0);

	(void)options;
	(void)first;
	/* iproute2's line: a name of 32 bytes and more meets its value. */
	buffer_fill(out, ' ', width < 32 ? 32 - width : 0);
	buffer_format(out, "%-16llu%6.1f%s\n", (unsigned long long)row->value, row->rate,
		      row->overflow ? " (overflow)" : "");
}

static void text_end(struct buffer *out, const struct nstat_iproute_options *options, bool any)
{
	(void)out;
	(void)options;
	(void)any;
}

/* ---- JSON ----------------------------------------------------------------------------------------- */

static void json_line(struct buffer *out, const struct nstat_iproute_options *options,
		      size_t depth)
{
	if (!options->pretty)
		return;
	buffer_char(out, '\n');
	buffer_fill(out, ' ', 4 * depth);
}

static void json_key(struct buffer *out, const struct nstat_iproute_options *options,
		     const char *key)
{
	buffer_char(out, '"');
	escape_json(out, key, strlen(key));
	buffer_string(out, options->pretty ? "\": " : "\":");
}

static void json_begin(struct buffer *out, const struct nstat_iproute_options *options,
		       const char *source)
{
	buffer_char(out, '{');
	json_line(out, options, 1);
	json_key(out, options, source);
	buffer_char(out, '{');
}

static void json_row(struct buffer *out, const struct nstat_iproute_options *options,
		     const struct shown *row, bool first)
{
	if (!first)
		buffer_char(out, ',');
	json_line(out, options, 2);
	json_key(out, options, row->name);
	buffer_u64(out, row->value);
}

static void json_end(struct buffer *out, const struct nstat_iproute_options *options, bool any)
{
	if (any)
		json_line(out, options, 1);
	buffer_char(out, '}');
	json_line(out, options, 0);
	buffer_string(out, "}\n");
}

/* ---- either --------------------------------------------------------------------------------------- */

static const struct shape {
	void (*begin)(struct buffer *out, const struct nstat_iproute_options *options,
		      const char *source);
	void (*row)(struct buffer *out, const struct nstat_iproute_options *options,
		    const struct shown *row, bool first);
	void (*end)(struct buffer *out, const struct nstat_iproute_options *options, bool any);
} text = { text_begin, text_row, text_end }, json = { json_begin, json_row, json_end };

void nstat_iproute_show(const struct nstat_iproute_options *options,
			const struct nstat_entries *now, const struct nstat_entries *past,
			struct buffer *out)
{
	const struct shape *shape = options->json ? &json : &text;
	size_t next = 0;
	bool any = false;

	shape->begin(out, options, now->source);
	for (size_t i = 0; i < now->n; i++) {
		struct shown row = { nstat_entry_name(now, i), now->at[i].value,
				     now->at[i].rate, false };
		uint64_t before;

		if (past && nstat_entries_find(past, &next, row.name, &before)) {
			row.value = 0;
			row.overflow = !nstat_entry_growth(now, i, before, &row.value);
		}
		if (!options->zeros && row.value == 0 && !(row.rate > 0))
			continue;
		if (!is_named(options, row.name))
			continue;
		shape->row(out, options, &row, !any);
		any = true;
	}
	shape->end(out, options, any);
}

void nstat_iproute_keep(const struct nstat_iproute_options *options,
			const struct nstat_entries *now, const struct nstat_entries *past,
			struct buffer *out)
{
	size_t next = 0;

	buffer_char(out, '#');
	buffer_string(out, now->source);
	buffer_char(out, '\n');
	for (size_t i = 0; i < now->n; i++) {
		const char *name = nstat_entry_name(now, i);
		uint64_t value = now->at[i].value;

		if (!options->zeros && value == 0 && !(now->at[i].rate > 0))
			continue;
		if (past && !is_named(options, name))
			nstat_entries_find(past, &next, name, &value);
		nstat_entry_line(out, name, value, now->at[i].rate);
	}
}
