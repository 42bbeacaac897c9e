/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --plot: rows as lines on a terminal, drawn anew with every sample. */
#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "nstat-plot.h"
#include "nstat-scale.h"
#include "nstat.h"

/* Between two pictures at least. */
#define PICTURE_NS 40000000

struct plot {
	struct nstat_past past;
	bool entered;
	uint64_t drawn; /* CLOCK_MONOTONIC, nanoseconds */
	/* What is said meanwhile would scroll the screen: it is the last line, and said again
	 * behind the end. */
	FILE *errors;
	char *said;
	size_t said_size;
};

static uint64_t monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

/* As no-color.org has it: set, and not to nothing. */
static bool is_plain(void)
{
	const char *no_color = getenv("NO_COLOR");

	return no_color && *no_color;
}

static void tell_title(const struct nstat_run *run, char *ret, size_t size)
{
	const struct nstat_past *past = &((const struct plot *)run->encoding)->past;
	const double taken = past->elapsed - past->begun;
	char time[64] = "", every[NSTAT_NUMBER];

	if (run->now)
		nstat_stamp_time(time, sizeof(time), run->now);
	nstat_number(every,
		     past->samples ? taken / (double)past->samples
				      : (double)run->options.interval_ns / 1e9,
		     NULL);
	if (run->options.since_boot)
		snprintf(ret, size, "%s  %s  since the machine started", run->host.nodename, time);
	else if (!past->samples)
		snprintf(ret, size, "%s  %s  the first sample takes %s s", run->host.nodename,
			 time, every);
	else
		snprintf(ret, size, "%s  %s  %llu sample%s, every %s s", run->host.nodename, time,
			 (unsigned long long)past->samples, past->samples == 1 ? "" : "s",
			 every);
}

/* In so many lines less than there are. */
static void make(const struct nstat_run *run, size_t less, struct buffer *ret)
{
	const struct plot *plot = run->encoding;
	char title[256];
	struct plot_view view = {
		.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
		.plain = is_plain(),
		.nonzero = run->options.changed_only,
		.title = title,
	};

	screen_size(&view.rows, &view.columns);
	view.rows -= view.rows > less ? less : 0;
	tell_title(run, title, sizeof(title));
	plot_picture(ret, &plot->past, &view);
}

/* Only the last is kept: a run may be long. */
static void listen_anew(struct plot *plot)
{
	free(plot->said);
	plot->said = NULL;
	plot->errors = tool_errors = open_memstream(&plot->said, &plot->said_size);
}

static void put_said(struct plot *plot, struct buffer *lines)
{
	if (!plot->errors || fflush(plot->errors) || !plot->said_size)
		return;
	buffer_bytes(lines, plot->said, strcspn(plot->said, "\n"));
	buffer_char(lines, '\n');
	if (plot->said_size < BUFSIZ)
		return;
	fclose(plot->errors);
	listen_anew(plot);
}

static void draw(struct nstat_run *run)
{
	struct buffer lines = { .fd = -1 }, said = { .fd = -1 };
	int r;

	screen_stop_if_asked();
	((struct plot *)run->encoding)->drawn = monotonic();
	put_said(run->encoding, &said);
	make(run, said.n ? 1 : 0, &lines);
	buffer_pass(&lines, &said);
	r = lines.error ? -lines.error : screen_draw(&lines);
	if (r < 0)
		run->out.error = -r;
	buffer_free(&lines);
}

static void begin(struct nstat_run *run)
{
	struct plot *plot = calloc(1, sizeof(*plot));

	run->encoding = plot;
	if (!plot) {
		run->out.error = ENOMEM;
		return;
	}
	plot->past.slides = true;
	if (isatty(STDERR_FILENO))
		listen_anew(plot);
	screen_enter();
	plot->entered = true;
	draw(run);
}

static void row(struct nstat_run *run)
{
	struct plot *plot = run->encoding;

	if (!plot)
		return;
	if (nstat_past_take(&plot->past, run) < 0)
		run->out.error = ENOMEM;
	/* A recording is read faster than anybody sees; the last picture is drawn by end(). */
	else if (monotonic() - plot->drawn >= PICTURE_NS)
		draw(run);
}

static void woken(struct nstat_run *run)
{
	if (run->encoding)
		draw(run);
}

/* The last picture stays, where lines of text belong. */
static void end(struct nstat_run *run)
{
	struct plot *plot = run->encoding;

	if (!plot || !plot->past.samples)
		return;
	screen_leave();
	plot->entered = false;
	/* Below it the next prompt. */
	make(run, 1, &run->out);
}

static void close_plot(struct nstat_run *run)
{
	struct plot *plot = run->encoding;

	if (!plot)
		return;
	if (plot->entered)
		screen_leave();
	tool_errors = NULL;
	if (plot->errors && fclose(plot->errors) == 0 && plot->said)
		fputs(plot->said, stderr);
	free(plot->said);
	nstat_past_free(&plot->past);
	free(plot);
}

const struct nstat_encoder nstat_plot = { begin, row, end, woken, close_plot };

int nstat_plot_check(const struct nstat_options *options)
{
	(void)options;
	if (isatty(STDOUT_FILENO))
		return 0;
	tool_say("--plot needs a terminal; without it rows are printed");
	return -ENOTTY;
}
