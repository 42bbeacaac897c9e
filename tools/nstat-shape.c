/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What formats for machines share: times, names and numbers, whatever the locale. */
#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <time.h>

#include "escape.h"
#include "nstat-shape.h"

#define SECOND UINT64_C(1000000000)
#define MICROSECOND 1000

void nstat_shape_begin(void)
{
	setlocale(LC_NUMERIC, "C");
}

/* The format is one of a few, all of them ours. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

void nstat_shape_utc(struct buffer *out, const char *format, uint64_t realtime)
{
	const time_t seconds = (time_t)(realtime / SECOND);
	char text[64];
	struct tm tm;

	if (gmtime_r(&seconds, &tm) && strftime(text, sizeof(text), format, &tm))
		buffer_string(out, text);
}

void nstat_shape_instant(struct buffer *out, uint64_t realtime)
{
	nstat_shape_utc(out, "%Y-%m-%dT%H:%M:%S", realtime);
	buffer_format(out, ".%06uZ", (unsigned)(realtime % SECOND / MICROSECOND));
}

void nstat_shape_number(struct buffer *out, double number)
{
	buffer_format(out, "%.12g", number);
}

void nstat_shape_key(struct buffer *out, const char *key)
{
	for (; *key; key++)
		buffer_char(out, *key == '-' ? '_' : *key);
}

void nstat_shape_lower(struct buffer *out, const char *word)
{
	for (; *word; word++)
		buffer_char(out, (char)tolower((unsigned char)*word));
}

void nstat_shape_string(struct buffer *out, const char *text)
{
	buffer_char(out, '"');
	escape_json(out, text, strlen(text));
	buffer_char(out, '"');
}

void nstat_shape_rows(struct nstat_run *run, const struct nstat_space *space, size_t keyword)
{
	size_t kept = 0;

	if (nstat_rows_of(run, space, keyword) < 0) {
		run->rows.n = 0;
		run->out.error = ENOMEM;
	}
	for (size_t i = 0; i < run->rows.n; i++)
		if (!run->options.changed_only || run->rows.at[i].changed)
			run->rows.at[kept++] = run->rows.at[i];
	run->rows.n = kept;
}
