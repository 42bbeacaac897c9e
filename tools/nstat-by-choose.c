/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --by and --drops: what goes with them, and what does not. */
#include "nstat-by.h"

#define TEXT(field, name)                                                                \
	{                                                                                \
		.at = offsetof(struct nstat_options, field), .word = name, .text = true  \
	}
#define FLAG(field, name)                                                                \
	{                                                                                \
		.at = offsetof(struct nstat_options, field), .word = name                \
	}

/* Options that say something of reports, or of where samples come from. */
static const struct refusal {
	size_t at;
	const char *word;
	bool text; /* else a flag */
} refusals[] = {
	TEXT(ifaces, "--iface"),  TEXT(cpus, "-P"),         TEXT(out_file, "-o"),
	TEXT(in_file, "-f"),      TEXT(start, "-s"),        TEXT(end, "-e"),
	TEXT(roots, "--root"),    TEXT(record, "--record"), FLAG(sar, "sar's face"),
	FLAG(pretty, "--pretty"), FLAG(human, "--human"),
};

static bool is_given(const struct nstat_options *options, const struct refusal *refusal)
{
	const char *at = (const char *)options + refusal->at;

	return refusal->text ? *(const char *const *)at != NULL : *(const bool *)at;
}

static const char *refused(const struct nstat_options *options)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (is_given(options, &refusals[i]))
			return refusals[i].word;
	if (options->keywords)
		return "-n";
	if (!ledger_encoder(options->format))
		return "this format";
	return NULL;
}

int nstat_by_choose(struct nstat_run *run)
{
	const struct nstat_options *options = &run->options;
	const char *name = options->by ? "--by" : "--drops", *word = refused(options);

	if (options->by && options->drops)
		word = "--drops";
	if (word) {
		tool_say("%s does not go with %s", word, name);
		return -1;
	}
	if (options->by && !by_view_of(options->by)) {
		tool_say_about("neither process, socket nor listener", options->by);
		return -1;
	}
	if (options->since_boot) {
		tool_say("%s tells of what happens from now on: it needs an interval", name);
		return -1;
	}
	run->source = options->by ? &nstat_by_live : &nstat_drops_live;
	run->encoder = ledger_encoder(options->format);
	return 0;
}
