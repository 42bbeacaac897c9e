/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In what a column is counted: only what is of one unit shares an axis. */
#ifndef TOOL_NSTAT_UNIT_H
#define TOOL_NSTAT_UNIT_H

#include "nstat-keywords.h"

struct nstat_unit {
	const char *name;   /* "segments/s" */
	const char *suffix; /* behind a number: "B", "%" or "" */
	double factor;      /* from the column's value: sar's kB are 1024 bytes */
	bool binary;        /* prefixes are powers of 1024 */
	bool whole;         /* there are no parts of one */
};

/* No column before it is of its unit. */
bool nstat_unit_first(const struct nstat_keyword *keyword, size_t column);
/* Never NULL; equal units are the same pointer. */
const struct nstat_unit *nstat_unit_of(const struct nstat_keyword *keyword, size_t column);

#endif
