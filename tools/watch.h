/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same report again and again in one place of a terminal, what changed highlighted. */
#ifndef TOOL_WATCH_H
#define TOOL_WATCH_H

#include "buffer.h"

/*
 * `round` appends a report to `out`, and what it has to complain of goes to stderr or
 * tool_errors; its result ends the watch when it is not 0. So do SIGINT and SIGTERM, with
 * 0. -ENOTTY: stdout is no terminal.
 */
int watch(int (*round)(void *arg, struct buffer *out), void *arg, unsigned interval_ms);

#endif
