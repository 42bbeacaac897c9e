/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lsof's table: widths from all lines, then the lines. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lanes.h"
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

/* Those before FD are the same for all lines of a process. */
#define OF_PROCESS FD

struct layout {
	const struct files_run *run;
	bool shown[COLUMNS];
	size_t width[COLUMNS];
	/* Of the line at hand. */
	const struct nw_proc *proc;
	struct buffer of_process[OF_PROCESS]; /* a NUL behind each */
	struct files_cells cells;
	struct buffer flags; /* a NUL behind them */
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

static void measure(struct layout *layout)
{
	const struct files_run *run = layout->run;

	for (enum column c = 0; c < COLUMNS; c++)
		layout->width[c] = strlen(title(&run->options, c));
	for (size_t i = 0; i < run->n_lines; i++) {
		fill(layout, &run->lines[i]);
		for (enum column c = 0; c < COLUMNS; c++) {
			const size_t len = layout->shown[c] ? strlen(cell(layout, c)) : 0;

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

static void put_line(struct files_run *run, struct layout *layout, const struct files_line *line)
{
	fill(layout, line);
	for (enum column c = 0; c < COLUMNS; c++) {
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

/* ---- the lines, side by side ---------------------------------------------------------- */

/* Some of the lines, into a buffer of their own. */
struct lane {
	struct files_run run; /* a copy, but for its `out` */
	struct layout layout;
	size_t from, to;
	pthread_t thread;
	bool runs;
};

/* Shown in another order than they lie in memory. */
#define AHEAD 8

static void *put_lane(void *arg)
{
	struct lane *lane = arg;

	for (size_t i = lane->from; i < lane->to; i++) {
		if (i + AHEAD < lane->to)
			__builtin_prefetch(nw_use_sock(lane->run.lines[i + AHEAD].use));
		put_line(&lane->run, &lane->layout, &lane->run.lines[i]);
	}
	return NULL;
}

static void layout_copy(struct layout *to, const struct layout *from, const struct files_run *run)
{
	*to = *from;
	to->run = run;
	to->proc = NULL;
	to->flags = (struct buffer){ .fd = -1 };
	for (enum column c = 0; c < OF_PROCESS; c++)
		to->of_process[c] = (struct buffer){ .fd = -1 };
}

static void layout_free(struct layout *layout)
{
	for (enum column c = 0; c < OF_PROCESS; c++)
		buffer_free(&layout->of_process[c]);
	buffer_free(&layout->flags);
}

/* One block of lines for each lane; what they become is written in their order. */
static void put_blocks(struct files_run *run, struct lane *lanes, size_t n, size_t from)
{
	for (size_t i = 0; i < n; i++) {
		struct lane *lane = &lanes[i];

		lane->run.out.fd = -1;
		lane->from = from + i * ROWS_PER_LANE;
		lane->to = lane->from + ROWS_PER_LANE;
		if (lane->to > run->n_lines)
			lane->to = run->n_lines;
		lane->runs = i + 1 < n && lanes_thread(&lane->thread, put_lane, lane) == 0;
		if (!lane->runs)
			put_lane(lane);
	}
	for (size_t i = 0; i < n; i++) {
		if (lanes[i].runs)
			pthread_join(lanes[i].thread, NULL);
		buffer_pass(&run->out, &lanes[i].run.out);
	}
}

/* Names are looked up through the door, which one thread uses at a time; those of users are
 * all known by now. */
static void put_lines(struct files_run *run, const struct layout *layout)
{
	const bool apart = run->options.numeric_hosts && run->options.numeric_ports;
	const size_t n = apart ? lanes_for(run->n_lines) : 1;
	struct lane *lanes = calloc(n, sizeof(*lanes));

	if (!lanes) {
		run->out.error = ENOMEM;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		lanes[i].run = *run;
		lanes[i].run.out = (struct buffer){ 0 };
		layout_copy(&lanes[i].layout, layout, &lanes[i].run);
	}
	for (size_t at = 0; at < run->n_lines; at += n * ROWS_PER_LANE)
		put_blocks(run, lanes, n, at);
	for (size_t i = 0; i < n; i++)
		layout_free(&lanes[i].layout);
	free(lanes);
}

void files_show(struct files_run *run)
{
	struct layout layout = { .run = run };

	if (!run->n_lines)
		return;
	layout_copy(&layout, &layout, run);
	memset(layout.shown, true, sizeof(layout.shown));
	layout.shown[TID] = layout.shown[TASK] = has_threads(run);
	layout.shown[CONTEXT] = run->options.context;
	layout.shown[FLAGS] = run->options.flags != FILES_NO_FLAGS;
	layout.shown[PPID] = run->options.ppid;
	layout.shown[PGID] = run->options.pgid;
	layout.shown[NLINK] = run->options.nlink;
	measure(&layout);
	put_title(run, &layout);
	put_lines(run, &layout);
	layout_free(&layout);
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
