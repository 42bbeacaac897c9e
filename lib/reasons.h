/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why packets are dropped, in the words of the running kernel. */
#ifndef NW_REASONS_H
#define NW_REASONS_H

#include "sys.h"
#include "vec.h"

struct drop_reason {
	uint32_t number, name; /* the name: in the arena */
};

struct drop_reasons {
	VEC(struct drop_reason) all;
	struct arena text;
	bool tells_socket; /* the tracepoint tells which socket a packet was for (6.11) */
};

#define REASON_NAME_MAX 64

/* A kernel without BTF has none. 0 or -ENOMEM. */
int drop_reasons_read(struct sys *sys, struct drop_reasons *ret);
/* "NO_SOCKET"; of one that has no name "2:7", its subsystem and number there. */
void drop_reason_name(const struct drop_reasons *reasons, uint32_t number,
		      char ret[REASON_NAME_MAX]);
void drop_reasons_free(struct drop_reasons *reasons);

#endif
