/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lsof's table: widths from all lines, then the lines. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "nfiles-run.h"

/* lsof's own: what has no name is a number this wide. */
#define USER_WIDTH 8

enum column {
	COMMAND,
	PID,
	TID,
	TASK,
	CONTEXT,
	PPID,
	PGID,
	USER,
	FD,
	TYPE,
	FLAGS,
	DEVICE,
	SIZE,
	NLINK,
	NODE,
	COLUMNS,
};

struct layout {
	const struct files_run *run;
	bool shown[COLUMNS];
	size_t width[COLUMNS];
	struct buffer scratch;
};

static const char *title(const struct files_options *options, enum column column)
{
	static const char *const titles[COLUMNS] = {
		"COMMAND", "PID",  "TID",    "TASKCMD",  "SECURITY-CONTEXT",
		"PPID",    "PGID", "USER",   "FD",       "TYPE",
		"FILE-FLAG", "DEVICE", "SIZE/OFF", "NLINK", "NODE",
	};

	if (column == SIZE && options->offset)
		return "OFFSET";
	if (column == SIZE && options->size)
		return "SIZE";
	return titles[column];
}

static const char *command(struct layout *layout, const char *comm, size_t len)
{
	const uint64_t limit = layout->run->options.command_width;
	struct buffer *out = &layout->scratch;
	size_t done = 0;

	out->n = 0;
	/* A blank would end the column. */
	for (size_t i = 0; i <= len; i++) {
		if (i < len && comm[i] != ' ')
			continue;
		files_escape(out, comm + done, i - done);
		if (i < len)
			buffer_string(out, "\\x20");
		done = i + 1;
	}
	if (limit && out->n > limit)
		out->n = limit;
	buffer_char(out, '\0');
	return out->error ? "" : out->at;
}

static const char *number(struct layout *layout, bool known, uint32_t value)
{
	layout->scratch.n = 0;
	if (known)
		buffer_u64(&layout->scratch, value);
	buffer_char(&layout->scratch, '\0');
	return layout->scratch.error ? "" : layout->scratch.at;
}

static const char *user(struct layout *layout, const struct nw_proc *proc)
{
	const struct files_run *run = layout->run;
	uint32_t owner = 0;
	const char *name;

	if (!nw_proc_owner(proc, &owner))
		return "";
	name = run->options.numeric_users ? NULL : nw_user_name(run->nw, owner);
	layout->scratch.n = 0;
	if (name)
		files_escape(&layout->scratch, name, strlen(name));
	else
		buffer_format(&layout->scratch, "%*" PRIu32, USER_WIDTH, owner);
	buffer_char(&layout->scratch, '\0');
	return layout->scratch.error ? "" : layout->scratch.at;
}

static const char *context(struct layout *layout, const struct nw_proc *proc)
{
	size_t len = 0;
	const char *text = nw_proc_context(proc, &len);

	layout->scratch.n = 0;
	if (text)
		files_escape(&layout->scratch, text, len);
	buffer_char(&layout->scratch, '\0');
	return layout->scratch.error ? "" : layout->scratch.at;
}

static const char *flags(struct layout *layout, const struct nw_use *use)
{
	uint32_t bits;

	layout->scratch.n = 0;
	if (nw_use_flags(use, &bits))
		files_put_flags(&layout->scratch, layout->run->options.flags, bits);
	buffer_char(&layout->scratch, '\0');
	return layout->scratch.error ? "" : layout->scratch.at;
}

static const char *cell(struct layout *layout, const struct files_line *line, enum column column)
{
	const struct nw_proc *proc = nw_use_proc(line->use);
	uint32_t value = 0;
	const char *comm;
	size_t len = 0;
	bool known;

	switch (column) {
	case COMMAND:
		comm = nw_proc_comm(proc, &len);
		return command(layout, comm, comm ? len : 0);
	case TID:
		return number(layout, nw_proc_tid(proc), nw_proc_tid(proc));
	case TASK:
		comm = nw_proc_task(proc, &len);
		return command(layout, comm, comm ? len : 0);
	case CONTEXT:
		return context(layout, proc);
	case PID:
		return number(layout, true, nw_proc_pid(proc));
	case PPID:
		known = nw_proc_parent(proc, &value);
		return number(layout, known, value);
	case PGID:
		known = nw_proc_group(proc, &value);
		return number(layout, known, value);
	case USER:
		return user(layout, proc);
	case FD:
		return line->fd;
	case TYPE:
		return line->type;
	case FLAGS:
		return flags(layout, line->use);
	case DEVICE:
		return line->device;
	case SIZE:
		return line->size;
	case NLINK:
		return line->nlink;
	default:
		return line->node;
	}
}

static void measure(struct layout *layout)
{
	const struct files_run *run = layout->run;

	for (enum column c = 0; c < COLUMNS; c++) {
		layout->width[c] = strlen(title(&run->options, c));
		for (size_t i = 0; layout->shown[c] && i < run->n_lines; i++) {
			size_t len = strlen(cell(layout, &run->lines[i], c));

			if (len > layout->width[c])
				layout->width[c] = len;
		}
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

static void put_title(struct files_run *run, const struct layout *layout)
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

static bool has_threads(const struct files_run *run)
{
	for (size_t i = 0; i < run->n_lines; i++)
		if (nw_proc_tid(nw_use_proc(run->lines[i].use)))
			return true;
	return false;
}

void files_show(struct files_run *run)
{
	struct layout layout = { .run = run, .scratch = { .fd = -1 } };

	if (!run->n_lines)
		return;
	memset(layout.shown, true, sizeof(layout.shown));
	layout.shown[TID] = layout.shown[TASK] = has_threads(run);
	layout.shown[CONTEXT] = run->options.context;
	layout.shown[FLAGS] = run->options.flags != FILES_NO_FLAGS;
	layout.shown[PPID] = run->options.ppid;
	layout.shown[PGID] = run->options.pgid;
	layout.shown[NLINK] = run->options.nlink;
	measure(&layout);
	put_title(run, &layout);
	for (size_t i = 0; i < run->n_lines; i++) {
		for (enum column c = 0; c < COLUMNS; c++) {
			if (!layout.shown[c])
				continue;
			put(&run->out, &layout, c, cell(&layout, &run->lines[i], c));
			if (c == FD)
				put_letters(&run->out, run->lines[i].use);
		}
		buffer_char(&run->out, ' ');
		files_put_name(run, run->lines[i].use);
		files_put_info(run, run->lines[i].use);
		buffer_char(&run->out, '\n');
	}
	buffer_free(&layout.scratch);
}

void files_show_pids(struct files_run *run)
{
	uint32_t last = 0;

	for (size_t i = 0; i < run->n_lines; i++) {
		const struct nw_proc *proc = nw_use_proc(run->lines[i].use);

		if (nw_proc_pid(proc) != last)
			buffer_format(&run->out, "%" PRIu32 "\n", nw_proc_pid(proc));
		last = nw_proc_pid(proc);
	}
}
