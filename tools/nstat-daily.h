/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sysstat's daily files. */
#ifndef TOOL_NSTAT_DAILY_H
#define TOOL_NSTAT_DAILY_H

/* Said: that of so many days ago is not there, or is not one of ours. A negative exit code. */
int nstat_daily_refuse(unsigned days);

#endif
