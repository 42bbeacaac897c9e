/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table in the shape that was asked for. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "baseline.h"
#include "nsockets.h"
#include "out-summary.h"
#include "subflows.h"

/* One dead name server must not hold up the screen for longer. */
#define RESOLVE_MS 3000

/* ---- names of hosts --------------------------------------------------------------------- */

static bool shows_hosts(const struct run *run)
{
	uint32_t want = run->options.netstat ? WANT_HOSTS : 0;

	for (size_t i = 0; i < run->report.n_sections; i++)
		want |= run->report.sections[i].columns.want;
	/* Counts show none of them. */
	return !run->view.numeric_hosts && !run->options.summary && want & WANT_HOSTS;
}

static size_t gather_hosts(const struct report *report, struct nw_address *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < report->n; i++)
		for (int end = NW_LOCAL; end <= NW_REMOTE; end++) {
			struct nw_address address = { 0 };

			if (nw_sock_address(report->rows[i], end, &address) &&
			    (address.family == AF_INET || address.family == AF_INET6) &&
			    !endpoint_is_any(&address))
				ret[n++] = address;
		}
	return n;
}

static void say_late(size_t late, bool recorded)
{
	const bool one = late == 1;

	if (recorded)
		tool_say("%zu address%s no answer in the recording and %s", late,
			 one ? " has" : "es have",
			 one ? "is shown as a number" : "are shown as numbers");
	else
		tool_say("%zu address%s had no answer from the name service and %s; -n does not "
			 "ask",
			 late, one ? "" : "es",
			 one ? "is shown as a number" : "are shown as numbers");
}

static int resolve(struct run *run, const struct report *report)
{
	struct nw_address *all;
	size_t late = 0;
	int r;

	if (!shows_hosts(run) || !report->n)
		return 0;
	all = calloc(2 * report->n, sizeof(*all));
	if (!all)
		return -ENOMEM;
	r = nw_resolve(run->view.nw, all, gather_hosts(report, all), RESOLVE_MS, &late);
	free(all);
	if (r < 0 || !late || run->options.netstat)
		return r;
	say_late(late, run->options.root);
	return r;
}

/* ---- one picture ------------------------------------------------------------------------------ */

static void write_plain(const struct run *run, const struct report *report, struct buffer *out)
{
	static void (*const encoders[][2])(const struct report *, struct buffer *) = {
		[FORMAT_TEXT] = { out_text, summary_text },
		[FORMAT_JSON] = { out_json, summary_json },
		[FORMAT_NDJSON] = { out_ndjson, summary_ndjson },
		[FORMAT_CSV] = { out_csv, summary_csv },
	};

	encoders[run->options.format][run->options.summary](report, out);
}

static void say_debug(const struct run *run, const struct nw_table *table)
{
	const struct nw_query *query = &run->query;

	tool_say("%zu socket%s of families 0x%llx, %zu descriptor%s of sockets read",
		 nw_table_socks(table), nw_table_socks(table) == 1 ? "" : "s",
		 (unsigned long long)query->families, nw_table_descriptors(table),
		 nw_table_descriptors(table) == 1 ? "" : "s");
}

static int baseline_trouble(const char *path, int error)
{
	if (error == -EBADMSG)
		tool_say_about("not a baseline of nsockets", path);
	else
		tool_say_error("cannot use the baseline", path, error);
	return EXIT_TROUBLE;
}

/* Our own face: the rows, or what has become of them. */
static int write_own(struct run *run, const struct report *report)
{
	const char *baseline = run->options.baseline, *diff = run->options.diff;
	int r;

	if (baseline) {
		r = baseline_write(report, baseline);
		return r < 0 ? baseline_trouble(baseline, r) : 0;
	}
	if (diff) {
		r = baseline_compare(report, diff, &run->out);
		return r < 0 ? baseline_trouble(diff, r) : r > 0;
	}
	write_plain(run, report, &run->out);
	return 0;
}

/* Notes that are otherwise passed over; who insists on BPF hears why it was not to be. */
static uint64_t aloud(const struct options *options)
{
	if (options->verbose || options->debug)
		return UINT64_MAX;
	return options->owners == NW_OWNERS_BPF ? NW_BIT(NW_NOTE_BPF) : 0;
}

/* Only those with trouble; that there is none is an answer as well. */
static void keep_trouble(const struct run *run, struct report *report)
{
	struct column trouble;

	if (!run->options.trouble || !column_find("trouble", 7, &trouble))
		return;
	report_only(report, &trouble);
	if (!report->n && !run->options.kill)
		tool_say("no socket deserves a look");
}

/* 0: it is none, or does not know. */
static size_t terminal_width(void)
{
	struct winsize size = { 0 };

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int nsockets_show(struct run *run, const struct nw_table *table)
{
	struct report report = run->report;
	struct netstat_face face = nsockets_face(&run->options);
	int code = 0, r;

	report.table = table;
	report.width = terminal_width();
	r = report_rows(&report, run->options.sort ? &run->sort : NULL, run->descending);
	if (r == 0)
		keep_trouble(run, &report);
	if (r == 0 && run->view.grouped)
		r = subflows_group(&report);
	if (r == 0)
		r = resolve(run, &report);
	if (r >= 0 && run->options.kill)
		code = nsockets_kill(run, &report);
	if (r >= 0 && run->options.netstat) {
		code = nsockets_say_netstat(run, table, &face);
		out_netstat(&report, &face, &run->out);
	} else if (r >= 0) {
		code |= write_own(run, &report);
	}
	report_free(&report);
	if (run->view.memory)
		memory_learn(&run->memory, table);
	buffer_flush(&run->out);
	if (run->out.error)
		tool_say("write error: %s", strerror(run->out.error));
	else if (r < 0)
		tool_say("%s", strerror(-r));
	if (r < 0 || run->out.error)
		return EXIT_TROUBLE;
	if (!run->options.netstat)
		code |= notes_say(table, aloud(&run->options), nsockets_named(&run->options));
	if (run->options.debug && !run->options.netstat)
		say_debug(run, table);
	return code;
}
