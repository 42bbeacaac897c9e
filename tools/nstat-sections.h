/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keywords with more columns than a line has room for: a line for each section of them. */
#ifndef TOOL_NSTAT_SECTIONS_H
#define TOOL_NSTAT_SECTIONS_H

#include "nstat.h"

bool nstat_in_sections(const struct nstat_keyword *keyword);
/* `stamp`: what stands in front of each line, padded to `stamp_width`. */
void nstat_sections_header(struct nstat_run *run, const struct nstat_keyword *keyword,
			   const char *stamp, int stamp_width);
void nstat_sections_row(struct nstat_run *run, const struct nstat_keyword *keyword,
			const struct nstat_row *row, const char *stamp, int stamp_width);
/* Keywords when there is no -n: sar's, and on a terminal with room for them our own. */
uint64_t nstat_usual_keywords(const struct nstat_options *options);

#endif
