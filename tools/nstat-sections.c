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

/* Columns from `first` up to `end`. */
struct section {
	const struct nstat_keyword *keyword;
	const struct nstat_row *row;
	size_t first, end;
	size_t told, unknown; /* how many of them are not 0, or not known; not known */
};

static struct section section_at(const struct nstat_keyword *keyword,
				 const struct nstat_row *row, size_t first)
{
	const enum nstat_harm harm = keyword->columns[first].section;
	struct section section = { keyword, row, first, first, 0, 0 };

	while (section.end < keyword->n && keyword->columns[section.end].section == harm) {
		const struct nstat_cell *cell = &row->cells[section.end++];

		section.told += is_told(cell);
		section.unknown += !cell->known;
	}
	return section;
}

/* Behind its name, which takes the columns of `indent`. */
static void put_section(struct nstat_run *run, const struct section *section, size_t indent)
{
	struct nstat_wrap wrap = {
		.out = &run->out,
		.indent = indent,
		.width = nstat_wrap_width(),
		.at = indent,
	};

	if (section->unknown == section->end - section->first) {
		nstat_wrap_word(&wrap, "-", 1);
		return;
	}
	if (!section->told)
		nstat_wrap_word(&wrap, "0", 1);
	for (size_t c = section->first; c < section->end; c++)
		if (is_told(&section->row->cells[c]))
			put_column(&wrap, &section->keyword->columns[c],
				   &section->row->cells[c], run->options.decimals);
}

void nstat_sections_row(struct nstat_run *run, const struct nstat_keyword *keyword,
			const struct nstat_row *row, const char *stamp, int stamp_width)
{
	for (size_t first = 0; first < keyword->n;) {
		const struct section section = section_at(keyword, row, first);

		first = section.end;
		if (run->options.changed_only && !section.told)
			continue;
		buffer_format(&run->out, "%-*s %-*s", stamp_width, stamp, NAME_WIDTH,
			      nstat_harm_names[keyword->columns[section.first].section]);
		put_section(run, &section, (size_t)stamp_width + 1 + NAME_WIDTH);
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
