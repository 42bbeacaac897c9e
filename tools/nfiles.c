/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nfiles: which files processes use. lsof's options, lsof's table. */
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nfiles-run.h"
#include "privilege.h"

/* What may not be looked at has a row as well, which is a warning. */
static bool is_warning(const struct nw_use *use)
{
	const char *call = "";

	return nw_use_error(use, &call) && strcmp(call, "stat") != 0;
}

static int select_lines(struct files_run *run)
{
	const struct nw_proc *last = NULL;
	const struct nw_use *use;
	unsigned of_proc = 0;

	nw_foreach(use, use, run->table) {
		unsigned kinds;
		struct files_line *line;

		if (nw_use_proc(use) != last) {
			last = nw_use_proc(use);
			of_proc = files_match_proc(&run->options, last);
		}
		if (of_proc & FILES_EXCLUDED ||
		    (run->options.no_warnings && is_warning(use)))
			continue;
		kinds = files_match_use(run, use);
		if (kinds & FILES_EXCLUDED || !files_selects(&run->options, kinds | of_proc) ||
		    !files_own_use(run, use))
			continue;
		line = FILES_ADD(run->lines, run->n_lines);
		if (!line)
			return -ENOMEM;
		line->use = use;
		if (!run->options.terse)
			files_cells(run, line);
	}
	return 0;
}

/* Processes are found although nothing of them is shown. */
static void find_processes(struct files_run *run)
{
	const struct nw_proc *proc;

	nw_foreach(proc, proc, run->table)
		files_match_proc(&run->options, proc);
}

static int show(struct files_run *run)
{
	bool found;
	int r = select_lines(run);

	if (r == 0)
		r = files_own_sort(run);
	if (r < 0) {
		files_say("out of memory");
		return EXIT_TROUBLE;
	}
	find_processes(run);
	files_resolve(run);
	if (run->options.terse)
		files_show_pids(run);
	else if (!files_own_shows(&run->options))
		files_show(run);
	else if (files_own_show(run) < 0)
		run->out.error = ENOMEM;
	found = files_own_found(run) && files_found(run);
	r = found || run->options.nothing_is_ok ? EXIT_SUCCESS : EXIT_TROUBLE;
	buffer_flush(&run->out);
	if (run->out.error) {
		tool_say("cannot write: %s", strerror(run->out.error));
		return EXIT_TROUBLE;
	}
	return r;
}

static int work(struct files_run *run)
{
	/* The last one to look at what is mapped and gone. */
	static const cap_value_t keep[] = { CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH,
					    CAP_NET_ADMIN, CAP_CHECKPOINT_RESTORE };
	const size_t n = ARRAY_SIZE(keep) - (run->options.mode != FILES_DELETED);
	int r = files_own_open(run);

	if (r == 0)
		r = files_targets(run);
	if (r < 0)
		return EXIT_TROUBLE;
	run->mqueue = look_mqueue();
	r = nw_open(NULL, &run->nw);
	if (r == 0)
		r = privilege_keep(keep, n);
	if (r < 0) {
		tool_say("cannot begin: %s", strerror(-r));
		return EXIT_TROUBLE;
	}
	if (files_own_filter(run) < 0)
		return EXIT_TROUBLE;
	return files_take(run) < 0 ? EXIT_TROUBLE : show(run);
}

int main(int argc, char **argv)
{
	struct files_run run = { .out = { .fd = STDOUT_FILENO } };
	int r;

	tool_fill_descriptors();
	setlocale(LC_CTYPE, "");
	tool_name = "nfiles";
	r = files_parse(argc, argv, &run.options);
	if (r)
		return r < 0 ? EXIT_TROUBLE : tool_printed();
	if (files_own_help(&run.options)) {
		files_free(&run.options);
		return tool_printed();
	}
	r = files_refuse(&run.options) < 0 ? EXIT_TROUBLE : work(&run);
	files_own_free(&run);
	files_targets_free(&run);
	free(run.lines);
	buffer_free(&run.out);
	nw_table_free(run.table);
	nw_free(run.nw);
	files_free(&run.options);
	return r;
}
