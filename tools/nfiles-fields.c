/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fields of -F: their letters, what they are, and what asking for one asks for. */
#include <string.h>

#include "nfiles-fields.h"
#include "nfiles-inside.h"

#define UNASKED "rzZ"

const struct files_letter files_letters[] = {
	{ 'a', "access: r, w, or u for both" },
	{ 'c', "command" },
	{ 'C', NULL },
	{ 'd', "device as characters" },
	{ 'D', "device number, 0x..." },
	{ 'f', "descriptor" },
	{ 'F', NULL },
	{ 'g', "process group" },
	{ 'G', "flags of the open file" },
	{ 'i', "inode" },
	{ 'k', "number of links" },
	{ 'K', "task (thread)" },
	{ 'l', "lock: r, w for a part, R, W for the whole file" },
	{ 'L', "login name" },
	{ 'm', "marker between two rounds" },
	{ 'M', "command of the task" },
	{ 'n', "name, or Internet addresses" },
	{ 'N', NULL },
	{ 'o', "offset, 0t... or 0x..." },
	{ 'p', "process; always there" },
	{ 'P', "protocol" },
	{ 'r', "number of a device that is itself the file, 0x..." },
	{ 'R', "parent process" },
	{ 's', "size" },
	{ 'S', "stream (nothing has one)" },
	{ 't', "type" },
	{ 'T', "TCP state and queues" },
	{ 'u', "user, by number" },
	{ 'z', NULL },
	{ 'Z', "SELinux context" },
	{ '0', "(zero) fields end with NUL instead of a new line" },
	{ 0, NULL },
};

static int index_of(char letter)
{
	for (int i = 0; files_letters[i].letter; i++)
		if (files_letters[i].letter == letter)
			return i;
	return -1;
}

bool files_field(const struct files_options *options, char letter)
{
	int i = index_of(letter);

	return i >= 0 && (letter == 'p' || options->fields & UINT64_C(1) << i);
}

static void ask(struct files_options *options, int i)
{
	const char letter = files_letters[i].letter;

	options->fields |= UINT64_C(1) << i;
	if (letter == 'g')
		options->pgid = true;
	else if (letter == 'R')
		options->ppid = true;
	else if (letter == 'k')
		options->nlink = true;
	else if (letter == 'G')
		options->flags = FILES_FLAGS_HEX;
	else if (letter == 'Z')
		options->context |= look_selinux();
	else if (letter == 'T')
		options->tcp_info = FILES_TCP_STATE | FILES_TCP_QUEUES | FILES_TCP_FLAGS;
}

void files_ask_all(struct files_options *options)
{
	for (int i = 0; files_letters[i].letter; i++)
		if (!strchr(UNASKED, files_letters[i].letter))
			ask(options, i);
	if (look_selinux())
		ask(options, index_of('Z'));
}

FILES_TAKE(files_take_fields)
{
	struct files_options *options = grammar->options;
	const char *letters = grammar->value;
	int r = 0;

	if (letters && strcmp(letters, "?") == 0) {
		options->fields_help = true;
		return 0;
	}
	options->by_fields = true;
	if (!letters || strcmp(letters, "0") == 0) {
		files_ask_all(options);
		options->nul |= letters != NULL;
		return 0;
	}
	/* As -o does: of what has both it is the offset that is told. */
	options->offset |= strchr(letters, 'o') != NULL;
	for (; *letters; letters++) {
		int i = index_of(*letters);

		if (i < 0) {
			files_say("unknown field: %c", *letters);
			r = -1;
			continue;
		}
		ask(options, i);
		options->nul |= *letters == '0';
	}
	return r;
}
