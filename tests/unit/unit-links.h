/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of processes and descriptors share: numbers and links, as they are listed. */
#ifndef NW_UNIT_LINKS_H
#define NW_UNIT_LINKS_H

#include "unit-dir.h"

static inline void assert_numbers(const struct pids *pids, const uint32_t *expected, size_t n)
{
	ck_assert_uint_eq(pids->all.n, n);
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(pids->all.at[i], expected[i]);
}

/* How many descriptors there are; *target is that of the wanted one, if there is one. */
static inline size_t count_links(struct sys *sys, unsigned pid, unsigned tid,
				 uint32_t want, char target[64])
{
	static struct sys_links links;
	char here[64];
	uint32_t fd;
	size_t n = 0;

	ck_assert_int_eq(sys_links_open(sys, &links, pid, tid), 0);
	for (; sys_links_next(&links, &fd, here, sizeof(here)) > 0; n++)
		if (fd == want)
			memcpy(target, here, sizeof(here));
	sys_links_close(&links);
	return n;
}

#endif
