/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --json, --ndjson: an object for each sample of each namespace, in one document or a line each. */
#include <errno.h>
#include <stdlib.h>

#include "nstat-shape.h"

struct json {
	bool lines;   /* no document around them */
	bool another; /* there is one already */
};

static void begin(struct nstat_run *run, bool lines)
{
	struct json *json = calloc(1, sizeof(*json));

	nstat_shape_begin();
	run->encoding = json;
	if (!json) {
		run->out.error = ENOMEM;
		return;
	}
	json->lines = lines;
}

static void put_host(struct nstat_run *run)
{
	const struct nw_host *host = &run->host;
	const struct {
		const char *key, *text;
	} words[] = {
		{ "sysname", host->sysname }, { "nodename", host->nodename },
		{ "release", host->release }, { "machine", host->machine },
		{ "boot", host->boot },
	};

	buffer_string(&run->out, "\"host\":{");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!words[i].text[0])
			continue;
		buffer_format(&run->out, "\"%s\":", words[i].key);
		nstat_shape_string(&run->out, words[i].text);
		buffer_char(&run->out, ',');
	}
	buffer_format(&run->out, "\"cpus\":%u}", host->cpus);
}

static void begin_document(struct nstat_run *run)
{
	begin(run, false);
	buffer_format(&run->out, "{\"netwho\":\"%s\",", nw_version());
	put_host(run);
	buffer_string(&run->out, ",\"samples\":[");
}

static void begin_lines(struct nstat_run *run)
{
	begin(run, true);
}

static void put_row(struct nstat_run *run, const struct nstat_keyword *keyword,
		    const struct nstat_row *row)
{
	struct buffer *out = &run->out;

	buffer_char(out, '{');
	if (keyword->item) {
		buffer_char(out, '"');
		nstat_shape_lower(out, keyword->item);
		buffer_string(out, "\":");
		nstat_shape_string(out, row->item);
	}
	for (size_t c = 0; c < keyword->n; c++) {
		buffer_string(out, c || keyword->item ? ",\"" : "\"");
		nstat_shape_key(out, keyword->columns[c].key);
		buffer_string(out, "\":");
		if (row->cells[c].known)
			nstat_shape_number(out, row->cells[c].value);
		else
			buffer_string(out, "null");
	}
	buffer_char(out, '}');
}

static void put_keyword(struct nstat_run *run, const struct nstat_space *space, size_t k)
{
	const struct nstat_keyword *keyword = &nstat_keywords[k];

	nstat_shape_rows(run, space, k);
	/* What did not change, and of items that there are none of. */
	if (!run->rows.n && !keyword->item)
		return;
	buffer_string(&run->out, ",\"");
	nstat_shape_lower(&run->out, keyword->name);
	buffer_string(&run->out, keyword->item ? "\":[" : "\":");
	for (size_t i = 0; i < run->rows.n; i++) {
		buffer_string(&run->out, i ? "," : "");
		put_row(run, keyword, &run->rows.at[i]);
	}
	buffer_string(&run->out, keyword->item ? "]" : "");
}

static void open_object(struct nstat_run *run)
{
	struct json *json = run->encoding;

	if (!json->lines)
		buffer_string(&run->out, json->another ? ",\n" : "\n");
	json->another = true;
	buffer_string(&run->out, "{\"time\":\"");
}

static void close_object(struct nstat_run *run)
{
	const struct json *json = run->encoding;

	buffer_string(&run->out, json->lines ? "}\n" : "}");
}

static void put_space(struct nstat_run *run, const struct nstat_space *space)
{
	struct buffer *out = &run->out;

	open_object(run);
	nstat_shape_instant(out, nw_counters_realtime(space->now));
	buffer_string(out, "\",\"seconds\":");
	nstat_shape_number(out, space->seconds);
	buffer_string(out, ",\"netns\":");
	if (nw_counters_netns(space->now))
		buffer_u64(out, nw_counters_netns(space->now));
	else
		buffer_string(out, "null");
	if (space->name && *space->name) {
		buffer_string(out, ",\"netns_name\":");
		nstat_shape_string(out, space->name);
	}
	for (size_t k = 0; k < nstat_keywords_n; k++)
		if (run->options.keywords & NW_BIT(k))
			put_keyword(run, space, k);
	close_object(run);
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
	open_object(run);
	nstat_shape_instant(&run->out, run->now);
	buffer_string(&run->out, "\",\"restart\":true,");
	put_host(run);
	close_object(run);
}

static void end_lines(struct nstat_run *run)
{
	(void)run;
}

static void end_document(struct nstat_run *run)
{
	buffer_string(&run->out, "\n]}\n");
}

static void done(struct nstat_run *run)
{
	free(run->encoding);
}

const struct nstat_encoder nstat_json = { begin_document, row, end_document,
					  .close = done, .restart = restart };
const struct nstat_encoder nstat_ndjson = { begin_lines, row, end_lines, .close = done,
					    .restart = restart };
