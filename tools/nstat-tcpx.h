/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keyword TCPX: the counters of TCP that hurt, which sar has not. */
#ifndef TOOL_NSTAT_TCPX_H
#define TOOL_NSTAT_TCPX_H

#include "nstat-keywords.h"

#define NSTAT_TCPX_COLUMNS 51

/* Those of a section stand one behind the other. */
extern const struct nstat_column nstat_tcpx_columns[NSTAT_TCPX_COLUMNS];

#endif
