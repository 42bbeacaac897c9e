/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was asked for and not found: exit code 1, and with -V a line each. */
#include <inttypes.h>
#include <string.h>

#include "nfiles-run.h"

struct search {
	struct files_run *run;
	bool missing;
};

/* `text` is escaped; NULL: there is none. */
static void miss(struct search *search, const char *what, const char *text)
{
	struct buffer *out = &search->run->out;

	search->missing = true;
	if (!search->run->options.verbose)
		return;
	buffer_format(out, "%s: %s", tool_name, what);
	if (text) {
		buffer_string(out, ": ");
		files_escape(out, text, strlen(text));
	}
	buffer_char(out, '\n');
}

static void miss_id(struct search *search, const char *what, uint64_t id)
{
	char number[24];

	snprintf(number, sizeof(number), "%" PRIu64, id);
	miss(search, what, number);
}

static void commands(struct search *search)
{
	const struct files_options *options = &search->run->options;

	for (size_t i = options->n_commands; i-- > 0;)
		if (!options->commands[i].excluded && !options->commands[i].found)
			miss(search, "command not located", options->commands[i].text);
	for (size_t i = 0; i < options->n_regexes; i++)
		if (!options->regexes[i].found)
			miss(search, "no command found for regex", options->regexes[i].text);
}

static void names(struct search *search)
{
	const struct files_run *run = search->run;

	for (size_t i = run->n_targets; i-- > 0;)
		if (!run->targets[i].found)
			miss(search,
			     run->targets[i].file_system ? "no file system use located"
							 : "no file use located",
			     run->targets[i].text);
}

static void internet(struct search *search)
{
	const struct files_options *options = &search->run->options;
	const char *last = NULL;

	for (size_t i = options->n_addresses; i-- > 0;) {
		const struct files_address *address = &options->addresses[i];

		if (!address->found && address->text != last)
			miss(search, "Internet address not located", address->text);
		last = address->text;
	}
	if (options->net && !options->net_found)
		miss(search, "no Internet files located", NULL);
	for (unsigned i = 0; files_tcp_state(i); i++)
		if (options->tcp.included & ~options->tcp.found & 1U << i)
			miss(search, "TCP state not located", files_tcp_state(i));
}

static void nfs(struct search *search)
{
	const struct files_options *options = &search->run->options;

	if (options->nfs && !options->nfs_found)
		miss(search, "no NFS files located", NULL);
}

static void ids(struct search *search)
{
	const struct files_options *options = &search->run->options;

	for (size_t i = 0; i < options->pids.n; i++)
		if (!options->pids.at[i].excluded && !options->pids.at[i].found)
			miss_id(search, "process ID not located", options->pids.at[i].id);
	if (options->tasks == FILES_TASKS && !options->tasks_found)
		miss(search, "no tasks located", NULL);
	for (size_t i = options->n_contexts; i-- > 0;)
		if (!options->contexts[i].found)
			miss(search, "context not located", options->contexts[i].text);
	for (size_t i = 0; i < options->pgids.n; i++)
		if (!options->pgids.at[i].excluded && !options->pgids.at[i].found)
			miss_id(search, "process group ID not located",
				options->pgids.at[i].id);
	for (size_t i = 0; i < options->uids.n; i++) {
		const struct files_id *uid = &options->uids.at[i];
		char what[64];

		if (uid->excluded || uid->found)
			continue;
		if (!uid->name) {
			miss_id(search, "user ID not located", uid->id);
			continue;
		}
		snprintf(what, sizeof(what), "login name (UID %" PRIu64 ") not located",
			 uid->id);
		miss(search, what, uid->name);
	}
}

bool files_found(struct files_run *run)
{
	struct search search = { .run = run };

	commands(&search);
	names(&search);
	internet(&search);
	nfs(&search);
	ids(&search);
	return !search.missing && !run->missing;
}
