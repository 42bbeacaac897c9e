/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time as a history has it: buckets of samples, merged or forgotten when there are too many. */
#include <stdlib.h>
#include <string.h>

#include "nstat-history.h"

#define SECOND 1e9

/* ---- buckets --------------------------------------------------------------------------- */

static void move_series(struct nstat_history *history, const size_t to[NSTAT_BUCKETS])
{
	for (size_t t = 0; t < history->n_tracks; t++)
		for (size_t c = 0; c < nstat_keywords[history->tracks[t].keyword].n; c++)
			nstat_series_move(&history->tracks[t].series[c], to);
}

static void merge(struct nstat_bucket *bucket, const struct nstat_bucket *next)
{
	bucket->to = next->to;
	bucket->samples += next->samples;
}

/* Two and two become one, except over a gap: it would be drawn as if nothing were missing. */
static void merge_buckets(struct nstat_history *history, bool over_gaps)
{
	size_t to[NSTAT_BUCKETS], n = 0;

	for (size_t i = 0; i < NSTAT_BUCKETS; i++)
		to[i] = SIZE_MAX;
	for (size_t i = 0; i < history->n; n++) {
		struct nstat_bucket *bucket = &history->buckets[n];

		*bucket = history->buckets[i];
		to[i++] = n;
		if (i == history->n || (history->buckets[i].broken && !over_gaps))
			continue;
		merge(bucket, &history->buckets[i]);
		to[i++] = n;
	}
	move_series(history, to);
	history->n = n;
}

static void forget_buckets(struct nstat_history *history)
{
	const size_t gone = NSTAT_BUCKETS / 2;
	size_t to[NSTAT_BUCKETS];

	for (size_t i = 0; i < NSTAT_BUCKETS; i++)
		to[i] = i < gone ? SIZE_MAX : i - gone;
	history->n -= gone;
	memmove(history->buckets, history->buckets + gone,
		history->n * sizeof(history->buckets[0]));
	move_series(history, to);
}

static void make_room(struct nstat_history *history)
{
	if (history->slides) {
		forget_buckets(history);
		return;
	}
	history->share *= 2;
	merge_buckets(history, false);
	/* Hardly anything but gaps. */
	if (history->n > NSTAT_BUCKETS / 4 * 3)
		merge_buckets(history, true);
}

static void skip_series(struct nstat_history *history)
{
	for (size_t t = 0; t < history->n_tracks; t++)
		for (size_t c = 0; c < nstat_keywords[history->tracks[t].keyword].n; c++)
			nstat_series_skip(history, &history->tracks[t].series[c]);
}

static void add_sample(struct nstat_history *history, double seconds, bool gap)
{
	struct nstat_bucket *bucket = history->n ? &history->buckets[history->n - 1] : NULL;

	if (bucket && !gap && bucket->samples < history->share) {
		bucket->samples++;
		bucket->to = history->elapsed;
		return;
	}
	if (history->n == NSTAT_BUCKETS)
		make_room(history);
	history->buckets[history->n++] = (struct nstat_bucket){
		.begun = history->elapsed - seconds, .from = history->elapsed,
		.to = history->elapsed, .samples = 1, .broken = gap,
	};
	skip_series(history);
}

/* ---- time ------------------------------------------------------------------------------ */

static double between(uint64_t before, uint64_t now)
{
	return before && now > before ? (double)(now - before) / SECOND : 0;
}

/* A clock that is set moves nothing; only of another boot it alone can tell. */
static double passed(const struct nstat_history *history, const struct nstat_moment *moment)
{
	double seconds = 0;

	if (moment->paired)
		seconds = between(history->boottime, moment->boottime);
	if (seconds <= 0)
		seconds = between(history->realtime, moment->realtime);
	return seconds > 0 ? seconds : moment->seconds;
}

void nstat_history_begin(struct nstat_history *history, const struct nstat_moment *moment)
{
	bool gap = false;

	if (!history->samples) {
		history->share = 1;
		history->begun = -moment->seconds;
	} else {
		const double seconds = passed(history, moment);

		/* What it tells of is less than what passed: the machine slept, or nobody
		 * looked. */
		gap = !moment->paired || seconds > 1.5 * moment->seconds + 1;
		history->elapsed += seconds;
	}
	history->samples++;
	history->left_out = 0;
	history->boottime = moment->boottime;
	history->realtime = moment->realtime;
	add_sample(history, moment->seconds, gap);
	for (size_t t = 0; t < history->n_tracks; t++)
		for (size_t c = 0; c < nstat_keywords[history->tracks[t].keyword].n; c++)
			history->tracks[t].series[c].known_now = false;
}
