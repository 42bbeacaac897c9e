/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The points of one series: the least and the most of each bucket. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "nstat-past.h"

static bool was_known(const struct nstat_series *series, size_t bucket)
{
	return series->known && bucket >= series->first && bucket <= series->until;
}

/* Most counters never move: they get no points before they do. */
static int give_points(const struct nstat_past *past, struct nstat_series *series)
{
	float *points = malloc(2 * NSTAT_BUCKETS * sizeof(*points));

	if (!points)
		return -ENOMEM;
	for (size_t i = 0; i < past->n; i++)
		points[i] = points[NSTAT_BUCKETS + i] = was_known(series, i) ? 0 : NAN;
	series->low = points;
	series->high = points + NSTAT_BUCKETS;
	return 0;
}

static void note(struct nstat_series *series, double value)
{
	if (!series->known)
		series->least = series->most = value;
	series->zero = (!series->known || series->zero) && value == 0;
	series->known = series->known_now = true;
	series->least = fmin(series->least, value);
	series->most = fmax(series->most, value);
	series->last = value;
}

int nstat_series_put(const struct nstat_past *past, struct nstat_series *series,
		     double value)
{
	const size_t now = past->n - 1;
	const bool joins = !series->known || now - series->until <= 1;

	if (!series->low && value == 0 && joins) {
		if (!series->known)
			series->first = now;
		series->until = now;
		note(series, value);
		return 0;
	}
	if (!series->low && give_points(past, series) < 0)
		return -ENOMEM;
	note(series, value);
	/* Either is the value where the other is NAN. */
	series->low[now] = fminf(series->low[now], (float)value);
	series->high[now] = fmaxf(series->high[now], (float)value);
	return 0;
}

void nstat_series_skip(const struct nstat_past *past, struct nstat_series *series)
{
	if (series->low)
		series->low[past->n - 1] = series->high[past->n - 1] = NAN;
}

static void move_range(struct nstat_series *series, const size_t to[NSTAT_BUCKETS])
{
	if (series->first <= series->until && to[series->until] != SIZE_MAX) {
		/* What is gone is gone from the beginning. */
		series->first = to[series->first] == SIZE_MAX ? 0 : to[series->first];
		series->until = to[series->until];
	} else {
		series->first = 1;
		series->until = 0;
	}
}

void nstat_series_move(struct nstat_series *series, const size_t to[NSTAT_BUCKETS])
{
	size_t done = 0;

	move_range(series, to);
	for (size_t i = 0; series->low && i < NSTAT_BUCKETS; i++) {
		const size_t j = to[i];

		if (j == SIZE_MAX)
			continue;
		if (j == done)
			series->low[j] = series->low[i], series->high[j] = series->high[i];
		series->low[j] = fminf(series->low[j], series->low[i]);
		series->high[j] = fmaxf(series->high[j], series->high[i]);
		done = j + 1;
	}
}

bool nstat_series_at(const struct nstat_series *series, size_t bucket, float *low, float *high)
{
	*low = series->low ? series->low[bucket] : 0;
	*high = series->high ? series->high[bucket] : 0;
	return series->low ? !isnan(*low) : was_known(series, bucket);
}
