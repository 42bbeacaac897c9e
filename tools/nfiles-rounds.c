/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rounds: what is asked for is taken, selected and shown, once or, with -r, again. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nfiles-run.h"

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
			of_proc = files_considers(run, last)
					  ? files_match_proc(&run->options, last)
					  : FILES_EXCLUDED;
		}
		if (of_proc & FILES_EXCLUDED || (run->options.no_warnings && is_warning(use)))
			continue;
		kinds = files_match_use(run, use);
		if (kinds & FILES_EXCLUDED || !files_selects(&run->options, kinds | of_proc) ||
		    !files_own_use(run, use))
			continue;
		line = FILES_ADD(run->lines, run->n_lines);
		if (!line)
			return -ENOMEM;
		line->use = use;
	}
	return 0;
}

/* Processes are found although nothing of them is shown. */
static void find_processes(struct files_run *run)
{
	const struct nw_proc *proc;

	nw_foreach(proc, proc, run->table)
		if (files_considers(run, proc))
			files_match_proc(&run->options, proc);
}

/* ---- formats ------------------------------------------------------------------------- */

static void mark(struct files_run *run, const char *marker)
{
	buffer_string(&run->out, marker);
	buffer_char(&run->out, '\n');
}

/* Documents are told apart without a marker, lines by an empty one. */
static void mark_nothing(struct files_run *run, const char *marker)
{
	(void)run;
	(void)marker;
}

static void mark_lines(struct files_run *run, const char *marker)
{
	(void)marker;
	buffer_char(&run->out, '\n');
}

static const struct {
	void (*show)(struct files_run *run);
	void (*mark)(struct files_run *run, const char *marker);
} formats[] = {
	[FILES_TABLE] = { files_show, mark },
	[FILES_TERSE] = { files_show_pids, mark },
	[FILES_FIELDS] = { files_show_fields, files_mark_fields },
	[FILES_LSOF_JSON] = { files_show_json, mark_nothing },
	[FILES_LSOF_LINES] = { files_show_json_lines, mark_lines },
	/* These are shown by files_own_show(). */
	[FILES_JSON] = { NULL, mark_nothing },
	[FILES_NDJSON] = { NULL, mark_nothing },
	[FILES_CSV] = { NULL, mark_nothing },
};

static bool has_fields(const struct files_options *options)
{
	return options->format == FILES_FIELDS || options->format == FILES_LSOF_JSON ||
	       options->format == FILES_LSOF_LINES;
}

uint32_t files_shown_wants(const struct files_options *options)
{
	/* Where the table has the one or the other, fields have both; those of 4.95 do not. */
	const bool both = has_fields(options) && files_field(options, 'o') &&
			  !(options->lsof && options->format == FILES_FIELDS);

	return (options->offset || both ? NW_USE_OFFSETS : 0) |
	       (options->flags ? NW_USE_FLAGS : 0) |
	       (options->context || options->n_contexts ? NW_USE_CONTEXT : 0);
}

/* ---- rounds -------------------------------------------------------------------------- */

static int show_round(struct files_run *run)
{
	if (run->options.mode == FILES_TREE)
		return files_show_tree(run);
	if (!has_fields(&run->options) || files_field(&run->options, 'n'))
		files_resolve(run);
	if (files_own_shows(&run->options))
		return files_own_show(run);
	formats[run->options.format].show(run);
	return 0;
}

static int take_round(struct files_run *run)
{
	int r = files_take(run);

	if (r == 0)
		r = files_find_ends(run);
	if (r < 0)
		return r;
	r = select_lines(run);
	if (r == 0)
		r = files_add_ends(run);
	if (r == 0)
		r = files_own_sort(run);
	find_processes(run);
	if (r == 0) {
		files_warn(run);
		files_say_notes(run);
	}
	if (r == 0)
		r = show_round(run);
	run->fits |= files_own_found(run);
	if (r < 0)
		files_say("out of memory");
	return r;
}

static void forget_round(struct files_run *run)
{
	free(run->lines);
	run->lines = NULL;
	run->n_lines = 0;
	free(run->pids);
	run->pids = NULL;
	nw_sides_free(run->ends);
	run->ends = NULL;
	nw_table_free(run->table);
	run->table = NULL;
}

static int put_marker(struct files_run *run)
{
	const char *format = run->options.repeat.marker;
	struct buffer text = { .fd = -1 };
	int r = format ? files_marker(format, &text) : 0;

	/* What strftime() made something of may be nothing at another time of the day. */
	if (r != -ENOMEM)
		formats[run->options.format].mark(run, !format  ? "======="
						       : r == 0 ? text.at
								: "");
	buffer_free(&text);
	return r == -ENOMEM ? r : 0;
}

int files_flush(struct files_run *run)
{
	buffer_flush(&run->out);
	if (!run->out.error)
		return 0;
	tool_say("cannot write: %s", strerror(run->out.error));
	return -1;
}

static void wait_for(uint64_t seconds)
{
	struct timespec left = { .tv_sec = seconds < INT32_MAX ? (time_t)seconds : INT32_MAX };

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

static int end(struct files_run *run, bool listed)
{
	const struct files_options *options = &run->options;
	const bool found = (files_found(run) && run->fits) || options->nothing_is_ok;

	if (files_flush(run) < 0 || !found)
		return EXIT_TROUBLE;
	return options->repeat.seconds && options->repeat.until_none && !listed
		     ? EXIT_TROUBLE
		     : EXIT_SUCCESS;
}

int files_rounds(struct files_run *run)
{
	const struct files_repeat *repeat = &run->options.repeat;
	bool listed = false, again = true;

	for (uint64_t round = 1; again; round++) {
		bool none;
		int r = take_round(run);

		none = !run->n_lines;
		forget_round(run);
		if (r < 0)
			return EXIT_TROUBLE;
		listed |= !none;
		if (!repeat->seconds || (repeat->until_none && none))
			break;
		if (put_marker(run) < 0 || files_flush(run) < 0)
			return EXIT_TROUBLE;
		/* As lsof, after the last one too. */
		wait_for(repeat->seconds);
		again = round != repeat->rounds;
	}
	return end(run, listed);
}
