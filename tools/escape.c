/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names from other processes are hostile: nothing of them reaches a terminal raw. */
#include <wchar.h>

#include "escape.h"

size_t utf8_decode(const char *data, size_t len, uint32_t *ret)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)data;
	uint32_t code;
	size_t need;

	if (len == 0)
		return 0;
	if (p[0] < 0x80) {
		*ret = p[0];
		return 1;
	}
	if ((p[0] & 0xe0) == 0xc0)
		need = 2, code = p[0] & 0x1f;
	else if ((p[0] & 0xf0) == 0xe0)
		need = 3, code = p[0] & 0x0f;
	else if ((p[0] & 0xf8) == 0xf0)
		need = 4, code = p[0] & 0x07;
	else
		return 0;
	if (need > len)
		return 0;
	for (size_t i = 1; i < need; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3f);
	}
	if (code < least[need] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret = code;
	return need;
}

/* What moves the cursor, changes direction or hides text. */
static bool is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c ||
	       (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
	       (code >= 0xfff0 && code <= 0xfffb) || (code >= 0xe0000 && code <= 0xe0fff);
}

static size_t put_raw(struct buffer *buffer, const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		buffer_string(buffer, "\\x");
		buffer_hex(buffer, data + i, 1);
	}
	return 4 * len;
}

static size_t plain_length(const char *data, size_t len, enum escape how)
{
	size_t n = 0;

	while (n < len && data[n] > ' ' && data[n] < 0x7f && data[n] != '\\')
		n++;
	/* Blanks are common and harmless, except where words are counted. */
	while (!(how & ESCAPE_BLANKS) && n < len && data[n] >= ' ' && data[n] < 0x7f &&
	       data[n] != '\\')
		n++;
	return n;
}

static size_t columns_of(uint32_t code)
{
	int width = wcwidth((wchar_t)code);

	return width < 0 ? 1 : (size_t)width;
}

size_t escape_text(struct buffer *buffer, const char *data, size_t len, enum escape how)
{
	size_t columns = 0;

	while (len) {
		size_t n = plain_length(data, len, how);
		uint32_t code;

		if (n) {
			buffer_bytes(buffer, data, n);
			columns += n;
		} else if ((n = utf8_decode(data, len, &code)) == 0) {
			n = 1;
			columns += put_raw(buffer, data, n);
		} else if (is_control(code) || (code == ' ' && how & ESCAPE_BLANKS)) {
			columns += put_raw(buffer, data, n);
		} else if (code == '\\') {
			buffer_string(buffer, how & ESCAPE_UNIQUE ? "\\\\" : "\\");
			columns += how & ESCAPE_UNIQUE ? 2 : 1;
		} else {
			buffer_bytes(buffer, data, n);
			columns += columns_of(code);
		}
		data += n;
		len -= n;
	}
	return columns;
}

static void put_json(struct buffer *buffer, const char *data, size_t n, uint32_t code)
{
	if (code == '"' || code == '\\') {
		buffer_char(buffer, '\\');
		buffer_char(buffer, (char)code);
	} else if (code < 0x10000 && is_control(code)) {
		buffer_format(buffer, "\\u%04x", code);
	} else if (is_control(code)) {
		code -= 0x10000;
		buffer_format(buffer, "\\u%04x\\u%04x", 0xd800 + (code >> 10),
			      0xdc00 + (code & 0x3ff));
	} else {
		buffer_bytes(buffer, data, n);
	}
}

bool escape_json(struct buffer *buffer, const char *data, size_t len)
{
	bool valid = true;

	while (len) {
		uint32_t code;
		size_t n = utf8_decode(data, len, &code);

		if (n) {
			put_json(buffer, data, n, code);
		} else {
			buffer_string(buffer, "\xef\xbf\xbd");
			valid = false;
			n = 1;
		}
		data += n;
		len -= n;
	}
	return valid;
}
