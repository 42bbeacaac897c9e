/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --who: the processes that use a path, one line each, as fuser has them. */
#include <errno.h>
#include <stdlib.h>

#include "nfiles-own-facts.h"

struct who {
	const struct nw_proc *proc;
	const struct files_line *lines; /* of this process, one behind the other */
	size_t n;
};

static const void *proc_of(const void *row)
{
	const struct who *who = row;

	return who->proc;
}

/* Is it open for writing? */
static bool writes(const struct nw_use *use)
{
	return nw_use_access(use) == 'w' || nw_use_access(use) == 'u';
}

static bool uses_as(const struct who *who, enum nw_use_kind kind)
{
	for (size_t i = 0; i < who->n; i++)
		if (nw_use_kind(who->lines[i].use) == kind)
			return true;
	return false;
}

static char open_letter(const struct who *who)
{
	char letter = '.';

	for (size_t i = 0; i < who->n; i++) {
		if (nw_use_kind(who->lines[i].use) != NW_USE_FD)
			continue;
		if (writes(who->lines[i].use))
			return 'F';
		letter = 'f';
	}
	return letter;
}

/* Each letter in its place. */
static FACT_GETTER(get_access)
{
	const struct who *who = row;
	const bool mapped = uses_as(who, NW_USE_MEMORY) || uses_as(who, NW_USE_DELETED);
	const char letters[] = {
		open_letter(who),
		uses_as(who, NW_USE_ROOT) ? 'r' : '.',
		uses_as(who, NW_USE_CWD) ? 'c' : '.',
		uses_as(who, NW_USE_TEXT) ? 'e' : '.',
		mapped ? 'm' : '.',
	};

	(void)column;
	buffer_bytes(&view->scratch, letters, sizeof(letters));
	*ret = cell_text(view->scratch.at, view->scratch.n);
}

/* The i-th descriptor among its uses, or how many there are. */
static size_t descriptor(const struct who *who, size_t i, uint32_t *ret)
{
	size_t n = 0;

	for (size_t k = 0; k < who->n; k++) {
		if (nw_use_kind(who->lines[k].use) != NW_USE_FD)
			continue;
		if (n++ == i)
			*ret = nw_use_fd(who->lines[k].use);
	}
	return n;
}

ITEM(fd_item)
{
	uint32_t fd = 0;

	*key = NULL;
	descriptor(list->list.of, i, &fd);
	*ret = cell_number(fd);
}

static FACT_GETTER(get_fds)
{
	uint32_t fd;
	const size_t n = descriptor(row, SIZE_MAX, &fd);

	(void)column;
	if (n)
		*ret = list_of(n, row, view, fd_item);
}

#define OF_PROC(key, title, help, right, get)                                            \
	{ key, title, help, 0, 0, right, get, .of = proc_of }
#define LABEL(key, title, help, label)                                                   \
	{ key, title, help, 0, 0, 0, fact_label, label, .of = proc_of,                   \
	  .use_want = NW_USE_LABELS }

static const struct column columns[] = {
	OF_PROC("user", "USER", "its owner by name, or by number with -l", 0, fact_user),
	OF_PROC("uid", "UID", "its owner, a number", 1, fact_uid),
	OF_PROC("pid", "PID", "number of the process", 1, fact_pid),
	OF_PROC("ppid", "PPID", "its parent", 1, fact_ppid),
	OF_PROC("pgid", "PGID", "its group", 1, fact_pgid),
	OF_PROC("comm", "COMMAND", "name of the process", 0, fact_comm),
	{ "access", "ACCESS", "f: open, F: for writing, r: root, c: directory, e: program, "
	  "m: mapped", 0, 0, 0, get_access, 0 },
	{ "fds", "FDS", "its descriptors", 0, 0, 0, get_fds, 0 },
	LABEL("container", "CONTAINER", "container: id or name", NW_LABEL_CONTAINER),
	LABEL("unit", "UNIT", "systemd unit of the process", NW_LABEL_UNIT),
};

static const struct column_set set = { .at = columns, .n = ARRAY_SIZE(columns) };

static bool same_process(const struct files_line *a, const struct files_line *b)
{
	return nw_proc_pid(nw_use_proc(a->use)) == nw_proc_pid(nw_use_proc(b->use));
}

static int rows(struct files_run *run, struct report *report)
{
	struct who *all = calloc(run->n_lines + 1, sizeof(*all));

	run->own->rows = all;
	report->rows = calloc(run->n_lines + 1, sizeof(*report->rows));
	if (!all || !report->rows)
		return -ENOMEM;
	for (size_t i = 0; i < run->n_lines; i++) {
		if (!i || !same_process(&run->lines[i - 1], &run->lines[i])) {
			all[report->n] = (struct who){
				.proc = nw_use_proc(run->lines[i].use),
				.lines = &run->lines[i],
			};
			report->rows[report->n] = &all[report->n];
			report->n++;
		}
		all[report->n - 1].n++;
	}
	return 0;
}

const struct files_face files_who = {
	.what = "processes",
	.set = &set,
	.people = "user,pid,access,comm",
	.machines = "pid,comm,user,uid,access,fds",
	.rows = rows,
};
