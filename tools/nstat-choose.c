/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where samples come from and what is made of them, by the options. */
#include "nstat-by.h"

static const struct nstat_encoder *const encoders[NSTAT_FORMATS_] = {
	[NSTAT_TEXT] = &nstat_text,
};

int nstat_choose(struct nstat_run *run)
{
	const struct nstat_options *options = &run->options;

	if (options->by || options->drops)
		return nstat_by_choose(run);
	run->source = &nstat_live;
	run->encoder = encoders[options->format];
	if (!run->encoder || options->out_file || options->in_file) {
		tool_say("what is asked for is not there yet");
		return -1;
	}
	return 0;
}
