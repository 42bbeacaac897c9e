/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of network interfaces by index. */
#ifndef NW_DEVICES_H
#define NW_DEVICES_H

#include "family.h"

/* Give each sock that is bound to an interface the offset of its name in the arena. */
int devices_name(const struct taking *taking);

#endif
