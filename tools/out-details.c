/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The details of a row for people: key:value, as many to a line as the terminal has room for. */
#include <string.h>

#include "report.h"

/* Where a terminal goes on behind a tab at the beginning of a line. */
#define TAB 8

struct lines {
	struct buffer *text;
	size_t width; /* 0: one line, however long */
	size_t at;    /* columns of the last one; 0: there is none yet */
};

/* What is absent says nothing, and of these numbers 0 says as little. */
static bool is_telling(const struct cell *cell)
{
	switch (cell->kind) {
	case CELL_ABSENT:
		return false;
	case CELL_NUMBER:
		return cell->number != 0;
	case CELL_FLAG:
		return cell->flag;
	default:
		return true;
	}
}

/* The blank there was one too many: what follows it begins a line. */
static void break_at(struct buffer *text, size_t blank)
{
	buffer_char(text, '\0');
	if (text->error)
		return;
	memmove(text->at + blank + 2, text->at + blank + 1, text->n - blank - 2);
	memcpy(text->at + blank, "\n\t", 2);
}

static void put_word(struct lines *lines, const char *key, const struct cell *word)
{
	const size_t before = lines->text->n;
	size_t columns = 0;

	buffer_char(lines->text, lines->at ? ' ' : '\t');
	if (key) {
		buffer_string(lines->text, key);
		buffer_char(lines->text, ':');
		columns = strlen(key) + 1;
	}
	columns += cell_print(word, lines->text);
	if (!lines->at) {
		lines->at = TAB + columns;
	} else if (lines->width && lines->at + 1 + columns > lines->width) {
		break_at(lines->text, before);
		lines->at = TAB + columns;
	} else {
		lines->at += 1 + columns;
	}
}

/* Text of several words may be broken between them. */
static void put_words(struct lines *lines, const char *key, const struct cell *cell)
{
	const char *at = cell->text.at, *end = at + cell->text.len, *blank;

	while ((blank = memchr(at, ' ', (size_t)(end - at)))) {
		const struct cell word = cell_text(at, (size_t)(blank - at));

		put_word(lines, key, &word);
		key = NULL;
		at = blank + 1;
	}

	const struct cell last = cell_text(at, (size_t)(end - at));

	put_word(lines, key, &last);
}

void details_print(const struct report *report, const struct column_list *details,
		   const struct nw_sock *sock, struct buffer *text)
{
	struct lines lines = { .text = text, .width = report->width };

	for (size_t c = 0; c < details->n; c++) {
		const struct column *column = &details->at[c];
		struct cell cell;

		if (column->repeats && column->repeats(sock))
			continue;
		report_cell(report, column, sock, &cell);
		if (!is_telling(&cell))
			continue;
		if (lines.width && cell.kind == CELL_TEXT && cell.text.len)
			put_words(&lines, column->key, &cell);
		else
			put_word(&lines, column->key, &cell);
	}
}
