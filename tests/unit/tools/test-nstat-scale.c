/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Axes that hold their values in round steps, and numbers that can be read back. */
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "nstat-scale.h"
#include "nstat-unit.h"
#include "unit.h"

static const struct nstat_unit plain = { "events/s", "", 1, false, false };
static const struct nstat_unit bytes = { "bytes/s", "B", 1024, true, false };
static const struct nstat_unit whole = { "sockets", "", 1, false, true };

static double near(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fabs(b);
}

static bool is_round(double step)
{
	const double power = pow(10, floor(log10(step) + 1e-9));

	return near(step, power) || near(step, 2 * power) || near(step, 5 * power);
}

/* ---- steps --------------------------------------------------------------------- */

static void assert_scale(double largest, unsigned most, const struct nstat_unit *unit)
{
	const struct nstat_scale scale = nstat_scale_of(largest, most, unit);
	double prefix = 1;

	while (unit->binary && largest / prefix >= 1024)
		prefix *= 1024;
	ck_assert_msg(scale.n >= 1 && scale.n <= most, "%g: %u steps", largest, scale.n);
	ck_assert_msg(scale.step * scale.n >= largest * (1 - 1e-8), "%g above %g", largest,
		      scale.step * scale.n);
	/* Not a step more than it takes. */
	ck_assert_msg(scale.n == 1 || scale.step * (scale.n - 1) < largest, "%g: %u of %g",
		      largest, scale.n, scale.step);
	ck_assert_msg(is_round(scale.step / prefix), "%g: %g", largest, scale.step);
	if (unit->whole)
		ck_assert(near(scale.step, round(scale.step)));
	/* Nor is half of them empty. */
	if (!unit->whole && largest > 1)
		ck_assert_msg(largest >= scale.step * scale.n * 0.39, "%g of %g", largest,
			      scale.step * scale.n);
}

START_TEST(steps)
{
	for (double largest = 0.002; largest < 1e19; largest *= 1.037)
		for (unsigned most = 4; most <= 6; most++) {
			assert_scale(largest, most, &plain);
			assert_scale(largest, most, &bytes);
			assert_scale(ceil(largest), most, &whole);
		}
	/* At the very edge of a step. */
	for (double largest = 0.01; largest < 1e18; largest *= 10)
		for (unsigned i = 1; i <= 10; i++)
			assert_scale(largest * i, 5, &plain);
}
END_TEST

START_TEST(odd_steps)
{
	const double all[] = { 0, 1e-300, INFINITY, NAN, -1, 1.8e19 };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct nstat_scale scale = nstat_scale_of(all[i], 5, &plain);

		ck_assert(isfinite(scale.step) && scale.step > 0);
		ck_assert(scale.n >= 1 && scale.n <= 5);
	}
}
END_TEST

/* ---- numbers ------------------------------------------------------------------- */

START_TEST(numbers)
{
	static const struct {
		double value;
		const struct nstat_unit *unit;
		const char *text;
	} all[] = {
		{ 0, NULL, "0" }, { -1, NULL, "0" }, { NAN, NULL, "0" },
		{ 0.0001, NULL, "<0.001" }, { 0.0001, &bytes, "<0.001B" },
		{ 0.001, NULL, "0.001" }, { 0.125, NULL, "0.125" }, { 0.5, NULL, "0.5" },
		{ 0.9996, NULL, "1" }, { 1, NULL, "1" }, { 1.234, NULL, "1.23" },
		{ 9.996, NULL, "10" }, { 12.34, NULL, "12.3" }, { 99.96, NULL, "100" },
		{ 999.4, NULL, "999" }, { 999.6, NULL, "1k" }, { 1000, NULL, "1k" },
		{ 1500, NULL, "1.5k" }, { 12345, NULL, "12.3k" }, { 1e6, NULL, "1M" },
		{ 999999, NULL, "1M" }, { 2.5e9, NULL, "2.5G" }, { 1.8e19, NULL, "18E" },
		{ 1023, &bytes, "1023B" }, { 1024, &bytes, "1KiB" },
		{ 1536, &bytes, "1.5KiB" }, { 1048576, &bytes, "1MiB" },
		{ 1e30, NULL, "huge" }, { INFINITY, NULL, "huge" },
	};
	char text[NSTAT_NUMBER];

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		nstat_number(text, all[i].value, all[i].unit);
		ck_assert_str_eq(text, all[i].text);
	}
}
END_TEST

static double read_back(const char *text, double base)
{
	static const char prefixes[] = "kMGTPE";
	char *rest;
	double value = strtod(text, &rest);
	const char *prefix = *rest ? strchr(prefixes, *rest == 'K' ? 'k' : *rest) : NULL;

	for (const char *p = prefixes; prefix && p <= prefix; p++)
		value *= base;
	return value;
}

/* Three digits: half a unit of the last is less than one in two hundred. */
START_TEST(read_backs)
{
	char text[NSTAT_NUMBER];

	for (double value = 0.1; value < 1e19; value *= 1.0113) {
		nstat_number(text, value, NULL);
		ck_assert_uint_le(strlen(text), 5);
		ck_assert_msg(fabs(read_back(text, 1000) - value) <= value / 200, "%g: %s",
			      value, text);
		nstat_number(text, value, &bytes);
		ck_assert_uint_le(strlen(text), 7);
		ck_assert_msg(fabs(read_back(text, 1024) - value) <= value / 200, "%g: %s",
			      value, text);
	}
}
END_TEST

/* A comma is for people; a chart has coordinates. */
START_TEST(locales)
{
	static const char *const names[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "C" };
	char text[NSTAT_NUMBER];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (setlocale(LC_ALL, names[i]))
			break;
	nstat_number(text, 1.5, NULL);
	ck_assert_str_eq(text, "1.5");
}
END_TEST

/* ---- time ---------------------------------------------------------------------- */

START_TEST(time_steps)
{
	for (double span = 0.5; span < 4e8; span *= 1.05) {
		const double step = nstat_time_step(span, 6);

		ck_assert_msg(span <= step * 6 * (1 + 1e-9), "%g: %g", span, step);
		/* Some are there, unless tenths of a second are not enough. */
		ck_assert_msg(step <= 0.1 || span >= step, "%g: %g", span, step);
		/* What is less than a day divides it. */
		ck_assert(step > 86400 || near(round(86400 / step) * step, 86400));
	}
}
END_TEST

START_TEST(labels)
{
	static const struct {
		double time, step;
		const char *zone, *text;
	} all[] = {
		{ 1795341600, 1, "UTC0", "10:00:00" },
		{ 1795341600.5, 0.1, "UTC0", "10:00:00.5" },
		{ 1795341600.9999999, 0.5, "UTC0", "10:00:01.0" },
		{ 1795341660, 60, "UTC0", "10:01" },
		{ 1795341600, 60, "IST-5:30", "15:30" },
		{ 1795305600, 3600, "UTC0", "2026-11-22" },
		{ 1795305600, 1, "UTC0", "00:00:00" },
		{ 1795305600, 86400, "UTC0", "2026-11-22" },
	};
	char text[NSTAT_TIME];

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		setenv("TZ", all[i].zone, 1);
		tzset();
		nstat_time_label(text, all[i].time, all[i].step);
		ck_assert_str_eq(text, all[i].text);
	}
}
END_TEST

/* Round in local time, half an hour beside UTC as well. */
START_TEST(firsts)
{
	static const char *const zones[] = { "UTC0", "IST-5:30", "NST3:30", "XXX-12:45" };

	for (size_t z = 0; z < ARRAY_SIZE(zones); z++) {
		setenv("TZ", zones[z], 1);
		tzset();
		for (double span = 1; span < 1e6; span *= 3.7) {
			const double step = nstat_time_step(span, 6);
			const double first = nstat_time_first(1795341607.25, step);
			const time_t seconds = (time_t)round(first);
			struct tm tm;
			double day;

			localtime_r(&seconds, &tm);
			day = first - round(first) + tm.tm_hour * 3600 + tm.tm_min * 60 +
			      tm.tm_sec;
			ck_assert(first >= 1795341607.25 - 1e-3);
			ck_assert(first < 1795341607.25 + step);
			if (step <= 86400)
				ck_assert_msg(fabs(day / step - round(day / step)) < 1e-5,
					      "%s: %f of %f", zones[z], day, step);
		}
	}
}
END_TEST

/* ---- units --------------------------------------------------------------------- */

START_TEST(units)
{
	for (size_t k = 0; k < nstat_keywords_n; k++)
		for (size_t c = 0; c < nstat_keywords[k].n; c++) {
			const struct nstat_column *column = &nstat_keywords[k].columns[c];
			const struct nstat_unit *unit = nstat_unit_of(&nstat_keywords[k], c);

			/* A gauge is a number of something, a rate never. */
			ck_assert_msg(unit->whole == (column->form == NSTAT_GAUGE), "%s",
				      column->title);
			ck_assert_msg(unit->binary == (column->form == NSTAT_KILO), "%s",
				      column->title);
			ck_assert_msg((strcmp(unit->suffix, "%") == 0) ==
					      (column->form == NSTAT_USE), "%s", column->title);
		}
}
END_TEST

START_TEST(keywords_have_units)
{
	/* What no row of the table knows is counted in events, and there is no such of sar. */
	for (size_t k = 0; k < nstat_keywords_n; k++)
		for (size_t c = 0; c < nstat_keywords[k].n && !nstat_keywords[k].own; c++)
			ck_assert_str_ne(nstat_unit_of(&nstat_keywords[k], c)->name,
					 "events/s");
}
END_TEST

UNIT_MAIN("nstat-scale", steps, odd_steps, numbers, read_backs, locales, time_steps, labels,
	  firsts, units, keywords_have_units)
