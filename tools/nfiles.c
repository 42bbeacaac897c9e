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
		if (kinds & FILES_EXCLUDED || !files_selects(&run->options, kinds | of_proc))
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
	int r = select_lines(run);

	if (r < 0) {
		files_say("out of memory");
		return EXIT_TROUBLE;
	}
	find_processes(run);
	files_warn(run);
	files_resolve(run);
	if (run->options.terse)
		files_show_pids(run);
	else
		files_show(run);
	r = files_found(run) || run->options.nothing_is_ok ? EXIT_SUCCESS : EXIT_TROUBLE;
	buffer_flush(&run->out);
	if (run->out.error) {
		tool_say("cannot write: %s", strerror(run->out.error));
		return EXIT_TROUBLE;
	}
	return r;
}

/* The device that message queues are seen on; 0: they are not mounted. */
static uint64_t mqueue_of(const struct files_mounts *mounts)
{
	for (size_t i = 0; i < mounts->n; i++)
		if (strcmp(mounts->at[i].type, "mqueue") == 0)
			return mounts->at[i].device;
	return 0;
}

static int work(struct files_run *run)
{
	static const cap_value_t keep[] = { CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH,
					    CAP_NET_ADMIN };
	int r = ground_open(&run->ground, &run->options);

	if (r == 0)
		r = files_targets(run);
	if (r == -1 && run->options.nothing_is_ok)
		return EXIT_SUCCESS;
	if (r < -1)
		tool_say("cannot begin: %s", strerror(-r));
	if (r < 0)
		return EXIT_TROUBLE;
	run->mqueue = mqueue_of(&run->ground.mounts);
	r = nw_open(NULL, &run->nw);
	if (r == 0)
		r = privilege_keep(keep, ARRAY_SIZE(keep));
	if (r < 0) {
		tool_say("cannot begin: %s", strerror(-r));
		return EXIT_TROUBLE;
	}
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
	r = files_refuse(&run.options) < 0 ? EXIT_TROUBLE : work(&run);
	files_targets_free(&run);
	ground_free(&run.ground);
	free(run.lines);
	buffer_free(&run.out);
	nw_table_free(run.table);
	nw_free(run.nw);
	files_free(&run.options);
	return r;
}
