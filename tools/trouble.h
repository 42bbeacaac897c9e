/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What about a socket deserves a look, in a sentence each. */
#ifndef TOOL_TROUBLE_H
#define TOOL_TROUBLE_H

#include "column.h"

/* What must be asked for so that trouble can be seen. */
#define TROUBLE_WANT (NW_WANT_INFO | NW_WANT_MEMORY | NW_WANT_TIMERS)

/* Append the sentences, one behind the other. false: nothing to say. */
bool trouble_print(const struct nw_sock *sock, struct buffer *buffer);

void get_trouble(const struct column *column, struct view *view,
		 const void *row, struct cell *ret);

#endif
