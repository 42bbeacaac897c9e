/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every tool does alike: complaints, options as data, notes on stderr. */
#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H

#include <stdio.h>

#include <netwho.h>

#define EXIT_TROUBLE 1

/* The name the tool speaks under: netstat's, when it stands in for it. */
extern const char *tool_name;
/* Where complaints go instead of stderr; NULL: there. */
extern FILE *tool_errors;

/*
 * Take the places of closed standard descriptors, so that nothing opened later is taken
 * for one of them. What is written to such a place is refused.
 */
void tool_fill_descriptors(void);

/* "NAME: text", one line on stderr. Bytes that are not ours must have been escaped. */
void tool_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same, with an argument of the user's quoted and escaped behind the colon. */
void tool_say_about(const char *what, const char *argument);
/* "what argument: error" of a negative errno. */
void tool_say_error(const char *what, const char *argument, int error);

/* The exit code when something was printed to stdout: 1, and said, if it did not get out. */
int tool_printed(void);

/* An option: letter, long name, argument, help, and what it does to the tool's options. */
struct option_row {
	int letter;       /* 0: none */
	const char *name; /* NULL: none */
	const char *argument;
	const char *help; /* NULL: not shown */
	int (*take)(void *options, const struct option_row *row, const char *argument);
	size_t at;     /* for `take`: a place in the options */
	uint64_t bits; /* for `take`: a value */
};

struct option_table {
	const struct option_row *rows;
	size_t n;
};

/*
 * Parse argv by getopt_long (abbreviations, clusters, permutation). 0, or what the
 * first `take` that did not return 0 returned; -1: a wrong option, said on stderr in
 * one line. *first: index of the first argument that is no option.
 */
int option_parse(const struct option_table *table, int argc, char **argv, void *options,
		 int *first);
/* The help lines of a table, 80 columns wide. */
void option_help(const struct option_table *table);

/* One note, as its one line. */
void note_say(const struct nw_note *note);

/*
 * One stderr line for each thing that could not be seen. `aloud`: kinds, NW_BIT(enum
 * nw_note_kind), that are said although nothing is missing. `named`: families whose absence is trouble. Returns
 * whether there is any (exit code 1).
 */
bool notes_say(const struct nw_table *table, uint64_t aloud, uint64_t named);

#endif
