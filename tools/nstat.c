/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nstat: what the kernel counts of the network, every second, or since the last call. */
#include <locale.h>
#include <string.h>

#include "nstat-face.h"
#include "nstat-iproute.h"
#include "nstat.h"

int main(int argc, char **argv)
{
	static struct nstat_run run = { .options.decimals = 2 };
	const enum nstat_face face = nstat_face(argc, argv);

	tool_fill_descriptors();
	tool_name = face == NSTAT_FACE_SAR ? "sar" : "nstat";
	if (argc > 1 && strcmp(argv[1], "--sar") == 0) {
		argv++;
		argc--;
	}
	if (argc > 0)
		argv[0] = (char *)tool_name;
	/* Its numbers and patterns are those of C everywhere. */
	if (face == NSTAT_FACE_IPROUTE)
		return nstat_iproute(argc, argv);
	setlocale(LC_ALL, "");
	run.options.sar = face == NSTAT_FACE_SAR;
	if (nstat_options(argc, argv, &run.options))
		return EXIT_TROUBLE;
	if (nstat_choose(&run) < 0)
		return EXIT_TROUBLE;
	nstat_signals();
	return nstat_run(&run);
}
