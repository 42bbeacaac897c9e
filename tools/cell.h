/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A typed cell: what a column says of a row, before any format is chosen. */
#ifndef TOOL_CELL_H
#define TOOL_CELL_H

#include "buffer.h"

enum cell_kind {
	CELL_ABSENT,
	CELL_TEXT, /* bytes of any kind: escaped by whoever prints them */
	CELL_NUMBER,
	CELL_FLAG,
	CELL_LIST,   /* of cells */
	CELL_RECORD, /* named cells */
};

struct cell {
	enum cell_kind kind;
	union {
		struct {
			const char *at;
			size_t len;
		} text;
		uint64_t number;
		bool flag;
		struct {
			size_t n;
			/* The i-th member; a record's has a name. `cell` is the list. */
			void (*get)(const struct cell *cell, size_t i, struct cell *ret,
				    const char **name);
			const void *of;
			const void *view;
			/* How a record reads as one word of text. */
			void (*text)(const struct cell *cell, struct buffer *buffer);
		} list;
	};
};

static inline struct cell cell_text(const char *at, size_t len)
{
	return (struct cell){ .kind = CELL_TEXT, .text = { at, len } };
}

static inline struct cell cell_number(uint64_t number)
{
	return (struct cell){ .kind = CELL_NUMBER, .number = number };
}

static inline struct cell cell_flag(bool flag)
{
	return (struct cell){ .kind = CELL_FLAG, .flag = flag };
}

struct cell cell_word(const char *word); /* NULL: absent */

/* As text for people, escaped. Returns the columns it takes on a terminal. */
size_t cell_print(const struct cell *cell, struct buffer *buffer);
/* As a JSON value. `key` names it: bytes that are no text also come as "KEY_hex". */
void cell_json(const struct cell *cell, const char *key, struct buffer *buffer);

#endif
