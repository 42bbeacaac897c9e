/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* systemd's socket units, as its files have them. */
#ifndef NW_UNITS_H
#define NW_UNITS_H

#include "sys.h"
#include "unit-listen.h"

struct unit {
	uint32_t name, name_len; /* "sshd.socket", in the arena */
	struct unit_listens listens;
};

struct units {
	VEC(struct unit) all;
	struct arena names;
};

/* Every unit of the system that listens somewhere. What cannot be read is left out. 0,
 * -ENOMEM, -EOVERFLOW. */
int units_load(struct sys *sys, struct units *ret);
/* The only one that could have made this socket; NULL: none, or which one cannot be told. */
const struct unit *units_find(const struct units *units, const struct nw_sock *sock,
			      const char *attrs);
void units_free(struct units *units);

#endif
