/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where samples come from and what is made of them, by the options. */
#include "nstat-by.h"
#include "nstat-explain.h"
#include "nstat-store.h"

static const struct nstat_encoder *const encoders[NSTAT_FORMATS_] = {
	[NSTAT_TEXT] = &nstat_text,     [NSTAT_EXPLAIN] = &nstat_explain,
	[NSTAT_SVG] = &nstat_svg,       [NSTAT_PLOT] = &nstat_plot,
	[NSTAT_JSON] = &nstat_json,     [NSTAT_NDJSON] = &nstat_ndjson,
	[NSTAT_CSV] = &nstat_csv,       [NSTAT_SADF_D] = &nstat_sadf_d,
	[NSTAT_SADF_J] = &nstat_sadf_j,
};

/* Whether it can be done here, before hours are spent on it. */
static int (*const checks[NSTAT_FORMATS_])(const struct nstat_options *options) = {
	[NSTAT_SVG] = nstat_svg_check,
	[NSTAT_PLOT] = nstat_plot_check,
};

/* Of a file they show one report after the other. */
static const bool by_report[NSTAT_FORMATS_] = {
	[NSTAT_TEXT] = true,
	[NSTAT_SADF_D] = true,
};

static int check_files(const struct nstat_options *options)
{
	if (options->in_file && options->out_file)
		tool_say("-f and -o do not go together");
	else if (!options->in_file && (options->start || (options->end && !options->sar)))
		tool_say("-s and -e are of a file: -f is needed");
	else if (options->in_file && options->since_boot)
		tool_say("-f and an interval of 0 do not go together");
	else
		return nstat_period_check(options->start) < 0 ||
				       nstat_period_check(options->end) < 0
			     ? -1
			     : 0;
	return -1;
}

int nstat_choose(struct nstat_run *run)
{
	const struct nstat_options *options = &run->options;

	if (options->by || options->drops)
		return nstat_by_choose(run);
	if (check_files(options) < 0)
		return -1;
	run->source = options->in_file  ? &nstat_replay
		    : options->n_roots  ? &nstat_roots
		    : options->out_file ? &nstat_keep
					: &nstat_live;
	run->encoder = encoders[options->format];
	if (!run->encoder) {
		tool_say("what is asked for is not there yet");
		return -1;
	}
	if (checks[options->format] && checks[options->format](options) < 0)
		return -1;
	if (options->in_file && by_report[options->format]) {
		run->inner = run->encoder;
		run->encoder = &nstat_reports;
	}
	return 0;
}
