/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names from other processes are hostile: nothing of them reaches a terminal raw. */
#ifndef TOOL_ESCAPE_H
#define TOOL_ESCAPE_H

#include "buffer.h"

enum escape {
	ESCAPE_UNIQUE = 1 << 0, /* a backslash is doubled, so that the text can be undone */
	ESCAPE_BLANKS = 1 << 1, /* blanks as well: the text stays one word */
};

/*
 * One code point of UTF-8. Returns its length, or 0 when the bytes are not valid UTF-8
 * (overlong, surrogate, beyond U+10FFFF, cut).
 */
size_t utf8_decode(const char *data, size_t len, uint32_t *ret);

/*
 * Append bytes as text: C0, DEL, C1, bidirectional and line separator controls and what
 * is not UTF-8 become \xHH, byte for byte. Returns the columns it takes on a terminal.
 */
size_t escape_text(struct buffer *buffer, const char *data, size_t len, enum escape how);

/* Append the inside of a JSON string; false: not UTF-8, U+FFFD stands for bad bytes. */
bool escape_json(struct buffer *buffer, const char *data, size_t len);

#endif
