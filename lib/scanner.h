/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The look for holders that goes on while sockets are dumped. */
#ifndef NW_SCANNER_H
#define NW_SCANNER_H

#include <pthread.h>

#include "table.h"

/*
 * Descriptors are read while sockets are dumped: either keeps one processor busy. A
 * socket made in between can so be seen without its descriptor: see scanner_again().
 */
struct scanner {
	struct sys *sys;
	const struct nw_query *query;
	struct owners *owners;
	struct notes notes; /* of the thread; the table's are the caller's */
	struct gate gate;   /* until the dump needs no processor any more */
	struct owner_wanted wanted;
	struct pids pids; /* all that are asked about, by a filter, and nobody is shown */
	bool shown;       /* holders are asked for, not only asked about */
	bool narrow; /* few sockets are asked for, perhaps */
	pthread_t thread;
	bool live; /* a recording does not change */
	bool runs;
	int result;
};

/* Are all network namespaces asked for? */
bool scanner_is_everywhere(const struct nw_query *query);
/* And those as well that nothing but open descriptors keeps alive? They are known once all
 * descriptors have been read. */
bool scanner_finds_spaces(const struct nw_query *query);
/* Begin, if holders are wanted at all. 0 or -ENOMEM. */
int scanner_start(struct scanner *scanner);
/* Does nothing else count than whether some processes hold a socket? */
static inline bool scanner_is_about_some(const struct scanner *scanner)
{
	return scanner->pids.all.n > 0;
}

/* The table's sockets are known as far as they will be; wait for the end. */
void scanner_wait(struct scanner *scanner, const struct nw_table *table);
/*
 * A process may have been read before it opened what the dump then showed. Whoever is
 * not found at first is looked for once more, now that all the sockets are known.
 */
int scanner_again(const struct scanner *scanner, struct nw_table *table);

#endif
