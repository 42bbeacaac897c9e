/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers of a socket by name: where each one stands, as data. */
#ifndef NW_METRIC_H
#define NW_METRIC_H

#include "row.h"

enum metric_place { IN_ROW, IN_ATTR, COUNTED, IN_NEST };

struct metric {
	const char *name;
	const char *help;
	uint64_t families;
	uint32_t want;
	enum metric_place place;
	uint32_t has;        /* IN_ROW: enum sock_has, 0: absent when zero */
	uint16_t tag;        /* not IN_ROW: enum nw_attribute */
	uint16_t nest;       /* IN_NEST: an attribute inside of that one, with others inside */
	uint16_t at;         /* offset in struct nw_sock or in the attribute; IN_NEST: type */
	uint16_t width;      /* bytes; COUNTED: of one element; IN_NEST, 0: 1 if it is there */
	uint8_t shift, bits; /* a part of the value; bits 0: all of it */
	uint64_t none;       /* what the kernel writes where there is none, unless it is 0 */
};

extern const struct metric metrics[];
extern const unsigned metrics_n;

#endif
