/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which socket units of systemd's the listeners of process 1 belong to. */
#ifndef NW_ACTIVATION_H
#define NW_ACTIVATION_H

#include "table.h"

/* Once the holders are known. Nothing is read unless process 1 holds a listener of this
 * table, and is systemd. 0, -ENOMEM, -EOVERFLOW. */
int activation_join(struct sys *sys, struct nw_table *table);

#endif
