/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nstat as iproute2 has it: what moved since this user's last call, or since the start. */
#include "nstat-iproute.h"
#include "nstat.h"

struct run {
	struct nstat_iproute_options options;
	struct nstat_history history;
	struct nstat_entries now;
	const struct nstat_entries *past; /* NULL: nothing is known of before */
};

static int take_kernel(struct nstat_entries *ret)
{
	struct nstat_iproute_door door = { .nw = NULL };
	int code = nstat_iproute_open(&door);

	if (code == 0)
		code = nstat_iproute_take(&door, ret);
	nstat_iproute_close(&door);
	return code;
}

static int take(struct run *run)
{
	const struct nstat_entries *noted = &run->history.entries;
	const int r = nstat_daemon_ask(&run->now);
	const int code = r < 0 ? -r : r > 0 ? 0 : take_kernel(&run->now);

	if (noted->n && noted->source[0] && strcmp(noted->source, run->now.source) != 0)
		tool_say("history is stale, ignoring it.");
	else if (noted->n)
		run->past = noted;
	return code;
}

/* false: nobody saw it, and that is said. */
static bool show(const struct run *run)
{
	struct buffer out = { .fd = 1 };
	bool seen;

	nstat_iproute_show(&run->options, &run->now,
			   run->options.ignore ? NULL : run->past, &out);
	buffer_flush(&out);
	seen = !out.error;
	if (!seen)
		tool_say_error("standard output", "", -out.error);
	buffer_free(&out);
	return seen;
}

static int keep(struct run *run)
{
	struct buffer text = { .fd = -1 };
	int code;

	nstat_iproute_keep(&run->options, &run->now, run->past, &text);
	code = nstat_history_save(&run->history, &text);
	buffer_free(&text);
	return code;
}

static int go(struct run *run)
{
	const struct nstat_iproute_options *options = &run->options;
	int code = 0, taken;

	nstat_history_name(&run->history);
	if (options->reset)
		nstat_history_reset(&run->history);
	if (!options->ignore || !options->noupdate)
		code = nstat_history_open(&run->history, !options->ignore);
	if (code)
		return code;
	taken = take(run);
	if (taken == NSTAT_EXIT_IPROUTE)
		return taken;
	if (!options->nooutput && !show(run))
		return NSTAT_EXIT_IPROUTE;
	/* What is not whole is shown, but not noted: what is missing would count from 0. */
	return taken || options->noupdate ? taken : keep(run);
}

int nstat_iproute(int argc, char **argv)
{
	struct run run = {
		.history = { .fd = -1, .entries = NSTAT_ENTRIES_NONE },
		.now = NSTAT_ENTRIES_NONE,
	};
	int code = nstat_iproute_options(argc, argv, &run.options);

	if (code)
		return code;
	if (run.options.help) {
		nstat_usage(stdout);
		fflush(stdout);
		return NSTAT_EXIT_IPROUTE;
	}
	if (run.options.version) {
		printf("nstat utility, netwho-%s\n", nw_version());
		return tool_printed() ? NSTAT_EXIT_IPROUTE : 0;
	}
	if (run.options.scan > 0)
		return nstat_daemon(&run.options);
	code = go(&run);
	nstat_history_close(&run.history);
	nstat_entries_free(&run.now);
	return code;
}
