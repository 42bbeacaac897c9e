/* SPDX-License-Identifier: GPL-2.0-or-later */
/* netstat's layout to the byte, as net-tools 2.10 prints it. */
#ifndef TOOL_OUT_NETSTAT_H
#define TOOL_OUT_NETSTAT_H

#include "report.h"

struct netstat_face {
	bool internet, unix_domain; /* which sections */
	bool extend, programs, context, timers, wide;
	bool all, listening;
	/* The family this system does not have ends the report: none after it is shown. */
	bool cut;
	enum nw_family cut_at;
};

void out_netstat(const struct report *report, const struct netstat_face *face,
		 struct buffer *out);

#endif
