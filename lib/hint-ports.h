/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ports on which the kernel itself serves, or calls. */
#ifndef NW_HINT_PORTS_H
#define NW_HINT_PORTS_H

#include "row.h"

/* A guess, as "vxlan?", or NULL. */
const char *hint_from_ports(const struct nw_sock *sock);

#endif
