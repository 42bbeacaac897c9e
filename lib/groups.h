/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The control groups in which sockets were made. */
#ifndef NW_GROUPS_H
#define NW_GROUPS_H

#include "table.h"

/* Find the path of each and what it says, and join them to the socks. 0 or -ENOMEM. */
int groups_join(struct sys *sys, struct nw_table *table);

#endif
