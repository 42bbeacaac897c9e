/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sysstat's daily files: sar without an interval reads them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "nstat-daily.h"
#include "tool.h"

#define DAY 86400

static const char *directory(void)
{
	static const char *const known[] = { "/var/log/sysstat", "/var/log/sa" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (access(known[i], F_OK) == 0)
			return known[i];
	return known[0];
}

int nstat_daily_refuse(unsigned days)
{
	const time_t then = time(NULL) - (time_t)days * DAY;
	char path[64];
	struct tm tm;

	localtime_r(&then, &tm);
	snprintf(path, sizeof(path), "%s/sa%02d", directory(), tm.tm_mday);
	if (access(path, R_OK) < 0) {
		fprintf(stderr, "Cannot open %s: %s\n", path, strerror(errno));
		if (errno == ENOENT)
			fputs("Please check if data collecting is enabled\n", stderr);
		return -2;
	}
	fprintf(stderr, "Invalid system activity file: %s\n", path);
	tool_say("sysstat's own files are not read, but those of -o");
	return -3;
}
