/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters by whole names and in order, as iproute2 shows, keeps and passes them on. */
#ifndef TOOL_NSTAT_ENTRIES_H
#define TOOL_NSTAT_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

struct nstat_entry {
	size_t name; /* nstat_entry_name() */
	uint64_t value;
	double rate; /* per second, as a daemon has averaged it; 0: nobody has */
};

struct nstat_entries {
	char source[128]; /* whose they are: "kernel"; "": not told */
	bool narrow;      /* they begin anew after 32 bits */
	struct nstat_entry *at;
	size_t n, size;
	struct buffer names; /* NUL-terminated; its fd is -1 */
};

#define NSTAT_ENTRIES_NONE                                                               \
	{                                                                                \
		.names.fd = -1                                                           \
	}

void nstat_entries_free(struct nstat_entries *entries);
const char *nstat_entry_name(const struct nstat_entries *entries, size_t i);
/* The name is `group` with `name` behind it, of `len` bytes. 0 or -ENOMEM */
int nstat_entries_add(struct nstat_entries *entries, const char *group, const char *name,
		      size_t len, uint64_t value, double rate);

/*
 * The value of the entry of this name. Whoever asks for names in the order of the entries
 * finds each at once: *next, 0 at first, is where the search begins.
 */
bool nstat_entries_find(const struct nstat_entries *entries, size_t *next,
			const char *name, uint64_t *ret);

/*
 * Lines of a history, of a daemon's answer: "#SOURCE", "NAME VALUE RATE". 0; -ENOMEM; or
 * -EBADMSG, and *line is the one that is none.
 */
int nstat_entries_parse(struct nstat_entries *entries, const char *text, size_t len,
			size_t *line);
/* Append such a line, as iproute2 writes it, but a blank is between its words however long. */
void nstat_entry_line(struct buffer *out, const char *name, uint64_t value, double rate);

/*
 * How much an entry of `now` grew since it was `before`. false: it shrank, and nothing is known.
 */
bool nstat_entry_growth(const struct nstat_entries *now, size_t i, uint64_t before,
			uint64_t *ret);

/*
 * Rates of `now`, from those of `before`, `seconds` ago: an exponentially weighted average, to
 * which what grew meanwhile adds by `weight`. What shrank tells nothing. A name that is new
 * counts from 0.
 */
void nstat_entries_average(const struct nstat_entries *before, struct nstat_entries *now,
			   double seconds, double weight);

#endif
