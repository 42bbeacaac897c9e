/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public filter from inside. */
#ifndef NW_NW_FILTER_H
#define NW_NW_FILTER_H

#include "filter.h"

struct nw_filter {
	struct filter *inner;
};

#endif
