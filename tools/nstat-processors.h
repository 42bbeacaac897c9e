/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of processors, as -P has them: "all", "0,2-3,6-", "ALL". */
#ifndef TOOL_NSTAT_PROCESSORS_H
#define TOOL_NSTAT_PROCESSORS_H

#include <stdbool.h>
#include <stdint.h>

bool nstat_processors_valid(const char *list);
/* `sum`: all of them together, and not one by its number. */
bool nstat_processors_has(const char *list, bool sum, uint32_t number);
/* How many rows that are, if all of them are there. */
uint32_t nstat_processors_count(const char *list);

#endif
