/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whatever is merged or forgotten: what a past keeps is what the samples had. */
#include "unit-draw.h"

static double value_at(uint64_t i)
{
	/* A wave, with a peak of one sample now and then. */
	return i % 997 == 500 ? 5000 : 100 + floor(100 * sin((double)i / 50));
}

static const struct nstat_series *first_series(const struct nstat_past *past)
{
	ck_assert_uint_ge(past->n_tracks, 1);
	return &past->tracks[0].series[0];
}

/* Every bucket has the least and the most of its samples, and every sample is in one. */
static void assert_buckets(const struct nstat_past *past, uint64_t samples,
			   double (*value)(uint64_t))
{
	const struct nstat_series *series = first_series(past);
	uint64_t i = 0;

	for (size_t b = 0; b < past->n; b++) {
		double least = NAN, most = NAN;
		float low, high;
		bool known;

		for (uint64_t k = 0; k < past->buckets[b].samples; k++, i++) {
			least = fmin(least, value(i));
			most = fmax(most, value(i));
		}
		known = nstat_series_at(series, b, &low, &high);
		ck_assert_msg(known == !isnan(least), "bucket %zu", b);
		if (known)
			ck_assert_msg(low == (float)least && high == (float)most,
				      "bucket %zu: %g to %g, not %g to %g", b, (double)low,
				      (double)high, least, most);
	}
	ck_assert_uint_eq(i, samples);
}

static struct nstat_past *filled(bool slides, uint64_t samples, double (*value)(uint64_t))
{
	struct nstat_past *past = calloc(1, sizeof(*past));

	ck_assert_ptr_nonnull(past);
	past->slides = slides;
	for (uint64_t i = 0; i < samples; i++)
		put_sample(past, i, "TCP", value(i));
	return past;
}

static void drop(struct nstat_past *past)
{
	nstat_past_free(past);
	free(past);
}

/* ---- merging ------------------------------------------------------------------- */

START_TEST(merged)
{
	static const uint64_t all[] = {
		1, 2, 30, NSTAT_BUCKETS, NSTAT_BUCKETS + 1, 2 * NSTAT_BUCKETS + 1, 10000, 100000,
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct nstat_past *past = filled(false, all[i], value_at);

		ck_assert_uint_le(past->n, NSTAT_BUCKETS);
		ck_assert(all[i] < NSTAT_BUCKETS || past->n >= NSTAT_BUCKETS / 2);
		assert_buckets(past, all[i], value_at);
		/* All but the last stand for equally many. */
		for (size_t b = 0; b + 1 < past->n; b++)
			ck_assert_uint_eq(past->buckets[b].samples, past->share);
		ck_assert_double_eq(past->buckets[past->n - 1].to, (double)all[i] - 1);
		ck_assert_double_eq(past->begun, -1);
		ck_assert_double_eq(first_series(past)->most,
				    all[i] > 500 ? 5000 : first_series(past)->most);
		drop(past);
	}
}
END_TEST

static double holes(uint64_t i)
{
	return i / 300 % 2 ? NAN : value_at(i);
}

START_TEST(with_holes)
{
	struct nstat_past *past = filled(false, 20000, holes);

	assert_buckets(past, 20000, holes);
	drop(past);
}
END_TEST

static double late(uint64_t i)
{
	return i < 3000 ? 0 : value_at(i);
}

static double never(uint64_t i)
{
	(void)i;
	return 0;
}

static double zero_with_holes(uint64_t i)
{
	return i / 100 % 2 ? NAN : 0;
}

START_TEST(zeros)
{
	struct nstat_past *past = filled(false, 5000, never);

	ck_assert(first_series(past)->zero);
	ck_assert_ptr_null(first_series(past)->low);
	assert_buckets(past, 5000, never);
	drop(past);

	past = filled(false, 5000, late);
	ck_assert(!first_series(past)->zero);
	assert_buckets(past, 5000, late);
	drop(past);

	past = filled(false, 5000, zero_with_holes);
	ck_assert(first_series(past)->zero);
	assert_buckets(past, 5000, zero_with_holes);
	drop(past);
}
END_TEST

/* ---- forgetting ---------------------------------------------------------------- */

static void assert_last(double (*value)(uint64_t), uint64_t samples)
{
	struct nstat_past *past = filled(true, samples, value);
	const struct nstat_series *series = first_series(past);

	ck_assert_uint_ge(past->n, NSTAT_BUCKETS / 2);
	for (size_t b = 0; b < past->n; b++) {
		const double expected = value(samples - past->n + b);
		float low, high;

		ck_assert(nstat_series_at(series, b, &low, &high) == !isnan(expected));
		ck_assert(isnan(expected) || (low == (float)expected && high == low));
	}
	drop(past);
}

START_TEST(slid)
{
	for (uint64_t n = NSTAT_BUCKETS; n < 5 * NSTAT_BUCKETS; n += 449) {
		assert_last(value_at, n);
		assert_last(late, n);
		assert_last(never, n);
		assert_last(holes, n);
		assert_last(zero_with_holes, n);
	}
}
END_TEST

static double ended(uint64_t i)
{
	return i < 100 ? 0 : NAN;
}

/* What was zero long ago is not known now. */
START_TEST(slid_away)
{
	assert_last(ended, 4 * NSTAT_BUCKETS);
}
END_TEST

/* ---- time ---------------------------------------------------------------------- */

START_TEST(gaps)
{
	struct nstat_past *past = calloc(1, sizeof(*past));
	struct nstat_row row = row_of("", 0, 1);
	struct nstat_moment moment;
	size_t broken = 0;

	ck_assert_ptr_nonnull(past);
	/* An hour asleep behind every 100th. */
	for (uint64_t i = 0; i < 5000; i++) {
		moment = moment_at(i + i / 100 * 3600);
		nstat_past_begin(past, &moment);
		put_rows(past, "TCP", &row, 1);
	}
	for (size_t b = 0; b < past->n; b++) {
		broken += past->buckets[b].broken;
		/* None reaches over an hour. */
		ck_assert(past->buckets[b].to - past->buckets[b].from < 3600);
	}
	ck_assert_uint_eq(broken, 49);
	ck_assert_double_eq(past->elapsed, 4999 + 49 * 3600);
	drop(past);
}
END_TEST

/* Nothing but gaps: bounded all the same. */
START_TEST(only_gaps)
{
	struct nstat_past *past = calloc(1, sizeof(*past));
	struct nstat_row row = row_of("", 0, 1);

	ck_assert_ptr_nonnull(past);
	for (uint64_t i = 0; i < 5000; i++) {
		const struct nstat_moment moment = moment_at(i * 100);

		nstat_past_begin(past, &moment);
		put_rows(past, "TCP", &row, 1);
		ck_assert_uint_le(past->n, NSTAT_BUCKETS);
	}
	drop(past);
}
END_TEST

START_TEST(clock_steps)
{
	struct nstat_past *past = calloc(1, sizeof(*past));

	ck_assert_ptr_nonnull(past);
	for (uint64_t i = 0; i < 10; i++) {
		struct nstat_moment moment = moment_at(i);

		/* Set back by an hour, and forward by two. */
		moment.realtime += i > 3 ? 3600 * SECOND : 0;
		moment.realtime -= i > 6 ? 7200 * SECOND : 0;
		nstat_past_begin(past, &moment);
	}
	ck_assert_double_eq(past->elapsed, 9);
	for (size_t b = 0; b < past->n; b++)
		ck_assert(!past->buckets[b].broken);
	drop(past);
}
END_TEST

START_TEST(another_boot)
{
	struct nstat_past past = { 0 };
	struct nstat_moment moment = moment_at(0);

	nstat_past_begin(&past, &moment);
	/* An hour later, an hour after it started. */
	moment = (struct nstat_moment){ 3600 * SECOND, EPOCH + 3600 * SECOND, 0, false };
	nstat_past_begin(&past, &moment);
	ck_assert_double_eq(past.elapsed, 3600);
	ck_assert(past.buckets[1].broken);
	nstat_past_free(&past);
}
END_TEST

/* ---- rows ---------------------------------------------------------------------- */

START_TEST(renamed)
{
	struct nstat_past *past = calloc(1, sizeof(*past));
	struct nstat_row first[] = { row_of("a", 5, 1), row_of("b", 6, 2) };
	/* a is c now, and another one is a. */
	struct nstat_row then[] = { row_of("a", 7, 3), row_of("b", 6, 2), row_of("c", 5, 1) };
	/* That one was made anew. */
	struct nstat_row last[] = { row_of("a", 9, 3), row_of("c", 5, 1) };
	struct nstat_moment moment = moment_at(0);

	ck_assert_ptr_nonnull(past);
	nstat_past_begin(past, &moment);
	put_rows(past, "DEV", first, 2);
	moment = moment_at(1);
	nstat_past_begin(past, &moment);
	put_rows(past, "DEV", then, 3);
	moment = moment_at(2);
	nstat_past_begin(past, &moment);
	put_rows(past, "DEV", last, 2);
	ck_assert_uint_eq(past->n_tracks, 3);
	for (size_t t = 0; t < 3; t++) {
		const struct nstat_track *track = &past->tracks[t];
		static const char *const names[] = { "c", "b", "a" };

		ck_assert_str_eq(track->item, names[t]);
		ck_assert_double_eq(track->series[0].least, track->series[0].most);
		ck_assert_double_eq(track->series[0].last, (double)(t + 1));
	}
	ck_assert(!past->tracks[1].series[0].known_now);
	drop(past);
}
END_TEST

/* A recording may say anything: rows of one name in one sample are two. */
START_TEST(twice)
{
	struct nstat_past *past = calloc(1, sizeof(*past));
	struct nstat_row rows[] = { row_of("a", 0, 1), row_of("a", 0, 2) };

	ck_assert_ptr_nonnull(past);
	for (uint64_t i = 0; i < 3; i++) {
		const struct nstat_moment moment = moment_at(i);

		nstat_past_begin(past, &moment);
		put_rows(past, "DEV", rows, 2);
	}
	ck_assert_uint_eq(past->n_tracks, 2);
	for (size_t t = 0; t < 2; t++) {
		ck_assert_double_eq(past->tracks[t].series[0].least, (double)t + 1);
		ck_assert_double_eq(past->tracks[t].series[0].most, (double)t + 1);
	}
	drop(past);
}
END_TEST

/* Containers come and go for days. */
START_TEST(churn)
{
	struct nstat_past *past = calloc(1, sizeof(*past));

	ck_assert_ptr_nonnull(past);
	for (uint32_t i = 0; i < 5000; i++) {
		const struct nstat_moment moment = moment_at(i);
		struct nstat_row rows[] = { row_of("eth0", 2, 7), row_of("", i + 10, 1) };
		char name[16];

		snprintf(name, sizeof(name), "veth%u", i);
		rows[1].item = name;
		nstat_past_begin(past, &moment);
		put_rows(past, "DEV", rows, 2);
		ck_assert_uint_le(past->n_tracks, NSTAT_TRACKS);
	}
	/* Whoever stayed is still followed. */
	ck_assert_str_eq(past->tracks[0].item, "eth0");
	ck_assert_uint_eq(past->tracks[0].seen, 5000);
	ck_assert_uint_eq(past->forgotten, 5001 - NSTAT_TRACKS);
	ck_assert_uint_eq(past->most_left_out, 0);
	drop(past);
}
END_TEST

START_TEST(too_many)
{
	static struct nstat_row rows[NSTAT_TRACKS + 100];
	static char names[NSTAT_TRACKS + 100][16];
	struct nstat_past *past = calloc(1, sizeof(*past));

	ck_assert_ptr_nonnull(past);
	for (uint32_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(names[i], sizeof(names[i]), "veth%u", i);
		rows[i] = row_of(names[i], i + 1, 1);
	}
	for (uint64_t i = 0; i < 3; i++) {
		const struct nstat_moment moment = moment_at(i);

		nstat_past_begin(past, &moment);
		put_rows(past, "DEV", rows, ARRAY_SIZE(rows));
	}
	ck_assert_uint_eq(past->n_tracks, NSTAT_TRACKS);
	ck_assert_uint_eq(past->most_left_out, 100);
	drop(past);
}
END_TEST

UNIT_MAIN("nstat-past", merged, with_holes, zeros, slid, slid_away, gaps, only_gaps,
	  clock_steps, another_boot, renamed, twice, churn, too_many)
