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

#include "nsockets.h"
#include "out-summary.h"
#include "privilege.h"

/* One dead name server must not hold up the screen for longer. */
#define RESOLVE_MS 3000

struct run {
	struct options options;
	struct view view;
	struct nw_query query;
	struct column sort;
	bool descending;
	struct report report; /* its layout; rows are filled in each time */
	struct buffer out;
};

/* ---- names of hosts --------------------------------------------------------------------- */

static bool shows_hosts(const struct run *run)
{
	uint32_t want = run->options.netstat ? WANT_HOSTS : 0;

	for (size_t i = 0; i < run->report.n_sections; i++)
		want |= run->report.sections[i].columns.want;
	return !run->view.numeric_hosts && want & WANT_HOSTS;
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
	if (r >= 0 && late && !run->options.root && !run->options.netstat)
		tool_say("%zu addresses had no answer from the name service and are shown as "
			 "numbers; -n does not ask",
			 late);
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

static void say_like_netstat_holders(const struct run *run, const struct nw_table *table)
{
	if (nw_table_descriptors(table))
		fputs("(Not all processes could be identified, non-owned process info\n will not "
		      "be shown, you would have to be root to see it all.)\n",
		      stderr);
	else
		fprintf(stderr,
			"(No info could be read for \"-p\": geteuid()=%d but you should be "
			"root.)\n",
			(int)nw_euid(run->view.nw));
}

/* A family that was asked for by its letter and is not there ends netstat's report. */
static int say_like_netstat_absent(const struct run *run, const char *name,
				   struct netstat_face *face)
{
	int family = nw_family_of(name);

	tool_say("no support for `AF INET (%s)' on this system.", name);
	if (family < 0 || !(nsockets_named(&run->options) & NW_BIT(family)) || face->cut)
		return 0;
	face->cut = true;
	face->cut_at = (enum nw_family)family;
	return EXIT_TROUBLE;
}

static void say_like_netstat_bogus(const char *where)
{
	const char *slash = strrchr(where, '/');

	fprintf(stderr, "warning, got bogus %s line.\n", slash ? slash + 1 : where);
}

/* What netstat's -v misses on every system of today, when no family was named. */
static void say_like_netstat_verbose(void)
{
	static const char *const aliens[] = { "IPX", "AX25", "X25", "NETROM", "ROSE" };

	for (size_t i = 0; i < sizeof(aliens) / sizeof(*aliens); i++)
		tool_say("no support for `AF %s' on this system.", aliens[i]);
}

/* netstat's own words. Returns its exit code. */
static int say_like_netstat(const struct run *run, const struct nw_table *table,
			    struct netstat_face *face)
{
	const struct nw_note *note;
	int code = 0;

	nw_foreach(note, note, table) {
		switch (nw_note_kind(note)) {
		case NW_NOTE_PROCESSES:
			if (nw_note_error(note) == EACCES)
				say_like_netstat_holders(run, table);
			break;
		case NW_NOTE_ABSENT:
			code |= say_like_netstat_absent(run, nw_note_where(note), face);
			break;
		case NW_NOTE_MALFORMED:
			say_like_netstat_bogus(nw_note_where(note));
			break;
		case NW_NOTE_CUT:
		case NW_NOTE_UNREADABLE:
			note_say(note);
			break;
		default:
			break;
		}
	}
	if (run->options.verbose && nsockets_unnamed(&run->options))
		say_like_netstat_verbose();
	return code;
}

static int say_alien(const struct run *run)
{
	if (!run->options.alien)
		return 0;
	tool_say("no support for `%s' on this system.", run->options.alien);
	return EXIT_TROUBLE;
}

static void say_debug(const struct run *run, const struct nw_table *table)
{
	const struct nw_query *query = &run->query;

	tool_say("%zu sockets of families 0x%llx, %zu descriptors of sockets read",
		 nw_table_socks(table), (unsigned long long)query->families,
		 nw_table_descriptors(table));
}

static int show(struct run *run, const struct nw_table *table)
{
	struct report report = run->report;
	struct netstat_face face = nsockets_face(&run->options);
	struct column trouble;
	int code = 0, r;

	report.table = table;
	r = report_rows(&report, run->options.sort ? &run->sort : NULL, run->descending);
	if (r == 0 && run->options.trouble && column_find("trouble", 7, &trouble))
		report_only(&report, &trouble);
	if (r == 0)
		r = resolve(run, &report);
	if (r >= 0 && run->options.netstat) {
		code = say_like_netstat(run, table, &face);
		out_netstat(&report, &face, &run->out);
	} else if (r >= 0) {
		write_plain(run, &report, &run->out);
	}
	report_free(&report);
	buffer_flush(&run->out);
	if (r < 0 || run->out.error) {
		tool_say("%s", strerror(r < 0 ? -r : run->out.error));
		return EXIT_TROUBLE;
	}
	if (!run->options.netstat)
		code = notes_say(table, run->options.verbose || run->options.debug,
				 nsockets_named(&run->options));
	if (run->options.debug && !run->options.netstat)
		say_debug(run, table);
	return code;
}

static int take_and_show(struct run *run)
{
	struct nw_table *table;
	struct nw_query query = run->query;
	int r;

	query.want &= ~WANT_HOSTS;
	if (!query.families)
		return 0;
	r = nw_table_take(run->view.nw, &query, &table);
	if (r == -ENOENT || r == -ESRCH) {
		tool_say_about(r == -ESRCH ? "no such process" : "no such network namespace",
			       run->options.netns);
		return EXIT_TROUBLE;
	}
	if (r < 0) {
		tool_say("sockets could not be read: %s", strerror(-r));
		return EXIT_TROUBLE;
	}
	r = show(run, table);
	nw_table_free(table);
	return r;
}

static int repeat(struct run *run)
{
	const struct timespec second = { .tv_sec = 1 };

	for (;;) {
		int code = take_and_show(run);

		if (code == 0)
			code = say_alien(run);
		if (code || !run->options.continuous)
			return code;
		nanosleep(&second, NULL);
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
	run->view.scratch.fd = -1;
	run->out.fd = STDOUT_FILENO;
	run->report.view = &run->view;
	if (nsockets_layout(options, &run->report, &run->sort, &run->descending) < 0)
		return EXIT_USAGE;
	run->query = nsockets_query(options);
	run->query.want |= run->sort.want;
	for (size_t i = 0; i < run->report.n_sections; i++)
		run->query.want |= run->report.sections[i].columns.want |
				   run->report.sections[i].details.want;
	return 0;
}

/* Others' descriptors, and what sock_diag keeps from the many. */
static int drop_privileges(const struct options *options)
{
	cap_value_t keep[5] = { CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH, CAP_NET_ADMIN };
	int n = 3;

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
	int r = nw_open(options->root, &run->view.nw);

	if (r == -EBADMSG) {
		tool_say_about("not a recording of netwho", options->root);
		return EXIT_TROUBLE;
	}
	if (r < 0) {
		tool_say_error("cannot open", options->root ? options->root : "/", r);
		return EXIT_TROUBLE;
	}
	if (options->context && !nw_selinux(run->view.nw)) {
		fprintf(stderr, "SELinux is not enabled on this machine.\n");
		return EXIT_TROUBLE;
	}
	r = drop_privileges(options);
	if (r < 0) {
		tool_say("privileges could not be dropped: %s", strerror(-r));
		return EXIT_TROUBLE;
	}
	r = options->record ? nw_record(run->view.nw, options->record) : 0;
	if (r < 0) {
		tool_say_error("cannot record into", options->record, r);
		return EXIT_TROUBLE;
	}
	return 0;
}

static int work(struct run *run)
{
	int code = prepare(run), r;

	if (code == 0)
		code = open_door(run);
	if (code == 0) {
		code = repeat(run);
		r = nw_record_end(run->view.nw);
		if (r < 0) {
			tool_say_error("cannot record into", run->options.record, r);
			code = EXIT_TROUBLE;
		}
	}
	nw_free(run->view.nw);
	buffer_free(&run->view.scratch);
	buffer_free(&run->out);
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
		return r == DONE    ? EXIT_SUCCESS
		     : r == REFUSED ? EXIT_TROUBLE
				    : EXIT_USAGE;
	if (run.options.columns && strcmp(run.options.columns, "help") == 0) {
		nsockets_columns_help();
		return EXIT_SUCCESS;
	}
	return work(&run);
}
