/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public door from inside: what stands behind it. */
#ifndef NW_NW_H
#define NW_NW_H

#include "names.h"
#include "sys.h"

struct names *nw_names(struct nw *nw);
struct sys *nw_sys(struct nw *nw);

#endif
