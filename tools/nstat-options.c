/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nstat's options as sar has them, and ours. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nstat.h"

#define SECOND UINT64_C(1000000000)

static int take_keywords(void *at, const struct option_row *row, const char *argument)
{
	struct nstat_options *options = at;

	(void)row;
	for (const char *word = argument;;) {
		const size_t len = strcspn(word, ",");
		const int index = nstat_keyword_find(word, len);

		if (index >= 0) {
			options->keywords |= NW_BIT(index);
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

#define AT(field) .at = offsetof(struct nstat_options, field)

static const struct option_row rows[] = {
	{ 'n', NULL, "KEYWORD,...", "which reports", take_keywords },
	{ 'P', NULL, "CPU,...", "processors", take_text, AT(cpus) },
	{ 'z', NULL, NULL, "leave out what did not change", take_flag, AT(changed_only) },
	{ 0, "iface", "NAME,...", "interfaces", take_text, AT(ifaces) },
	{ 0, "pretty", NULL, "items behind the columns", take_flag, AT(pretty) },
	{ 0, "netns", "WHICH", "network namespaces", take_text, AT(netns) },
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

static int take_interval(const char *text, struct nstat_options *options)
{
	char *rest;
	const double seconds = strtod(text, &rest);

	if (*rest || rest == text || !(seconds >= 0) || seconds > 1e9) {
		tool_say_about("not an interval in seconds", text);
		return -1;
	}
	options->since_boot = seconds == 0;
	options->interval_ns = (uint64_t)(seconds * (double)SECOND);
	return 0;
}

static int take_count(const char *text, struct nstat_options *options)
{
	char *rest;

	errno = 0;
	options->count = strtoull(text, &rest, 10);
	if (*rest || rest == text || *text == '-' || errno || !options->count) {
		tool_say_about("not a count", text);
		return -1;
	}
	return 0;
}

int nstat_options(int argc, char **argv, struct nstat_options *ret)
{
	int first, r = option_parse(&nstat_option_table, argc, argv, ret, &first);

	if (r == 0 && first < argc)
		r = take_interval(argv[first++], ret);
	if (r == 0 && first < argc)
		r = take_count(argv[first++], ret);
	if (r == 0 && !ret->keywords)
		ret->keywords = NW_BIT(nstat_keyword_find("TCP", 3)) |
				NW_BIT(nstat_keyword_find("ETCP", 4));
	if (r == 0 && !ret->interval_ns && !ret->since_boot)
		ret->interval_ns = SECOND;
	return r;
}
