/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sar's command line. */
#ifndef TOOL_NSTAT_SAR_H
#define TOOL_NSTAT_SAR_H

#include "nstat.h"

/* As nstat_options(), in sar's own grammar. */
int nstat_sar_options(int argc, char **argv, struct nstat_options *ret);

/* nstat-sar-usage.c: what is wrong, and sar's usage, on stderr. -1 */
int nstat_sar_wrong(const char *what, const char *argument);
/* On stdout. 1, or said and -1 */
struct words;
int nstat_sar_help(struct words *words, const char *rest);
int nstat_sar_version(struct words *words, const char *rest);
int nstat_sar_collector(struct words *words, const char *rest);

#endif
