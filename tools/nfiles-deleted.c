/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --deleted: files without a name that still take space, each once, by file system. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nfiles-gone.h"

/* File systems first, then file by file. */
static void before(struct files_run *run, const struct report *files)
{
	const struct deleted *deleted = run->own->rows;
	struct report *report = calloc(1, sizeof(*report));

	if (!report) {
		run->out.error = ENOMEM;
		return;
	}
	*report = (struct report){
		.table = files->table,
		.view = files->view,
		.rows = deleted->space_rows,
		.n = deleted->n_spaces,
		.n_sections = 1,
		.header = true,
	};
	report->sections[0].columns.set = &space_set;
	column_take(&report->sections[0].columns, "allocated,files,mount,fstype");
	out_text(report, &run->out);
	buffer_char(&run->out, '\n');
	free(report);
}

/* ---- file by file --------------------------------------------------------------------- */

static void key_of(const struct files_line *line, uint64_t *device, uint64_t *inode)
{
	*device = *inode = 0;
	nw_use_device(line->use, device);
	nw_use_inode(line->use, inode);
}

static int by_file(const void *left, const void *right)
{
	const struct files_line *a = *(const struct files_line *const *)left;
	const struct files_line *b = *(const struct files_line *const *)right;
	uint64_t a_device, b_device, a_inode, b_inode;

	key_of(a, &a_device, &a_inode);
	key_of(b, &b_device, &b_inode);
	if (a_device != b_device)
		return a_device < b_device ? -1 : 1;
	if (a_inode != b_inode)
		return a_inode < b_inode ? -1 : 1;
	/* Lines are in the order of processes. */
	return (a > b) - (a < b);
}

/* Sockets and pipes hold no space of a file system's. */
static bool holds_space(const struct nw_use *use)
{
	uint64_t inode;
	uint32_t mode = 0;

	return nw_use_deleted(use) && nw_use_inode(use, &inode) &&
	       nw_use_mode(use, &mode) && (S_ISREG(mode) || S_ISDIR(mode));
}

static bool same_text(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return !a == !b && a_len == b_len && (!a || memcmp(a, b, a_len) == 0);
}

static struct space *find_space(struct deleted *deleted, const struct nw_use *use)
{
	struct space one = { .memory = nw_use_memory(use) };

	one.mount = nw_use_mount(use, &one.mount_len);
	one.fstype = nw_use_fstype(use, &one.fstype_len);
	for (size_t i = 0; i < deleted->n_spaces; i++) {
		struct space *space = &deleted->spaces[i];

		if (space->memory == one.memory &&
		    same_text(space->mount, space->mount_len, one.mount, one.mount_len) &&
		    same_text(space->fstype, space->fstype_len, one.fstype, one.fstype_len))
			return space;
	}
	deleted->spaces[deleted->n_spaces] = one;
	return &deleted->spaces[deleted->n_spaces++];
}

/* What is only mapped has no size to be seen: whoever has it open knows. */
static void add_line(struct gone *gone, const struct files_line *line)
{
	uint64_t bytes;

	if (!gone->n_holders++ || (!nw_use_allocated(gone->line->use, &bytes) &&
				   nw_use_allocated(line->use, &bytes)))
		gone->line = line;
}

static bool same_file(const struct files_line *a, const struct files_line *b)
{
	uint64_t a_device, b_device, a_inode, b_inode;

	key_of(a, &a_device, &a_inode);
	key_of(b, &b_device, &b_inode);
	return a_device == b_device && a_inode == b_inode;
}

static void gather(struct deleted *deleted, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!i || !same_file(deleted->lines[i - 1], deleted->lines[i]))
			deleted->all[deleted->n++] = (struct gone){
				.line = deleted->lines[i],
				.holders = &deleted->lines[i],
			};
		add_line(&deleted->all[deleted->n - 1], deleted->lines[i]);
	}
}

static void sum_up(struct deleted *deleted)
{
	for (size_t i = 0; i < deleted->n; i++) {
		struct gone *gone = &deleted->all[i];
		uint64_t bytes = 0;

		gone->space = find_space(deleted, gone->line->use);
		gone->space->files++;
		if (nw_use_allocated(gone->line->use, &bytes))
			gone->space->bytes += bytes;
	}
}

/* Memory comes last: it is no space on any disk. */
static int largest_first(const void *left, const void *right)
{
	const struct space *a = *(const struct space *const *)left;
	const struct space *b = *(const struct space *const *)right;

	if (a->memory != b->memory)
		return a->memory ? 1 : -1;
	if (a->bytes != b->bytes)
		return a->bytes > b->bytes ? -1 : 1;
	return (a > b) - (a < b);
}

static void arrange(struct deleted *deleted, struct report *report)
{
	for (size_t i = 0; i < deleted->n_spaces; i++)
		deleted->space_rows[i] = &deleted->spaces[i];
	qsort(deleted->space_rows, deleted->n_spaces, sizeof(*deleted->space_rows),
	      largest_first);
	for (size_t i = 0; i < deleted->n; i++)
		report->rows[report->n++] = &deleted->all[i];
	deleted->extra = (struct extra){
		.key = "file_systems",
		.cell = spaces_cell(deleted, report->view),
	};
	report->extras = &deleted->extra;
	report->n_extras = 1;
}

static void release(void *rows)
{
	struct deleted *deleted = rows;

	if (!deleted)
		return;
	free(deleted->lines);
	free(deleted->all);
	free(deleted->spaces);
	free(deleted->space_rows);
	free(deleted);
}

static struct deleted *make(size_t n)
{
	struct deleted *deleted = calloc(1, sizeof(*deleted));

	if (!deleted)
		return NULL;
	deleted->lines = calloc(n + 1, sizeof(*deleted->lines));
	deleted->all = calloc(n + 1, sizeof(*deleted->all));
	deleted->spaces = calloc(n + 1, sizeof(*deleted->spaces));
	deleted->space_rows = calloc(n + 1, sizeof(*deleted->space_rows));
	if (deleted->lines && deleted->all && deleted->spaces && deleted->space_rows)
		return deleted;
	release(deleted);
	return NULL;
}

static int rows(struct files_run *run, struct report *report)
{
	struct deleted *deleted = make(run->n_lines);
	size_t n = 0;

	run->own->rows = deleted;
	report->rows = calloc(run->n_lines + 1, sizeof(*report->rows));
	if (!deleted || !report->rows)
		return -ENOMEM;
	for (size_t i = 0; i < run->n_lines; i++)
		if (holds_space(run->lines[i].use))
			deleted->lines[n++] = &run->lines[i];
	qsort(deleted->lines, n, sizeof(*deleted->lines), by_file);
	gather(deleted, n);
	sum_up(deleted);
	arrange(deleted, report);
	return 0;
}

const struct files_face files_deleted = {
	.what = "files",
	.set = &gone_set,
	.people = "allocated,mount,name,holders",
	.machines = "allocated,size,mount,fstype,memory,device,inode,name,holders",
	.sort = "memory,-allocated",
	.rows = rows,
	.release = release,
	.before = before,
};
