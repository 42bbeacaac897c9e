/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nstat: what the kernel counts of the network, every second; sar when it is called so. */
#include <locale.h>
#include <string.h>

#include "nstat.h"

static bool called_sar(const char *name)
{
	const char *slash = name ? strrchr(name, '/') : NULL;

	return name && strcmp(slash ? slash + 1 : name, "sar") == 0;
}

int main(int argc, char **argv)
{
	static struct nstat_run run = { .options.decimals = 2 };
	int r;

	tool_fill_descriptors();
	setlocale(LC_ALL, "");
	tool_name = "nstat";
	run.options.sar = called_sar(argv[0]);
	if (argc > 1 && strcmp(argv[1], "--sar") == 0) {
		run.options.sar = true;
		argv++;
		argc--;
	}
	if (run.options.sar)
		tool_name = "sar";
	if (argc > 0)
		argv[0] = (char *)tool_name;
	r = nstat_options(argc, argv, &run.options);
	if (r)
		return r < 0 ? -r : 0;
	if (nstat_choose(&run) < 0)
		return EXIT_TROUBLE;
	nstat_signals();
	return nstat_run(&run);
}
