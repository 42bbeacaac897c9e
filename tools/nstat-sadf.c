/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --sadf=d: what sadf -d prints of a file, a header above the rows of each report. */
#include <errno.h>
#include <stdlib.h>

#include "escape.h"
#include "nstat-shape.h"

struct sadf {
	size_t keyword; /* 1 more than that of the last header */
};

/* sadf tells whole seconds. */
static double whole(double seconds)
{
	return (double)(uint64_t)(seconds + 0.5);
}

static void begin(struct nstat_run *run)
{
	nstat_shape_begin();
	run->encoding = calloc(1, sizeof(struct sadf));
	if (!run->encoding)
		run->out.error = ENOMEM;
}

static void put_header(struct nstat_run *run, const struct nstat_keyword *keyword)
{
	struct buffer *out = &run->out;

	buffer_string(out, "# hostname;interval;timestamp");
	if (run->options.netns)
		buffer_string(out, ";netns");
	if (keyword->item)
		buffer_format(out, ";%s", keyword->item);
	for (size_t c = 0; c < keyword->n; c++)
		buffer_format(out, ";%s", keyword->columns[c].title);
	buffer_char(out, '\n');
}

/* All processors together are the one below the first. */
static void put_item(struct buffer *out, const struct nstat_row *row)
{
	buffer_char(out, ';');
	if (row->sum)
		buffer_string(out, "-1");
	else
		escape_text(out, row->item, strlen(row->item), 0);
}

static void put_row(struct nstat_run *run, const struct nstat_space *space,
		    const struct nstat_keyword *keyword, const struct nstat_row *row)
{
	struct buffer *out = &run->out;

	buffer_format(out, "%s;%.0f;", run->host.nodename, whole(space->seconds));
	nstat_shape_utc(out, "%Y-%m-%d %H:%M:%S UTC", nw_counters_realtime(space->now));
	if (run->options.netns) {
		buffer_char(out, ';');
		if (space->name)
			escape_text(out, space->name, strlen(space->name), 0);
	}
	if (keyword->item)
		put_item(out, row);
	/* What is not known is 0 here: whoever reads this knows of nothing else. */
	for (size_t c = 0; c < keyword->n; c++)
		buffer_format(out, row->cells[c].gauge ? ";%.0f" : ";%.2f",
			      row->cells[c].known ? row->cells[c].value : 0);
	buffer_char(out, '\n');
}

static void row(struct nstat_run *run)
{
	struct sadf *sadf = run->encoding;

	for (size_t k = 0; k < nstat_keywords_n; k++) {
		for (size_t s = 0; run->options.keywords & NW_BIT(k) && s < run->n_spaces; s++) {
			nstat_shape_rows(run, &run->spaces[s], k);
			if (run->rows.n && sadf->keyword != k + 1)
				put_header(run, &nstat_keywords[k]);
			if (run->rows.n)
				sadf->keyword = k + 1;
			for (size_t i = 0; i < run->rows.n; i++)
				put_row(run, &run->spaces[s], &nstat_keywords[k],
					&run->rows.at[i]);
		}
	}
}

static void end(struct nstat_run *run)
{
	(void)run;
}

static void done(struct nstat_run *run)
{
	free(run->encoding);
}

static void restart(struct nstat_run *run)
{
	buffer_format(&run->out, "%s;-1;", run->host.nodename);
	nstat_shape_utc(&run->out, "%Y-%m-%d %H:%M:%S UTC", run->now);
	buffer_format(&run->out, ";LINUX-RESTART\t(%u CPU)\n", run->host.cpus);
}

const struct nstat_encoder nstat_sadf_d = { begin, row, end, .close = done, .restart = restart };
