/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bounded scanner. */
#include "unit.h"

static struct text of(const char *s)
{
	return text_of(s, strlen(s));
}

static void assert_text(const struct text *t, const char *s)
{
	ck_assert_uint_eq(text_len(t), strlen(s));
	ck_assert_mem_eq(t->p, s, strlen(s));
}

START_TEST(lines)
{
	struct text t = of("one\n\nthree\nfour"), line;

	ck_assert(text_line(&t, &line));
	assert_text(&line, "one");
	ck_assert(text_line(&t, &line));
	assert_text(&line, "");
	ck_assert(text_line(&t, &line));
	assert_text(&line, "three");
	/* A last line need not end. */
	ck_assert(text_line(&t, &line));
	assert_text(&line, "four");
	ck_assert(!text_line(&t, &line));
}
END_TEST

START_TEST(no_lines)
{
	struct text t = of(""), line, nothing = text_of(NULL, 0);

	ck_assert(!text_line(&t, &line));
	ck_assert(!text_line(&nothing, &line));

	/* A newline at the end begins no further line. */
	t = of("\n");
	ck_assert(text_line(&t, &line));
	assert_text(&line, "");
	ck_assert(!text_line(&t, &line));
}
END_TEST

START_TEST(words)
{
	struct text t = of(" \tone two\t three "), word;

	ck_assert(text_word(&t, &word));
	assert_text(&word, "one");
	ck_assert(text_word(&t, &word));
	assert_text(&word, "two");
	ck_assert(text_word(&t, &word));
	assert_text(&word, "three");
	ck_assert(!text_word(&t, &word));
	ck_assert_uint_eq(text_len(&t), 0);
}
END_TEST

START_TEST(nul_is_a_character)
{
	struct text t = text_of("a\0b c", 5), word;

	ck_assert(text_word(&t, &word));
	ck_assert_uint_eq(text_len(&word), 3);
	ck_assert_mem_eq(word.p, "a\0b", 3);
}
END_TEST

START_TEST(characters_and_literals)
{
	struct text t = of("net:[1]");

	ck_assert(!text_literal(&t, "net:[1]x"));
	ck_assert(!text_literal(&t, "not"));
	assert_text(&t, "net:[1]");
	ck_assert(text_literal(&t, "net:"));
	ck_assert(!text_char(&t, '1'));
	ck_assert(text_char(&t, '['));
	assert_text(&t, "1]");

	t = of("");
	ck_assert(!text_char(&t, '\0'));
}
END_TEST

START_TEST(blanks)
{
	struct text t = of(" \t \nx");

	text_blank(&t);
	assert_text(&t, "\nx");
}
END_TEST

START_TEST(decimals)
{
	static const struct {
		const char *text, *rest;
		uint64_t value;
	} good[] = {
		{ "0", "", 0 },
		{ "  42 ", " ", 42 },
		{ "007x", "x", 7 },
		{ "12ab", "ab", 12 },
		{ "18446744073709551615", "", UINT64_MAX },
		{ "000000000000000000000000018446744073709551615", "", UINT64_MAX },
	};
	static const char *const bad[] = { "",
					   " ",
					   "x1",
					   "-1",
					   "+1",
					   "\n1",
					   "18446744073709551616",
					   "99999999999999999999" };

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct text t = of(good[i].text);
		uint64_t u = 1234;

		ck_assert(text_dec(&t, &u));
		ck_assert_uint_eq(u, good[i].value);
		assert_text(&t, good[i].rest);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct text t = of(bad[i]);
		uint64_t u = 1234;

		ck_assert(!text_dec(&t, &u));
		ck_assert_uint_eq(u, 1234);
	}
}
END_TEST

START_TEST(hexadecimals)
{
	static const struct {
		const char *text, *rest;
		uint64_t value;
	} good[] = {
		{ "0", "", 0 },
		{ "\tfF:1", ":1", 255 },
		{ "0x10", "x10", 0 },
		{ "ffffffffffffffff", "", UINT64_MAX },
		{ "deadBEEFg", "g", 0xdeadbeef },
	};
	static const char *const bad[] = { "", "g", "-f", "10000000000000000" };

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct text t = of(good[i].text);
		uint64_t u = 1234;

		ck_assert(text_hex(&t, &u));
		ck_assert_uint_eq(u, good[i].value);
		assert_text(&t, good[i].rest);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct text t = of(bad[i]);
		uint64_t u = 1234;

		ck_assert(!text_hex(&t, &u));
		ck_assert_uint_eq(u, 1234);
	}
}
END_TEST

START_TEST(signed_numbers)
{
	static const struct {
		const char *text;
		int64_t value;
	} good[] = {
		{ "0", 0 },
		{ " -1", -1 },
		{ "-0", 0 },
		{ "9223372036854775807", INT64_MAX },
		{ "-9223372036854775807", -INT64_MAX },
	};
	static const char *const bad[] = { "", "-", "--1", "+1", "9223372036854775808" };

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct text t = of(good[i].text);
		int64_t n = 1234;

		ck_assert(text_int(&t, &n));
		ck_assert_int_eq(n, good[i].value);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct text t = of(bad[i]);
		int64_t n = 1234;

		ck_assert(!text_int(&t, &n));
		ck_assert_int_eq(n, 1234);
	}
}
END_TEST

START_TEST(hexadecimals_of_a_width)
{
	struct text t = of("0100007F0016");
	uint64_t u;

	ck_assert(text_hex_n(&t, 8, &u));
	ck_assert_uint_eq(u, 0x0100007f);
	ck_assert(text_hex_n(&t, 4, &u));
	ck_assert_uint_eq(u, 0x16);

	/* Too few, or not digits, or a blank before them: nothing is consumed. */
	t = of("123");
	ck_assert(!text_hex_n(&t, 4, &u));
	assert_text(&t, "123");
	t = of("12 4");
	ck_assert(!text_hex_n(&t, 4, &u));
	assert_text(&t, "12 4");
	t = of(" 1234");
	ck_assert(!text_hex_n(&t, 4, &u));
	ck_assert_uint_eq(u, 0x16);

	t = of("fedcba9876543210f");
	ck_assert(text_hex_n(&t, 16, &u));
	ck_assert_uint_eq(u, UINT64_C(0xfedcba9876543210));
	assert_text(&t, "f");
}
END_TEST

START_TEST(equality)
{
	struct text t = of("tcp");

	ck_assert(text_is(&t, "tcp"));
	ck_assert(!text_is(&t, "tcp6"));
	ck_assert(!text_is(&t, "tc"));
	ck_assert(!text_is(&t, ""));
	t = of("");
	ck_assert(text_is(&t, ""));
}
END_TEST

START_TEST(bracketed)
{
	static const char *const bad[] = { "",
					   "socket:",
					   "socket:[",
					   "socket:[]",
					   "socket:[1",
					   "socket:[1]x",
					   "socket:[ 1]",
					   "socket:[-1]",
					   "socket:[1 ]",
					   "socket:[a]",
					   "socket:1",
					   "Socket:[1]",
					   "pipe:[1]",
					   "/socket:[1]",
					   "socket:[18446744073709551616]" };
	uint64_t u = 1234;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ck_assert(!text_bracketed(bad[i], "socket:", &u));
	ck_assert_uint_eq(u, 1234);

	ck_assert(text_bracketed("socket:[4026531840]", "socket:", &u));
	ck_assert_uint_eq(u, UINT64_C(4026531840));
	ck_assert(text_bracketed("net:[0]", "net:", &u));
	ck_assert_uint_eq(u, 0);
	ck_assert(text_bracketed("socket:[18446744073709551615]", "socket:", &u));
	ck_assert_uint_eq(u, UINT64_MAX);
}
END_TEST

/* Memory that ends where the text ends: a sanitizer sees who reads on. */
START_TEST(bounds)
{
	static const char all[] = " -12ab[";

	for (size_t len = 0; len <= strlen(all); len++) {
		char *copy = malloc(len ? len : 1);
		struct text t, part;
		uint64_t u;
		int64_t i;

		memcpy(copy, all, len);
		t = text_of(copy, len), text_dec(&t, &u);
		t = text_of(copy, len), text_hex(&t, &u);
		t = text_of(copy, len), text_int(&t, &i);
		t = text_of(copy, len), text_line(&t, &part);
		t = text_of(copy, len), text_literal(&t, all);
		t = text_of(copy, len), text_blank(&t), text_hex_n(&t, 4, &u);
		t = text_of(copy, len), text_word(&t, &part);
		ck_assert(t.p <= copy + len);
		free(copy);
	}
}
END_TEST

START_TEST(arena_of_bytes)
{
	struct arena arena = { 0 };
	uint32_t a, b, c;

	/* 0 means "none" to those who keep offsets. */
	ck_assert_int_eq(arena_add(&arena, "abc", 3, &a), 0);
	ck_assert_int_eq(arena_add(&arena, NULL, 0, &b), 0);
	ck_assert_int_eq(arena_add(&arena, "0123456789", 10, &c), 0);
	ck_assert_uint_gt(a, 0);
	ck_assert_uint_eq(a % 8, 0);
	ck_assert_uint_eq(c % 8, 0);
	ck_assert_mem_eq(arena.at + a, "abc", 3);
	ck_assert_mem_eq(arena.at + c, "0123456789", 10);

	/* Offsets have 32 bits. */
	ck_assert_int_eq(arena_add(&arena, NULL, (size_t)UINT32_MAX + 1, &a), -EOVERFLOW);
	ck_assert_int_eq(arena_add(&arena, NULL, UINT32_MAX - 4, &a), -EOVERFLOW);
	ck_assert_uint_eq(a, 8);
	free(arena.at);
}
END_TEST

UNIT_MAIN("text", lines, no_lines, words, nul_is_a_character, characters_and_literals,
	  blanks, decimals, hexadecimals, signed_numbers, hexadecimals_of_a_width,
	  equality, bracketed, bounds, arena_of_bytes)
