/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps of an axis, and numbers as short as they can be read. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "nstat-scale.h"
#include "nstat-unit.h"

#define ARRAY(a) (sizeof(a) / sizeof((a)[0]))
#define KILO 1000
#define KIBI 1024
/* What is less is not told apart. */
#define LEAST 0.001

static double round_step(double least)
{
	static const double steps[] = { 1, 2, 5, 10 };
	const double power = pow(10, floor(log10(least)));

	for (size_t i = 0; i < ARRAY(steps); i++)
		/* 0.2 is not quite 2 times 0.1. */
		if (steps[i] * power >= least * (1 - 1e-9))
			return steps[i] * power;
	return 10 * power;
}

struct nstat_scale nstat_scale_of(double largest, unsigned most, const struct nstat_unit *unit)
{
	const double least = unit->whole ? 1 : LEAST;
	struct nstat_scale ret;
	double prefix = 1;

	while (unit->binary && largest / prefix >= KIBI)
		prefix *= KIBI;
	ret.step = largest > 0 && isfinite(largest) ? largest / prefix / most : least;
	ret.step = round_step(ret.step > least ? ret.step : least) * prefix;
	ret.n = 1;
	while (ret.n < most && ret.step * ret.n < largest * (1 - 1e-9))
		ret.n++;
	return ret;
}

/* ---- numbers --------------------------------------------------------------------------- */

/* Of digits and how many of them stand behind the point. */
static void put_digits(char ret[NSTAT_NUMBER], uint64_t digits, unsigned decimals,
		       const char *prefix, const char *suffix)
{
	static const unsigned powers[] = { 1, 10, 100, 1000 };
	const unsigned long long whole = digits / powers[decimals];
	unsigned rest = (unsigned)(digits % powers[decimals]);

	for (; decimals && rest % 10 == 0; decimals--)
		rest /= 10;
	if (decimals)
		snprintf(ret, NSTAT_NUMBER, "%llu.%0*u%s%s", whole, (int)decimals, rest, prefix,
			 suffix);
	else
		snprintf(ret, NSTAT_NUMBER, "%llu%s%s", whole, prefix, suffix);
}

void nstat_number(char ret[NSTAT_NUMBER], double value, const struct nstat_unit *unit)
{
	static const char *const prefixes[] = { "", "k", "M", "G", "T", "P", "E" };
	static const char *const binaries[] = { "", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei" };
	const bool binary = unit && unit->binary;
	const char *suffix = unit ? unit->suffix : "";
	const double base = binary ? KIBI : KILO;
	size_t prefix = 0;
	unsigned decimals;

	if (!(value > 0)) {
		snprintf(ret, NSTAT_NUMBER, "0");
		return;
	}
	if (value < LEAST / 2) {
		snprintf(ret, NSTAT_NUMBER, "<0.001%s", suffix);
		return;
	}
	for (; value >= base - 0.5 && prefix + 1 < ARRAY(prefixes); prefix++)
		value /= base;
	if (value >= 1e6) {
		snprintf(ret, NSTAT_NUMBER, "huge");
		return;
	}
	decimals = value < 0.9995 ? 3 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
	put_digits(ret, (uint64_t)llround(value * pow(10, decimals)), decimals,
		   binary ? binaries[prefix] : prefixes[prefix], suffix);
}

/* ---- time ------------------------------------------------------------------------------ */

#define MINUTE 60
#define HOUR 3600
#define DAY 86400

double nstat_time_step(double span, unsigned most)
{
	static const double steps[] = {
		0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30,
		MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
		HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
		DAY, 2 * DAY,
	};

	for (size_t i = 0; i < ARRAY(steps); i++)
		if (span <= steps[i] * most)
			return steps[i];
	return round_step(span / DAY / most) * DAY;
}

static struct tm local(double realtime)
{
	const time_t seconds = (time_t)floor(realtime);
	struct tm tm = { 0 };

	localtime_r(&seconds, &tm);
	return tm;
}

double nstat_time_first(double realtime, double step)
{
	const double east = (double)local(realtime).tm_gmtoff;

	/* A sample a microsecond late is not past its second. */
	return ceil((realtime + east) / step - 1e-6) * step - east;
}

void nstat_time_label(char ret[NSTAT_TIME], double realtime, double step)
{
	/* Multiples of a step are not quite round. */
	const double tenths = round(realtime * 10);
	const struct tm tm = local(tenths / 10);
	const bool midnight = !tm.tm_hour && !tm.tm_min && !tm.tm_sec;

	ret[0] = '\0';
	if (step >= DAY || (step >= MINUTE && midnight))
		strftime(ret, NSTAT_TIME, "%Y-%m-%d", &tm);
	else if (step >= MINUTE)
		strftime(ret, NSTAT_TIME, "%H:%M", &tm);
	else
		strftime(ret, NSTAT_TIME, "%H:%M:%S", &tm);
	if (step < 1)
		snprintf(ret + strlen(ret), NSTAT_TIME - strlen(ret), ".%d",
			 (int)fmod(tenths, 10));
}
