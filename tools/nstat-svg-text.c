/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text in SVG: names from elsewhere are no markup. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "nstat-svg.h"

#define LINE_HEIGHT 15
/* Of the small font, across the chart. */
#define LINE_COLUMNS 128

static const char *entity_of(uint32_t code)
{
	static const struct {
		uint32_t code;
		const char *entity;
	} entities[] = {
		{ '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" },
		/* XML has no way to say these two. */
		{ 0xfffe, "\xef\xbf\xbd" }, { 0xffff, "\xef\xbf\xbd" },
	};

	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (entities[i].code == code)
			return entities[i].entity;
	return NULL;
}

static size_t length_of(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		/* What follows the first byte of a character is none. */
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

void svg_escape(struct buffer *out, const char *text, size_t most)
{
	struct buffer plain = { .fd = -1 };
	bool cut;

	escape_text(&plain, text, strlen(text), 0);
	cut = length_of(plain.at, plain.n) > most;
	for (size_t at = 0, n, left = most - cut; at < plain.n && left; at += n, left--) {
		const char *entity;
		uint32_t code = 0;

		n = utf8_decode(plain.at + at, plain.n - at, &code);
		entity = entity_of(code);
		if (entity)
			buffer_string(out, entity);
		else
			buffer_bytes(out, plain.at + at, n);
		/* It is valid, escaped as it is. */
		if (!n)
			break;
	}
	if (cut)
		buffer_string(out, "…");
	if (plain.error)
		out->error = plain.error;
	buffer_free(&plain);
}

void svg_coordinate(struct buffer *out, double value)
{
	const long tenths = lround(value * 10);

	buffer_format(out, "%s%ld", tenths < 0 ? "-" : "", labs(tenths) / 10);
	if (tenths % 10)
		buffer_format(out, ".%ld", labs(tenths) % 10);
}

void svg_text(struct buffer *out, const char *class, double x, double y, const char *text,
	      size_t most)
{
	buffer_format(out, "<text class=\"%s\" x=\"", class);
	svg_coordinate(out, x);
	buffer_string(out, "\" y=\"");
	svg_coordinate(out, y);
	buffer_string(out, "\">");
	svg_escape(out, text, most);
	buffer_string(out, "</text>\n");
}

/* How many bytes of whole words fit; of one word that is too long, all of it. */
static size_t fitting(const char *text)
{
	size_t fit = 0;

	for (size_t end = 0; text[end];) {
		end += strspn(text + end, " ");
		end += strcspn(text + end, " ");
		if (fit && length_of(text, end) > LINE_COLUMNS)
			break;
		fit = end;
	}
	return fit;
}

double svg_paragraph(struct buffer *out, double y, const char *text)
{
	struct buffer plain = { .fd = -1 };
	const char *at;

	/* Escaped it is longer; once more it stays as it is. */
	escape_text(&plain, text, strlen(text), 0);
	buffer_char(&plain, '\0');
	if (plain.error)
		out->error = plain.error;
	at = plain.error ? "" : plain.at;
	for (at += strspn(at, " "); *at; at += strspn(at, " ")) {
		const size_t len = fitting(at);
		char *line = strndup(at, len);

		if (!line) {
			out->error = ENOMEM;
			break;
		}
		svg_text(out, "f", SVG_MARGIN, y, line, LINE_COLUMNS);
		free(line);
		at += len;
		y += LINE_HEIGHT;
	}
	buffer_free(&plain);
	return y;
}
