/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of bars: as many as there is room for, and what is left out is counted. */
#include "nstat-plot.h"
#include "unit-draw.h"

static char *picture_of(const struct nstat_past *past, struct plot_view view)
{
	struct buffer buffer = { .fd = -1 };

	view.title = "title";
	plot_picture(&buffer, past, &view);
	buffer_char(&buffer, '\0');
	ck_assert_int_eq(buffer.error, 0);
	return buffer.at;
}

static size_t lines_of(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* ---- bars ---------------------------------------------------------------------- */

static void assert_bars(const double *values, size_t n, double top, size_t width,
			const char *expected)
{
	struct nstat_past *past = calloc(1, sizeof(*past));
	struct buffer buffer = { .fd = -1 };

	ck_assert_ptr_nonnull(past);
	past->slides = true;
	for (size_t i = 0; i < n; i++)
		put_sample(past, i, "TCP", values[i]);
	plot_bars(&buffer, past, &past->tracks[0].series[0], width, top, false);
	buffer_char(&buffer, '\0');
	ck_assert_str_eq(buffer.at, expected);
	buffer_free(&buffer);
	nstat_past_free(past);
	free(past);
}

START_TEST(bars)
{
	const double steps[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	const double others[] = { 0, 0.0001, NAN, 700, 350, 701 };
	const double zeros[] = { 0, 0, 0 };

	assert_bars(steps, 8, 7, 8, "_.:-=+*#");
	/* Fewer than fit stand at the right; of more the last are shown. */
	assert_bars(steps, 8, 7, 10, "  _.:-=+*#");
	assert_bars(steps, 8, 7, 3, "+*#");
	/* Hardly anything is not nothing; what is not known is neither. */
	assert_bars(others, 6, 700, 6, "_. #=#");
	assert_bars(zeros, 3, 0, 3, "___");
}
END_TEST

/* ---- which lines --------------------------------------------------------------- */

/* Keyword by keyword, the first column of every other one moves. */
static struct nstat_past *mixed(void)
{
	static const char *const keywords[] = { "TCP", "ETCP", "IP", "UDP" };
	struct nstat_past *past = calloc(1, sizeof(*past));
	struct nstat_moment moment;

	ck_assert_ptr_nonnull(past);
	past->slides = true;
	for (uint64_t s = 0; s < 100; s++) {
		moment = moment_at(s);
		nstat_past_begin(past, &moment);
		for (size_t k = 0; k < ARRAY_SIZE(keywords); k++) {
			struct nstat_row row = row_of("", 0, 0);

			row.cells[0].value = k % 2 ? 0 : (double)(s + 1);
			put_rows(past, keywords[k], &row, 1);
		}
	}
	return past;
}

START_TEST(room)
{
	struct nstat_past *past = mixed();
	/* 21 columns of 8 units, a title and a heading of the numbers. */
	char *text = picture_of(past, (struct plot_view){ 60, 80, false, true, false, NULL });

	ck_assert_uint_eq(lines_of(text), 21 + 8 + 2);
	ck_assert_ptr_null(strstr(text, "always 0"));
	free(text);

	/* As many lines as it takes, and then one less. */
	text = picture_of(past, (struct plot_view){ 32, 80, false, true, false, NULL });
	ck_assert_uint_eq(lines_of(text), 21 + 8 + 2);
	free(text);
	text = picture_of(past, (struct plot_view){ 31, 80, false, true, false, NULL });
	ck_assert_ptr_nonnull(strstr(text, "(19 rows always 0)\n"));
	ck_assert_uint_eq(lines_of(text), 2 + 2 + 2 + 1);
	free(text);

	text = picture_of(past, (struct plot_view){ 60, 80, false, true, true, NULL });
	ck_assert_ptr_nonnull(strstr(text, "(19 rows always 0)\n"));
	free(text);

	text = picture_of(past, (struct plot_view){ 5, 80, false, true, false, NULL });
	ck_assert_ptr_nonnull(strstr(text, "(1 more row) (19 rows always 0)\n"));
	ck_assert_uint_eq(lines_of(text), 5);
	free(text);
	nstat_past_free(past);
	free(past);
}
END_TEST

/* No view has more lines than rows, nor a line more columns than it is wide. */
START_TEST(views)
{
	struct nstat_past *past = mixed();

	for (size_t rows = 4; rows < 40; rows++)
		for (size_t columns = 50; columns < 300; columns += 13) {
			char *text = picture_of(past, (struct plot_view){ rows, columns, false,
									     true, false, NULL });

			ck_assert_uint_le(lines_of(text), rows);
			for (const char *at = text; *at; at += strcspn(at, "\n") + 1)
				ck_assert_uint_le(strcspn(at, "\n"), columns);
			free(text);
		}
	nstat_past_free(past);
	free(past);
}
END_TEST

START_TEST(numbers)
{
	struct nstat_past *past = mixed();
	char *text = picture_of(past, (struct plot_view){ 60, 60, false, true, true, NULL });

	/* 91 to 100 are shown, of 1 to 100; ten bars of 1 to 7 levels, 0 to 100. */
	ck_assert_ptr_nonnull(strstr(text, "TCP connections/s\n"
					   " active/s        100        1      100      100 "));
	ck_assert_ptr_nonnull(strstr(text, "########\n"));
	free(text);
	nstat_past_free(past);
	free(past);
}
END_TEST

/* ---- names --------------------------------------------------------------------- */

START_TEST(hostile)
{
	struct nstat_past *past = calloc(1, sizeof(*past));
	const struct nstat_moment moment = moment_at(0);
	struct nstat_row row = row_of("\033[2J\n\xff\xe2\x80\xae" "x", 3, 5);
	char *text;

	ck_assert_ptr_nonnull(past);
	nstat_past_begin(past, &moment);
	put_rows(past, "DEV", &row, 1);
	text = picture_of(past, (struct plot_view){ 24, 80, false, true, false, NULL });
	ck_assert_ptr_nonnull(strstr(text, "DEV \\x1b[2J\\x0a\\xff\\xe2\\x80\\xaex packets/s\n"));
	for (const char *at = text; *at; at++)
		ck_assert(*at == '\n' || (*at >= ' ' && *at < 0x7f));
	free(text);
	nstat_past_free(past);
	free(past);
}
END_TEST

UNIT_MAIN("nstat-picture", bars, room, views, numbers, hostile)
