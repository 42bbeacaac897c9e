/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose nstat is asked for: by the tables of options of both, and sar's keywords. */
#include <stdbool.h>
#include <string.h>

#include "nstat-face.h"
#include "nstat-iproute.h"
#include "nstat.h"

static bool called_sar(const char *name)
{
	const char *slash = name ? strrchr(name, '/') : NULL;

	return name && strcmp(slash ? slash + 1 : name, "sar") == 0;
}

/* "1", "0.5": an interval is nothing else. */
static bool is_number(const char *text)
{
	const size_t whole = strspn(text, "0123456789");
	const size_t point = text[whole] == '.';
	const size_t part = point ? strspn(text + whole + 1, "0123456789") : 0;

	return whole + part > 0 && !text[whole + point + part];
}

/* "TCP,ETCP": one word that is known tells what the others were meant to be. */
static bool has_keyword(const char *list)
{
	for (const char *word = list; word; word = strchr(word, ',')) {
		size_t len;

		word += *word == ',';
		len = strcspn(word, ",");
		if (nstat_keyword_find(word, len) >= 0 ||
		    (len == 3 && memcmp(word, "ALL", 3) == 0))
			return true;
	}
	return false;
}

/* ---- rows of a table --------------------------------------------------------------- */

static const struct option_row *by_letter(const struct option_table *table, char letter)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->rows[i].letter && table->rows[i].letter == letter)
			return &table->rows[i];
	return NULL;
}

/* By its whole name, or (`len` less than that) the first that begins so. */
static const struct option_row *by_name(const struct option_table *table,
					const char *name, size_t len, bool whole)
{
	for (size_t i = 0; i < table->n; i++) {
		const char *known = table->rows[i].name;

		if (known && strncmp(known, name, len) == 0 && (!whole || !known[len]))
			return &table->rows[i];
	}
	return NULL;
}

/* ---- one argument ------------------------------------------------------------------ */

struct look {
	char *const *next; /* the argument behind this one, or NULL */
	bool own;          /* it is ours */
	bool skip;         /* the next one belongs to it */
	bool keyword; /* the next one would be sar's list of keywords, and no interval */
};

static void look_long(struct look *look, const char *name)
{
	const size_t len = strcspn(name, "=");
	const struct option_row *theirs = by_name(&nstat_iproute_table, name, len, true);

	/* Names may be abbreviated; theirs come first. */
	if (!theirs && by_name(&nstat_option_table, name, len, true)) {
		look->own = true;
		return;
	}
	if (!theirs)
		theirs = by_name(&nstat_iproute_table, name, len, false);
	if (theirs)
		look->skip = theirs->argument && !name[len];
	else
		look->own = by_name(&nstat_option_table, name, len, false);
}

static void look_letters(struct look *look, const char *letters)
{
	for (; *letters && !look->own; letters++) {
		const struct option_row *theirs = by_letter(&nstat_iproute_table, *letters);
		const char *argument = letters[1] ? letters + 1 : *look->next;

		look->keyword = *letters == 'n';
		if (look->keyword)
			look->own = argument && has_keyword(argument);
		else if (!theirs)
			look->own = by_letter(&nstat_option_table, *letters);
		if (theirs && theirs->argument) {
			look->skip = !letters[1];
			return;
		}
	}
}

static bool is_own(int argc, char *const *argv)
{
	bool operands = false, options = true, keyword = false, listed = false;

	for (int i = 1; i < argc; i++) {
		struct look look = { .next = &argv[i + 1] };

		if (options && strcmp(argv[i], "--") == 0) {
			options = false;
			continue;
		}
		if (options && argv[i][0] == '-' && argv[i][1] == '-') {
			look_long(&look, argv[i] + 2);
		} else if (options && argv[i][0] == '-' && argv[i][1]) {
			look_letters(&look, argv[i] + 1);
		} else {
			/* A number behind what -n was given is an interval, and that a keyword. */
			look.own = (!operands || listed) && !keyword && is_number(argv[i]);
			listed = keyword && !operands;
			operands = true;
		}
		keyword = look.keyword;
		if (look.own)
			return true;
		i += look.skip;
	}
	return false;
}

/* Take "--sar" out: its place among the options does not matter. */
static bool take_sar(int *argc, char **argv)
{
	for (int i = 1; i < *argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--sar") != 0)
			continue;
		memmove(&argv[i], &argv[i + 1], (size_t)(*argc - i) * sizeof(*argv));
		--*argc;
		return true;
	}
	return false;
}

enum nstat_face nstat_face(int *argc, char **argv)
{
	if (called_sar(argv[0]) || take_sar(argc, argv))
		return NSTAT_FACE_SAR;
	return is_own(*argc, argv) ? NSTAT_FACE_OWN : NSTAT_FACE_IPROUTE;
}
