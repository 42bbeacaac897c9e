/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What cannot be answered from a recording: it says so, and does nothing else. */
#include "nfiles-run.h"

int files_refuse(const struct files_options *options)
{
	const struct {
		bool asked;
		const char *what;
	} all[] = {
		{ options->n_names || options->n_directories, "names (--filter 'name = ...' can)" },
		{ options->mode == FILES_WHO, "--who (--filter 'name = ...' can)" },
		{ options->n_exempts, "-e" },
		{ options->nfs, "-N (--filter 'fstype = nfs*' can)" },
		{ options->portmap, "+M" },
		{ options->supplement, "+m" },
		{ options->repeat.seconds, "-r" },
		{ options->tasks == FILES_TASKS, "-K" },
	};

	if (!options->root)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i].asked) {
			files_say("a recording cannot answer %-s", all[i].what);
			return -1;
		}
	return 0;
}
