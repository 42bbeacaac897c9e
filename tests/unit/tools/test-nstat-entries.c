/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters by name: read from lines, found, written again, and averaged. */
#include <math.h>

#include "nstat-entries.h"
#include "unit.h"

static int parse(struct nstat_entries *entries, const char *text, size_t *line)
{
	*entries = (struct nstat_entries)NSTAT_ENTRIES_NONE;
	return nstat_entries_parse(entries, text, strlen(text), line);
}

static void add(struct nstat_entries *entries, const char *name, uint64_t value, double rate)
{
	ck_assert_int_eq(nstat_entries_add(entries, "", name, strlen(name), value, rate), 0);
}

static void must_find(const struct nstat_entries *entries, size_t *next, const char *name,
		      uint64_t value)
{
	uint64_t found = 77;

	ck_assert_msg(nstat_entries_find(entries, next, name, &found), "%s", name);
	ck_assert_uint_eq(found, value);
}

START_TEST(lines)
{
	struct nstat_entries entries;
	size_t line;

	ck_assert_int_eq(parse(&entries,
			       "#kernel\n"
			       "TcpInSegs                       12                 0.0\n"
			       " \tUdp\t18446744073709551615\n"
			       "Rate 0 2.5 and more\n"
			       "Last 7 nan",
			       &line),
			 0);
	ck_assert_str_eq(entries.source, "kernel");
	ck_assert_uint_eq(entries.n, 4);
	ck_assert_str_eq(nstat_entry_name(&entries, 0), "TcpInSegs");
	ck_assert_str_eq(nstat_entry_name(&entries, 1), "Udp");
	ck_assert_uint_eq(entries.at[1].value, UINT64_MAX);
	ck_assert(entries.at[2].rate > 2.4 && entries.at[2].rate < 2.6);
	ck_assert_str_eq(nstat_entry_name(&entries, 3), "Last");
	ck_assert(!(entries.at[3].rate > 0) && !(entries.at[3].rate < 0));
	nstat_entries_free(&entries);
}
END_TEST

static const struct bad {
	const char *text;
	size_t len, line;
} bad[] = {
	{ "\n", 1, 1 },       { "#k\nA\n", 5, 2 },        { "#k\nA 1\n\nB 1\n", 12, 3 },
	{ "A x\n", 4, 1 },    { "A 1\nB \0001\n", 9, 2 }, { "\0 1\n", 4, 1 },
	{ "A 1 \0\n", 6, 1 },
};

START_TEST(no_lines)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct nstat_entries entries = NSTAT_ENTRIES_NONE;
		size_t line;

		ck_assert_int_eq(nstat_entries_parse(&entries, bad[i].text, bad[i].len, &line),
				 -EBADMSG);
		ck_assert_uint_eq(line, bad[i].line);
		nstat_entries_free(&entries);
	}
}
END_TEST

START_TEST(long_source)
{
	struct nstat_entries entries;
	char text[400];
	size_t line;

	memset(text, 'x', sizeof(text));
	text[0] = '#';
	text[sizeof(text) - 1] = '\0';
	ck_assert_int_eq(parse(&entries, text, &line), 0);
	ck_assert_uint_eq(strlen(entries.source), sizeof(entries.source) - 1);
	nstat_entries_free(&entries);
}
END_TEST

/* In order or not, and the first of two. */
START_TEST(finding)
{
	struct nstat_entries entries;
	size_t line, next = 0;
	uint64_t found;

	ck_assert_int_eq(parse(&entries, "A 1\nB 2\nC 3\nB 4\n", &line), 0);
	must_find(&entries, &next, "A", 1);
	must_find(&entries, &next, "B", 2);
	ck_assert(!nstat_entries_find(&entries, &next, "AB", &found));
	must_find(&entries, &next, "C", 3);
	must_find(&entries, &next, "B", 4);
	must_find(&entries, &next, "A", 1);
	nstat_entries_free(&entries);
	next = 0;
	ck_assert(!nstat_entries_find(&entries, &next, "A", &found));
}
END_TEST

/* iproute2 puts the value right behind a name that fills its column. */
START_TEST(long_names)
{
	static const char name[] = "TcpExtANameOfThirtyTwoBytesXXXXX";
	struct nstat_entries entries;
	struct buffer text = { .fd = -1 };
	size_t line, next = 0;
	uint64_t found;

	ck_assert_uint_eq(strlen(name), 32);
	ck_assert_int_eq(parse(&entries,
			       "TcpExtANameOfThirtyTwoBytesXXXXX77                 0.0\n"
			       "Short5                                             0.0\n"
			       "TcpExtANameOfThirtyTwoBytesXXXXXMore5              0.0\n",
			       &line),
			 0);
	must_find(&entries, &next, name, 77);
	ck_assert(!nstat_entries_find(&entries, &next, "Short", &found));
	must_find(&entries, &next, "TcpExtANameOfThirtyTwoBytesXXXXXMore", 5);
	nstat_entries_free(&entries);

	/* Ours, and the one of 31 bytes as iproute2 has it. */
	nstat_entry_line(&text, name, 5, 0);
	nstat_entry_line(&text, name + 1, 6, 1.25);
	nstat_entry_line(&text, "Octets", UINT64_C(1234567890123456), 125000000);
	buffer_char(&text, '\0');
	ck_assert_str_eq(text.at, "TcpExtANameOfThirtyTwoBytesXXXXX 5                  0.0\n"
				  "cpExtANameOfThirtyTwoBytesXXXXX 6                  1.2\n"
				  "Octets                          1234567890123456 125000000.0\n");
	ck_assert_int_eq(parse(&entries, text.at, &line), 0);
	next = 0;
	must_find(&entries, &next, name, 5);
	must_find(&entries, &next, "Octets", UINT64_C(1234567890123456));
	nstat_entries_free(&entries);
	buffer_free(&text);
}
END_TEST

static const struct grown {
	uint64_t before, now;
	bool narrow, known;
	uint64_t growth;
} grown[] = {
	{ 5, 5, false, true, 0 },
	{ 5, 7, false, true, 2 },
	{ 0, UINT64_MAX, false, true, UINT64_MAX },
	{ 7, 5, false, false, 0 },
	{ UINT32_MAX, 4, false, false, 0 },
	{ UINT32_MAX, 4, true, true, 5 },
	{ UINT32_C(3) << 30, 0, true, true, UINT32_C(1) << 30 },
	{ 7, 5, true, false, 0 },
	{ UINT64_C(1) << 40, 4, true, false, 0 },
};

START_TEST(growth)
{
	for (size_t i = 0; i < ARRAY_SIZE(grown); i++) {
		struct nstat_entries now = NSTAT_ENTRIES_NONE;
		uint64_t found = 0;

		add(&now, "A", grown[i].now, 0);
		now.narrow = grown[i].narrow;
		ck_assert_int_eq(nstat_entry_growth(&now, 0, grown[i].before, &found),
				 grown[i].known);
		ck_assert_uint_eq(found, grown[i].growth);
		nstat_entries_free(&now);
	}
}
END_TEST

static void near(double is, double should)
{
	ck_assert_msg(fabs(is - should) < 1e-9, "%.12g, not %.12g", is, should);
}

START_TEST(averages)
{
	struct nstat_entries before = NSTAT_ENTRIES_NONE, now = NSTAT_ENTRIES_NONE;

	add(&before, "Gone", 1, 9);
	add(&before, "Busy", 100, 20);
	add(&before, "Quiet", 100, 20);
	add(&before, "Shrunk", 100, 20);
	add(&now, "New", 10, 0);
	add(&now, "Busy", 200, 0);
	add(&now, "Quiet", 100, 0);
	add(&now, "Shrunk", 50, 0);
	nstat_entries_average(&before, &now, 2, 0.25);
	near(now.at[0].rate, 0.25 * 5);
	near(now.at[1].rate, 20 + 0.25 * (50 - 20));
	near(now.at[2].rate, 15);
	near(now.at[3].rate, 20);
	/* No time has passed: nothing is known. */
	nstat_entries_average(&before, &now, 0, 0.25);
	near(now.at[0].rate, 0);
	near(now.at[1].rate, 20);
	nstat_entries_free(&before);
	nstat_entries_free(&now);
}
END_TEST

UNIT_MAIN("nstat-entries", lines, no_lines, long_source, finding, long_names, growth, averages)
