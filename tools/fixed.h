/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers with a few decimals, exactly as printf() has them, and most of them for less. */
#ifndef TOOL_FIXED_H
#define TOOL_FIXED_H

#include "buffer.h"

/* "%*.*f" */
void fixed_print(struct buffer *out, int width, int decimals, double value);
/* "%*s" */
void fixed_pad(struct buffer *out, int width, const char *text);

#endif
