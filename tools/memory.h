/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who held a socket in an earlier picture. A connection that its process has closed lives on
 * in the kernel without anybody; its cookie is still the same.
 */
#ifndef TOOL_MEMORY_H
#define TOOL_MEMORY_H

#include <netwho.h>

#include "buffer.h"

struct remembered {
	uint64_t netns, cookie;
	size_t at, len; /* in the text */
};

struct memory {
	struct remembered *all; /* sorted */
	size_t n;
	struct buffer text; /* fd is -1 */
};

/*
 * Remember this picture's holders, and go on remembering those of sockets that are still
 * there and have none. Out of memory, everything is forgotten.
 */
void memory_learn(struct memory *memory, const struct nw_table *table);
/* "1234/nginx"; NULL: not known. Only of those that the kernel finishes alone. */
const char *memory_holder(const struct memory *memory, const struct nw_sock *sock, size_t *len);
void memory_free(struct memory *memory);

#endif
