/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is there now against what was there: sockets by what they are, not by numbers that
 * change with every restart. */
#ifndef TOOL_BASELINE_H
#define TOOL_BASELINE_H

#include "report.h"

/*
 * A socket's identity: protocol, own address, the peer's, program, unit. Not: process
 * ids, queues, inodes. A baseline is a text file of such lines, sorted, after one line
 * that says so; fields are separated by tabs and escaped as in text. Where the holders may
 * not be seen, now or when it was written (its program is "?" then), program and unit are
 * not compared.
 */
#define BASELINE_WANT (NW_WANT_HOLDERS | NW_WANT_PROGRAM | NW_WANT_LABELS)

/* Write the rows of the report. 0 or a negative errno. */
int baseline_write(const struct report *report, const char *path);
/*
 * Compare: "+ line" what is new, "- line" what is missing, to `out`. Returns how many
 * lines differ, or a negative errno; -EBADMSG: not a baseline.
 */
int baseline_compare(const struct report *report, const char *path, struct buffer *out);

#endif
