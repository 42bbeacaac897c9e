/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What formats for machines share: times, names and numbers, whatever the locale. */
#ifndef TOOL_NSTAT_SHAPE_H
#define TOOL_NSTAT_SHAPE_H

#include "nstat.h"

/* From here on a number has a decimal point. */
void nstat_shape_begin(void);
/* "2026-11-22T10:30:34.123456Z"; `format` is strftime's, and has no fraction. */
void nstat_shape_instant(struct buffer *out, uint64_t realtime);
void nstat_shape_utc(struct buffer *out, const char *format, uint64_t realtime);
/* With as many digits as it has. */
void nstat_shape_number(struct buffer *out, double number);
/* "ip-frag" as "ip_frag"; "IFACE" as "iface". */
void nstat_shape_key(struct buffer *out, const char *key);
void nstat_shape_lower(struct buffer *out, const char *word);
/* In quotes, escaped; bytes that are not UTF-8 are U+FFFD. */
void nstat_shape_string(struct buffer *out, const char *text);
/* The rows of a keyword, those that did not change left out if that is asked for. */
void nstat_shape_rows(struct nstat_run *run, const struct nstat_space *space, size_t keyword);

#endif
