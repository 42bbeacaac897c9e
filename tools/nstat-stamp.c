/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Times and dates as LC_TIME and S_TIME_FORMAT have them. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nstat.h"

static bool is_iso(void)
{
	const char *format = getenv("S_TIME_FORMAT");

	return format && strcmp(format, "ISO") == 0;
}

/* The year of two digits is the locale's, and sar's. */
#pragma GCC diagnostic ignored "-Wformat-y2k"

static struct tm local(uint64_t realtime)
{
	const time_t seconds = (time_t)(realtime / 1000000000U);
	struct tm tm;

	localtime_r(&seconds, &tm);
	return tm;
}

void nstat_stamp_time(char *ret, size_t size, uint64_t realtime)
{
	const struct tm tm = local(realtime);

	if (!(is_iso() ? strftime(ret, size, "%H:%M:%S", &tm) : strftime(ret, size, "%X", &tm)))
		ret[0] = '\0';
}

void nstat_stamp_date(char *ret, size_t size, uint64_t realtime)
{
	const struct tm tm = local(realtime);

	if (!(is_iso() ? strftime(ret, size, "%Y-%m-%d", &tm) : strftime(ret, size, "%x", &tm)))
		ret[0] = '\0';
}
