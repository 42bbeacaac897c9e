/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows that a past follows: which of a sample continues which. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nstat-past.h"
#include "nstat.h"

/* Rows of one report, on their way into the past. */
struct report {
	struct nstat_past *past;
	uint64_t inode;
	const char *space;
	size_t keyword;
};

static bool is_of(const struct report *report, const struct nstat_track *track)
{
	return track->keyword == report->keyword && track->inode == report->inode &&
	       strncmp(track->space, report->space, sizeof(track->space) - 1) == 0;
}

static struct nstat_track *find_index(const struct report *report, const struct nstat_row *row)
{
	struct nstat_past *past = report->past;

	for (size_t i = 0; row->index && i < past->n_tracks; i++)
		if (past->tracks[i].index == row->index &&
		    past->tracks[i].sum == row->sum && is_of(report, &past->tracks[i]))
			return &past->tracks[i];
	return NULL;
}

/* One of its name goes on as that which is gone, unless that was renamed and is still there. */
static struct nstat_track *find_name(const struct report *report, const struct nstat_row *row)
{
	struct nstat_past *past = report->past;

	for (size_t i = 0; i < past->n_tracks; i++) {
		struct nstat_track *track = &past->tracks[i];

		if (track->seen != past->samples && track->sum == row->sum &&
		    is_of(report, track) &&
		    strncmp(track->item, row->item, sizeof(track->item) - 1) == 0)
			return track;
	}
	return NULL;
}

static void track_free(struct nstat_track *track)
{
	for (size_t c = 0; track->series && c < nstat_keywords[track->keyword].n; c++)
		free(track->series[c].low);
	free(track->series);
	track->series = NULL;
}

static int grow(struct nstat_past *past)
{
	const size_t size = past->size ? 2 * past->size : 8;
	struct nstat_track *tracks = realloc(past->tracks, size * sizeof(*tracks));

	if (!tracks)
		return -ENOMEM;
	past->tracks = tracks;
	past->size = size;
	return 0;
}

/* The place of the one that is gone for longest; NULL: all are there. */
static struct nstat_track *make_place(struct nstat_past *past)
{
	struct nstat_track *oldest = NULL;

	for (size_t i = 0; i < past->n_tracks; i++) {
		struct nstat_track *track = &past->tracks[i];

		if (track->seen + 1 < past->samples &&
		    (!oldest || track->seen < oldest->seen))
			oldest = track;
	}
	if (oldest) {
		track_free(oldest);
		past->forgotten++;
	} else {
		past->left_out++;
		if (past->left_out > past->most_left_out)
			past->most_left_out = past->left_out;
	}
	return oldest;
}

/* `ret` NULL: there are too many. */
static int add(const struct report *report, struct nstat_track **ret)
{
	struct nstat_past *past = report->past;
	struct nstat_series *series;
	struct nstat_track *track;

	*ret = NULL;
	if (past->n_tracks == past->size && past->size < NSTAT_TRACKS &&
	    grow(past) < 0)
		return -ENOMEM;
	series = calloc(nstat_keywords[report->keyword].n, sizeof(*series));
	if (!series)
		return -ENOMEM;
	track = past->n_tracks < NSTAT_TRACKS ? &past->tracks[past->n_tracks++]
						 : make_place(past);
	if (!track) {
		free(series);
		return 0;
	}
	*track = (struct nstat_track){ .inode = report->inode, .keyword = report->keyword,
				       .series = series };
	snprintf(track->space, sizeof(track->space), "%s", report->space);
	*ret = track;
	return 0;
}

static int put(const struct report *report, const struct nstat_row *row,
	       struct nstat_track *track)
{
	/* It is called by the name that it has now. */
	snprintf(track->item, sizeof(track->item), "%s", row->item);
	track->index = row->index;
	track->sum = row->sum;
	track->seen = report->past->samples;
	for (size_t c = 0; c < nstat_keywords[report->keyword].n; c++)
		if (row->cells[c].known &&
		    nstat_series_put(report->past, &track->series[c], row->cells[c].value) < 0)
			return -ENOMEM;
	return 0;
}

int nstat_past_rows(struct nstat_past *past, uint64_t inode, const char *space,
		       size_t keyword, const struct nstat_rows *rows)
{
	const struct report report = { past, inode, space, keyword };
	int r = 0;

	for (size_t i = 0; r == 0 && i < rows->n; i++) {
		struct nstat_track *track = find_index(&report, &rows->at[i]);

		if (track)
			r = put(&report, &rows->at[i], track);
	}
	for (size_t i = 0; r == 0 && i < rows->n; i++) {
		struct nstat_track *track = find_index(&report, &rows->at[i]);

		if (track && track->seen == past->samples)
			continue;
		track = find_name(&report, &rows->at[i]);
		if (!track)
			r = add(&report, &track);
		if (r == 0 && track)
			r = put(&report, &rows->at[i], track);
	}
	return r;
}

bool nstat_track_beside(const struct nstat_track *a, const struct nstat_track *b)
{
	return a->keyword == b->keyword && a->inode == b->inode &&
	       strcmp(a->space, b->space) == 0;
}

bool nstat_track_first(const struct nstat_past *past, size_t track)
{
	for (size_t t = 0; t < track; t++)
		if (nstat_track_beside(&past->tracks[t], &past->tracks[track]))
			return false;
	return true;
}

/* ---- a sample of a run ----------------------------------------------------------------- */

static struct nstat_moment moment_of(const struct nstat_run *run)
{
	struct nstat_moment ret = { .realtime = run->now };

	for (size_t s = 0; s < run->n_spaces; s++) {
		const struct nstat_space *space = &run->spaces[s];

		if (!space->now)
			continue;
		ret.boottime = nw_counters_boottime(space->now);
		ret.paired = space->before || run->options.since_boot;
		ret.seconds = ret.paired ? space->seconds : 0;
		if (ret.paired)
			break;
	}
	return ret;
}

int nstat_past_take(struct nstat_past *past, struct nstat_run *run)
{
	const struct nstat_moment moment = moment_of(run);
	int r = 0;

	nstat_past_begin(past, &moment);
	for (size_t s = 0; s < run->n_spaces; s++) {
		const struct nstat_space *space = &run->spaces[s];

		for (size_t k = 0; r == 0 && k < nstat_keywords_n; k++) {
			if (!(run->options.keywords & NW_BIT(k)))
				continue;
			r = nstat_rows_of(run, space, k);
			if (r == 0)
				r = nstat_past_rows(past, space->key,
						       space->name ? space->name : "", k,
						       &run->rows);
		}
	}
	return r;
}

void nstat_past_free(struct nstat_past *past)
{
	for (size_t i = 0; i < past->n_tracks; i++)
		track_free(&past->tracks[i]);
	free(past->tracks);
	*past = (struct nstat_past){ 0 };
}
