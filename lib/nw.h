/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public door from inside: what stands behind it. */
#ifndef NW_NW_H
#define NW_NW_H

#include "names.h"
#include "sys.h"

/* Which ports a socket gets that names none: for filters. */
#define PORT_RANGE "proc/sys/net/ipv4/ip_local_port_range"

struct names *nw_names(struct nw *nw);
struct sys *nw_sys(struct nw *nw);

#endif
