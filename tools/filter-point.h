/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong with a filter, and where. */
#ifndef TOOL_FILTER_POINT_H
#define TOOL_FILTER_POINT_H

#include <stddef.h>

/* Said: what is wrong, the text once more, and below it a mark at the word that is meant. */
void filter_point(const char *text, size_t at, size_t len, const char *what);

#endif
