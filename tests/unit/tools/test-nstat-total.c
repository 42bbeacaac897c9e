/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Averages of many rows, and intervals that do not drift. */
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "nstat.h"
#include "unit-samples.h"

static struct nstat_rows rows;
static struct nstat_totals totals;

static void add(const char *keyword, double seconds)
{
	samples_rows(keyword, seconds, &rows);
	ck_assert_int_eq(nstat_totals_add(&totals, keyword_of(keyword), &rows, seconds), 0);
}

static void average(const char *keyword)
{
	ck_assert_int_eq(nstat_totals_rows(&totals, keyword_of(keyword), &rows), 0);
}

static void end(void)
{
	nstat_totals_free(&totals);
	nstat_rows_free(&rows);
	samples_end();
}

static void tcp(unsigned opens)
{
	char text[128];

	snprintf(text, sizeof(text), "Tcp: ActiveOpens InErrs\nTcp: %u 0\n", opens);
	samples_take(NW_COUNTERS_SNMP, "snmp", text);
}

/* All that moved over all the time: a long interval weighs more than a short one. */
START_TEST(rates)
{
	samples_begin();
	tcp(100);
	tcp(110);
	add("TCP", 1);
	tcp(200);
	add("TCP", 3);
	average("TCP");
	ck_assert_uint_eq(rows.n, 1);
	assert_cell(rows.at, "TCP", "active/s", 25);
	assert_unknown(rows.at, "TCP", "oseg/s");
	average("ETCP");
	ck_assert_uint_eq(rows.n, 0);
	end();
}
END_TEST

START_TEST(gauges)
{
	samples_begin();
	samples_take(NW_COUNTERS_SOCKSTAT, "sockstat", "sockets: used 1\nTCP: inuse 0\n");
	samples_take(NW_COUNTERS_SOCKSTAT, "sockstat", "sockets: used 10\nTCP: inuse 1\n");
	add("SOCK", 1);
	samples_take(NW_COUNTERS_SOCKSTAT, "sockstat", "sockets: used 20\nTCP: inuse 2\n");
	add("SOCK", 1);
	average("SOCK");
	assert_cell(rows.at, "SOCK", "totsck", 15);
	assert_cell(rows.at, "SOCK", "tcpsck", 1.5);
	ck_assert(cell_of(rows.at, "SOCK", "totsck")->gauge);
	end();
}
END_TEST

START_TEST(items)
{
	static const char header[] = "x\n face |bytes packets|bytes packets\n";
	char text[256];

	samples_begin();
	for (int i = 0; i < 3; i++) {
		snprintf(text, sizeof(text), "%sa: %d 0 0 0\nb: 0 %d 0 0\n", header,
			 2048 * i, i);
		samples_take(NW_COUNTERS_DEV, "dev", text);
		if (i)
			add("DEV", 1);
	}
	average("DEV");
	ck_assert_uint_eq(rows.n, 2);
	ck_assert_str_eq(rows.at[0].item, "a");
	assert_cell(&rows.at[0], "DEV", "rxkB/s", 2);
	ck_assert_str_eq(rows.at[1].item, "b");
	assert_cell(&rows.at[1], "DEV", "rxpck/s", 1);
	end();
}
END_TEST

START_TEST(nothing)
{
	average("TCP");
	ck_assert_uint_eq(rows.n, 0);
	nstat_totals_free(&totals);
	nstat_rows_free(&rows);
}
END_TEST

/* ---- the clock ------------------------------------------------------------------------ */

#define MILLISECOND UINT64_C(1000000)

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000 * MILLISECOND + (uint64_t)time.tv_nsec;
}

START_TEST(clock_keeps_its_raster)
{
	struct nstat_clock clock = { 0 };
	uint64_t first;

	nstat_clock_wait(&clock, 20 * MILLISECOND);
	first = clock.next;
	for (int i = 1; i <= 5; i++) {
		const struct timespec work = { .tv_nsec = 3000000 };

		nanosleep(&work, NULL);
		nstat_clock_wait(&clock, 20 * MILLISECOND);
		ck_assert_uint_ge(now(), clock.next);
		/* Whatever the work took: whole intervals behind the first. */
		ck_assert_uint_eq((clock.next - first) % (20 * MILLISECOND), 0);
	}
}
END_TEST

/* Whoever was stopped does not catch up: one wait ends in the future, not several at once. */
START_TEST(clock_after_a_stop)
{
	const struct timespec stop = { .tv_nsec = 130000000 };
	struct nstat_clock clock = { 0 };
	uint64_t first, before;

	nstat_clock_wait(&clock, 20 * MILLISECOND);
	first = clock.next;
	nanosleep(&stop, NULL);
	before = now();
	nstat_clock_wait(&clock, 20 * MILLISECOND);
	ck_assert_uint_ge(clock.next, before);
	ck_assert_uint_eq((clock.next - first) % (20 * MILLISECOND), 0);
	ck_assert_uint_ge((clock.next - first) / (20 * MILLISECOND), 6);
}
END_TEST

START_TEST(clock_is_interrupted)
{
	struct nstat_clock clock = { 0 };
	const uint64_t begin = now();

	nstat_signals();
	ck_assert(!nstat_interrupted());
	if (fork() == 0) {
		const struct timespec wait = { .tv_nsec = 50000000 };

		nanosleep(&wait, NULL);
		kill(getppid(), SIGINT);
		_exit(0);
	}
	nstat_clock_wait(&clock, 3600 * UINT64_C(1000) * MILLISECOND);
	ck_assert(nstat_interrupted());
	ck_assert_uint_lt(now() - begin, 20000 * MILLISECOND);
}
END_TEST

UNIT_DIR_MAIN("nstat-total", rates, gauges, items, nothing, clock_keeps_its_raster,
	      clock_after_a_stop, clock_is_interrupted)
