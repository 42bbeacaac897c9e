/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of processors, as -P has them: "all", "0,2-3,6-", "ALL". */
#ifndef TOOL_NSTAT_PROCESSORS_H
#define TOOL_NSTAT_PROCESSORS_H

#include <stdbool.h>
#include <stdint.h>

bool nstat_processors_valid(const char *list);
/* `sum`: all of them together, and not one by its number. */
bool nstat_processors_has(const char *list, bool sum, uint32_t number);
/* Is it more than one row, if they are all there? */
bool nstat_processors_many(const char *list);

#endif
