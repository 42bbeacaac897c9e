/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time as a past has it: buckets of samples, merged or forgotten when there are too many. */
#include <stdlib.h>
#include <string.h>

#include "nstat-past.h"

#define SECOND 1e9

/* ---- buckets --------------------------------------------------------------------------- */

static void move_series(struct nstat_past *past, const size_t to[NSTAT_BUCKETS])
{
	for (size_t t = 0; t < past->n_tracks; t++)
		for (size_t c = 0; c < nstat_keywords[past->tracks[t].keyword].n; c++)
			nstat_series_move(&past->tracks[t].series[c], to);
}

static void merge(struct nstat_bucket *bucket, const struct nstat_bucket *next)
{
	bucket->to = next->to;
	bucket->samples += next->samples;
}

/* Two and two become one, except over a gap: it would be drawn as if nothing were missing. */
static void merge_buckets(struct nstat_past *past, bool over_gaps)
{
	size_t to[NSTAT_BUCKETS], n = 0;

	for (size_t i = 0; i < NSTAT_BUCKETS; i++)
		to[i] = SIZE_MAX;
	for (size_t i = 0; i < past->n; n++) {
		struct nstat_bucket *bucket = &past->buckets[n];

		*bucket = past->buckets[i];
		to[i++] = n;
		if (i == past->n || (past->buckets[i].broken && !over_gaps))
			continue;
		merge(bucket, &past->buckets[i]);
		to[i++] = n;
	}
	move_series(past, to);
	past->n = n;
}

static void forget_buckets(struct nstat_past *past)
{
	const size_t gone = NSTAT_BUCKETS / 2;
	size_t to[NSTAT_BUCKETS];

	for (size_t i = 0; i < NSTAT_BUCKETS; i++)
		to[i] = i < gone ? SIZE_MAX : i - gone;
	past->n -= gone;
	memmove(past->buckets, past->buckets + gone,
		past->n * sizeof(past->buckets[0]));
	move_series(past, to);
}

static void make_room(struct nstat_past *past)
{
	if (past->slides) {
		forget_buckets(past);
		return;
	}
	past->share *= 2;
	merge_buckets(past, false);
	/* Hardly anything but gaps. */
	if (past->n > NSTAT_BUCKETS / 4 * 3)
		merge_buckets(past, true);
}

static void skip_series(struct nstat_past *past)
{
	for (size_t t = 0; t < past->n_tracks; t++)
		for (size_t c = 0; c < nstat_keywords[past->tracks[t].keyword].n; c++)
			nstat_series_skip(past, &past->tracks[t].series[c]);
}

static void add_sample(struct nstat_past *past, double seconds, bool gap)
{
	struct nstat_bucket *bucket = past->n ? &past->buckets[past->n - 1] : NULL;

	if (bucket && !gap && bucket->samples < past->share) {
		bucket->samples++;
		bucket->to = past->elapsed;
		return;
	}
	if (past->n == NSTAT_BUCKETS)
		make_room(past);
	past->buckets[past->n++] = (struct nstat_bucket){
		.begun = past->elapsed - seconds, .from = past->elapsed,
		.to = past->elapsed, .samples = 1, .broken = gap,
	};
	skip_series(past);
}

/* ---- time ------------------------------------------------------------------------------ */

static double between(uint64_t before, uint64_t now)
{
	return before && now > before ? (double)(now - before) / SECOND : 0;
}

/* A clock that is set moves nothing; only of another boot it alone can tell. */
static double passed(const struct nstat_past *past, const struct nstat_moment *moment)
{
	double seconds = 0;

	if (moment->paired)
		seconds = between(past->boottime, moment->boottime);
	if (seconds <= 0)
		seconds = between(past->realtime, moment->realtime);
	return seconds > 0 ? seconds : moment->seconds;
}

void nstat_past_begin(struct nstat_past *past, const struct nstat_moment *moment)
{
	bool gap = false;

	if (!past->samples) {
		past->share = 1;
		past->begun = -moment->seconds;
	} else {
		const double seconds = passed(past, moment);

		/* What it tells of is less than what passed: the machine slept, or nobody
		 * looked. */
		gap = !moment->paired || seconds > 1.5 * moment->seconds + 1;
		past->elapsed += seconds;
	}
	past->samples++;
	past->left_out = 0;
	past->boottime = moment->boottime;
	past->realtime = moment->realtime;
	add_sample(past, moment->seconds, gap);
	for (size_t t = 0; t < past->n_tracks; t++)
		for (size_t c = 0; c < nstat_keywords[past->tracks[t].keyword].n; c++)
			past->tracks[t].series[c].known_now = false;
}
