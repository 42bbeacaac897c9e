/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is there at all, in a line: it spares dumps of nothing. */
#ifndef NW_SOCKSTAT_H
#define NW_SOCKSTAT_H

#include "sys.h"

/*
 * The IP versions (NW_IPV4, NW_IPV6) that no TCP socket of this namespace has, in whatever
 * state but bound and inactive, which are not counted. A dump would look at every TCP
 * connection of the whole system to find that out.
 */
uint32_t sockstat_without_tcp(struct sys *sys, const struct netns *netns);
/* Pure: the number behind a word in the line of a label. */
bool sockstat_parse(const char *data, size_t len, const char *label, const char *word,
		    uint64_t *ret);

#endif
