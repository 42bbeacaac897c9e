/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walking argv as lsof does, which is not as getopt() does. */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "nfiles-inside.h"

/* ---- words and letters -------------------------------------------------------- */

static bool is_long(const struct grammar *grammar, const char *word)
{
	return !grammar->options->lsof && word[0] == '-' && word[1] == '-' &&
	       isalpha((unsigned char)word[2]);
}

/* Options end with the first word that is none, and with -- or ++. */
static bool begin_word(struct grammar *grammar)
{
	const char *word;

	if (grammar->word >= grammar->n)
		return false;
	word = grammar->words[grammar->word];
	if ((word[0] != '-' && word[0] != '+') || !word[1])
		return false;
	if (word[1] == word[0] && !word[2]) {
		grammar->word++;
		return false;
	}
	grammar->sign = word[0];
	grammar->letter = 1;
	return true;
}

static void next_letter(struct grammar *grammar)
{
	if (grammar->words[grammar->word][++grammar->letter])
		return;
	grammar->word++;
	grammar->letter = 0;
}

/* The rest of the word, or else the next one, and where to return to if it is no value. */
static void find_value(struct grammar *grammar)
{
	const char *rest = grammar->words[grammar->word] + grammar->letter + 1;

	grammar->value = NULL;
	grammar->value_word = grammar->word++;
	grammar->value_letter = grammar->letter + 1;
	grammar->letter = 0;
	if (*rest) {
		grammar->value = rest;
		return;
	}
	if (grammar->word >= grammar->n || strcmp(grammar->words[grammar->word], "--") == 0)
		return;
	grammar->value = grammar->words[grammar->word];
	grammar->value_word = grammar->word++;
	grammar->value_letter = 0;
}

void files_hand_back(struct grammar *grammar, size_t from)
{
	grammar->word = grammar->value_word;
	grammar->letter = grammar->value_letter + from;
}

static int take_letter(struct grammar *grammar)
{
	const char letter = grammar->words[grammar->word][grammar->letter];
	const struct files_row *row = files_row(letter, grammar->sign);

	if (!row) {
		if (letter == ':')
			files_say("colon is an illegal option character.");
		else
			files_say("illegal option character: %c", letter);
		next_letter(grammar);
		return -1;
	}
	grammar->value = NULL;
	if (row->value == FILES_ALONE)
		next_letter(grammar);
	else
		find_value(grammar);
	if (row->value == FILES_MAYBE && grammar->value &&
	    (*grammar->value == '-' || *grammar->value == '+')) {
		files_hand_back(grammar, 0);
		grammar->value = NULL;
	}
	return row->take(grammar, row);
}

/* Whatever is wrong is said, and what follows is still looked at. */
static int take_options(struct grammar *grammar)
{
	bool wrong = false;

	while (grammar->letter || begin_word(grammar)) {
		const char *word = grammar->words[grammar->word];
		int r;

		if (grammar->letter == 1 && is_long(grammar, word))
			r = files_long(grammar);
		else
			r = take_letter(grammar);
		if (r == -ENOMEM)
			return r;
		wrong |= r < 0;
	}
	return wrong ? -1 : 0;
}

static int take_names(struct grammar *grammar)
{
	struct files_options *options = grammar->options;

	for (; grammar->word < grammar->n; grammar->word++) {
		struct files_name *name = FILES_ADD(options->names, options->n_names);

		if (!name)
			return -ENOMEM;
		name->text = grammar->words[grammar->word];
	}
	return 0;
}

/* ---- the whole ---------------------------------------------------------------- */

static int take_all(struct grammar *grammar)
{
	int r = take_options(grammar), checked;

	if (r == -ENOMEM)
		return r;
	checked = files_check(grammar);
	if (r < 0 || checked < 0)
		return -1;
	if (grammar->options->help || grammar->options->version ||
	    grammar->options->long_help || grammar->options->long_version ||
	    grammar->options->fields_help)
		return 1;
	r = take_names(grammar);
	return r < 0 ? r : files_check_kinds(grammar->options);
}

static bool called_lsof(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash ? slash + 1 : path, "lsof") == 0;
}

static const struct files_options defaults = {
	.tcp_info = FILES_TCP_STATE,
	.offset_digits = 8,
	.command_width = 9,
	.stat_seconds = 15,
};

int files_parse(int argc, char **argv, struct files_options *ret)
{
	struct files_options options = defaults;
	struct grammar grammar = { .options = &options, .words = argv, .n = argc, .word = 1 };
	int r;

	options.lsof = argc > 0 && called_lsof(argv[0]);
	if (argc > 1 && strcmp(argv[1], "--lsof") == 0) {
		options.lsof = true;
		grammar.word++;
	}
	if (options.lsof)
		tool_name = "lsof";
	r = take_all(&grammar);
	if (r == 0) {
		*ret = options;
		return 0;
	}
	if (r == -ENOMEM)
		files_say("out of memory");
	else
		files_usage(&options, r < 0);
	files_free(&options);
	return r < 0 ? -1 : 1;
}

/* ---- what follows from it ----------------------------------------------------- */

unsigned files_kinds(const struct files_options *options)
{
	const struct {
		bool given;
		unsigned kind;
	} all[] = {
		{ options->n_regexes, FILES_BY_COMMAND },
		{ options->fds.given, FILES_BY_FD },
		{ options->net, FILES_BY_NET },
		{ options->n_addresses, FILES_BY_ADDRESS },
		{ options->nfs, FILES_BY_NFS },
		{ options->links_below, FILES_BY_LINKS },
		{ options->n_names || options->n_directories, FILES_BY_NAME },
		{ options->pids.included, FILES_BY_PID },
		{ options->pgids.included, FILES_BY_PGID },
		{ options->uids.included, FILES_BY_UID },
		{ options->unix_domain, FILES_BY_UNIX },
		{ options->tasks == FILES_TASKS, FILES_BY_TASK },
		{ options->n_contexts, FILES_BY_CONTEXT },
	};
	unsigned kinds = 0;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		kinds |= all[i].given ? all[i].kind : 0;
	/* What is excluded selects nothing. */
	for (size_t i = 0; i < options->n_commands; i++)
		kinds |= options->commands[i].excluded ? 0 : FILES_BY_COMMAND;
	return kinds;
}

bool files_lists_tasks(const struct files_options *options)
{
	if (options->tasks != FILES_TASKS_DEFAULT)
		return options->tasks == FILES_TASKS;
	/* Whoever asks something else than for everything does not mean threads. */
	return files_kinds(options) == 0 && options->mode == FILES_LIST && !options->filter;
}
