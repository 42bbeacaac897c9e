/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lsof has and this program has not yet: it says so, and does nothing else. */
#include "nfiles-run.h"

int files_refuse(const struct files_options *options)
{
	const struct {
		bool asked;
		const char *what;
	} all[] = {
		{ options->by_fields, "fields (-F)" },
		{ options->lsof_json || options->lsof_lines, "JSON (-J, -j)" },
		{ options->format > FILES_LSOF_LINES, "--json, --ndjson and --csv" },
		{ options->mode != FILES_LIST, "--tree, --deleted, --usage and --who" },
		{ options->repeat.seconds, "repeating (-r)" },
		{ options->endpoints, "other ends (-E)" },
		{ options->supplement, "mount supplements (+m)" },
		{ options->human, "sizes for people (-H)" },
		{ options->flags, "flags (+f)" },
		{ options->context, "contexts (-Z)" },
		{ options->portmap, "the portmapper's names (+M)" },
		{ options->no_sockets, "sockets without addresses (-X)" },
		{ options->columns || options->sort || options->filter,
		  "--columns, --sort and --filter" },
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
