/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells as text and as JSON values. */
#include <string.h>

#include "cell.h"
#include "escape.h"

struct cell cell_word(const char *word)
{
	return word ? cell_text(word, strlen(word)) : (struct cell){ .kind = CELL_ABSENT };
}

static size_t print_number(uint64_t number, struct buffer *buffer)
{
	size_t digits = 1;

	buffer_u64(buffer, number);
	for (; number >= 10; number /= 10)
		digits++;
	return digits;
}

static size_t print_list(const struct cell *cell, struct buffer *buffer)
{
	size_t columns = 0;

	for (size_t i = 0; i < cell->list.n; i++) {
		struct cell item;
		const char *name;

		cell->list.get(cell, i, &item, &name);
		if (i) {
			buffer_char(buffer, ',');
			columns++;
		}
		columns += cell_print(&item, buffer);
	}
	return columns;
}

static size_t print_record(const struct cell *cell, struct buffer *buffer)
{
	struct buffer word = { .fd = -1 };
	size_t columns;

	cell->list.text(cell, &word);
	columns = escape_text(buffer, word.at, word.n, ESCAPE_UNIQUE);
	buffer_free(&word);
	return columns;
}

size_t cell_print(const struct cell *cell, struct buffer *buffer)
{
	switch (cell->kind) {
	case CELL_ABSENT:
		break;
	case CELL_TEXT:
		return escape_text(buffer, cell->text.at, cell->text.len, ESCAPE_UNIQUE);
	case CELL_NUMBER:
		return print_number(cell->number, buffer);
	case CELL_FLAG:
		buffer_char(buffer, cell->flag ? '1' : '0');
		return 1;
	case CELL_LIST:
		return print_list(cell, buffer);
	case CELL_RECORD:
		return print_record(cell, buffer);
	}
	return 0;
}

static void json_text(const struct cell *cell, const char *key, struct buffer *buffer)
{
	bool valid;

	buffer_char(buffer, '"');
	valid = escape_json(buffer, cell->text.at, cell->text.len);
	buffer_char(buffer, '"');
	if (valid || !key)
		return;
	buffer_string(buffer, ",\"");
	buffer_string(buffer, key);
	buffer_string(buffer, "_hex\":\"");
	buffer_hex(buffer, cell->text.at, cell->text.len);
	buffer_char(buffer, '"');
}

static void json_list(const struct cell *cell, struct buffer *buffer)
{
	buffer_char(buffer, '[');
	for (size_t i = 0; i < cell->list.n; i++) {
		struct cell item;
		const char *name;

		cell->list.get(cell, i, &item, &name);
		if (i)
			buffer_char(buffer, ',');
		cell_json(&item, NULL, buffer);
	}
	buffer_char(buffer, ']');
}

static void json_record(const struct cell *cell, struct buffer *buffer)
{
	bool first = true;

	buffer_char(buffer, '{');
	for (size_t i = 0; i < cell->list.n; i++) {
		struct cell item;
		const char *name;

		cell->list.get(cell, i, &item, &name);
		if (item.kind == CELL_ABSENT)
			continue;
		buffer_string(buffer, first ? "\"" : ",\"");
		buffer_string(buffer, name);
		buffer_string(buffer, "\":");
		cell_json(&item, name, buffer);
		first = false;
	}
	buffer_char(buffer, '}');
}

void cell_json(const struct cell *cell, const char *key, struct buffer *buffer)
{
	switch (cell->kind) {
	case CELL_ABSENT:
		buffer_string(buffer, "null");
		break;
	case CELL_TEXT:
		json_text(cell, key, buffer);
		break;
	case CELL_NUMBER:
		buffer_u64(buffer, cell->number);
		break;
	case CELL_FLAG:
		buffer_string(buffer, cell->flag ? "true" : "false");
		break;
	case CELL_LIST:
		json_list(cell, buffer);
		break;
	case CELL_RECORD:
		json_record(cell, buffer);
		break;
	}
}
