/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From options of our own to columns, an order and a filter; and to what is shown. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "filter-point.h"
#include "nfiles-own.h"

static const struct files_face *const faces[] = {
	[FILES_LIST] = &files_list,
	[FILES_TREE] = NULL,
	[FILES_DELETED] = &files_deleted,
	[FILES_USAGE] = &files_usages,
	[FILES_WHO] = &files_who,
};

static void (*const encoders[])(const struct report *report, struct buffer *out) = {
	[FILES_TABLE] = out_text,
	[FILES_JSON] = out_json,
	[FILES_NDJSON] = out_ndjson,
	[FILES_CSV] = out_csv,
};

bool files_own_shows(const struct files_options *options)
{
	if (options->terse)
		return false;
	return options->format >= FILES_JSON || options->columns ||
	       (options->mode != FILES_LIST && faces[options->mode]);
}

static bool is_asked(const struct files_options *options)
{
	return files_own_shows(options) || options->filter || options->sort;
}

static bool for_people(const struct files_options *options)
{
	return options->format < FILES_JSON;
}

bool files_own_help(const struct files_options *options)
{
	if (!options->columns || strcmp(options->columns, "help") != 0 ||
	    !faces[options->mode])
		return false;
	column_set_help(faces[options->mode]->set);
	return true;
}

/* ---- columns and order --------------------------------------------------------------- */

/* "+a,b": besides those that are shown anyway. */
static int take_columns(const struct files_options *options, const struct files_face *face,
			struct column_list *list)
{
	const char *asked = options->columns;
	const char *usual = for_people(options) ? face->people : face->machines;
	int r = 0;

	list->set = face->set;
	if (!asked || *asked == '+')
		r = column_take(list, usual);
	if (r == 0 && asked)
		r = column_take(list, asked + (*asked == '+'));
	return r;
}

static int add_sort(struct files_own *own, const struct column_set *set, const char *key,
		    size_t len)
{
	struct column *column;
	const bool descending = len && *key == '-';
	char word[64];

	snprintf(word, sizeof(word), "%.*s", (int)len, key);
	if (own->n_sorts == FILES_SORTS_MAX) {
		tool_say_about("too many columns to sort by, from this one on", word);
		return -1;
	}
	column = &own->sorts[own->n_sorts].column;
	if (!column_set_find(set, key + descending, len - descending, column)) {
		tool_say_about("no such column to sort by (--columns help lists them)", word);
		return -1;
	}
	own->sorts[own->n_sorts++].descending = descending;
	own->want |= column->want;
	own->use_want |= column->use_want;
	return 0;
}

static int take_sorts(struct files_own *own, const struct column_set *set, const char *list)
{
	for (;;) {
		const size_t len = strcspn(list, ",");

		if (add_sort(own, set, list, len) < 0)
			return -1;
		if (!list[len])
			return 0;
		list += len + 1;
	}
}

static int take_face(struct files_run *run, const struct files_face *face)
{
	const struct files_options *options = &run->options;
	struct files_own *own = run->own;
	const char *sort = options->sort ? options->sort : face->sort;
	struct section *section = &own->report.sections[0];
	int r = take_columns(options, face, &section->columns);

	if (r == 0 && sort)
		r = take_sorts(own, face->set, sort);
	own->want |= section->columns.want;
	own->use_want |= section->columns.use_want;
	own->report.n_sections = 1;
	own->report.view = &own->view;
	own->report.what = face->what;
	own->report.header = true;
	own->report.sparse = for_people(options);
	return r;
}

static int take_who(struct files_options *options)
{
	struct files_name *name;

	if (options->mode != FILES_WHO)
		return 0;
	name = FILES_ADD(options->names, options->n_names);
	if (!name)
		return -1;
	name->text = options->who;
	options->and_kinds = true;
	return 0;
}

static void set_view(struct files_run *run)
{
	const struct files_options *options = &run->options;
	struct view *view = &run->own->view;

	view->numeric_hosts = options->numeric_hosts;
	view->numeric_ports = options->numeric_ports;
	view->numeric_users = options->numeric_users;
	view->symbolic = !options->numeric_ports;
	view->human = options->human && for_people(options);
	view->scratch.fd = -1;
}

int files_own_open(struct files_run *run)
{
	if (take_who(&run->options) < 0)
		return -1;
	if (!is_asked(&run->options))
		return 0;
	run->own = calloc(1, sizeof(*run->own));
	if (!run->own) {
		files_say("out of memory");
		return -1;
	}
	set_view(run);
	return take_face(run, faces[run->options.mode]);
}

/* ---- the filter ------------------------------------------------------------------------ */

int files_own_filter(struct files_run *run)
{
	struct files_own *own = run->own;
	const char *text = run->options.filter, *what;
	size_t at, len;
	int r;

	if (!own)
		return 0;
	own->view.nw = run->nw;
	own->view.mqueue = run->mqueue;
	if (!text)
		return 0;
	r = nw_filter_parse_uses(run->nw, text, &own->filter, &at, &len, &what);
	if (r == -EINVAL)
		filter_point(text, at, len, what);
	else if (r < 0)
		tool_say("filter: %s", strerror(-r));
	if (r < 0)
		return -1;
	nw_filter_wants(own->filter, &own->want, &own->use_want);
	return 0;
}

bool files_own_proc(const struct files_run *run, const struct nw_proc *proc)
{
	return !run->own || !run->own->filter ||
	       nw_filter_match_proc(run->own->filter, proc);
}

bool files_own_use(const struct files_run *run, const struct nw_use *use)
{
	return !run->own || !run->own->filter || nw_filter_match_use(run->own->filter, use);
}

void files_own_wants(const struct files_run *run, struct nw_use_query *uses,
		     struct nw_query *query)
{
	if (!run->own)
		return;
	query->want |= run->own->want & ~WANT_HOSTS;
	uses->want |= run->own->use_want;
	if (uses->kinds && run->own->filter && nw_filter_takes_sockets_only(run->own->filter)) {
		uses->kinds = NW_BIT(NW_USE_FD);
		uses->want |= NW_USE_SOCKETS | NW_USE_KNOWN;
	}
	switch (run->options.mode) {
	case FILES_USAGE:
		uses->kinds = 0;
		query->families = 0;
		break;
	/* Of sockets nothing is told; but a path may be that of one. */
	case FILES_DELETED:
		uses->want |= NW_USE_KNOWN | NW_USE_MAPPED;
		query->families = 0;
		break;
	case FILES_WHO:
		uses->want |= NW_USE_KNOWN;
		query->families = NW_BIT(NW_UNIX);
		break;
	default:
		break;
	}
}

/* ---- what is shown ---------------------------------------------------------------------- */

/* The last key first: where it says the same the order before stays. */
static int sort_rows(struct files_own *own)
{
	const bool human = own->view.human;
	int r = 0;

	/* "1.5M" is no number. */
	own->view.human = false;
	for (size_t i = own->n_sorts; r == 0 && own->report.n && i-- > 0;)
		r = report_sort(&own->report, &own->sorts[i].column,
				own->sorts[i].descending);
	own->view.human = human;
	return r;
}

static int copy_lines(struct files_run *run)
{
	struct report *report = &run->own->report;
	struct files_line *lines = calloc(run->n_lines + 1, sizeof(*lines));

	if (!lines)
		return -ENOMEM;
	for (size_t i = 0; i < report->n; i++)
		lines[i] = *(const struct files_line *)report->rows[i];
	free(run->lines);
	run->lines = lines;
	return 0;
}

/* lsof's own table, in another order. */
int files_own_sort(struct files_run *run)
{
	int r;

	if (!run->own || !run->options.sort || run->options.mode != FILES_LIST)
		return 0;
	r = files_list.rows(run, &run->own->report);
	if (r == 0)
		r = sort_rows(run->own);
	if (r == 0)
		r = copy_lines(run);
	report_free(&run->own->report);
	return r;
}

/* What was shown before. */
static void forget(struct files_run *run)
{
	const struct files_face *face = faces[run->options.mode];
	struct files_own *own = run->own;

	report_free(&own->report);
	own->report.n = own->report.n_extras = 0;
	if (face && face->release)
		face->release(own->rows);
	else
		free(own->rows);
	own->rows = NULL;
}

int files_own_show(struct files_run *run)
{
	const struct files_face *face = faces[run->options.mode];
	const bool people = for_people(&run->options);
	struct report *report = &run->own->report;
	int r;

	forget(run);
	report->table = run->table;
	r = face->rows(run, report);
	if (r == 0)
		r = sort_rows(run->own);
	if (r < 0)
		return r;
	if (people && face->before && report->n)
		face->before(run, report);
	encoders[people ? FILES_TABLE : run->options.format](report, &run->out);
	if (people && face->behind && report->n)
		face->behind(run, report);
	return 0;
}

bool files_own_found(const struct files_run *run)
{
	if (!run->own)
		return true;
	if (files_own_shows(&run->options) && run->options.mode != FILES_LIST)
		return run->own->report.n || run->options.mode == FILES_DELETED;
	return !run->own->filter || run->n_lines;
}

void files_own_free(struct files_run *run)
{
	struct files_own *own = run->own;

	if (!own)
		return;
	forget(run);
	buffer_free(&own->view.scratch);
	nw_filter_free(own->filter);
	free(own);
}
