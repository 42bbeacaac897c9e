/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options of our own: --NAME, --NAME=VALUE, --NAME VALUE, and names cut short. */
#include <string.h>

#include "nfiles-long.h"

#define AT(field) offsetof(struct files_options, field)

const struct files_long files_longs[] = {
	{ "json", NULL, "one JSON document", AT(format), FILES_JSON },
	{ "ndjson", NULL, "one JSON object a line", AT(format), FILES_NDJSON },
	{ "csv", NULL, "comma separated values", AT(format), FILES_CSV },
	{ "columns", "LIST", "these columns; +LIST: as well; 'help' lists them all",
	  AT(columns), 0 },
	{ "sort", "LIST", "by these columns; -COLUMN: the largest first", AT(sort), 0 },
	{ "filter", "EXPRESSION", "only rows that fit", AT(filter), 0 },
	{ "tree", NULL, "who shares what with whom, below parents", AT(mode), FILES_TREE },
	{ "deleted", NULL, "space held by deleted files, by file system", AT(mode),
	  FILES_DELETED },
	{ "usage", NULL, "descriptors of each process against its limit", AT(mode),
	  FILES_USAGE },
	{ "who", "PATH", "who uses a file, or a file system", AT(who), 0 },
	{ "netns", "NAME", "sockets of this network namespace", AT(netns), 0 },
	{ "record", "DIR", "save all there is to know into DIR, for --root", AT(record), 0 },
	{ "root", "DIR", "answer from such a recording", AT(root), 0 },
	{ "lsof", NULL, "be lsof, if it is the first word", 0, 0 },
	{ "help", NULL, "this text", AT(long_help), true },
	{ "version", NULL, "version", AT(long_version), true },
};

const size_t files_n_longs = ARRAY_SIZE(files_longs);

/* The one that is named, or the only one that begins so. */
static const struct files_long *find(const char *name, size_t len)
{
	const struct files_long *found = NULL;

	for (size_t i = 0; i < files_n_longs; i++) {
		if (strncmp(files_longs[i].name, name, len) != 0)
			continue;
		if (!files_longs[i].name[len])
			return &files_longs[i];
		if (found) {
			files_say("option '%s' is ambiguous", name - 2);
			return NULL;
		}
		found = &files_longs[i];
	}
	if (!found)
		files_say("unrecognized option '%s'", name - 2);
	return found;
}

/* What stands behind "=", or the next word. NULL: there is none, and that is said. */
static const char *argument_of(struct grammar *grammar, const struct files_long *option,
			       const char *equals)
{
	if (equals)
		return equals + 1;
	if (grammar->word < grammar->n)
		return grammar->words[grammar->word++];
	files_say("option '--%s' requires an argument", option->name);
	return NULL;
}

/* Each mode shows something of its own. */
static int set_mode(struct files_options *options, uint8_t mode)
{
	if (options->mode != FILES_LIST && options->mode != mode) {
		files_say("only one of --tree, --deleted, --usage and --who can be asked for");
		return -1;
	}
	options->mode = mode;
	return 0;
}

int files_long(struct grammar *grammar)
{
	const char *name = grammar->words[grammar->word++] + 2, *equals = strchr(name, '=');
	char *options = (char *)grammar->options;
	const struct files_long *option;
	const char *argument;

	grammar->letter = 0;
	option = find(name, equals ? (size_t)(equals - name) : strlen(name));
	if (!option)
		return -1;
	if (option->argument) {
		argument = argument_of(grammar, option, equals);
		if (!argument)
			return -1;
		*(const char **)(void *)(options + option->at) = argument;
		return option->at == AT(who) ? set_mode(grammar->options, FILES_WHO) : 0;
	}
	if (equals) {
		files_say("option '--%s' doesn't allow an argument", option->name);
		return -1;
	}
	if (option->at == 0) {
		files_say("--%s must be the first word", option->name);
		return -1;
	}
	if (option->at == AT(mode))
		return set_mode(grammar->options, option->value);
	if (option->at == AT(format) && grammar->options->format != FILES_TABLE &&
	    grammar->options->format != option->value) {
		files_say("only one of --json, --ndjson and --csv can be asked for");
		return -1;
	}
	*(uint8_t *)(options + option->at) = option->value;
	return 0;
}
