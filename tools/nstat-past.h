/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was shown so far, to be drawn: each column of each row as a series over time. However
 * long the run is, its memory is bounded.
 */
#ifndef TOOL_NSTAT_PAST_H
#define TOOL_NSTAT_PAST_H

#include "nstat-rows.h"

struct nstat_run;

/* Even, and more than a chart is wide in pixels, or a terminal in columns. */
#define NSTAT_BUCKETS 900
/* Rows that are followed; interfaces come and go for days. */
#define NSTAT_TRACKS 512

/* Samples that share a point of each series. */
struct nstat_bucket {
	double begun;    /* when the first of them began; seconds */
	double from, to; /* when the first and the last of them was taken */
	uint64_t samples;
	bool broken; /* between it and the one before some were missed */
};

/* Of a column of a row. */
struct nstat_series {
	bool known;    /* at any time */
	bool known_now;
	bool zero;     /* whenever it was known; it may have no points then */
	double last, least, most;
	size_t first, until; /* without points: the buckets in which it was known */
	float *low, *high;   /* by bucket; NAN: not known */
};

/* A row of a keyword in a space. */
struct nstat_track {
	uint64_t inode;
	char space[64]; /* "": it is the only one */
	size_t keyword;
	char item[64];
	uint32_t index;
	bool sum;
	uint64_t seen; /* the sample that had it last */
	struct nstat_series *series; /* as many as the keyword has columns */
};

struct nstat_past {
	bool slides; /* the oldest are forgotten; else neighbours are merged */
	uint64_t samples;
	uint64_t share; /* samples that share a bucket */
	struct nstat_bucket buckets[NSTAT_BUCKETS];
	size_t n;
	struct nstat_track *tracks;
	size_t n_tracks, size;
	size_t left_out, most_left_out; /* rows of a sample that were too many */
	size_t forgotten; /* that were gone, and made room for others */
	double begun;     /* when the first sample's time began; seconds, not above 0 */
	double elapsed;   /* from the first sample to the last */
	uint64_t boottime, realtime; /* of the last sample, nanoseconds */
};

/* When a sample was taken. */
struct nstat_moment {
	uint64_t boottime, realtime; /* nanoseconds */
	double seconds; /* that it tells of */
	bool paired;    /* there is one before it in the same boot */
};

/* A sample begins; its rows follow, keyword by keyword. */
void nstat_past_begin(struct nstat_past *past, const struct nstat_moment *moment);

/* ---- nstat-track.c --------------------------------------------------------------------- */

/* The rows of a keyword in a space ("": the only one). 0 or -ENOMEM. */
int nstat_past_rows(struct nstat_past *past, uint64_t inode, const char *space,
		       size_t keyword, const struct nstat_rows *rows);
/* Rows of one keyword in one space. */
bool nstat_track_beside(const struct nstat_track *a, const struct nstat_track *b);
/* Of these the first. */
bool nstat_track_first(const struct nstat_past *past, size_t track);
/* All that the sample at hand has, as one sample. 0 or -ENOMEM. */
int nstat_past_take(struct nstat_past *past, struct nstat_run *run);
void nstat_past_free(struct nstat_past *past);

/* ---- nstat-points.c -------------------------------------------------------------------- */

/* In the last bucket. 0 or -ENOMEM. */
int nstat_series_put(const struct nstat_past *past, struct nstat_series *series,
		     double value);
/* Nothing is known of it in the last bucket, which is a new one. */
void nstat_series_skip(const struct nstat_past *past, struct nstat_series *series);
/* The buckets have moved: `to`[old] is the new one, SIZE_MAX where it is gone. */
void nstat_series_move(struct nstat_series *series, const size_t to[NSTAT_BUCKETS]);
/* Whether it is known at a bucket, and from where to where it went. */
bool nstat_series_at(const struct nstat_series *series, size_t bucket, float *low, float *high);

#endif
