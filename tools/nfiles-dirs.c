/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories that are selected, +d and +D, and mounts that are left alone, -e. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nfiles-inside.h"

/* Silently refused with -w: so does lsof. */
static int check_directory(const struct grammar *grammar)
{
	const char *path = grammar->value;
	const bool none = !path || !*path || *path == '+' || *path == '-';
	int r = none ? -EINVAL : -EAGAIN;

	if (!none && !grammar->options->no_block)
		r = look_directory(grammar->options, path);
	if (r >= 0)
		return 0;
	if (grammar->options->no_warnings)
		return -1;
	if (r == -EAGAIN && !none) {
		files_say("avoiding readlink(%s): -b was specified.", path);
		files_say("avoiding stat(%s): -b was specified.", path);
	}
	if (none)
		files_say("+d not followed by a directory path");
	else if (r == -ENOTDIR)
		files_say("WARNING: not a directory: %s", path);
	else
		files_say("WARNING: can't stat(%s): %-s", path, strerror(-r));
	return -1;
}

FILES_TAKE(files_take_directory)
{
	struct files_options *options = grammar->options;
	struct files_directory *directory;

	if (check_directory(grammar) < 0)
		return -1;
	directory = FILES_ADD(options->directories, options->n_directories);
	if (!directory)
		return -ENOMEM;
	directory->path = grammar->value;
	directory->deep = row->letter == 'D';
	grammar->directories = true;
	return 0;
}

FILES_TAKE(files_take_exempt)
{
	struct files_options *options = grammar->options;
	struct files_exempt *exempt;
	size_t len;

	if (!grammar->value || *grammar->value != '/') {
		if (!options->no_warnings)
			files_say("-e not followed by a file system path: \"%s\"",
				  grammar->value);
		return -1;
	}
	len = strlen(grammar->value);
	while (len > 1 && grammar->value[len - 1] == '/')
		len--;
	for (size_t i = 0; i < options->n_exempts; i++)
		if (strlen(options->exempts[i].path) == len &&
		    strncmp(options->exempts[i].path, grammar->value, len) == 0)
			return 0;
	exempt = FILES_ADD(options->exempts, options->n_exempts);
	if (!exempt)
		return -ENOMEM;
	exempt->path = strndup(grammar->value, len);
	exempt->no_readlink = grammar->sign == '+';
	return exempt->path ? 0 : -ENOMEM;
}
