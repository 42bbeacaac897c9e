/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many sockets there are of each kind and state. */
#ifndef TOOL_OUT_SUMMARY_H
#define TOOL_OUT_SUMMARY_H

#include "report.h"

/* The same shapes as the other encoders: text, JSON, NDJSON, CSV. */
void summary_text(const struct report *report, struct buffer *out);
void summary_json(const struct report *report, struct buffer *out);
void summary_ndjson(const struct report *report, struct buffer *out);
void summary_csv(const struct report *report, struct buffer *out);

#endif
