/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands that nstat --explain tells to look with, one a line. */
#include <stdio.h>

#include "nstat-meanings.h"

int main(void)
{
	for (int look = 0; look < LOOKS_; look++)
		if (nstat_look_command((enum nstat_look)look))
			puts(nstat_look_command((enum nstat_look)look));
	return 0;
}
