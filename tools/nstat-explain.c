/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters that grew, each with what that means and where to look next. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "escape.h"
#include "nstat-explain.h"
#include "nstat-wrap.h"

#define STAMP_WIDTH 11
#define WIDTH 80
#define WIDTH_LEAST 40
#define NAME_WIDTH 40
#define NUMBER_WIDTH 14
#define INDENT 4

struct explaining {
	struct nstat_run *run;
	struct buffer *out;
	size_t width;
	bool bold;
};

static const char *const usual[] = {
	"IP",  "EIP", "ICMP", "EICMP", "TCP",    "ETCP",
	"UDP", "IP6", "EIP6", "ICMP6", "EICMP6", "UDP6",
};

static const char unknown[] = "This version of nstat does not know what the kernel counts here.";

void nstat_explain_options(struct nstat_options *options)
{
	if (!options->interval_ns && !options->in_file && options->n_roots < 2)
		options->since_boot = true;
	if (!options->keywords)
		for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
			options->keywords |=
				NW_BIT(nstat_keyword_find(usual[i], strlen(usual[i])));
	/* The extensions of what is in the first are in the second. */
	if (nstat_keyword_sources(options->keywords) & NW_BIT(NW_COUNTERS_SNMP))
		options->sources |= NW_BIT(NW_COUNTERS_NETSTAT);
}

/* Of a terminal, which may have changed meanwhile. */
static struct explaining look(struct nstat_run *run)
{
	const char *no_color = getenv("NO_COLOR");
	const size_t width = nstat_wrap_width();

	return (struct explaining){
		.run = run,
		.out = &run->out,
		.width = !width || width > WIDTH ? WIDTH
		       : width < WIDTH_LEAST     ? WIDTH_LEAST
						 : width,
		/* As no-color.org has it: set, and not to nothing. */
		.bold = isatty(STDOUT_FILENO) && !(no_color && *no_color),
	};
}

/* ---- one counter ------------------------------------------------------------------------- */

static const struct unit {
	double seconds;
	const char *name;
} units[] = { { 1, "s" }, { 60, "min" }, { 3600, "h" }, { 86400, "d" } };

/* What is rare is told by the hour or the day, in which it happens once at least. */
static void put_rate(const struct explaining *explaining, uint64_t growth, double seconds)
{
	const struct unit *unit = units;
	char text[48] = "-";

	while (unit < &units[3] && (double)growth / seconds * unit->seconds < 1)
		unit++;
	if (seconds > 0)
		snprintf(text, sizeof(text), "%.*f/%s", explaining->run->options.decimals,
			 (double)growth / seconds * unit->seconds, unit->name);
	buffer_format(explaining->out, " %*s\n", NUMBER_WIDTH, text);
}

/* What tells counters of several sources apart. */
static const char *const prefixes[NW_COUNTERS_SOURCES_] = {
	[NW_COUNTERS_SOFTNET] = "cpu ",
	[NW_COUNTERS_NFS] = "nfs ",
	[NW_COUNTERS_NFSD] = "nfsd ",
};

static size_t put_word(struct buffer *out, const char *word)
{
	return escape_text(out, word, strlen(word), 0);
}

/* As "TcpExtListenDrops", "eth0 rx_drop", or "nfs rpc retrans". Returns its width. */
static size_t put_name(struct buffer *out, const struct nstat_explained *explained)
{
	const char *group = nw_counter_group(explained->counter);
	const char *prefix = prefixes[nw_counter_source(explained->counter)];
	size_t width = prefix ? put_word(out, prefix) : 0;

	width += put_word(out, *explained->item ? explained->item : group);
	if (prefix || *explained->item)
		width += put_word(out, " ");
	return width + put_word(out, nw_counter_name(explained->counter));
}

static void put_explained(const struct explaining *explaining,
			  const struct nstat_explained *explained, double seconds)
{
	const struct nstat_meaning *meaning = explained->meaning;
	const char *command = meaning ? nstat_look_command(meaning->look) : NULL;
	struct buffer *out = explaining->out;
	struct nstat_wrap wrap = { .out = out, .indent = INDENT, .width = explaining->width };
	size_t width;

	buffer_string(out, explaining->bold ? "\033[1m" : "");
	width = put_name(out, explained);
	buffer_string(out, explaining->bold ? "\033[0m" : "");
	buffer_fill(out, ' ', width < NAME_WIDTH ? NAME_WIDTH - width : 0);
	buffer_format(out, " %*llu", NUMBER_WIDTH, (unsigned long long)explained->growth);
	put_rate(explaining, explained->growth, seconds);
	nstat_wrap_text(&wrap, meaning ? meaning->text : unknown);
	buffer_char(out, '\n');
	if (command)
		buffer_format(out, "%*s%s\n", INDENT, "", command);
}

/* What is no trouble: all in one paragraph. */
static void put_harmless(const struct nstat_explained *explained, struct nstat_wrap *wrap)
{
	struct buffer word = { .fd = -1 };

	put_name(&word, explained);
	buffer_format(&word, " %llu", (unsigned long long)explained->growth);
	if (word.error)
		wrap->out->error = word.error;
	else
		nstat_wrap_word(wrap, word.at, word.n);
	buffer_free(&word);
}

/* ---- all of them ------------------------------------------------------------------------- */

static void put_list(const struct explaining *explaining, double seconds,
		     const struct nstat_explained_list *list)
{
	struct buffer *out = explaining->out;
	struct nstat_wrap wrap = { .out = out, .indent = INDENT, .width = explaining->width };

	if (!list->n || list->at[0].harm == NSTAT_NO_HARM)
		buffer_string(out, "\nNothing that tells of trouble grew.\n");
	for (size_t i = 0; i < list->n; i++) {
		const struct nstat_explained *explained = &list->at[i];

		if (i == 0 || explained->harm != explained[-1].harm)
			buffer_format(out, "\n%s:\n", nstat_harm_names[explained->harm]);
		if (explained->harm == NSTAT_NO_HARM)
			put_harmless(explained, &wrap);
		else
			put_explained(explaining, explained, seconds);
	}
	if (wrap.at)
		buffer_char(out, '\n');
}

static void put_heading(struct nstat_run *run, const struct nstat_space *space)
{
	char stamp[64];

	nstat_stamp_time(stamp, sizeof(stamp), run->now);
	buffer_format(&run->out, "%s%-*s ",
		      run->samples > 1 || space != run->spaces ? "\n" : "", STAMP_WIDTH,
		      stamp);
	if (space->name) {
		buffer_string(&run->out, "network namespace ");
		if (*space->name)
			escape_text(&run->out, space->name, strlen(space->name), 0);
		else
			buffer_u64(&run->out, space->key);
		buffer_string(&run->out, ", ");
	}
	if (!space->now)
		buffer_string(&run->out, "it is gone");
	else if (run->options.since_boot)
		buffer_format(&run->out, "since boot, %.0f s", space->seconds);
	else if (!space->before)
		buffer_string(&run->out, "first seen");
	else
		buffer_format(&run->out, "in %.2f s", space->seconds);
	buffer_char(&run->out, '\n');
}

static void begin(struct nstat_run *run)
{
	(void)run;
}

static void row(struct nstat_run *run)
{
	const struct explaining explaining = look(run);

	for (size_t s = 0; s < run->n_spaces; s++) {
		const struct nstat_space *space = &run->spaces[s];
		struct nstat_explained_list list;

		/* Gone, which was said the last time. */
		if (!space->now && !space->before)
			continue;
		if (nstat_explained_make(run, space, &list) < 0) {
			run->out.error = ENOMEM;
			return;
		}
		put_heading(run, space);
		if (space->now)
			put_list(&explaining, space->seconds, &list);
		free(list.at);
	}
}

static void end(struct nstat_run *run)
{
	(void)run;
}

const struct nstat_encoder nstat_explain = { begin, row, end };
