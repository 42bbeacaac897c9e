/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers of a socket by name: where each one stands, as data. */
#ifndef NW_METRIC_H
#define NW_METRIC_H

#include "row.h"

enum metric_place { IN_ROW, IN_ATTR, COUNTED };

struct metric {
	const char *name;
	const char *help;
	uint64_t families;
	uint32_t want;
	enum metric_place place;
	uint32_t has;        /* IN_ROW: enum sock_has, 0: absent when zero */
	uint16_t tag;        /* IN_ATTR, COUNTED: enum nw_attribute */
	uint16_t at;         /* offset in struct nw_sock or in the attribute */
	uint16_t width;      /* bytes; COUNTED: of one element */
	uint8_t shift, bits; /* a part of the value; bits 0: all of it */
};

extern const struct metric metrics[];
extern const unsigned metrics_n;

#endif
