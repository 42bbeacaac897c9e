/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line of lsof's table: its cells, how wide they are, and how they are put. */
#include <inttypes.h>
#include <string.h>

#include "nfiles-layout.h"

/* lsof's own: what has no name is a number this wide. */
#define USER_WIDTH 8

void layout_copy(struct layout *to, const struct layout *from, const struct files_run *run)
{
	*to = *from;
	to->run = run;
	to->proc = NULL;
	to->flags = (struct buffer){ .fd = -1 };
	to->begin = (struct buffer){ .fd = -1 };
	for (enum column c = 0; c < OF_PROCESS; c++)
		to->of_process[c] = (struct buffer){ .fd = -1 };
}

void layout_free(struct layout *layout)
{
	for (enum column c = 0; c < OF_PROCESS; c++)
		buffer_free(&layout->of_process[c]);
	buffer_free(&layout->flags);
	buffer_free(&layout->begin);
}

static const char *title(const struct files_options *options, enum column column)
{
	static const char *const titles[COLUMNS] = {
		"COMMAND",   "PID",    "TID",      "TASKCMD", "SECURITY-CONTEXT",
		"PPID",      "PGID",   "USER",     "FD",      "TYPE",
		"FILE-FLAG", "DEVICE", "SIZE/OFF", "NLINK",   "NODE",
	};

	if (column == SIZE && options->offset)
		return "OFFSET";
	if (column == SIZE && options->size)
		return "SIZE";
	return titles[column];
}

#define COMMAND_LEAST 7

/* Byte by byte, for the column has an end; a blank would end it as well. */
static void put_byte(struct buffer *out, const char *byte)
{
	if (*byte == ' ' || (unsigned char)*byte >= 0x7f)
		buffer_format(out, "\\x%02x", (unsigned char)*byte);
	else
		files_escape(out, byte, 1);
}

static void put_command(struct buffer *out, const struct files_options *options,
			const char *comm, size_t len)
{
	const uint64_t width = options->command_width;
	const uint64_t limit = width && width < COMMAND_LEAST ? COMMAND_LEAST : width;

	for (size_t i = 0; comm && i < len; i++) {
		const size_t before = out->n;

		put_byte(out, comm + i);
		if (!limit || out->n <= limit)
			continue;
		out->n = before;
		break;
	}
}

static void put_user(struct buffer *out, const struct files_run *run, const struct nw_proc *proc)
{
	uint32_t owner = 0;
	const char *name;

	if (!nw_proc_owner(proc, &owner))
		return;
	name = run->options.numeric_users ? NULL : nw_user_name(run->nw, owner);
	if (name) {
		files_escape(out, name, strlen(name));
		return;
	}
	buffer_format(out, "%*" PRIu32, USER_WIDTH, owner);
}

static void put_context(struct buffer *out, const struct nw_proc *proc)
{
	size_t len = 0;
	const char *text = nw_proc_context(proc, &len);

	if (text)
		files_escape(out, text, len);
}

static void put_of_process(struct buffer *out, const struct files_run *run,
			   const struct nw_proc *proc, enum column column)
{
	uint32_t value = 0;
	const char *comm;
	size_t len = 0;

	switch (column) {
	case COMMAND:
		comm = nw_proc_comm(proc, &len);
		put_command(out, &run->options, comm, len);
		break;
	case TASK:
		comm = nw_proc_task(proc, &len);
		put_command(out, &run->options, comm, len);
		break;
	case CONTEXT:
		put_context(out, proc);
		break;
	case PID:
		buffer_u64(out, nw_proc_pid(proc));
		break;
	case TID:
		if (nw_proc_tid(proc))
			buffer_u64(out, nw_proc_tid(proc));
		break;
	case PPID:
		if (nw_proc_parent(proc, &value))
			buffer_u64(out, value);
		break;
	case PGID:
		if (nw_proc_group(proc, &value))
			buffer_u64(out, value);
		break;
	default:
		put_user(out, run, proc);
	}
}

static void fill_flags(struct layout *layout, const struct nw_use *use)
{
	struct buffer *cell = &layout->flags;
	uint32_t bits;

	cell->n = 0;
	if (nw_use_flags(use, &bits))
		files_put_flags(cell, layout->run->options.flags, bits);
	buffer_char(cell, '\0');
}

static void fill(struct layout *layout, const struct files_line *line)
{
	const struct nw_proc *proc = nw_use_proc(line->use);

	files_cells(layout->run, line->use, &layout->cells);
	if (layout->shown[FLAGS])
		fill_flags(layout, line->use);
	if (proc == layout->proc)
		return;
	layout->proc = proc;
	layout->begin.n = 0;
	for (enum column c = 0; c < OF_PROCESS; c++) {
		struct buffer *cell = &layout->of_process[c];

		cell->n = 0;
		if (layout->shown[c])
			put_of_process(cell, layout->run, proc, c);
		buffer_char(cell, '\0');
	}
}

static const char *cell(const struct layout *layout, enum column column)
{
	if (column < OF_PROCESS)
		return layout->of_process[column].error ? "" : layout->of_process[column].at;
	switch (column) {
	case FD:
		return layout->cells.fd;
	case TYPE:
		return layout->cells.type;
	case FLAGS:
		return layout->flags.error ? "" : layout->flags.at;
	case DEVICE:
		return layout->cells.device;
	case SIZE:
		return layout->cells.size;
	case NLINK:
		return layout->cells.nlink;
	default:
		return layout->cells.node;
	}
}

void layout_title(struct layout *layout)
{
	for (enum column c = 0; c < COLUMNS; c++)
		layout->width[c] = strlen(title(&layout->run->options, c));
}

void layout_widen(struct layout *layout, const struct layout *other)
{
	for (enum column c = 0; c < COLUMNS; c++)
		if (layout->width[c] < other->width[c])
			layout->width[c] = other->width[c];
}

void layout_measure(struct layout *layout, const struct files_line *line)
{
	const bool same = layout->proc == nw_use_proc(line->use);

	fill(layout, line);
	for (enum column c = same ? OF_PROCESS : 0; c < COLUMNS; c++) {
		const size_t len = layout->shown[c] ? strlen(cell(layout, c)) : 0;

		if (len > layout->width[c])
			layout->width[c] = len;
	}
}

static void put(struct buffer *out, const struct layout *layout, enum column column,
		const char *text)
{
	const size_t len = strlen(text), width = layout->width[column];
	const size_t fill = width > len ? width - len : 0;

	if (column == TASK || column == CONTEXT)
		buffer_char(out, ' ');
	if (column == COMMAND || column == TASK || column == CONTEXT) {
		buffer_bytes(out, text, len);
		buffer_fill(out, ' ', fill);
		return;
	}
	buffer_fill(out, ' ', 1 + fill);
	buffer_bytes(out, text, len);
}

/* How it is open and how it is locked; what is locked has one more sign. */
static void put_letters(struct buffer *out, const struct nw_use *use)
{
	const char access = nw_use_access(use), lock = nw_use_lock(use);

	if (access)
		buffer_char(out, access);
	else
		buffer_char(out, lock ? '-' : ' ');
	buffer_char(out, lock ? lock : ' ');
}

void layout_put_title(struct files_run *run, const struct layout *layout)
{
	for (enum column c = 0; c < COLUMNS; c++) {
		if (!layout->shown[c])
			continue;
		put(&run->out, layout, c, title(&run->options, c));
		if (c == FD)
			buffer_string(&run->out, "  ");
	}
	buffer_string(&run->out, " NAME\n");
}

/* The first of these columns is always shown. */
static void put_begin(struct buffer *out, struct layout *layout)
{
	if (!layout->begin.n)
		for (enum column c = 0; c < OF_PROCESS; c++)
			if (layout->shown[c])
				put(&layout->begin, layout, c, cell(layout, c));
	if (layout->begin.error) {
		out->error = layout->begin.error;
		return;
	}
	buffer_bytes(out, layout->begin.at, layout->begin.n);
}

void layout_put(struct files_run *run, struct layout *layout, const struct files_line *line)
{
	fill(layout, line);
	put_begin(&run->out, layout);
	for (enum column c = OF_PROCESS; c < COLUMNS; c++) {
		if (!layout->shown[c])
			continue;
		put(&run->out, layout, c, cell(layout, c));
		if (c == FD)
			put_letters(&run->out, line->use);
	}
	buffer_char(&run->out, ' ');
	files_put_name(run, line->use);
	files_put_info(run, line->use);
	buffer_char(&run->out, '\n');
}
