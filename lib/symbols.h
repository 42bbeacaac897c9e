/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which function of the kernel an address is in: /proc/kallsyms. */
#ifndef NW_SYMBOLS_H
#define NW_SYMBOLS_H

#include "text.h"
#include "vec.h"

struct symbol {
	uint64_t address; /* asked for */
	uint64_t start;   /* of the function; 0: not known */
	uint32_t name;    /* in the arena */
};

/* Fill in those asked for, which are in order of their addresses. 0, -ENOMEM, -EOVERFLOW. */
int symbols_find(struct text lines, struct symbol *symbols, size_t n, struct arena *arena);

#endif
