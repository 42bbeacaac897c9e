/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table for people: widths, sides, sections, details. */
#include <locale.h>

#include "unit-desk.h"

/* Columns as wide as their widest cell, numbers at the right; no line ends in blanks. */
START_TEST(text)
{
	struct desk desk;

	desk_open(&desk);
	add_column(&desk.report.sections[0], &our_word);
	add_column(&desk.report.sections[0], &our_number);
	add_column(&desk.report.sections[0], &our_wide);
	add_row(&desk, QUOTES, 7);
	add_row(&desk, ONE, 1234567);
	add_row(&desk, -1, 0);
	add_row(&desk, TWO, 404);
	add_row(&desk, -1, 404);
	assert_out(&desk, out_text,
		   "Word     Number Wide\n"
		   "say \"x\"       7 say \"x\"\n"
		   "a       1234567 a\n"
		   "              0\n"
		   "bb              bb\n"
		   "\n");
	desk.report.header = false;
	assert_out(&desk, out_text,
		   "say \"x\"       7 say \"x\"\n"
		   "a       1234567 a\n"
		   "              0\n"
		   "bb              bb\n"
		   "\n");
	desk_close(&desk);
}
END_TEST

/* The last column is at the right as well, if it holds numbers; then its title is too. */
START_TEST(last_column)
{
	struct desk desk;

	desk_open(&desk);
	add_column(&desk.report.sections[0], &our_wide);
	add_column(&desk.report.sections[0], &our_number);
	add_row(&desk, ONE, 123456789);
	add_row(&desk, TWO, 1);
	assert_out(&desk, out_text,
		   "Wide        Number\n"
		   "a        123456789\n"
		   "bb               1\n");
	desk_close(&desk);
}
END_TEST

/* A width is a least width, and a title's as well. */
START_TEST(least_widths)
{
	struct desk desk;

	desk_open(&desk);
	add_column(&desk.report.sections[0], &our_wide);
	add_column(&desk.report.sections[0], &our_flag);
	add_column(&desk.report.sections[0], &our_word);
	add_row(&desk, ONE, 0)->v6only = 1;
	assert_out(&desk, out_text,
		   "Wide     Flag Word\n"
		   "a        1    a\n");
	desk_close(&desk);
}
END_TEST

/* Columns of a terminal, not bytes. */
START_TEST(wide_characters)
{
	struct desk desk;

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return;
	desk_open(&desk);
	add_column(&desk.report.sections[0], &our_word);
	add_column(&desk.report.sections[0], &our_number);
	add_row(&desk, WIDE, 1);
	add_row(&desk, COMBINED, 2);
	add_row(&desk, ONE, 3);
	add_row(&desk, BAD, 4);
	assert_out(&desk, out_text,
		   "Word Number\n"
		   "\xe6\x97\xa5\xe6\x9c\xac      1\n"
		   "e\xcc\x81         2\n"
		   "a         3\n"
		   "\\xff      4\n");
	desk_close(&desk);
}
END_TEST

START_TEST(hostile_names)
{
	struct desk desk;

	desk_open(&desk);
	add_column(&desk.report.sections[0], &our_word);
	add_column(&desk.report.sections[0], &our_number);
	add_row(&desk, HOSTILE, 1);
	assert_out(&desk, out_text,
		   "Word        Number\n"
		   "\\x0a\\x1b[2J      1\n");
	desk_close(&desk);
}
END_TEST

START_TEST(sections)
{
	struct desk desk;
	struct section *second;

	desk_open(&desk);
	desk.report.n_sections = 2;
	second = &desk.report.sections[1];
	desk.report.sections[0].title = "Connections";
	second->title = "Others";
	second->families = NW_BIT(NW_UDP) | NW_BIT(NW_UNIX);
	add_column(&desk.report.sections[0], &our_number);
	add_column(second, &our_word);
	add_row(&desk, ONE, 1);
	add_row(&desk, TWO, 2)->family = NW_UNIX;
	add_row(&desk, ONE, 3);
	assert_out(&desk, out_text,
		   "Connections (all)\n"
		   "Number\n"
		   "     1\n"
		   "     3\n"
		   "Others (all)\n"
		   "Word\n"
		   "bb\n");
	desk.report.header = false;
	assert_out(&desk, out_text,
		   "     1\n"
		   "     3\n"
		   "bb\n");
	desk_close(&desk);
}
END_TEST

/* More rows than one thread takes: each once, in their order, and as wide as all others. */
START_TEST(many_rows)
{
	const size_t n = 20000;
	const void **rows = calloc(n, sizeof(*rows));
	struct nw_sock *socks = calloc(n, sizeof(*socks));
	const char *at;
	struct desk desk;
	char line[32];

	ck_assert_ptr_nonnull(rows);
	ck_assert_ptr_nonnull(socks);
	desk_open(&desk);
	add_column(&desk.report.sections[0], &our_number);
	add_column(&desk.report.sections[0], &our_flag);
	for (size_t i = 0; i < n; i++) {
		socks[i] = (struct nw_sock){ .family = i % 10 ? NW_TCP : NW_UDP,
					     .local_port = 1000 + (uint32_t)i };
		rows[i] = &socks[i];
	}
	/* The widest is the last. */
	socks[n - 1].local_port = 4000000000U;
	desk.report.rows = rows;
	desk.report.n = n;
	desk.report.header = false;
	out_text(&desk.report, &desk.out);
	ck_assert_int_eq(desk.out.error, 0);
	buffer_char(&desk.out, '\0');
	at = desk.out.at;
	for (size_t i = 0; i < n; i++) {
		if (i % 10 == 0)
			continue;
		snprintf(line, sizeof(line), "%10u 0\n", socks[i].local_port);
		if (strncmp(at, line, strlen(line)) != 0)
			ck_abort_msg("row %zu: '%.20s'", i, at);
		at += strlen(line);
	}
	ck_assert_str_eq(at, "");
	free(rows);
	free(socks);
	desk_close(&desk);
}
END_TEST

/* Details stand on a second line, those that say something, and only if there are any. */
START_TEST(details)
{
	struct desk desk;
	struct section *section;

	desk_open(&desk);
	section = &desk.report.sections[0];
	add_column(section, &our_number);
	section->details.at[section->details.n++] = our_word;
	section->details.at[section->details.n++] = our_number;
	section->details.at[section->details.n++] = our_flag;
	add_row(&desk, HOSTILE, 7)->v6only = 1;
	add_row(&desk, -1, 0);
	add_row(&desk, -1, 404);
	add_row(&desk, TWO, 0);
	assert_out(&desk, out_text,
		   "Number\n"
		   "     7\n"
		   "\tword:\\x0a\\x1b[2J number:7 flag:1\n"
		   "     0\n"
		   "\n"
		   "     0\n"
		   "\tword:bb\n");
	desk_close(&desk);
}
END_TEST

static void get_sentence(const struct column *column, struct view *view,
			 const void *row, struct cell *ret)
{
	const struct nw_sock *sock = row;

	*ret = cell_word(sock->inode ? "so it is" : "");
}

static const struct column our_sentence = { .key = "say", .get = get_sentence };

/* Where the terminal ends; a tab at the beginning of a line is 8 columns of it. */
START_TEST(details_of_a_terminal)
{
	static const struct {
		size_t width;
		const char *lines;
	} all[] = {
		{ 0, "\tword:say \"x\" number:1234567 flag:1 say:so it is\n" },
		{ 200, "\tword:say \"x\" number:1234567 flag:1 say:so it is\n" },
		/* 8 and 47. */
		{ 55, "\tword:say \"x\" number:1234567 flag:1 say:so it is\n" },
		{ 54, "\tword:say \"x\" number:1234567 flag:1 say:so it\n\tis\n" },
		{ 51, "\tword:say \"x\" number:1234567 flag:1 say:so\n\tit is\n" },
		{ 35, "\tword:say \"x\" number:1234567\n\tflag:1 say:so it is\n" },
		{ 34, "\tword:say \"x\"\n\tnumber:1234567 flag:1\n\tsay:so it is\n" },
		/* What has no room on a line at all stands there alone. */
		{ 1, "\tword:say\n\t\"x\"\n\tnumber:1234567\n\tflag:1\n\tsay:so\n\tit\n\tis\n" },
	};
	char expected[256];
	struct desk desk;
	struct section *section;

	desk_open(&desk);
	section = &desk.report.sections[0];
	add_column(section, &our_flag);
	section->details.at[section->details.n++] = our_word;
	section->details.at[section->details.n++] = our_number;
	section->details.at[section->details.n++] = our_flag;
	section->details.at[section->details.n++] = our_sentence;
	add_row(&desk, QUOTES, 1234567)->v6only = 1;
	desk.report.header = false;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		snprintf(expected, sizeof(expected), "1\n%s", all[i].lines);
		desk.report.width = all[i].width;
		assert_out(&desk, out_text, expected);
	}
	desk_close(&desk);
}
END_TEST

/* Columns of the terminal, of names as they are shown. */
START_TEST(wide_details)
{
	struct desk desk;
	struct section *section;

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return;
	desk_open(&desk);
	section = &desk.report.sections[0];
	add_column(section, &our_flag);
	section->details.at[section->details.n++] = our_word;
	section->details.at[section->details.n++] = our_number;
	add_row(&desk, WIDE, 1);
	add_row(&desk, HOSTILE, 1);
	desk.report.header = false;
	/* 8, 5 and 6; 9 with the blank. */
	desk.report.width = 28;
	assert_out(&desk, out_text,
		   "0\n\tword:\xe6\x97\xa5\xe6\x9c\xac number:1\n"
		   "0\n\tword:\\x0a\\x1b[2J\n\tnumber:1\n");
	desk_close(&desk);
}
END_TEST

static bool is_odd(const struct nw_sock *sock)
{
	return sock->local_port % 2;
}

START_TEST(repeated_details)
{
	struct desk desk;
	struct section *section;

	desk_open(&desk);
	section = &desk.report.sections[0];
	add_column(section, &our_flag);
	section->details.at[0] = our_number;
	section->details.at[0].repeats = is_odd;
	section->details.at[1] = our_word;
	section->details.n = 2;
	add_row(&desk, ONE, 7);
	add_row(&desk, TWO, 8);
	add_row(&desk, -1, 9);
	desk.report.header = false;
	assert_out(&desk, out_text, "0\n\tword:a\n0\n\tnumber:8 word:bb\n0\n");
	desk_close(&desk);
}
END_TEST

UNIT_DIR_MAIN("out-text", text, last_column, least_widths, wide_characters, hostile_names,
	      sections, many_rows, details, details_of_a_terminal, wide_details,
	      repeated_details)
