/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counters as rows, and the files they come from. */
#ifndef NW_COUNTER_H
#define NW_COUNTER_H

#include <netwho-counters.h>

#include "text.h"
#include "vec.h"

/* After how many bits a counter begins anew. */
enum counter_width {
	COUNTER_64,
	COUNTER_32,
	COUNTER_WORD,   /* the kernel's unsigned long */
	COUNTER_EITHER, /* as the driver has it */
};

struct nw_counter {
	uint64_t value;
	/* Offsets into the arena, NUL-terminated. */
	uint32_t group_at, item_at, name_at;
	uint32_t index;
	uint8_t source; /* enum nw_counter_source */
	uint8_t width;  /* enum counter_width */
	bool negative;
	const char *base; /* the arena, once sealed */
};

struct counter_rows {
	VEC(struct nw_counter) all;
	struct arena text;
};

/* What a parser is told, and what it tells. */
struct counter_reading {
	struct counter_rows *rows;
	enum nw_counter_source source;
	uint8_t width;
	/* Of counter_pairs(): those that are wanted, NULL behind the last; NULL: all. */
	const char *const *groups;
	size_t malformed; /* lines or values that were left out */
};

/*
 * Pure parsers: the text of a file, as rows. 0, -ENOMEM, -EOVERFLOW.
 * counter_pairs: "Tcp: A B" and "Tcp: 1 2" below it; counter_names: "Ip6InReceives 5";
 * counter_keyed: "TCP: inuse 5 orphan 0"; counter_devices: /proc/net/dev, by its header;
 * counter_softnet: hexadecimal columns, a line for each processor; counter_rpc: "rpc 1 2 3".
 */
int counter_pairs(struct counter_reading *reading, struct text text);
int counter_names(struct counter_reading *reading, struct text text);
int counter_keyed(struct counter_reading *reading, struct text text);
int counter_devices(struct counter_reading *reading, struct text text);
int counter_softnet(struct counter_reading *reading, struct text text);
int counter_rpc(struct counter_reading *reading, struct text text);

/* Append one; names need not end in a NUL. The row stays valid until the next is added. */
int counter_add(struct counter_reading *reading, struct text name, uint64_t value,
		struct nw_counter **ret);
/* The text of the rows to come: their group, or their item. */
int counter_text(struct counter_reading *reading, struct text text, uint32_t *ret);
/* Does this counter tell of now, and not of all that ever was? */
bool counter_is_gauge(enum nw_counter_source source, const char *group, const char *name);

#endif
