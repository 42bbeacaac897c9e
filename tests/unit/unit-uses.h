/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process uses, as the library tells it: most often of this one. */
#ifndef UNIT_USES_H
#define UNIT_USES_H

#include "unit.h"
#include "use.h"

static inline struct nw_table *take(const struct nw_use_query *uses)
{
	const struct nw_query query = {
		.size = sizeof(query),
		.families = NW_BIT(NW_UNIX),
		.uses = uses,
		/* Others would have a directory open or not, as it happens. */
		.threads = 1,
	};
	struct nw_table *table;
	struct nw *nw;

	ck_assert_int_eq(nw_open(NULL, &nw), 0);
	ck_assert_int_eq(nw_table_take(nw, &query, &table), 0);
	nw_free(nw);
	return table;
}

/* This process's uses. */
static inline struct nw_table *take_own(uint32_t kinds, uint32_t want)
{
	const uint32_t pid = (uint32_t)getpid();
	const struct nw_use_query uses = {
		.size = sizeof(uses), .kinds = kinds, .want = want, .pids = &pid, .n_pids = 1,
	};

	return take(&uses);
}

static inline const struct nw_use *use_of(const struct nw_table *table, int fd)
{
	const struct nw_use *use;

	nw_foreach(use, use, table)
		if (nw_use_kind(use) == NW_USE_FD && nw_use_fd(use) == (uint32_t)fd)
			return use;
	ck_abort_msg("no descriptor %d", fd);
	return NULL;
}

#endif
