/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every tool does alike: complaints and options. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "escape.h"
#include "tool.h"

const char *tool_name = "netwho";
FILE *tool_errors;

void tool_fill_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			/* The lowest free number: this one. It must stay open. */
			(void)!open("/dev/null", O_RDONLY);
}

void tool_say(const char *format, ...)
{
	char text[8192];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fprintf(tool_errors ? tool_errors : stderr, "%s: %s\n", tool_name, text);
}

void tool_say_about(const char *what, const char *argument)
{
	struct buffer text = { .fd = -1 };

	escape_text(&text, argument, strlen(argument), 0);
	buffer_char(&text, '\0');
	tool_say("%s: %s", what, text.error ? "" : text.at);
	buffer_free(&text);
}

void tool_say_error(const char *what, const char *argument, int error)
{
	struct buffer text = { .fd = -1 };

	escape_text(&text, argument, strlen(argument), 0);
	buffer_char(&text, '\0');
	tool_say("%s%s%s: %s", what, *argument ? " " : "", text.error ? "" : text.at,
		 strerror(-error));
	buffer_free(&text);
}

int tool_printed(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_SUCCESS;
	tool_say("write error: %s", strerror(errno));
	return EXIT_TROUBLE;
}

/* Long options without a letter are numbered from here. */
#define FIRST_LONG 1000

static void fill_long(const struct option_table *table, struct option *ret)
{
	for (size_t i = 0; i < table->n; i++) {
		const struct option_row *row = &table->rows[i];

		if (!row->name)
			continue;
		*ret++ = (struct option){
			.name = row->name,
			.has_arg = row->argument ? required_argument : no_argument,
			.val = FIRST_LONG + (int)i,
		};
	}
}

static void fill_short(const struct option_table *table, char *ret)
{
	for (size_t i = 0; i < table->n; i++) {
		if (!table->rows[i].letter)
			continue;
		*ret++ = (char)table->rows[i].letter;
		if (table->rows[i].argument)
			*ret++ = ':';
	}
	*ret = '\0';
}

static const struct option_row *row_of(const struct option_table *table, int value)
{
	if (value >= FIRST_LONG)
		return &table->rows[value - FIRST_LONG];
	for (size_t i = 0; i < table->n; i++)
		if (table->rows[i].letter == value)
			return &table->rows[i];
	return NULL;
}

int option_parse(const struct option_table *table, int argc, char **argv, void *options,
		 int *first)
{
	struct option *names = calloc(table->n + 1, sizeof(*names));
	char *letters = calloc(2 * table->n + 1, 1);
	int r = names && letters ? 0 : -1;

	if (r == 0) {
		fill_long(table, names);
		fill_short(table, letters);
	}
	while (r == 0) {
		int value = getopt_long(argc, argv, letters, names, NULL);
		const struct option_row *row;

		if (value == -1)
			break;
		row = row_of(table, value);
		/* getopt has said what is wrong. */
		r = row ? row->take(options, row, optarg) : -1;
	}
	*first = optind;
	free(names);
	free(letters);
	return r;
}

#define HELP_AT 26
#define HELP_WIDTH (79 - HELP_AT)

static void wrap(const char *text)
{
	while (*text) {
		size_t len = strlen(text), cut = len;

		if (len > HELP_WIDTH)
			for (cut = HELP_WIDTH; cut > 0 && text[cut] != ' '; cut--)
				;
		if (cut == 0)
			cut = len;
		printf("%.*s\n", (int)cut, text);
		text += cut;
		while (*text == ' ')
			text++;
		if (*text)
			printf("%*s", HELP_AT, "");
	}
}

void option_help(const struct option_table *table)
{
	for (size_t i = 0; i < table->n; i++) {
		const struct option_row *row = &table->rows[i];
		int width = 0;

		if (!row->help)
			continue;
		width += row->letter ? printf("  -%c", row->letter) : printf("    ");
		if (row->name)
			width += printf("%s --%s", row->letter ? "," : " ", row->name);
		if (row->argument)
			width += printf(" %s", row->argument);
		if (width >= HELP_AT)
			printf("\n%*s", HELP_AT, "");
		else
			printf("%*s", HELP_AT - width, "");
		wrap(row->help);
	}
}
