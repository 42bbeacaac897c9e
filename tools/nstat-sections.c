/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keywords with more columns than a line has room for: a line for each section of them. What is
 * zero has no place in it, so that what is not stands out.
 */
#include <stdio.h>
#include <string.h>

#include "nstat-sections.h"
#include "nstat-wrap.h"

/* "connection breaks", and a blank */
#define NAME_WIDTH 18
/* A terminal of this width has room for a section's counters beside its name. */
#define WIDE 80

bool nstat_in_sections(const struct nstat_keyword *keyword)
{
	return keyword->columns[0].section != NSTAT_NO_HARM;
}

void nstat_sections_header(struct nstat_run *run, const struct nstat_keyword *keyword,
			   const char *stamp, int stamp_width)
{
	buffer_format(&run->out, "\n%-*s %-*s per second\n", stamp_width, stamp,
		      NAME_WIDTH - 1, keyword->name);
}

static void put_column(struct nstat_wrap *wrap, const struct nstat_column *column,
		       const struct nstat_cell *cell, int decimals)
{
	char word[96];
	int len;

	if (cell->known)
		len = snprintf(word, sizeof(word), "%s %.*f", column->key, decimals,
			       cell->value);
	else
		len = snprintf(word, sizeof(word), "%s -", column->key);
	nstat_wrap_word(wrap, word,
			(size_t)len < sizeof(word) ? (size_t)len : sizeof(word) - 1);
}

static bool is_told(const struct nstat_cell *cell)
{
	return !cell->known || cell->value != 0;
}

/* Columns from `first` up to `end`, behind the section's name. */
static void put_section(struct nstat_run *run, const struct nstat_keyword *keyword,
			size_t first, size_t end, const struct nstat_row *row, size_t indent)
{
	struct nstat_wrap wrap = {
		.out = &run->out,
		.indent = indent,
		.width = nstat_wrap_width(),
		.at = indent,
	};
	size_t told = 0, unknown = 0;

	for (size_t c = first; c < end; c++) {
		told += is_told(&row->cells[c]);
		unknown += !row->cells[c].known;
	}
	if (told == 0 || unknown == end - first) {
		nstat_wrap_word(&wrap, told ? "-" : "0", 1);
		return;
	}
	for (size_t c = first; c < end; c++)
		if (is_told(&row->cells[c]))
			put_column(&wrap, &keyword->columns[c], &row->cells[c],
				   run->options.decimals);
}

void nstat_sections_row(struct nstat_run *run, const struct nstat_keyword *keyword,
			const struct nstat_row *row, const char *stamp, int stamp_width)
{
	for (size_t first = 0, end; first < keyword->n; first = end) {
		const enum nstat_harm section = keyword->columns[first].section;

		for (end = first + 1; end < keyword->n; end++)
			if (keyword->columns[end].section != section)
				break;
		buffer_format(&run->out, "%-*s %-*s", stamp_width, stamp, NAME_WIDTH,
			      nstat_harm_names[section]);
		put_section(run, keyword, first, end, row, (size_t)stamp_width + 1 + NAME_WIDTH);
		buffer_char(&run->out, '\n');
	}
}

static uint64_t bit_of(const char *name)
{
	const int index = nstat_keyword_find(name, strlen(name));

	return index < 0 ? 0 : NW_BIT(index);
}

uint64_t nstat_usual_keywords(const struct nstat_options *options)
{
	uint64_t usual = bit_of("TCP") | bit_of("ETCP");

	if (!options->sar && options->format == NSTAT_TEXT && nstat_wrap_width() >= WIDE)
		usual |= bit_of("TCPX");
	return usual;
}
