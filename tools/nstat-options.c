/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nstat's options as sar has them, and ours. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nstat-explain.h"
#include "nstat-processors.h"
#include "nstat-sar.h"
#include "nstat-sections.h"

#define DIGITS "0123456789"
#define SECOND UINT64_C(1000000000)
/* Of an interval: in nanoseconds, and in seconds. */
#define LEAST UINT64_C(1000000)
#define LONGEST UINT64_C(1000000000)

static int take_keywords(void *at, const struct option_row *row, const char *argument)
{
	struct nstat_options *options = at;

	(void)row;
	for (const char *word = argument;;) {
		const size_t len = strcspn(word, ",");
		const int index = nstat_keyword_find(word, len);

		if (index >= 0 && !(options->sar && nstat_keywords[index].own)) {
			options->keywords |= NW_BIT(index);
			options->named |= NW_BIT(index);
		} else if (len == 3 && memcmp(word, "ALL", 3) == 0) {
			options->keywords |= nstat_keyword_all();
		} else {
			tool_say_about("no such keyword", argument);
			return -1;
		}
		if (!word[len])
			return 0;
		word += len + 1;
	}
}

static int take_text(void *at, const struct option_row *row, const char *argument)
{
	*(const char **)((char *)at + row->at) = argument;
	return 0;
}

static int take_flag(void *at, const struct option_row *row, const char *argument)
{
	(void)argument;
	*(bool *)((char *)at + row->at) = true;
	return 0;
}

static int take_format(void *at, const struct option_row *row, const char *argument)
{
	struct nstat_options *options = at;

	(void)argument;
	if (options->format && options->format != (enum nstat_format)row->bits) {
		tool_say("more than one format is asked for");
		return -1;
	}
	options->format = (enum nstat_format)row->bits;
	return 0;
}

static int take_sadf(void *at, const struct option_row *row, const char *argument)
{
	const struct option_row d = { .bits = NSTAT_SADF_D }, j = { .bits = NSTAT_SADF_J };

	(void)row;
	if (strcmp(argument, "d") == 0 || strcmp(argument, "j") == 0)
		return take_format(at, *argument == 'd' ? &d : &j, argument);
	tool_say_about("no such shape of sadf's", argument);
	return -1;
}

static int take_svg(void *at, const struct option_row *row, const char *argument)
{
	const struct option_row svg = { .bits = NSTAT_SVG };
	struct nstat_options *options = at;

	(void)row;
	options->svg = argument;
	return take_format(at, &svg, argument);
}

static int take_processors(void *at, const struct option_row *row, const char *argument)
{
	if (nstat_processors_valid(argument))
		return take_text(at, row, argument);
	tool_say_about("not a list of processors", argument);
	return -1;
}

static int take_decimals(void *at, const struct option_row *row, const char *argument)
{
	struct nstat_options *options = at;

	(void)row;
	if (strlen(argument) == 1 && *argument >= '0' && *argument <= '2') {
		options->decimals = *argument - '0';
		return 0;
	}
	tool_say_about("decimals are 0, 1 or 2, not", argument);
	return -1;
}

/* As sar's -h. */
static int take_easy(void *at, const struct option_row *row, const char *argument)
{
	struct nstat_options *options = at;

	(void)row;
	(void)argument;
	options->human = options->pretty = true;
	return 0;
}

int nstat_add_root(struct nstat_options *options, const char *root)
{
	void *roots =
		realloc(options->roots, (options->n_roots + 2) * sizeof(*options->roots));

	if (!roots) {
		tool_say_error("cannot open", root, -ENOMEM);
		return -1;
	}
	options->roots = roots;
	options->roots[options->n_roots++] = root;
	options->roots[options->n_roots] = NULL;
	return 0;
}

static int take_root(void *at, const struct option_row *row, const char *argument)
{
	(void)row;
	return nstat_add_root(at, argument);
}

static int show_version(void *at, const struct option_row *row, const char *argument)
{
	(void)at;
	(void)row;
	(void)argument;
	printf("nstat (netwho) %s\n", nw_version());
	return tool_printed() ? -1 : 1;
}

static int show_help(void *at, const struct option_row *row, const char *argument)
{
	(void)at;
	(void)row;
	(void)argument;
	nstat_usage(stdout);
	return tool_printed() ? -1 : 1;
}

#define AT(field) .at = offsetof(struct nstat_options, field)

static const struct option_row rows[] = {
	{ 0, "help", NULL, "this message", show_help },
	{ 'n', NULL, "KEYWORD,...", "which reports", take_keywords },
	{ 'P', NULL, "CPU,...", "processors: all, 0,2-3, ALL", take_processors, AT(cpus) },
	{ 'z', NULL, NULL, "leave out what did not change", take_flag, AT(changed_only) },
	{ 0, "iface", "NAME,...", "interfaces", take_text, AT(ifaces) },
	{ 'p', "pretty", NULL, "items behind the columns", take_flag, AT(pretty) },
	{ 0, "human", NULL, "sizes with units", take_flag, AT(human) },
	{ 'h', NULL, NULL, "--human and --pretty", take_easy },
	{ 0, "dec", "N", "decimals: 0, 1 or 2", take_decimals },
	{ 0, "record", "DIR", "write all that is read into this directory", take_text,
	  AT(record) },
	{ 0, "root", "DIR", "a recording; of several each is a sample", take_root },
	{ 'V', "version", NULL, "the program's version", show_version },
	{ 0, "netns", "WHICH", "of namespaces: NAME, PID, inode number, all", take_text,
	  AT(netns) },
	{ 'o', NULL, "FILE", "append samples to it", take_text, AT(out_file) },
	{ 'f', NULL, "FILE", "samples come from it", take_text, AT(in_file) },
	{ 's', NULL, "TIME", "from this time of day on", take_text, AT(start) },
	{ 'e', NULL, "TIME", "up to this time of day", take_text, AT(end) },
	{ 0, "json", NULL, "a JSON document", take_format, .bits = NSTAT_JSON },
	{ 0, "ndjson", NULL, "a JSON object for each row", take_format, .bits = NSTAT_NDJSON },
	{ 0, "csv", NULL, "comma-separated values", take_format, .bits = NSTAT_CSV },
	{ 0, "sadf", "SHAPE", "as sadf prints it: d or j", take_sadf },
	{ 0, "svg", "FILE", "a chart", take_svg },
	{ 0, "plot", NULL, "lines that are drawn as they come", take_format, .bits = NSTAT_PLOT },
	{ 0, "explain", NULL, "what the numbers mean", take_format, .bits = NSTAT_EXPLAIN },
	{ 0, "by", "KEY", "whose they are: process, socket or listener", take_text, AT(by) },
	{ 0, "drops", NULL, "dropped packets, by reason and place", take_flag, AT(drops) },
};

const struct option_table nstat_option_table = { rows, sizeof(rows) / sizeof(rows[0]) };

/* ---- INTERVAL and COUNT ---------------------------------------------------------------------- */

/* A point, whatever the locale has. Finer than nanoseconds is not told apart. */
static bool read_seconds(const char *text, uint64_t *ret)
{
	const char *at = text;
	uint64_t unit = SECOND, ns = 0;

	for (; *at >= '0' && *at <= '9'; at++) {
		if (ns > LONGEST * SECOND)
			return false;
		ns = ns * 10 + (uint64_t)(*at - '0') * SECOND;
	}
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9'; at++) {
			unit /= 10;
			ns += (uint64_t)(*at - '0') * unit;
		}
	*ret = ns;
	return at > text && !*at && strpbrk(text, DIGITS) && ns <= LONGEST * SECOND;
}

static bool is_nothing(const char *text)
{
	return strspn(text, "0.") == strlen(text);
}

static int take_interval(const char *text, struct nstat_options *options)
{
	uint64_t ns;

	if (!read_seconds(text, &ns)) {
		tool_say_about("not an interval in seconds", text);
		return -1;
	}
	options->since_boot = is_nothing(text);
	if (!options->since_boot && ns < LEAST) {
		tool_say_about("an interval is 0.001 at least, not", text);
		return -1;
	}
	options->interval_ns = ns;
	return 0;
}

static int take_count(const char *text, struct nstat_options *options)
{
	char *rest;

	if (options->since_boot) {
		tool_say_about("no count goes with the interval 0", text);
		return -1;
	}
	errno = 0;
	options->count = strtoull(text, &rest, 10);
	if (*rest || !strchr(DIGITS, *text) || errno || !options->count) {
		tool_say_about("not a count", text);
		return -1;
	}
	return 0;
}

static int take_numbers(char **at, struct nstat_options *options)
{
	const bool one_sample = options->n_roots || options->record;
	int r = 0;

	if (*at && one_sample) {
		tool_say_about("a recording is one sample, no interval goes with it", *at);
		return -1;
	}
	if (*at)
		r = take_interval(*at++, options);
	if (r == 0 && *at)
		r = take_count(*at++, options);
	if (r == 0 && *at) {
		tool_say_about("one argument too many", *at);
		return -1;
	}
	/* As one recording alone is shown. */
	if (options->record)
		options->since_boot = true;
	return r;
}

/* What cannot be together. */
static int check(const struct nstat_options *options)
{
	if (options->record && options->n_roots) {
		tool_say("--record and --root exclude each other");
		return -1;
	}
	return 0;
}

int nstat_options(int argc, char **argv, struct nstat_options *ret)
{
	int first, r;

	if (ret->sar)
		return nstat_sar_options(argc, argv, ret);
	r = option_parse(&nstat_option_table, argc, argv, ret, &first);
	if (r == 0)
		r = check(ret);
	if (r == 0)
		r = take_numbers(argv + first, ret);
	if (r == 0 && ret->format == NSTAT_EXPLAIN)
		nstat_explain_options(ret);
	if (r == 0 && !ret->keywords && !ret->by && !ret->drops)
		ret->keywords = nstat_usual_keywords(ret);
	/* Of a file it is as it was. */
	if (r == 0 && !ret->interval_ns && !ret->since_boot && !ret->in_file)
		ret->interval_ns = SECOND;
	return r;
}
