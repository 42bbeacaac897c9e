/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of /proc/net files share: lines, whole or cut, in memory of their length. */
#ifndef NW_UNIT_LINE_H
#define NW_UNIT_LINE_H

#include <arpa/inet.h>
#include <sys/socket.h>

#include "unit.h"

/* Parse the first `len` bytes, from memory that ends where they end. */
static inline int line_cut(line_fn *parse, const struct ask *ask, const char *line,
			   size_t len, struct rows *rows)
{
	char *copy = malloc(len ? len : 1);
	int r;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, line, len);
	r = parse(text_of(copy, len), ask, rows);
	free(copy);
	return r;
}

static inline int line_read(line_fn *parse, const struct ask *ask, const char *line,
			    struct rows *rows)
{
	return line_cut(parse, ask, line, strlen(line), rows);
}

static inline void assert_host(const uint8_t bytes[16], const char *host)
{
	uint8_t expected[16] = { 0 };

	ck_assert_int_eq(inet_pton(strchr(host, ':') ? AF_INET6 : AF_INET, host, expected), 1);
	ck_assert_mem_eq(bytes, expected, sizeof(expected));
}

#endif
