/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MPTCP for people: the subflows of a connection right below it. */
#ifndef TOOL_SUBFLOWS_H
#define TOOL_SUBFLOWS_H

#include "report.h"

/* Move them there; the others, and those of one connection, keep their order. 0 or -ENOMEM. */
int subflows_group(struct report *report);

#endif
