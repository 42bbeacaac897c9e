/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options of iproute2's nstat. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "nstat-iproute.h"

/* What ends the options at once, whatever stands behind. */
#define ENOUGH 1

static int take_flag(void *at, const struct option_row *row, const char *argument)
{
	(void)argument;
	*(bool *)((char *)at + row->at) = true;
	return 0;
}

static int take_last(void *at, const struct option_row *row, const char *argument)
{
	take_flag(at, row, argument);
	return ENOUGH;
}

static int seconds_of(const char *text, char **rest)
{
	const long number = strtol(text, rest, 10);

	/* Milliseconds have to fit into an int in iproute2's daemon. */
	return number > INT_MAX / 1000 ? INT_MAX / 1000 : number < 0 ? 0 : (int)number;
}

/* As atoi(3): what is no number is 0, which is no daemon. */
static int take_scan(void *at, const struct option_row *row, const char *argument)
{
	struct nstat_iproute_options *options = at;
	char *rest;

	(void)row;
	options->scan = seconds_of(argument, &rest);
	return 0;
}

static int take_constant(void *at, const struct option_row *row, const char *argument)
{
	struct nstat_iproute_options *options = at;
	char *rest;

	(void)row;
	options->constant = seconds_of(argument, &rest);
	if (options->constant > 0)
		return 0;
	tool_say_about("invalid time constant divisor", argument);
	return -1;
}

#define AT(field) .at = offsetof(struct nstat_iproute_options, field)

static const struct option_row rows[] = {
	{ 'h', "help", NULL, "this message", take_last, AT(help) },
	{ 'a', "ignore", NULL, "as they are, not what they grew", take_flag, AT(ignore) },
	{ 'd', "scan", "SECS", "be a daemon that samples so often", take_scan },
	{ 'j', "json", NULL, "in JSON", take_flag, AT(json) },
	{ 'n', "nooutput", NULL, "only note them", take_flag, AT(nooutput) },
	{ 'p', "pretty", NULL, "JSON in lines", take_flag, AT(pretty) },
	{ 'r', "reset", NULL, "forget what was noted", take_flag, AT(reset) },
	{ 's', "noupdate", NULL, "do not note them", take_flag, AT(noupdate) },
	{ 't', "interval", "SECS", "a daemon's rates are averages over so long", take_constant },
	{ 'V', "version", NULL, "the version", take_last, AT(version) },
	{ 'v', NULL, NULL, NULL, take_last, AT(version) },
	{ 'z', "zeros", NULL, "zeros as well", take_flag, AT(zeros) },
};

const struct option_table nstat_iproute_table = { rows, sizeof(rows) / sizeof(rows[0]) };

int nstat_iproute_options(int argc, char **argv, struct nstat_iproute_options *ret)
{
	static char help[] = "-h";
	int first;

	/* getopt's own word for what is wrong, that iproute2 takes for a letter. */
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "-?") == 0)
			argv[i] = help;
	if (option_parse(&nstat_iproute_table, argc, argv, ret, &first) < 0)
		return NSTAT_EXIT_IPROUTE;
	ret->patterns = argv + first;
	ret->n_patterns = (size_t)(argc - first);
	return 0;
}
