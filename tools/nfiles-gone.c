/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Columns of deleted files, and of the file systems that they are on. */
#include <string.h>

#include "nfiles-gone.h"

/* ---- columns of a file -------------------------------------------------------------- */

static const void *line_of(const void *row)
{
	const struct gone *gone = row;

	return gone->line;
}

static const void *space_of(const void *row)
{
	const struct gone *gone = row;

	return gone->space;
}

enum { HOLDER_PID, HOLDER_COMM, HOLDER_FD, HOLDER_USE, HOLDER_FIELDS };

ITEM(holder_field)
{
	static const char *const keys[HOLDER_FIELDS] = { "pid", "comm", "fd", "use" };
	const struct files_line *line = list->list.of;
	const struct nw_proc *proc = nw_use_proc(line->use);
	const char *word = files_word(line->use);

	*key = keys[i];
	*ret = (struct cell){ .kind = CELL_ABSENT };
	if (i == HOLDER_PID)
		*ret = cell_number(nw_proc_pid(proc));
	else if (i == HOLDER_COMM)
		fact_comm(NULL, NULL, proc, ret);
	else if (i == HOLDER_FD && !word)
		*ret = cell_number(nw_use_fd(line->use));
	else if (i == HOLDER_USE)
		*ret = cell_word(word);
}

/* "1234/java/7", "1234/java/mem" */
static void holder_text(const struct cell *cell, struct buffer *buffer)
{
	const struct files_line *line = cell->list.of;
	const char *word = files_word(line->use);
	size_t len = 0;
	const char *comm = nw_proc_comm(nw_use_proc(line->use), &len);

	buffer_format(buffer, "%u/", nw_proc_pid(nw_use_proc(line->use)));
	buffer_bytes(buffer, comm ? comm : "", comm ? len : 0);
	buffer_char(buffer, '/');
	if (word)
		buffer_string(buffer, word);
	else
		buffer_u64(buffer, nw_use_fd(line->use));
}

ITEM(holder_item)
{
	const struct gone *gone = list->list.of;

	*key = NULL;
	*ret = (struct cell){
		.kind = CELL_RECORD,
		.list = { .n = HOLDER_FIELDS, .get = holder_field, .of = gone->holders[i],
			  .text = holder_text },
	};
}

static FACT_GETTER(gone_holders)
{
	const struct gone *gone = row;

	(void)column;
	*ret = list_of(gone->n_holders, gone, view, holder_item);
}

static FACT_GETTER(space_mount)
{
	const struct space *space = row;

	(void)column;
	(void)view;
	if (space->memory)
		*ret = cell_word("(memory)");
	else if (space->mount)
		*ret = cell_text(space->mount, space->mount_len);
}

static FACT_GETTER(space_fstype)
{
	const struct space *space = row;

	(void)column;
	(void)view;
	if (space->fstype)
		*ret = cell_text(space->fstype, space->fstype_len);
}

static FACT_GETTER(space_memory)
{
	const struct space *space = row;

	(void)column;
	(void)view;
	*ret = cell_flag(space->memory);
}

/* What all of them have behind it says nothing. */
static FACT_GETTER(gone_name)
{
	static const char mark[] = " (deleted)";
	const size_t len = sizeof(mark) - 1;

	fact_name(column, view, row, ret);
	if (ret->kind == CELL_TEXT && ret->text.len > len &&
	    memcmp(ret->text.at + ret->text.len - len, mark, len) == 0)
		ret->text.len -= len;
}

#define OF_LINE(key, title, help, right, get)                                            \
	{ key, title, help, 0, 0, right, get, .of = line_of }
#define OF_SPACE(key, title, help, get)                                                  \
	{ key, title, help, 0, 0, 0, get, .of = space_of }

static const struct column columns[] = {
	OF_LINE("allocated", "SPACE", "bytes that are free once nobody holds it", 1,
		fact_allocated),
	OF_LINE("size", "SIZE", "its size; it may have holes", 1, fact_size),
	OF_SPACE("mount", "FILE SYSTEM", "where that is mounted; (memory): on none", space_mount),
	OF_SPACE("fstype", "TYPE", "type of the file system", space_fstype),
	OF_SPACE("memory", "MEMORY", "1: memory, and no file system's", space_memory),
	OF_LINE("device", "DEVICE", "device that it is on: major,minor", 1, fact_device),
	OF_LINE("inode", "INODE", "inode", 1, fact_inode),
	OF_LINE("name", "NAME", "path that it had", 0, gone_name),
	{ "holders", "HOLDERS", "pid/command/descriptor of each use", 0, 0, 0, gone_holders, 0,
	  .use_want = NW_USE_MOUNTS },
};

const struct column_set gone_set = { .at = columns, .n = ARRAY_SIZE(columns) };

/* ---- columns of a file system -------------------------------------------------------- */

static FACT_GETTER(space_bytes)
{
	const struct space *space = row;

	(void)column;
	*ret = files_bytes_cell(view, space->bytes);
}

static FACT_GETTER(space_files)
{
	const struct space *space = row;

	(void)column;
	(void)view;
	*ret = cell_number(space->files);
}

static const struct column space_columns[] = {
	{ "allocated", "SPACE", NULL, 0, 0, 1, space_bytes, 0 },
	{ "files", "FILES", NULL, 0, 0, 1, space_files, 0 },
	{ "mount", "FILE SYSTEM", NULL, 0, 0, 0, space_mount, 0 },
	{ "fstype", "TYPE", NULL, 0, 0, 0, space_fstype, 0 },
	{ "memory", "MEMORY", NULL, 0, 0, 0, space_memory, 0 },
};

const struct column_set space_set = {
	.at = space_columns,
	.n = ARRAY_SIZE(space_columns),
};

/* For machines, who never get sizes for people. */
ITEM(space_field)
{
	struct view plain = { .scratch = { .fd = -1 } };

	*key = space_columns[i].key;
	*ret = (struct cell){ .kind = CELL_ABSENT };
	space_columns[i].get(&space_columns[i], &plain, list->list.of, ret);
}

ITEM(space_item)
{
	const struct deleted *deleted = list->list.of;

	*key = NULL;
	*ret = (struct cell){
		.kind = CELL_RECORD,
		.list = { .n = ARRAY_SIZE(space_columns), .get = space_field,
			  .of = deleted->space_rows[i] },
	};
}

struct cell spaces_cell(const struct deleted *deleted, const struct view *view)
{
	return list_of(deleted->n_spaces, deleted, view, space_item);
}
