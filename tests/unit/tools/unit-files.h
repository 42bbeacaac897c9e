/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a command line means, in words. */
#ifndef NW_UNIT_FILES_H
#define NW_UNIT_FILES_H

#include <arpa/inet.h>
#include <stdio.h>
#include <unistd.h>

#include "unit.h"

#include "nfiles-inside.h"
#include "unit-look.h"

/* ---- in words ----------------------------------------------------------------- */

static void say_ids(FILE *file, const char *what, const struct files_ids *ids)
{
	for (size_t i = 0; i < ids->n; i++) {
		const struct files_id *id = &ids->at[i];

		fprintf(file, " %s=%s%s%s%ju", what, id->excluded ? "^" : "",
			id->name ? id->name : "", id->name ? ":" : "", (uintmax_t)id->id);
		ck_assert_ptr_eq(files_id(ids, id->id), id);
	}
}

static void say_commands(FILE *file, const struct files_options *options)
{
	for (size_t i = 0; i < options->n_commands; i++) {
		const struct files_command *command = &options->commands[i];

		ck_assert_uint_eq(command->len, strlen(command->text));
		fprintf(file, " c=%s%s", command->excluded ? "^" : "", command->text);
	}
	for (size_t i = 0; i < options->n_regexes; i++)
		fprintf(file, " c=/%s/", options->regexes[i].text);
}

static void say_fds(FILE *file, const struct files_fds *fds)
{
	const char *not = fds->excluded ? "^" : "";

	for (size_t i = 0; i < fds->n_words; i++)
		fprintf(file, " d=%s%s", not, fds->words[i]);
	for (size_t i = 0; i < fds->n_ranges; i++) {
		const struct files_range *range = &fds->ranges[i];

		fprintf(file, " d=%s%ju", not, (uintmax_t)range->low);
		if (range->high == UINT64_MAX)
			fprintf(file, "-");
		else if (range->high != range->low)
			fprintf(file, "-%ju", (uintmax_t)range->high);
	}
}

static void say_addresses(FILE *file, const struct files_options *options)
{
	static const char *const protocols[] = { "", "tcp", "udp", "udplite" };

	if (options->net)
		fprintf(file, " i%s", options->net_family == AF_INET    ? "4"
				      : options->net_family == AF_INET6 ? "6"
									: "");
	for (size_t i = 0; i < options->n_addresses; i++) {
		const struct files_address *address = &options->addresses[i];
		char text[INET6_ADDRSTRLEN];

		fprintf(file, " i=%s%s",
			address->family == AF_INET    ? "4"
			: address->family == AF_INET6 ? "6"
						      : "",
			protocols[address->protocol]);
		if (address->has_address)
			fprintf(file, "@%s", inet_ntop(address->family, address->address,
						       text, sizeof(text)));
		if (address->has_ports)
			fprintf(file, ":%ju", (uintmax_t)address->low);
		if (address->has_ports && address->high != address->low)
			fprintf(file, "-%ju", (uintmax_t)address->high);
	}
}

static void say_states(FILE *file, const char *what, const struct files_states *states,
		       const char *name(unsigned state))
{
	for (unsigned i = 0; i < 32; i++) {
		if (states->included & 1U << i)
			fprintf(file, " %s=%s", what, name(i));
		if (states->excluded & 1U << i)
			fprintf(file, " %s=^%s", what, name(i));
	}
}

static void say_paths(FILE *file, const struct files_options *options)
{
	for (size_t i = 0; i < options->n_directories; i++)
		fprintf(file, " %s=%s", options->directories[i].deep ? "+D" : "+d",
			options->directories[i].path);
	for (size_t i = 0; i < options->n_exempts; i++)
		fprintf(file, " %s=%s", options->exempts[i].no_readlink ? "+e" : "-e",
			options->exempts[i].path);
	for (size_t i = 0; i < options->n_contexts; i++)
		fprintf(file, " Z=%s", options->contexts[i].text);
	for (size_t i = 0; i < options->n_names; i++)
		fprintf(file, " name=%s", options->names[i].text);
}

static void say_fields(FILE *file, const struct files_options *options)
{
	if (!options->by_fields && !options->fields)
		return;
	fprintf(file, " F=");
	for (const char *letter = "acCdDfFgGikKlLmMnNopPrRsStTuzZ0"; *letter; letter++)
		if (files_field(options, *letter))
			fputc(*letter, file);
}

static void say_flags(FILE *file, const struct files_options *o)
{
	const struct {
		const char *name;
		bool given;
	} flags[] = {
		{ "a", o->and_kinds },
		{ "b", o->no_block },
		{ "O", o->no_overhead },
		{ "Q", o->nothing_is_ok },
		{ "V", o->verbose },
		{ "w", o->no_warnings },
		{ "X", o->no_sockets },
		{ "U", o->unix_domain },
		{ "N", o->nfs },
		{ "K", o->tasks == FILES_TASKS },
		{ "Ki", o->tasks == FILES_NO_TASKS },
		{ "-f", o->names_are == FILES_NAMES_FILES },
		{ "+f", o->names_are == FILES_NAMES_MOUNTS },
		{ "xf", o->cross & FILES_CROSS_MOUNTS },
		{ "xl", o->cross & FILES_CROSS_LINKS },
		{ "t", o->format == FILES_TERSE },
		{ "F", o->format == FILES_FIELDS },
		{ "J", o->format == FILES_LSOF_JSON },
		{ "j", o->format == FILES_LSOF_LINES },
		{ "json", o->format == FILES_JSON },
		{ "ndjson", o->format == FILES_NDJSON },
		{ "csv", o->format == FILES_CSV },
		{ "tree", o->mode == FILES_TREE },
		{ "deleted", o->mode == FILES_DELETED },
		{ "usage", o->mode == FILES_USAGE },
		{ "who", o->mode == FILES_WHO },
		{ "n", o->numeric_hosts },
		{ "P", o->numeric_ports },
		{ "l", o->numeric_users },
		{ "M", o->portmap },
		{ "o", o->offset },
		{ "s", o->size },
		{ "L", o->nlink },
		{ "g", o->pgid },
		{ "R", o->ppid },
		{ "Z", o->context },
		{ "H", o->human },
		{ "-E", o->endpoints == FILES_ENDPOINTS },
		{ "+E", o->endpoints == FILES_ENDPOINT_FILES },
		{ "fg", o->flags == FILES_FLAG_NAMES },
		{ "fG", o->flags == FILES_FLAGS_HEX },
		{ "T", o->tcp_info == 0 },
		{ "Ts", o->tcp_info & FILES_TCP_STATE &&
				o->tcp_info != FILES_TCP_STATE },
		{ "Tq", o->tcp_info & FILES_TCP_QUEUES },
		{ "Tf", o->tcp_info & FILES_TCP_FLAGS },
		{ "nul", o->nul },
		{ "+m", o->supplement == FILES_SUPPLEMENT_MAKE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		if (flags[i].given)
			fprintf(file, " %s", flags[i].name);
}

static void say_values(FILE *file, const struct files_options *o)
{
	const struct {
		const char *name, *value;
	} texts[] = {
		{ "+m", o->supplement_file }, { "columns", o->columns }, { "sort", o->sort },
		{ "filter", o->filter },      { "record", o->record },   { "root", o->root },
		{ "netns", o->netns },        { "who", o->who },         { "m", o->repeat.marker },
	};
	const struct {
		const char *name;
		uint64_t value, usual;
	} numbers[] = {
		{ "c", o->command_width, 9 },  { "o", o->offset_digits, 8 },
		{ "S", o->stat_seconds, 15 },  { "r", o->repeat.seconds, 0 },
		{ "rounds", o->repeat.rounds, 0 }, { "+r", o->repeat.until_none, 0 },
	};

	if (o->links_below)
		fprintf(file, " L<%ju", (uintmax_t)o->links);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (numbers[i].value != numbers[i].usual)
			fprintf(file, " %s:%ju", numbers[i].name, (uintmax_t)numbers[i].value);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (texts[i].value)
			fprintf(file, " %s:%s", texts[i].name, texts[i].value);
}

static void say_options(FILE *file, const struct files_options *options)
{
	say_flags(file, options);
	say_values(file, options);
	say_ids(file, "p", &options->pids);
	say_ids(file, "g", &options->pgids);
	say_ids(file, "u", &options->uids);
	say_commands(file, options);
	say_fds(file, &options->fds);
	say_addresses(file, options);
	say_states(file, "tcp", &options->tcp, files_tcp_state);
	say_states(file, "udp", &options->udp, files_udp_state);
	say_fields(file, options);
	say_paths(file, options);
}

/* ---- a command line ----------------------------------------------------------- */

/* Its meaning behind "0"; or "1" or "-1", and what was said before the usage. */
static inline char *unit_meaning(int argc, char **argv)
{
	struct files_options options;
	char *said = NULL, *meaning = NULL, *end;
	size_t size;
	FILE *file;
	int r;

	tool_name = "nfiles";
	tool_errors = open_memstream(&said, &size);
	r = files_parse(argc, argv, &options);
	fclose(tool_errors);
	tool_errors = NULL;

	file = open_memstream(&meaning, &size);
	fprintf(file, "%d", r);
	if (r == 0)
		say_options(file, &options);
	end = strstr(said, " (netwho) ");
	while (end && end > said && end[-1] != '\n')
		end--;
	fprintf(file, "%s%.*s", end != said && *said ? "|" : "",
		end ? (int)(end - said) : (int)strlen(said), said);
	fclose(file);
	if (r == 0)
		files_free(&options);
	free(said);
	return meaning;
}

/* Words between blanks, of which '...' have some. Returns argc; argv[0] is there. */
static inline int unit_words(const char *line, char *copy, char **argv, int room)
{
	bool quoted = false;
	int argc = 1;

	while (*line) {
		ck_assert_int_lt(argc + 1, room);
		argv[argc++] = copy;
		for (; *line && (quoted || *line != ' '); line++) {
			if (*line == '\'')
				quoted = !quoted;
			else
				*copy++ = *line;
		}
		*copy++ = '\0';
		while (*line == ' ')
			line++;
	}
	argv[argc] = NULL;
	return argc;
}

struct unit_line {
	const char *line, *meaning;
};

static inline void unit_lines(const struct unit_line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char copy[512], *argv[32] = { (char *)"nfiles" };
		int argc = unit_words(lines[i].line, copy, argv, 32);
		char *meaning = unit_meaning(argc, argv);
		size_t len = strlen(meaning);

		if (len && meaning[len - 1] == '\n')
			meaning[len - 1] = '\0';
		ck_assert_msg(strcmp(meaning, lines[i].meaning) == 0, "%s: %s", lines[i].line,
			      meaning);
		free(meaning);
	}
}

#endif
