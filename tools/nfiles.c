/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nfiles: which files processes use. lsof's options, lsof's table. */
#include <errno.h>
#include <locale.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "door.h"
#include "nfiles-run.h"
#include "privilege.h"

#define PORTMAP_MILLISECONDS 2000

/* Whoever does not answer has no names. */
static void ask_portmap(struct files_run *run)
{
	int r = portmap_ask(PORTMAP_MILLISECONDS, &run->portmap);

	if (r < 0 && r != -ECONNREFUSED && !run->options.no_warnings)
		tool_say("WARNING: the portmapper does not answer: %s", strerror(-r));
}

static int make_supplement(struct files_run *run)
{
	if (files_supplement_make(run) < 0)
		return EXIT_TROUBLE;
	return files_flush(run) < 0 ? EXIT_TROUBLE : EXIT_SUCCESS;
}

/* Where nothing but sockets is asked for, a BPF program may tell who holds them. */
static int keep_privileges(const struct files_run *run)
{
	const struct files_options *options = &run->options;
	cap_value_t keep[8] = { CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH, CAP_NET_ADMIN };
	size_t n = 3;

	if (files_is_of_sockets(run)) {
		keep[n++] = CAP_BPF;
		keep[n++] = CAP_PERFMON;
	}
	/* To enter other network namespaces. */
	if (files_netns(options) || options->record)
		keep[n++] = CAP_SYS_ADMIN;
	/* To write into somebody's directory. */
	if (options->record)
		keep[n++] = CAP_DAC_OVERRIDE;
	/* To look at what is mapped and gone. */
	if (run->options.mode == FILES_DELETED)
		keep[n++] = CAP_CHECKPOINT_RESTORE;
	return privilege_keep(keep, n);
}

static int work(struct files_run *run)
{
	const struct files_options *options = &run->options;
	int r;

	if (options->supplement == FILES_SUPPLEMENT_MAKE)
		return make_supplement(run);
	if (options->supplement == FILES_SUPPLEMENT_READ &&
	    files_supplement_check(options->supplement_file) < 0)
		return EXIT_TROUBLE;
	r = ground_open(&run->ground, options);
	if (r == 0)
		r = files_own_open(run);
	if (r == 0)
		r = files_targets(run);
	/* What is asked for besides names is shown nevertheless. */
	if (r == -1 && options->nothing_is_ok && options->n_names) {
		if (options->and_kinds || !(files_kinds(options) & ~(unsigned)FILES_BY_NAME))
			return EXIT_SUCCESS;
		r = 0;
	}
	if (r < -1)
		tool_say("cannot begin: %s", strerror(-r));
	if (r < 0)
		return EXIT_TROUBLE;
	if (door_open(options->root, &run->nw) < 0)
		return EXIT_TROUBLE;
	r = keep_privileges(run);
	if (r < 0) {
		tool_say("cannot begin: %s", strerror(-r));
		return EXIT_TROUBLE;
	}
	if (door_record(run->nw, options->record) < 0)
		return EXIT_TROUBLE;
	if (!nw_filesystem(run->nw, "mqueue", &run->mqueue))
		run->mqueue = 0;
	if (files_own_filter(run) < 0)
		return EXIT_TROUBLE;
	if (options->portmap && !options->terse)
		ask_portmap(run);
	r = files_rounds(run);
	return door_record_end(run->nw, options->record) < 0 ? EXIT_TROUBLE : r;
}

int main(int argc, char **argv)
{
	struct files_run run = { .out = { .fd = STDOUT_FILENO } };
	int r;

	/* What is large goes back to the kernel when it is freed, and does not add to the rest. */
	mallopt(M_MMAP_THRESHOLD, 256 * 1024);
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
	ground_free(&run.ground);
	free(run.pids);
	portmap_free(&run.portmap);
	buffer_free(&run.out);
	nw_free(run.nw);
	files_free(&run.options);
	return r;
}
