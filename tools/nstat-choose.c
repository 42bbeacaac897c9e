/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where samples come from and what is made of them, by the options. */
#include "nstat.h"

static const struct nstat_encoder *const encoders[NSTAT_FORMATS_] = {
	[NSTAT_TEXT] = &nstat_text,
};

int nstat_choose(struct nstat_run *run)
{
	const struct nstat_options *options = &run->options;

	run->source = options->n_roots ? &nstat_roots : &nstat_live;
	run->encoder = encoders[options->format];
	if (!run->encoder || options->out_file || options->in_file || options->by ||
	    options->drops) {
		tool_say("what is asked for is not there yet");
		return -1;
	}
	return 0;
}
