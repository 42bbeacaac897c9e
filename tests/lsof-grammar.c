/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a command line as lsof would, and does nothing of it. */
#include <locale.h>
#include <stdlib.h>

#include "nfiles.h"

int main(int argc, char **argv)
{
	struct files_options options;
	int r;

	setlocale(LC_CTYPE, "");
	r = files_parse(argc, argv, &options);
	if (r == 0)
		files_free(&options);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
