/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lsof's options, all of them, and what the simple ones do. */
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "nfiles-inside.h"

#define AT(field) offsetof(struct files_options, field)

static FILES_TAKE(set)
{
	*((uint8_t *)grammar->options + row->at) = grammar->sign == '-' ? row->minus : row->plus;
	return 0;
}

static FILES_TAKE(toggle)
{
	bool *flag = (bool *)((char *)grammar->options + row->at);

	*flag = !*flag;
	return 0;
}

static FILES_TAKE(terse)
{
	grammar->options->terse = grammar->options->no_warnings = true;
	return 0;
}

static FILES_TAKE(unsupported)
{
	if (row->letter == 'm')
		files_say("-m not supported");
	else
		files_say("unsupported option: -%c", row->letter);
	return -1;
}

/* A number at the beginning of the value; what follows is letters. Its digits, counted. */
static size_t number(struct grammar *grammar, uint64_t *ret)
{
	size_t n = grammar->value ? files_digits(grammar->value, ret) : 0;

	if (grammar->value && grammar->value[n])
		files_hand_back(grammar, n);
	return n;
}

/* ---- letters as values -------------------------------------------------------- */

static FILES_TAKE(file_flags)
{
	int r = 0;

	if (!grammar->value) {
		grammar->options->names_are =
			grammar->sign == '+' ? FILES_NAMES_MOUNTS : FILES_NAMES_FILES;
		return 0;
	}
	for (const char *letter = grammar->value; *letter; letter++) {
		if (*letter != 'g' && *letter != 'G') {
			files_say("unknown file struct option: %c", *letter);
			r = -1;
		} else if (grammar->sign == '-') {
			grammar->options->flags = FILES_NO_FLAGS;
		} else {
			grammar->options->flags =
				*letter == 'g' ? FILES_FLAG_NAMES : FILES_FLAGS_HEX;
		}
	}
	return r;
}

static FILES_TAKE(tcp_info)
{
	struct files_options *options = grammar->options;
	int r = 0;

	options->tcp_info = grammar->value || grammar->sign == '-' ? 0 : FILES_TCP_STATE;
	for (const char *letter = grammar->value; letter && *letter; letter++) {
		if (*letter == 's') {
			options->tcp_info |= FILES_TCP_STATE;
		} else if (*letter == 'q') {
			options->tcp_info |= FILES_TCP_QUEUES;
		} else if (*letter == 'f') {
			options->tcp_info |= FILES_TCP_FLAGS;
		} else {
			files_say("unsupported TCP/TPI info selection: %c", *letter);
			r = -1;
		}
	}
	return r;
}

static FILES_TAKE(cross)
{
	struct files_options *options = grammar->options;
	int r = 0;

	if (!grammar->value)
		options->cross = FILES_CROSS_MOUNTS | FILES_CROSS_LINKS;
	for (const char *letter = grammar->value; letter && *letter; letter++) {
		if (*letter == 'f') {
			options->cross |= FILES_CROSS_MOUNTS;
		} else if (*letter == 'l') {
			options->cross |= FILES_CROSS_LINKS;
		} else {
			files_say("unknown cross-over option: %c", *letter);
			r = -1;
		}
	}
	return r;
}

static FILES_TAKE(tasks)
{
	if (!grammar->value) {
		grammar->options->tasks = FILES_TASKS;
	} else if (strcasecmp(grammar->value, "i") == 0) {
		grammar->options->tasks = FILES_NO_TASKS;
	} else {
		files_say("-K not followed by i (but by %s)", grammar->value);
		return -1;
	}
	return 0;
}

/* ---- numbers ------------------------------------------------------------------ */

static FILES_TAKE(command_width)
{
	uint64_t width;

	if (!grammar->value || files_digits(grammar->value, &width) == 0) {
		files_say("+c not followed by width number");
		if (grammar->value)
			files_hand_back(grammar, 0);
		return -1;
	}
	if (width > FILES_COMMAND_MAX) {
		files_say("+c %ju > what system provides (%d)", width, FILES_COMMAND_MAX);
		return -1;
	}
	grammar->options->command_width = width;
	return 0;
}

static FILES_TAKE(links)
{
	struct files_options *options = grammar->options;
	uint64_t below;

	options->nlink = grammar->sign == '+';
	/* What an earlier one selected by number is then nothing: none has fewer than 0. */
	if (number(grammar, &below) == 0) {
		options->links = 0;
		return 0;
	}
	if (grammar->sign == '-') {
		files_say("no number may follow -L");
		return -1;
	}
	options->links_below = true;
	options->links = below;
	return 0;
}

static FILES_TAKE(offset)
{
	uint64_t digits;

	if (number(grammar, &digits))
		grammar->options->offset_digits = digits;
	else
		grammar->options->offset = true;
	return 0;
}

#define STAT_DEFAULT 15
#define STAT_LEAST 2

static FILES_TAKE(stat_seconds)
{
	uint64_t seconds;

	if (number(grammar, &seconds) == 0)
		seconds = STAT_DEFAULT;
	if (seconds < STAT_LEAST) {
		files_say("WARNING: -S time (%ju) changed to %d", seconds, STAT_LEAST);
		seconds = STAT_LEAST;
	}
	grammar->options->stat_seconds = seconds;
	grammar->options->stat_given = true;
	return 0;
}

/* ---- others ------------------------------------------------------------------- */

static FILES_TAKE(supplement)
{
	struct files_options *options = grammar->options;

	options->supplement =
		grammar->value ? FILES_SUPPLEMENT_READ : FILES_SUPPLEMENT_MAKE;
	options->supplement_file = grammar->value;
	return 0;
}

static FILES_TAKE(size_or_state)
{
	if (grammar->value)
		return files_take_state(grammar, row);
	grammar->options->size = true;
	return 0;
}

static FILES_TAKE(groups)
{
	grammar->options->pgid = true;
	return grammar->value ? files_take_pgids(grammar, row) : 0;
}

/* ---- the table ---------------------------------------------------------------- */

static const struct files_row rows[] = {
	{ '?', "-+", FILES_ALONE, set, AT(help), true, true },
	{ 'h', "-+", FILES_ALONE, set, AT(help), true, true },
	{ 'v', "-+", FILES_ALONE, set, AT(version), true, true },
	{ 'a', "-+", FILES_ALONE, set, AT(and_kinds), true, true },
	{ 'b', "-+", FILES_ALONE, set, AT(no_block), true, true },
	{ 'c', "-", FILES_WHOLE, files_take_command, 0, 0, 0 },
	{ 'c', "+", FILES_WHOLE, command_width, 0, 0, 0 },
	{ 'd', "-", FILES_WHOLE, files_take_fds, 0, 0, 0 },
	{ 'd', "+", FILES_WHOLE, files_take_directory, 0, 0, 0 },
	{ 'D', "-", FILES_WHOLE, unsupported, 0, 0, 0 },
	{ 'D', "+", FILES_WHOLE, files_take_directory, 0, 0, 0 },
	{ 'e', "-+", FILES_WHOLE, files_take_exempt, 0, 0, 0 },
	{ 'E', "-+", FILES_ALONE, set, AT(endpoints), FILES_ENDPOINTS,
	  FILES_ENDPOINT_FILES },
	{ 'f', "-+", FILES_MAYBE, file_flags, 0, 0, 0 },
	{ 'F', "-+", FILES_MAYBE, files_take_fields, 0, 0, 0 },
	{ 'g', "-+", FILES_MAYBE, groups, 0, 0, 0 },
	{ 'H', "-+", FILES_ALONE, set, AT(human), true, true },
	{ 'i', "-+", FILES_MAYBE, files_take_address, 0, 0, 0 },
	{ 'J', "-", FILES_ALONE, set, AT(lsof_json), true, 0 },
	{ 'j', "-", FILES_ALONE, set, AT(lsof_lines), true, 0 },
	{ 'K', "-+", FILES_MAYBE, tasks, 0, 0, 0 },
	{ 'l', "-+", FILES_ALONE, set, AT(numeric_users), true, true },
	{ 'L', "-+", FILES_MAYBE, links, 0, 0, 0 },
	{ 'm', "-", FILES_WHOLE, unsupported, 0, 0, 0 },
	{ 'm', "+", FILES_MAYBE, supplement, 0, 0, 0 },
	{ 'M', "-+", FILES_ALONE, set, AT(portmap), false, true },
	{ 'n', "-+", FILES_ALONE, set, AT(numeric_hosts), true, false },
	{ 'N', "-+", FILES_ALONE, set, AT(nfs), true, true },
	{ 'o', "-+", FILES_MAYBE, offset, 0, 0, 0 },
	{ 'O', "-+", FILES_ALONE, set, AT(no_overhead), true, false },
	{ 'p', "-+", FILES_WHOLE, files_take_pids, 0, 0, 0 },
	{ 'P', "-+", FILES_ALONE, set, AT(numeric_ports), true, false },
	{ 'Q', "-+", FILES_ALONE, set, AT(nothing_is_ok), true, true },
	{ 'r', "-+", FILES_MAYBE, files_take_repeat, 0, 0, 0 },
	{ 'R', "-+", FILES_ALONE, set, AT(ppid), true, true },
	{ 's', "-+", FILES_MAYBE, size_or_state, 0, 0, 0 },
	{ 'S', "-+", FILES_MAYBE, stat_seconds, 0, 0, 0 },
	{ 't', "-+", FILES_ALONE, terse, 0, 0, 0 },
	{ 'T', "-+", FILES_MAYBE, tcp_info, 0, 0, 0 },
	{ 'u', "-+", FILES_WHOLE, files_take_uids, 0, 0, 0 },
	{ 'U', "-+", FILES_ALONE, set, AT(unix_domain), true, true },
	{ 'V', "-+", FILES_ALONE, set, AT(verbose), true, true },
	{ 'w', "-+", FILES_ALONE, set, AT(no_warnings), true, false },
	{ 'x', "-+", FILES_MAYBE, cross, 0, 0, 0 },
	{ 'X', "-+", FILES_ALONE, toggle, AT(no_sockets), 0, 0 },
	{ 'Z', "-+", FILES_WHOLE, files_take_context, 0, 0, 0 },
};

const struct files_row *files_row(char letter, char sign)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].letter == letter && strchr(rows[i].signs, sign))
			return &rows[i];
	return NULL;
}
