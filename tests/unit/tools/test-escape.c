/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names from other processes are hostile: none of them reaches a terminal raw. */
#include <locale.h>
#include <wchar.h>

#include "escape.h"
#include "unit.h"

/* UTF-8 as RFC 3629 has it, written down once more. */
static size_t encode(uint32_t code, char out[4])
{
	static const unsigned char lead[] = { 0, 0x00, 0xc0, 0xe0, 0xf0 };
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = n; i-- > 1; code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(lead[n] | code);
	return n;
}

static bool is_surrogate(uint32_t code)
{
	return code >= 0xd800 && code <= 0xdfff;
}

/* ---- UTF-8 ------------------------------------------------------------------- */

START_TEST(every_code_point)
{
	for (uint32_t code = 0; code <= 0x110000; code++) {
		const bool none = is_surrogate(code) || code == 0x110000;
		uint32_t decoded = 77;
		char bytes[4];
		size_t n = encode(code, bytes);
		bool right = utf8_decode(bytes, n, &decoded) == (none ? 0 : n) &&
			     decoded == (none ? 77 : code);

		/* Cut it is none. */
		for (size_t cut = 0; cut < n; cut++)
			right &= utf8_decode(bytes, cut, &decoded) == 0;
		if (!right)
			ck_abort_msg("U+%04X", code);
	}
}
END_TEST

/* Of all sequences of up to three bytes only those are valid that a code point has. */
START_TEST(no_others)
{
	static unsigned char valid[1 << 13], valid3[1 << 21];
	uint32_t decoded;

	for (uint32_t code = 0x80; code < 0x10000; code++) {
		char b[4];
		size_t n = encode(code, b);
		uint32_t two = (uint32_t)(b[0] & 0xff) << 8 | (b[1] & 0xff);
		uint32_t three = two << 8 | (b[2] & 0xff);

		if (n == 2)
			valid[two >> 3] |= (unsigned char)(1 << (two & 7));
		else if (!is_surrogate(code))
			valid3[three >> 3] |= (unsigned char)(1 << (three & 7));
	}
	for (uint32_t three = 0; three < 1 << 24; three++) {
		const char b[] = { (char)(three >> 16), (char)(three >> 8), (char)three };
		const uint32_t two = three >> 8;
		size_t expected = three >> 23 ? 0 : 1;

		if (valid[two >> 3] >> (two & 7) & 1)
			expected = 2;
		else if (valid3[three >> 3] >> (three & 7) & 1)
			expected = 3;
		if (utf8_decode(b, 3, &decoded) != expected)
			ck_abort_msg("%06x", three);
	}
}
END_TEST

START_TEST(invalid)
{
	static const char *const all[] = {
		"\x80",
		"\xbf",
		"\xfe",
		"\xff",
		"\xf8\x88\x80\x80\x80",
		"\xfc\x84\x80\x80\x80\x80",
		/* Longer than need be: a hidden '/', a hidden NUL. */
		"\xc0\xaf",
		"\xe0\x80\xaf",
		"\xf0\x80\x80\xaf",
		"\xc0\x80",
		"\xc1\xbf",
		"\xe0\x9f\xbf",
		"\xf0\x8f\xbf\xbf",
		/* Surrogates, alone and as a pair. */
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xed\xa0\xbd\xed\xb8\x80",
		/* Beyond U+10FFFF. */
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xf7\xbf\xbf\xbf",
		/* Something else where it should go on. */
		"\xc3(",
		"\xe2(\xa1",
		"\xe2\x82(",
		"\xf0(\x8c\xbc",
		"\xf0\x90(\xbc",
		"\xf0\x90\x8c(",
		"\xc3\xc3",
		"\xe2\x82\xc3",
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		uint32_t decoded;

		ck_assert_uint_eq(utf8_decode(all[i], strlen(all[i]), &decoded), 0);
	}
}
END_TEST

/* ---- text -------------------------------------------------------------------- */

static size_t escaped(struct buffer *buffer, const char *data, size_t len, enum escape how)
{
	char *copy = malloc(len ? len : 1);
	size_t columns;

	/* From memory that ends where the text ends. */
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, data, len);
	buffer->n = 0;
	columns = escape_text(buffer, copy, len, how);
	free(copy);
	return columns;
}

static void assert_escaped(const char *data, size_t len, enum escape how, const char *expected)
{
	struct buffer buffer = { .fd = -1 };

	escaped(&buffer, data, len, how);
	ck_assert_uint_eq(buffer.n, strlen(expected));
	if (buffer.n)
		ck_assert_mem_eq(buffer.at, expected, buffer.n);
	buffer_free(&buffer);
}

#define ESCAPED(data, how, expected) assert_escaped(data, sizeof(data) - 1, how, expected)

START_TEST(texts)
{
	ESCAPED("plain text, as it is", ESCAPE_UNIQUE, "plain text, as it is");
	ESCAPED("a\nb\r\tc\x1b[2J", ESCAPE_UNIQUE, "a\\x0ab\\x0d\\x09c\\x1b[2J");
	ESCAPED("\0abstract\0", ESCAPE_UNIQUE, "\\x00abstract\\x00");
	ESCAPED("\x7f", ESCAPE_UNIQUE, "\\x7f");
	/* C1 as UTF-8: 0x9b alone is CSI on some terminals. */
	ESCAPED("\xc2\x9b"
		"31m",
		ESCAPE_UNIQUE, "\\xc2\\x9b31m");
	ESCAPED("\x9b"
		"31m",
		ESCAPE_UNIQUE, "\\x9b31m");
	ESCAPED("\xe2\x80\xae"
		"gpj.exe",
		ESCAPE_UNIQUE, "\\xe2\\x80\\xaegpj.exe");
	ESCAPED("gr\xc3\xbc\xc3\x9f", ESCAPE_UNIQUE, "gr\xc3\xbc\xc3\x9f");
	ESCAPED("\xe6\x97\xa5\xe6\x9c\xac", 0, "\xe6\x97\xa5\xe6\x9c\xac");
	ESCAPED("\xf0\x9f\x98\x80", 0, "\xf0\x9f\x98\x80");
	/* Bad bytes one by one: the good ones between them stay. */
	ESCAPED("\xff"
		"a\xc3"
		"b\xe2\x82",
		0, "\\xffa\\xc3b\\xe2\\x82");
	ESCAPED("", ESCAPE_UNIQUE, "");
	/* Netstat's way, and ours. */
	ESCAPED("a\\x0a", 0, "a\\x0a");
	ESCAPED("a\\x0a", ESCAPE_UNIQUE, "a\\\\x0a");
	ESCAPED(" a b ", ESCAPE_UNIQUE, " a b ");
	ESCAPED(" a b\\", ESCAPE_BLANKS, "\\x20a\\x20b\\");
	ESCAPED("a b\\", ESCAPE_BLANKS | ESCAPE_UNIQUE, "a\\x20b\\\\");
}
END_TEST

/* What moves the cursor, turns the text round, ends a line, or is not to be seen. */
static bool is_hostile(uint32_t code)
{
	static const uint32_t all[][2] = {
		{ 0x00, 0x1f },       { 0x7f, 0x9f },       { 0x61c, 0x61c },
		{ 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x2064 },
		{ 0x2066, 0x206f },   { 0xfeff, 0xfeff },   { 0xfff9, 0xfffb },
		{ 0xe0001, 0xe0001 }, { 0xe0020, 0xe007f },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (code >= all[i][0] && code <= all[i][1])
			return true;
	return false;
}

/* Letters, signs and ideographs of many scripts are nobody's weapon. */
static bool is_harmless(uint32_t code)
{
	static const uint32_t all[][2] = {
		{ 0x20, 0x5b },     { 0x5d, 0x7e },       { 0xa1, 0xac },
		{ 0xae, 0x24f },    { 0x391, 0x3a1 },     { 0x410, 0x44f },
		{ 0x5d0, 0x5ea },   { 0x627, 0x63a },     { 0x905, 0x939 },
		{ 0x2190, 0x21ff }, { 0x3041, 0x3096 },   { 0x4e00, 0x9fff },
		{ 0xac00, 0xd7a3 }, { 0x1f600, 0x1f64f }, { 0x20000, 0x2a6df },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (code >= all[i][0] && code <= all[i][1])
			return true;
	return false;
}

/* Each is written as it is, or byte for byte as \xHH, and never anything between. */
START_TEST(controls)
{
	struct buffer buffer = { .fd = -1 };

	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char bytes[4], raw[17] = "";
		size_t n = encode(code, bytes);
		bool is_raw, is_escaped;

		if (is_surrogate(code) || code == '\\')
			continue;
		for (size_t i = 0; i < n; i++)
			snprintf(raw + 4 * i, 5, "\\x%02x", bytes[i] & 0xff);
		buffer.n = 0;
		escape_text(&buffer, bytes, n, ESCAPE_UNIQUE);
		is_raw = buffer.n == n && memcmp(buffer.at, bytes, n) == 0;
		is_escaped = buffer.n == 4 * n && memcmp(buffer.at, raw, 4 * n) == 0;
		if (!(is_raw || is_escaped) || (is_hostile(code) && !is_escaped) ||
		    (is_harmless(code) && !is_raw))
			ck_abort_msg("U+%04X becomes '%.*s'", code, (int)buffer.n, buffer.at);
	}
	buffer_free(&buffer);
}
END_TEST

static size_t unescape(const char *text, size_t len, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned byte;

		if (text[i] != '\\') {
			out[n++] = text[i];
			continue;
		}
		ck_assert_uint_lt(i + 1, len);
		if (text[++i] == '\\') {
			out[n++] = '\\';
			continue;
		}
		ck_assert_uint_lt(i + 2, len);
		ck_assert_int_eq(sscanf(text + i, "x%2x", &byte), 1);
		out[n++] = (char)byte;
		i += 2;
	}
	return n;
}

/* Two different names never look the same. */
START_TEST(undone)
{
	/* Made of what is special, so that every neighbour meets every other. */
	static const char *const pieces[] = { "\\",   "x",    "0a",   "\n",   " ",
					      "\xc3", "\xbc", "\xe2", "\x80", "\xae",
					      "\xff", "a",    "\0" };
	static const enum escape hows[] = { ESCAPE_UNIQUE, ESCAPE_UNIQUE | ESCAPE_BLANKS };
	struct buffer buffer = { .fd = -1 };
	uint32_t state = 1;

	for (unsigned round = 0; round < 2000; round++) {
		char data[32], back[256];
		size_t len = 0;

		while (len < 20) {
			const char *piece = pieces[(state >> 16) % ARRAY_SIZE(pieces)];
			size_t n = piece[0] ? strlen(piece) : 1;

			memcpy(data + len, piece, n);
			len += n;
			state = state * 1103515245 + 12345;
		}
		escaped(&buffer, data, len, hows[round % 2]);
		ck_assert_uint_eq(unescape(buffer.at, buffer.n, back), len);
		ck_assert_mem_eq(back, data, len);
		if (round % 2)
			ck_assert_ptr_null(memchr(buffer.at, ' ', buffer.n));
	}
	buffer_free(&buffer);
}
END_TEST

/* ---- widths ------------------------------------------------------------------ */

START_TEST(widths)
{
	static const struct {
		const char *text;
		size_t columns;
	} all[] = {
		{ "", 0 },
		{ "plain", 5 },
		{ "a\nb", 6 },
		{ "\\", 2 },
		{ "\xff", 4 },
		{ "gr\xc3\xbc\xc3\x9f", 4 },
		{ "\xe6\x97\xa5\xe6\x9c\xac", 4 }, /* two ideographs */
		{ "e\xcc\x81", 1 },                /* e and a combining accent */
		{ "\xe2\x80\xae", 12 },            /* an override, escaped */
	};
	struct buffer buffer = { .fd = -1 };

	/* Without a locale of this kind nobody knows widths. */
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		ck_assert_msg(escaped(&buffer, all[i].text, strlen(all[i].text),
				      ESCAPE_UNIQUE) == all[i].columns,
			      "case %zu", i);
	ck_assert_uint_eq(escaped(&buffer, "a b", 3, ESCAPE_BLANKS), 6);
	ck_assert_uint_eq(escaped(&buffer, "\\", 1, 0), 1);
	buffer_free(&buffer);
}
END_TEST

UNIT_MAIN("escape", every_code_point, no_others, invalid, texts, controls, undone, widths)
