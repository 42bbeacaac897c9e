/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options that do not go together, in the order in which lsof complains. */
#include <stdlib.h>
#include <string.h>

#include "nfiles-inside.h"

/* ---- -c ----------------------------------------------------------------------- */

static int by_text(const void *one, const void *other)
{
	const struct files_command *const *a = one, *const *b = other;

	return strcmp((*a)->text, (*b)->text);
}

/* Among those that are included, sorted: how many are the same as this one? */
static size_t same(const struct files_command **sorted, size_t n,
		   const struct files_command *command)
{
	const struct files_command **found =
		bsearch(&command, sorted, n, sizeof(command), by_text);
	size_t first = 0, count = 0;

	if (!found)
		return 0;
	for (first = (size_t)(found - sorted); first > 0; first--)
		if (by_text(&sorted[first - 1], &command) != 0)
			break;
	while (first + count < n && by_text(&sorted[first + count], &command) == 0)
		count++;
	return count;
}

static int check_commands(const struct files_options *options)
{
	const struct files_command **sorted = calloc(options->n_commands + 1, sizeof(*sorted));
	size_t n = 0;
	int r = 0;

	if (!sorted)
		return -1;
	for (size_t i = 0; i < options->n_commands; i++)
		if (!options->commands[i].excluded)
			sorted[n++] = &options->commands[i];
	qsort(sorted, n, sizeof(*sorted), by_text);
	/* The last comes first. */
	for (size_t i = options->n_commands; i-- > 0;) {
		const struct files_command *command = &options->commands[i];
		size_t times = command->excluded ? same(sorted, n, command) : 0;

		for (; times; times--) {
			files_say("-c^%s and -c%s conflict.", command->text, command->text);
			r = -1;
		}
	}
	free(sorted);
	return r;
}

/* ---- -s and -e ---------------------------------------------------------------- */

static int check_states(const struct files_states *states, const char *protocol,
			const char *name(unsigned state))
{
	const uint32_t both = states->included & states->excluded;

	for (unsigned i = 0; i < 32; i++)
		if (both & 1U << i)
			files_say("can't include and exclude %s state: %s", protocol, name(i));
	return both ? -1 : 0;
}

static int check_exempts(const struct files_options *options)
{
	int r = 0;

	for (size_t i = options->n_exempts; i-- > 0;)
		if (!look_mounted(options->exempts[i].path)) {
			files_say("\"-e %s\" is not a mounted file system.",
				  options->exempts[i].path);
			r = -1;
		}
	return r;
}

/* ---- formats ------------------------------------------------------------------ */

/* A field ends with a new line, so its text cannot have one. */
static int check_marker(const struct files_options *options)
{
	const char *marker = options->repeat.marker;

	if (!options->by_fields || !marker)
		return 0;
	for (; (marker = strchr(marker, '%')); marker += *marker != '\0') {
		marker++;
		if (*marker != 'n')
			continue;
		files_say("%%n illegal in -r m<fmt> when -F has been specified: \"%s\"",
			  options->repeat.marker);
		return -1;
	}
	return 0;
}

static int check_pairs(const struct files_options *options)
{
	static const char *const names[] = {
		[FILES_JSON] = "--json",
		[FILES_NDJSON] = "--ndjson",
		[FILES_CSV] = "--csv",
	};
	static const char *const modes[] = {
		[FILES_TREE] = "--tree",
		[FILES_DELETED] = "--deleted",
		[FILES_USAGE] = "--usage",
		[FILES_WHO] = "--who",
	};
	/* Letters have not been looked at yet. */
	const bool ours = options->format != FILES_TABLE;
	const char *name = names[options->format];
	const char *mode = options->mode < ARRAY_SIZE(modes) ? modes[options->mode] : NULL;
	const bool tree = options->mode == FILES_TREE;
	const struct {
		bool one, other;
		const char *one_name, *other_name;
	} pairs[] = {
		{ options->offset, options->size, "-o", "-s" },
		{ options->by_fields, options->terse, "-F", "-t" },
		{ options->lsof_json, options->lsof_lines, "-J", "-j" },
		{ options->lsof_json, options->terse, "-J", "-t" },
		{ options->lsof_lines, options->terse, "-j", "-t" },
		{ ours, options->terse, name, "-t" },
		{ ours, options->by_fields, name, "-F" },
		{ ours, options->lsof_json, name, "-J" },
		{ ours, options->lsof_lines, name, "-j" },
		{ tree, ours, "--tree", name },
		{ tree, options->endpoints, "--tree", "-E" },
		{ options->columns, options->terse, "--columns", "-t" },
		{ options->columns, options->by_fields, "--columns", "-F" },
		{ options->columns, options->lsof_json, "--columns", "-J" },
		{ options->columns, options->lsof_lines, "--columns", "-j" },
		{ mode && options->mode != FILES_WHO, options->terse, mode, "-t" },
		{ mode, options->by_fields, mode, "-F" },
		{ mode, options->lsof_json, mode, "-J" },
		{ mode, options->lsof_lines, mode, "-j" },
		{ options->record, options->root, "--record", "--root" },
		{ options->record, options->repeat.seconds, "--record", "-r" },
	};
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		if (!pairs[i].one || !pairs[i].other)
			continue;
		files_say("%s and %s are mutually exclusive", pairs[i].one_name,
			  pairs[i].other_name);
		r = -1;
	}
	return r;
}

static void settle_format(struct files_options *options)
{
	const uint8_t flags = options->flags;

	if (options->format != FILES_TABLE)
		return;
	/* Without a choice of fields JSON has them all; how flags look was chosen by +f. */
	if ((options->lsof_json || options->lsof_lines) && !options->by_fields) {
		files_ask_all(options);
		options->flags = flags ? flags : options->flags;
	}
	if (options->lsof_json)
		options->format = FILES_LSOF_JSON;
	else if (options->lsof_lines)
		options->format = FILES_LSOF_LINES;
	else if (options->by_fields)
		options->format = FILES_FIELDS;
	else if (options->terse)
		options->format = FILES_TERSE;
}

/* ---- all ---------------------------------------------------------------------- */

int files_check(struct grammar *grammar)
{
	struct files_options *options = grammar->options;
	int r = check_commands(options);

	r |= check_states(&options->tcp, "TCP", files_tcp_state);
	r |= check_states(&options->udp, "UDP", files_udp_state);
	r |= check_pairs(options);
	r |= check_marker(options);
	if (options->cross && !grammar->directories) {
		files_say("-x must accompany +d or +D");
		r = -1;
	}
	r |= check_exempts(options);
	settle_format(options);
	return r;
}

int files_check_kinds(const struct files_options *options)
{
	const unsigned kinds = files_kinds(options);

	if (options->and_kinds && !kinds) {
		files_say("no select options to AND via -a");
		return -1;
	}
	if (options->no_sockets && kinds & (FILES_BY_NET | FILES_BY_ADDRESS)) {
		files_say("-i is useless when -X is specified.");
		return -1;
	}
	return 0;
}
