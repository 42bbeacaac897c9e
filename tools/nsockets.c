/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nsockets: sockets and who holds them; netstat when it is called so. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "baseline.h"
#include "door.h"
#include "nsockets.h"
#include "privilege.h"
#include "watch.h"

static int say_alien(const struct run *run)
{
	if (!run->options.alien)
		return 0;
	tool_say("no support for `%s' on this system.", run->options.alien);
	return EXIT_TROUBLE;
}

static int watch_round(void *arg, struct buffer *out)
{
	struct run *run = arg;
	int code = nsockets_take(run);

	*out = run->out;
	run->out = (struct buffer){ .fd = -1 };
	/* Trouble with some source is no reason to stop looking at the others. */
	return run->view.nw && code == EXIT_TROUBLE && !out->n ? code : 0;
}

static int repeat(struct run *run)
{
	const unsigned ms = run->options.interval_ms ? (unsigned)run->options.interval_ms
						     : 1000;
	const struct timespec pause = { ms / 1000, (long)(ms % 1000) * 1000000 };

	if (run->options.wait)
		return nsockets_wait(run);
	if (run->options.events)
		return nsockets_events(run);
	if (run->options.watch) {
		int r;

		run->out.fd = -1;
		r = watch(watch_round, run, ms);
		if (r != -ENOTTY)
			return r ? EXIT_TROUBLE : 0;
		tool_say("--watch needs a terminal; -c repeats without one");
		return EXIT_TROUBLE;
	}
	for (;;) {
		int code = nsockets_take(run);

		if (code == 0)
			code = say_alien(run);
		if (code || !run->options.continuous)
			return code;
		nanosleep(&pause, NULL);
	}
}

/* ---- from options to a run ---------------------------------------------------------------------- */

static int prepare(struct run *run)
{
	const struct options *options = &run->options;

	run->view.numeric_hosts = options->numeric_hosts;
	run->view.numeric_ports = options->numeric_ports;
	run->view.numeric_users = options->numeric_users;
	run->view.symbolic = !options->numeric_ports || options->symbolic;
	run->view.grouped = nsockets_groups(options);
	run->view.scratch.fd = -1;
	run->out.fd = STDOUT_FILENO;
	memory_free(&run->memory);
	if (!options->netstat && (options->continuous || options->watch))
		run->view.memory = &run->memory;
	run->report.view = &run->view;
	if (options->events)
		run->report.sections[0].widths = run->widths;
	if (nsockets_layout(options, &run->report, &run->sort, &run->descending) < 0)
		return EXIT_USAGE;
	run->query = nsockets_query(options);
	if (!run->query.families && options->without) {
		tool_say("-A leaves no family to be shown");
		return EXIT_USAGE;
	}
	run->query.want |= run->sort.want;
	if (options->baseline || options->diff) {
		run->query.want |= BASELINE_WANT;
		/* Names come and go with name servers; what they stand for does not. */
		run->view.numeric_hosts = run->view.numeric_ports = true;
	}
	for (size_t i = 0; i < run->report.n_sections; i++)
		run->query.want |= run->report.sections[i].columns.want |
				   run->report.sections[i].details.want;
	return 0;
}

/* Others' descriptors, and what sock_diag keeps from the many. */
static int drop_privileges(const struct options *options)
{
	cap_value_t keep[7] = { CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH, CAP_NET_ADMIN };
	int n = 3;

	if ((options->programs || options->events) && !options->netstat && options->owners != NW_OWNERS_SCAN) {
		keep[n++] = CAP_BPF;
		keep[n++] = CAP_PERFMON;
	}
	/* To enter other namespaces; to write into somebody's directory. */
	if (options->netns || options->record)
		keep[n++] = CAP_SYS_ADMIN;
	if (options->record)
		keep[n++] = CAP_DAC_OVERRIDE;
	return privilege_keep(keep, (size_t)n);
}

static int open_door(struct run *run)
{
	const struct options *options = &run->options;
	int r;

	if (door_open(options->root, &run->view.nw) < 0)
		return EXIT_TROUBLE;
	if (options->context && !nw_selinux(run->view.nw)) {
		fprintf(stderr, "SELinux is not enabled on this machine.\n");
		return EXIT_TROUBLE;
	}
	r = drop_privileges(options);
	if (r < 0) {
		tool_say("privileges could not be dropped: %s", strerror(-r));
		return EXIT_TROUBLE;
	}
	return door_record(run->view.nw, options->record) < 0 ? EXIT_TROUBLE : 0;
}

static int work(struct run *run)
{
	int code = prepare(run);

	if (code == 0)
		code = open_door(run);
	if (code == 0)
		code = nsockets_filter(run);
	if (code == 0) {
		code = repeat(run);
		if (door_record_end(run->view.nw, run->options.record) < 0)
			code = EXIT_TROUBLE;
	}
	nw_filter_free(run->filter);
	nw_free(run->view.nw);
	buffer_free(&run->view.scratch);
	buffer_free(&run->out);
	memory_free(&run->memory);
	return code;
}

static bool called_netstat(const char *name)
{
	const char *slash = name ? strrchr(name, '/') : NULL;

	return name && strcmp(slash ? slash + 1 : name, "netstat") == 0;
}

int main(int argc, char **argv)
{
	static struct run run;
	int r;

	tool_fill_descriptors();
	setlocale(LC_CTYPE, "");
	tool_name = "nsockets";
	run.options.netstat = called_netstat(argv[0]);
	if (argc > 1 && strcmp(argv[1], "--netstat") == 0) {
		run.options.netstat = true;
		argv++;
		argc--;
	}
	if (run.options.netstat)
		tool_name = "netstat";
	if (argc > 0)
		argv[0] = (char *)tool_name;

	r = nsockets_options(argc, argv, &run.options);
	if (r)
		return r == DONE    ? tool_printed()
		     : r == REFUSED ? EXIT_TROUBLE
				    : EXIT_USAGE;
	if (run.options.columns && strcmp(run.options.columns, "help") == 0) {
		nsockets_columns_help();
		return tool_printed();
	}
	return work(&run);
}
