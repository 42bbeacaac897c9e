/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --sadf=j: the document that sadf -j prints of a file. */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "nstat-shape.h"
#include "nstat-store.h"

struct document {
	bool another; /* sample */
	struct buffer restarts;
};

#define INDENT "\t\t\t"

static void put_string(struct nstat_run *run, const char *key, const char *text)
{
	buffer_format(&run->out, INDENT "\"%s\": ", key);
	nstat_shape_string(&run->out, text);
	buffer_string(&run->out, ",\n");
}

/* The date is that of whoever reads it, as sadf has it; the time is not. */
static void put_begin(struct nstat_run *run)
{
	const time_t seconds = (time_t)(run->now / 1000000000U);
	char text[16] = "";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		strftime(text, sizeof(text), "%Y-%m-%d", &tm);
	put_string(run, "file-date", text);
	buffer_string(&run->out, INDENT "\"file-utc-time\": \"");
	nstat_shape_utc(&run->out, "%H:%M:%S", run->now);
	buffer_string(&run->out, "\",\n");
	if (run->timezone[0])
		put_string(run, "timezone", run->timezone);
	else {
		nstat_machine_timezone(text, sizeof(text));
		put_string(run, "timezone", text);
	}
}

static void begin(struct nstat_run *run)
{
	struct document *document = calloc(1, sizeof(*document));

	nstat_shape_begin();
	run->encoding = document;
	if (!document) {
		run->out.error = ENOMEM;
		return;
	}
	document->restarts.fd = -1;
	buffer_string(&run->out, "{\"sysstat\": {\n\t\"hosts\": [\n\t\t{\n");
	put_string(run, "nodename", run->host.nodename);
	put_string(run, "sysname", run->host.sysname);
	put_string(run, "release", run->host.release);
	put_string(run, "machine", run->host.machine);
	buffer_format(&run->out, INDENT "\"number-of-cpus\": %u,\n", run->host.cpus);
	put_begin(run);
	buffer_string(&run->out, INDENT "\"statistics\": [\n");
}

/* What is not known is 0 here: whoever reads this knows of nothing else. */
static void put_row(struct nstat_run *run, const struct nstat_keyword *keyword,
		    const struct nstat_row *row)
{
	struct buffer *out = &run->out;

	buffer_char(out, '{');
	if (keyword->item) {
		buffer_char(out, '"');
		nstat_shape_lower(out, keyword->item);
		buffer_string(out, "\": ");
		nstat_shape_string(out, row->item);
	}
	for (size_t c = 0; c < keyword->n; c++) {
		const struct nstat_cell *cell = &row->cells[c];

		buffer_string(out, c || keyword->item ? ", " : "");
		buffer_format(out, "\"%s\": ", keyword->columns[c].key);
		buffer_format(out, cell->gauge ? "%.0f" : "%.2f",
			      cell->known ? cell->value : 0);
	}
	buffer_char(out, '}');
}

static void put_report(struct nstat_run *run, const struct nstat_keyword *keyword)
{
	struct buffer *out = &run->out;

	buffer_format(out, INDENT "\t\t\t\"%s\": ", keyword->json);
	if (!keyword->item) {
		put_row(run, keyword, run->rows.at);
		return;
	}
	buffer_string(out, "[\n");
	for (size_t i = 0; i < run->rows.n; i++) {
		buffer_string(out, i ? ",\n" : "");
		buffer_string(out, INDENT "\t\t\t\t");
		put_row(run, keyword, &run->rows.at[i]);
	}
	buffer_string(out, "\n" INDENT "\t\t\t]");
}

static void put_when(struct buffer *out, uint64_t realtime)
{
	buffer_string(out, "{\"date\": \"");
	nstat_shape_utc(out, "%Y-%m-%d", realtime);
	buffer_string(out, "\", \"time\": \"");
	nstat_shape_utc(out, "%H:%M:%S", realtime);
	buffer_string(out, "\", \"utc\": 1, ");
}

static void put_space(struct nstat_run *run, const struct nstat_space *space)
{
	struct document *document = run->encoding;
	struct buffer *out = &run->out;
	bool another = false;

	buffer_string(out, document->another ? ",\n" : "");
	document->another = true;
	buffer_string(out, INDENT "\t{\n" INDENT "\t\t\"timestamp\": ");
	put_when(out, nw_counters_realtime(space->now));
	buffer_format(out, "\"interval\": %.0f},\n", (double)(uint64_t)(space->seconds + 0.5));
	if (run->options.netns) {
		buffer_string(out, INDENT "\t\t\"netns\": ");
		nstat_shape_string(out, space->name ? space->name : "");
		buffer_string(out, ",\n");
	}
	buffer_string(out, INDENT "\t\t\"network\": {\n");
	for (size_t k = 0; k < nstat_keywords_n; k++) {
		if (!(run->options.keywords & NW_BIT(k)))
			continue;
		nstat_shape_rows(run, space, k);
		if (!run->rows.n)
			continue;
		buffer_string(out, another ? ",\n" : "");
		another = true;
		put_report(run, &nstat_keywords[k]);
	}
	buffer_string(out, "\n" INDENT "\t\t}\n" INDENT "\t}");
}

static void row(struct nstat_run *run)
{
	for (size_t s = 0; s < run->n_spaces; s++) {
		const struct nstat_space *space = &run->spaces[s];

		if (space->now && (space->before || run->options.since_boot))
			put_space(run, space);
	}
}

static void restart(struct nstat_run *run)
{
	struct document *document = run->encoding;
	struct buffer *out = &document->restarts;

	buffer_string(out, out->n ? ",\n" : "");
	buffer_string(out, INDENT "\t{\n" INDENT "\t\t\"boot\": ");
	put_when(out, run->now);
	buffer_format(out, "\"cpu_count\": %u}\n" INDENT "\t}", run->host.cpus);
}

static void end(struct nstat_run *run)
{
	struct document *document = run->encoding;
	struct buffer *restarts = &document->restarts;

	buffer_string(&run->out, document->another ? "\n" : "");
	buffer_string(&run->out, INDENT "],\n" INDENT "\"restarts\": [\n");
	if (restarts->n) {
		buffer_bytes(&run->out, restarts->at, restarts->n);
		buffer_char(&run->out, '\n');
	}
	buffer_string(&run->out, INDENT "]\n\t\t}\n\t]\n}}\n");
	if (restarts->error)
		run->out.error = restarts->error;
}

static void done(struct nstat_run *run)
{
	struct document *document = run->encoding;

	if (document)
		buffer_free(&document->restarts);
	free(document);
}

const struct nstat_encoder nstat_sadf_j = { begin, row, end, .close = done, .restart = restart };
