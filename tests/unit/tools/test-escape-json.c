/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of JSON strings: any bytes in, valid text out. */
#include "escape.h"
#include "unit.h"

static bool json_of(struct buffer *buffer, const char *data, size_t len)
{
	char *copy = malloc(len ? len : 1);
	bool valid;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, data, len);
	buffer->n = 0;
	valid = escape_json(buffer, copy, len);
	free(copy);
	return valid;
}

static void assert_json(const char *data, size_t len, bool valid, const char *expected)
{
	struct buffer buffer = { .fd = -1 };

	ck_assert(json_of(&buffer, data, len) == valid);
	ck_assert_uint_eq(buffer.n, strlen(expected));
	if (buffer.n)
		ck_assert_mem_eq(buffer.at, expected, buffer.n);
	buffer_free(&buffer);
}

#define JSON(data, valid, expected) assert_json(data, sizeof(data) - 1, valid, expected)
#define BAD "\xef\xbf\xbd"

START_TEST(texts)
{
	JSON("", true, "");
	JSON("plain text", true, "plain text");
	JSON("\"\\/", true, "\\\"\\\\/");
	JSON("a\nb\x1b\x7f", true, "a\\u000ab\\u001b\\u007f");
	JSON("\0a\0", true, "\\u0000a\\u0000");
	JSON("gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80", true, "gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80");
	/* Terminals and JavaScript would take these for more than text. */
	JSON("\xc2\x9b", true, "\\u009b");
	JSON("\xe2\x80\xa8\xe2\x80\xae", true, "\\u2028\\u202e");
	/* U+E0041 in two halves. */
	JSON("\xf3\xa0\x81\x81", true, "\\udb40\\udc41");
	/* A replacement character that was there is not one of ours. */
	JSON(BAD, true, BAD);
	JSON("\xff", false, BAD);
	JSON("a\xc3"
	     "b\xe2\x82",
	     false, "a" BAD "b" BAD BAD);
	JSON("\xed\xa0\x80", false, BAD BAD BAD);
	JSON("\xc0\xaf", false, BAD BAD);
}
END_TEST

static size_t put_code(uint32_t code, char *out)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

#define NONE SIZE_MAX

/* "\\uXXXX" and no less. */
static bool unit_at(const char *text, const char *end, uint32_t *ret)
{
	unsigned code;

	if (end - text < 6 || sscanf(text, "\\u%4x", &code) != 1)
		return false;
	*ret = code;
	return true;
}

/* As a reader of JSON would; NONE where something stands that may not. */
static size_t read_string(const char *text, size_t len, char *out)
{
	const char *end = text + len;
	uint32_t code, low;
	size_t n = 0;

	while (text < end) {
		if ((unsigned char)*text < 0x20 || *text == '"' || *text == 0x7f)
			return NONE;
		if (*text != '\\') {
			out[n++] = *text++;
			continue;
		}
		if (end - text >= 2 && strchr("\"\\/", text[1])) {
			out[n++] = text[1];
			text += 2;
			continue;
		}
		if (!unit_at(text, end, &code))
			return NONE;
		text += 6;
		if (code >= 0xd800 && code < 0xdc00) {
			if (!unit_at(text, end, &low) || low < 0xdc00 || low > 0xdfff)
				return NONE;
			code = 0x10000 + ((code & 0x3ff) << 10 | (low & 0x3ff));
			text += 6;
		}
		n += put_code(code, out + n);
	}
	return n;
}

/* Whatever a name is, a reader gets it back, next to other characters as well. */
START_TEST(read_back)
{
	struct buffer buffer = { .fd = -1 };

	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char data[8] = "u", back[32];
		size_t n;

		if (code >= 0xd800 && code <= 0xdfff)
			continue;
		n = 1 + put_code(code, data + 1);
		data[n++] = '0';
		buffer.n = 0;
		if (!escape_json(&buffer, data, n) ||
		    read_string(buffer.at, buffer.n, back) != n || memcmp(back, data, n) != 0)
			ck_abort_msg("U+%04X becomes '%.*s'", code, (int)buffer.n, buffer.at);
	}
	buffer_free(&buffer);
}
END_TEST

/* Any bytes at all make a valid string, and none is lost without a sign. */
START_TEST(any_bytes)
{
	struct buffer buffer = { .fd = -1 };
	uint32_t state = 7;

	for (unsigned round = 0; round < 2000; round++) {
		char data[12], back[256];
		size_t n;
		bool valid;

		for (size_t i = 0; i < sizeof(data); i++) {
			state = state * 1103515245 + 12345;
			/* Mostly bytes of longer sequences. */
			data[i] = (char)(state >> 24 | (state >> 12 & 0x80));
		}
		valid = json_of(&buffer, data, sizeof(data));
		n = read_string(buffer.at, buffer.n, back);
		ck_assert_uint_ne(n, NONE);
		ck_assert(valid == (n == sizeof(data) && memcmp(back, data, n) == 0));
		ck_assert(valid || memmem(back, n, BAD, 3));
	}
	buffer_free(&buffer);
}
END_TEST

UNIT_MAIN("escape-json", texts, read_back, any_bytes)
