/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lsof has and this program has not yet: it says so, and does nothing else. */
#include "nfiles-run.h"

int files_refuse(const struct files_options *options)
{
	const struct {
		bool asked;
		const char *what;
	} all[] = {
		{ options->record || options->root, "recordings (--record, --root)" },
		{ options->netns, "other namespaces (--netns)" },
	};
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i].asked) {
			files_say("not supported yet: %-s", all[i].what);
			return -1;
		}
	return 0;
}
