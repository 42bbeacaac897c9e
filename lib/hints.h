/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hints at what the kernel's own sockets of a table are for. */
#ifndef NW_HINTS_H
#define NW_HINTS_H

#include "table.h"

/* Once the reasons are known. Mounts are read only if a socket could be one's. 0, -ENOMEM,
 * -EOVERFLOW. */
int hints_join(struct sys *sys, struct nw_table *table);

#endif
