/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where samples come from and what is made of them, by the options. */
#include "nstat-explain.h"

static const struct nstat_encoder *const encoders[NSTAT_FORMATS_] = {
	[NSTAT_TEXT] = &nstat_text,
	[NSTAT_EXPLAIN] = &nstat_explain,
	[NSTAT_SVG] = &nstat_svg,
	[NSTAT_PLOT] = &nstat_plot,
};

/* Whether it can be done here, before hours are spent on it. */
static int (*const checks[NSTAT_FORMATS_])(const struct nstat_options *options) = {
	[NSTAT_SVG] = nstat_svg_check,
	[NSTAT_PLOT] = nstat_plot_check,
};

int nstat_choose(struct nstat_run *run)
{
	const struct nstat_options *options = &run->options;

	run->source = &nstat_live;
	run->encoder = encoders[options->format];
	if (!run->encoder || options->out_file || options->in_file || options->by ||
	    options->drops) {
		tool_say("what is asked for is not there yet");
		return -1;
	}
	if (checks[options->format] && checks[options->format](options) < 0)
		return -1;
	return 0;
}
