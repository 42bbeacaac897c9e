/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that are selected: -c by command, -p and -g by number, -u by user, -Z. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "nfiles-ids.h"
#include "nfiles-inside.h"

/* ---- -p and -g ---------------------------------------------------------------- */

static bool is_ids(const char *text)
{
	for (;;) {
		text += *text == '^';
		text += strspn(text, "0123456789");
		if (*text != ',')
			return *text == '\0';
		text++;
	}
}

/* lsof takes an empty item for number 0, which is not found; a comma may end the list. */
static int take_ids(struct files_ids *ids, const char *text, const char *group)
{
	int wrong = 0;

	if (!text || !is_ids(text)) {
		if (text)
			files_say("illegal process%s ID: %s", group, text);
		else
			files_say("no process%s ID specified", group);
		return -1;
	}
	while (*text) {
		const bool excluded = *text == '^';
		uint64_t id;
		int r;

		text += excluded;
		text += files_digits(text, &id);
		text += *text == ',';
		r = files_ids_add(ids, id, excluded, NULL);
		if (r == -ENOMEM)
			return r;
		if (r < 0)
			files_say("P%sID %ju has been included and excluded.",
				  *group ? "G" : "", (uintmax_t)id);
		wrong |= r < 0;
	}
	return wrong ? -1 : 0;
}

FILES_TAKE(files_take_pids)
{
	return take_ids(&grammar->options->pids, grammar->value, "");
}

FILES_TAKE(files_take_pgids)
{
	return take_ids(&grammar->options->pgids, grammar->value, " group");
}

/* ---- -u ----------------------------------------------------------------------- */

#define LOGIN_MAX 32

/* Without its `^`. A login name of digits alone cannot be named, and is a number. */
static int take_user(struct files_ids *uids, const char *text, size_t len, bool excluded)
{
	char name[LOGIN_MAX + 1];
	uint64_t uid;
	size_t digits;
	int r;

	memcpy(name, text, len);
	name[len] = '\0';
	digits = files_digits(name, &uid);
	if (digits < len && look_user(name, &uid) < 0) {
		files_say("can't get UID for %s", name);
		return -1;
	}
	r = files_ids_add(uids, uid, excluded, digits < len ? strdup(name) : NULL);
	if (r == -EEXIST)
		files_say("UID %ju has been included and excluded.", (uintmax_t)uid);
	return r;
}

FILES_TAKE(files_take_uids)
{
	const char *text = grammar->value;
	bool wrong = false;

	if (!text) {
		files_say("no UIDs specified");
		return -1;
	}
	while (*text) {
		const size_t len = strcspn(text, ",");
		const bool excluded = *text == '^';
		int r = -1;

		if (len - excluded <= LOGIN_MAX) {
			r = take_user(&grammar->options->uids, text + excluded,
				      len - excluded, excluded);
		} else {
			char *item = strndup(text, len);

			files_say("-u login name > %d characters: %s", LOGIN_MAX, item);
			free(item);
		}
		if (r == -ENOMEM)
			return r;
		wrong |= r < 0;
		text += len;
		text += *text == ',';
	}
	return wrong ? -1 : 0;
}

/* ---- -c ----------------------------------------------------------------------- */

static const struct {
	char letter;
	int set, clear;
} modifiers[] = {
	{ 'b', 0, REG_EXTENDED },
	{ 'x', REG_EXTENDED, 0 },
	{ 'i', REG_ICASE, 0 },
};

enum { B, X, I };

/* Letters behind a regular expression; each complaint about them is made once. */
static int modify(const char *whole, const char *letters, int *flags)
{
	size_t seen[ARRAY_SIZE(modifiers)] = { 0 }, conflicts = 0;
	int r = 0;

	for (; *letters; letters++) {
		size_t i = 0;

		while (i < ARRAY_SIZE(modifiers) && modifiers[i].letter != *letters)
			i++;
		if (i == ARRAY_SIZE(modifiers)) {
			files_say("invalid regexp modifier: %c", *letters);
			r = -1;
		} else if (++seen[i] > 1) {
			if (seen[i] == 2)
				files_say("%c regexp modifier already used: %s", *letters, whole);
			r = -1;
		} else if (i != I && seen[B] && seen[X]) {
			if (++conflicts == 1)
				files_say("b and x regexp modifiers conflict: %s", whole);
			r = -1;
		} else {
			*flags = (*flags & ~modifiers[i].clear) | modifiers[i].set;
		}
	}
	return r;
}

static int take_regex(struct files_options *options, const char *whole)
{
	const char *end = strchr(whole + 1, '/');
	int flags = REG_NOSUB | REG_EXTENDED, r;
	struct files_regex *regex;
	char error[256];

	if (!end) {
		files_say("regexp doesn't end with '/': %s", whole);
		return -1;
	}
	if (modify(whole, end + 1, &flags) < 0)
		return -1;
	regex = FILES_ADD(options->regexes, options->n_regexes);
	if (!regex)
		return -ENOMEM;
	regex->text = strndup(whole + 1, (size_t)(end - whole - 1));
	r = regex->text ? regcomp(&regex->regex, regex->text, flags) : REG_ESPACE;
	if (r == 0)
		return 0;
	regerror(r, &regex->regex, error, sizeof(error));
	files_say("regexp error: %s: %-s", whole, error);
	free(regex->text);
	options->n_regexes--;
	return -1;
}

FILES_TAKE(files_take_command)
{
	struct files_options *options = grammar->options;
	struct files_command *command;
	const char *text = grammar->value;

	if (!text || *text == '-' || *text == '+') {
		files_say("missing -c option value");
		return -1;
	}
	if (*text == '/')
		return take_regex(options, text);
	command = FILES_ADD(options->commands, options->n_commands);
	if (!command)
		return -ENOMEM;
	command->excluded = *text == '^';
	command->text = text + command->excluded;
	command->len = strlen(command->text);
	if (command->len <= FILES_COMMAND_MAX)
		return 0;
	files_say("\"-c %s\" length (%ju) > what system provides (%d)", command->text,
		  (uintmax_t)command->len, FILES_COMMAND_MAX);
	return -1;
}

/* ---- -Z ----------------------------------------------------------------------- */

FILES_TAKE(files_take_context)
{
	struct files_options *options = grammar->options;
	struct files_name *context;

	if (!look_selinux()) {
		files_say("-Z limited to SELinux");
		return -1;
	}
	options->context = true;
	if (!grammar->value)
		return 0;
	if (*grammar->value == '-' || *grammar->value == '+') {
		files_hand_back(grammar, 0);
		return 0;
	}
	for (size_t i = 0; i < options->n_contexts; i++) {
		if (strcmp(options->contexts[i].text, grammar->value) != 0)
			continue;
		files_say("duplicate context: %s", grammar->value);
		return -1;
	}
	context = FILES_ADD(options->contexts, options->n_contexts);
	if (!context)
		return -ENOMEM;
	context->text = grammar->value;
	return 0;
}
