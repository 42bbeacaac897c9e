/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the samples of a file are shown: from when to when, and how often. */
#include <string.h>
#include <time.h>

#include "nstat-store.h"

#define SECOND UINT64_C(1000000000)

static const char *const days[] = { "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S",
				    "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M" };
static const char *const times[] = { "%H:%M:%S", "%H:%M" };

/* All of the text, but for a Z if there may be one. */
static bool is_format(const char *text, const char *format, bool zone, struct tm *ret, bool *utc)
{
	struct tm tm = *ret;
	const char *rest = strptime(text, format, &tm);

	*utc = rest && zone && strcmp(rest, "Z") == 0;
	if (!rest || (*rest && !*utc))
		return false;
	*ret = tm;
	return true;
}

static bool is_date(const char *text, struct tm *ret, bool *utc)
{
	*ret = (struct tm){ .tm_isdst = -1 };
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
		if (is_format(text, days[i], true, ret, utc))
			return true;
	return false;
}

static bool is_time(const char *text, struct tm *ret)
{
	bool utc;

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		ret->tm_sec = 0;
		if (is_format(text, times[i], false, ret, &utc))
			return true;
	}
	return false;
}

int nstat_period_check(const char *text)
{
	struct tm tm = { 0 };
	bool utc;

	if (!text || is_time(text, &tm) || is_date(text, &tm, &utc))
		return 0;
	tool_say_about("not a time", text);
	return -1;
}

static uint64_t nanoseconds(time_t seconds)
{
	return seconds > 0 ? (uint64_t)seconds * SECOND : 1;
}

/* `days` after that of `realtime`, where no day is told. */
static uint64_t instant(const char *text, uint64_t realtime, int after, bool *dated)
{
	const time_t seconds = (time_t)(realtime / SECOND);
	struct tm tm;
	bool utc = false;

	*dated = is_date(text, &tm, &utc);
	if (*dated)
		return nanoseconds(utc ? timegm(&tm) : mktime(&tm));
	if (!localtime_r(&seconds, &tm) || !is_time(text, &tm))
		return 1;
	tm.tm_mday += after;
	/* Whether the clock was put forward may be otherwise by then. */
	tm.tm_isdst = -1;
	return nanoseconds(mktime(&tm));
}

int nstat_period_of(const char *start, const char *end, uint64_t realtime,
		    struct nstat_period *ret)
{
	const uint64_t second = realtime / SECOND * SECOND;
	uint64_t day = realtime;
	bool start_dated = true, dated;

	if (nstat_period_check(start) < 0 || nstat_period_check(end) < 0)
		return -1;
	ret->start = start ? instant(start, realtime, 0, &start_dated) : 0;
	if (start && start_dated)
		day = ret->start;
	ret->end = end ? instant(end, day, 0, &dated) : 0;
	if (!end || dated)
		return 0;
	if (ret->end <= ret->start) {
		ret->end = instant(end, day, 1, &dated);
	} else if (ret->end < second && day == realtime) {
		ret->end = instant(end, day, 1, &dated);
		if (start)
			ret->start = instant(start, day, 1, &start_dated);
	}
	return 0;
}

/* As sar's -e: a time of day is that of the same day, whichever it is. */
bool nstat_period_past(const char *end, uint64_t realtime)
{
	bool dated;

	return instant(end, realtime, 0, &dated) < realtime / SECOND * SECOND;
}

static uint64_t rounded(uint64_t ns, uint64_t unit)
{
	return (ns + unit / 2) / unit;
}

/*
 * A sample stands for the time of half the way to its neighbours, whole seconds as sar has
 * them, unless they are less than that apart.
 */
bool nstat_period_shows(struct nstat_period *period, uint64_t boottime)
{
	const uint64_t apart = boottime > period->last ? boottime - period->last : 0;
	const uint64_t unit =
		period->interval % SECOND == 0 && rounded(apart, SECOND) ? SECOND : 1;
	const uint64_t width = rounded(apart, unit), every = period->interval / unit;
	uint64_t at, before, from, until;

	period->last = boottime;
	if (!period->interval)
		return true;
	at = rounded(boottime > period->first ? boottime - period->first : 0, unit);
	before = at / every * every;
	from = at > width / 2 ? at - width / 2 : 0;
	until = at + (width + 1) / 2;
	return before >= from || before + every < until;
}
