/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of a file sar and sadf show report by report: all rows of one keyword, then of the next. */
#include <errno.h>
#include <stdlib.h>

#include "nstat.h"

struct reports {
	uint64_t keywords;
	struct report {
		struct buffer out;
		void *encoding;
	} at[64]; /* one for each bit of keywords */
};

/* The run is that of one keyword for a while; or of all again. */
static void enter(struct nstat_run *run, struct reports *reports, size_t k)
{
	const struct buffer out = run->out;

	run->out = reports->at[k].out;
	reports->at[k].out = out;
	run->encoding = reports->at[k].encoding;
	run->options.keywords = NW_BIT(k);
}

static void leave(struct nstat_run *run, struct reports *reports, size_t k)
{
	const struct buffer out = run->out;

	run->out = reports->at[k].out;
	reports->at[k].out = out;
	reports->at[k].encoding = run->encoding;
	run->encoding = reports;
	run->options.keywords = reports->keywords;
}

static void each(struct nstat_run *run, void (*what)(struct nstat_run *run))
{
	struct reports *reports = run->encoding;

	for (size_t k = 0; k < nstat_keywords_n; k++) {
		if (!(reports->keywords & NW_BIT(k)))
			continue;
		enter(run, reports, k);
		what(run);
		leave(run, reports, k);
		if (reports->at[k].out.error)
			run->out.error = reports->at[k].out.error;
	}
}

static void begin_all(struct nstat_run *run, bool banner)
{
	struct reports *reports = run->encoding;

	each(run, run->inner->begin);
	/* Each of them has written what stands above all. */
	for (size_t k = 0; k < nstat_keywords_n; k++) {
		struct buffer *out = &reports->at[k].out;

		if (banner && reports->keywords & NW_BIT(k)) {
			buffer_bytes(&run->out, out->at, out->n);
			banner = false;
		}
		out->n = 0;
	}
}

static void forget(struct nstat_run *run)
{
	if (run->inner->close)
		run->inner->close(run);
	run->encoding = NULL;
}

static void end_all(struct nstat_run *run)
{
	struct reports *reports = run->encoding;

	each(run, run->inner->end);
	each(run, forget);
	for (size_t k = 0; k < nstat_keywords_n; k++) {
		if (reports->keywords & NW_BIT(k))
			buffer_pass(&run->out, &reports->at[k].out);
		reports->at[k].out = (struct buffer){ .fd = -1 };
	}
}

static void begin(struct nstat_run *run)
{
	struct reports *reports = calloc(1, sizeof(*reports));

	run->encoding = reports;
	if (!reports) {
		run->out.error = ENOMEM;
		return;
	}
	reports->keywords = run->options.keywords;
	for (size_t k = 0; k < nstat_keywords_n; k++)
		reports->at[k].out.fd = -1;
	begin_all(run, true);
}

static void row(struct nstat_run *run)
{
	each(run, run->inner->row);
}

static void end(struct nstat_run *run)
{
	end_all(run);
}

static void done(struct nstat_run *run)
{
	struct reports *reports = run->encoding;

	if (!reports)
		return;
	each(run, forget);
	for (size_t k = 0; k < nstat_keywords_n; k++)
		buffer_free(&reports->at[k].out);
	free(reports);
}

/* Averages are of the time between two starts. */
static void restart(struct nstat_run *run)
{
	end_all(run);
	for (size_t s = 0; s < run->n_spaces; s++)
		nstat_totals_free(&run->spaces[s].totals);
	run->samples = 0;
	if (run->inner->restart)
		run->inner->restart(run);
	begin_all(run, false);
}

const struct nstat_encoder nstat_reports = { begin, row, end, .close = done,
					     .restart = restart };
