/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells of a row that is no socket, as lsof fills them; and its name. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "nfiles-run.h"

static bool begins(const char *text, size_t len, const char *with)
{
	return len >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

/* What is left alone has no type but its descriptor's word. */
static const char *exempt_type(const struct nw_use *use)
{
	static const char *const types[NW_USES_] = {
		[NW_USE_CWD] = "UNKNcwd",    [NW_USE_ROOT] = "UNKNrtd",
		[NW_USE_TEXT] = "UNKNtxt",   [NW_USE_MEMORY] = "UNKNmem",
		[NW_USE_DELETED] = "UNKNdel", [NW_USE_FD] = "UNKNfd",
	};

	return types[nw_use_kind(use)];
}

static const char *type_of(uint64_t mqueue, const struct nw_use *use, uint32_t mode)
{
	static const struct {
		uint32_t format;
		const char *type;
	} types[] = {
		{ S_IFREG, "REG" }, { S_IFDIR, "DIR" },   { S_IFCHR, "CHR" },
		{ S_IFBLK, "BLK" }, { S_IFIFO, "FIFO" },  { S_IFLNK, "LINK" },
		{ S_IFSOCK, "sock" },
	};
	uint64_t device;
	size_t len;
	const char *link = nw_use_link(use, &len);

	if (mqueue && S_ISREG(mode) && nw_use_device(use, &device) && device == mqueue)
		return "PSXMQ";
	if ((mode & S_IFMT) == 0)
		return begins(link, len, "anon_inode") ? "a_inode" : "unknown";
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if ((mode & S_IFMT) == types[i].format)
			return types[i].type;
	return "unknown";
}

const char *files_type(uint64_t mqueue, const struct nw_use *use)
{
	const enum files_socket socket = files_socket(use);
	uint32_t mode = 0;
	size_t exempt;

	if (socket > FILES_UNKNOWN_SOCKET)
		return files_socket_word(socket, nw_use_sock(use));
	/* Its link says so much, even when it was closed before it was looked at. */
	if (socket == FILES_UNKNOWN_SOCKET)
		return "sock";
	if (nw_use_kind(use) == NW_USE_NO_FD)
		return "";
	if (nw_use_exempt(use, &exempt))
		return exempt_type(use);
	return nw_use_mode(use, &mode) ? type_of(mqueue, use, mode) : "unknown";
}

static void put_device(char *cell, size_t size, uint64_t device)
{
	snprintf(cell, size, "%u,%u", major(device), minor(device));
}

static unsigned digits_of(uint64_t number)
{
	unsigned n = 1;

	for (; number >= 10; number /= 10)
		n++;
	return n;
}

void files_digits_at(char *end, uint64_t number)
{
	do
		*--end = (char)('0' + number % 10);
	while (number /= 10);
}

void files_number(char *cell, uint64_t number)
{
	const unsigned n = digits_of(number);

	files_digits_at(cell + n, number);
	cell[n] = '\0';
}

void files_offset(const struct files_options *options, uint64_t offset, char *cell,
		  size_t size)
{
	if (!options->offset_digits || digits_of(offset) <= options->offset_digits) {
		memcpy(cell, "0t", 2);
		files_number(cell + 2, offset);
	} else {
		snprintf(cell, size, "0x%" PRIx64, offset);
	}
}

/* As lsof 4.99 counts: what is left of a unit is cut off before it is rounded. */
void files_human(uint64_t number, char *cell, size_t size)
{
	static const char units[] = "KMGTPE";
	size_t unit = 0;

	if (number < 1024) {
		snprintf(cell, size, "%" PRIu64 "B", number);
		return;
	}
	for (; number >= 1024 * 1024; unit++)
		number /= 1024;
	snprintf(cell, size, "%.1f%c", (double)number / 1024, units[unit]);
}

bool files_has_offset(const struct nw_use *use)
{
	uint32_t mode = 0;

	nw_use_mode(use, &mode);
	return files_socket(use) != FILES_NO_SOCKET || S_ISCHR(mode) || S_ISBLK(mode) ||
	       S_ISFIFO(mode);
}

static void fill_size(const struct files_run *run, const struct nw_use *use,
		      struct files_cells *line)
{
	const struct files_options *options = &run->options;
	const bool sized = !files_has_offset(use);
	const size_t room = sizeof(line->size);
	uint64_t number;

	if (sized ? options->offset : !options->size) {
		if (nw_use_offset(use, &number))
			files_offset(options, number, line->size, room);
	} else if (sized && nw_use_size(use, &number)) {
		if (options->human)
			files_human(number, line->size, room);
		else
			files_number(line->size, number);
	}
}

void files_format_fd(const struct nw_use *use, char cell[FILES_FD_ROOM])
{
	const char *word = files_word(use);
	const uint32_t fd = nw_use_fd(use), most = fd < 10000 ? fd : fd % 1000;

	/* Two of its words have a blank before them in lsof. */
	if (word) {
		snprintf(cell, FILES_FD_ROOM, "%s%s",
			 nw_use_kind(use) <= NW_USE_ROOT ? " " : "", word);
		return;
	}
	memcpy(cell, fd < 10000 ? "    " : "*000", 5);
	files_digits_at(cell + 4, most);
}

static void fill_file(const struct files_run *run, const struct nw_use *use,
		      struct files_cells *line)
{
	uint64_t device, inode, nlink;
	uint32_t mode = 0;

	nw_use_mode(use, &mode);
	fill_size(run, use, line);
	if (nw_use_kind(use) == NW_USE_NO_FD)
		return;
	snprintf(line->type, sizeof(line->type), "%s", files_type(run->mqueue, use));
	if (S_ISCHR(mode) || S_ISBLK(mode)) {
		if (nw_use_rdev(use, &device))
			put_device(line->device, sizeof(line->device), device);
	} else if (nw_use_device(use, &device)) {
		put_device(line->device, sizeof(line->device), device);
	}
	if (files_exempt(run, use) && !nw_use_device(use, &device))
		snprintf(line->device, sizeof(line->device), "UNKNOWN");
	if (nw_use_inode(use, &inode))
		files_number(line->node, inode);
	if (nw_use_nlink(use, &nlink) && !S_ISSOCK(mode))
		files_number(line->nlink, nlink);
}

void files_cells(const struct files_run *run, const struct nw_use *use, struct files_cells *ret)
{
	const enum files_socket socket = files_socket(use);

	ret->type[0] = ret->device[0] = ret->size[0] = ret->nlink[0] = ret->node[0] = '\0';
	files_format_fd(use, ret->fd);
	if (socket <= FILES_UNKNOWN_SOCKET) {
		fill_file(run, use, ret);
		return;
	}
	fill_size(run, use, ret);
	files_socket_cells(socket, nw_use_sock(use), use, ret);
}

/* ---- the name ---------------------------------------------------------------------- */

/* A mapping whose path leads to another file. */
static void put_other(struct buffer *out, const struct nw_use *use)
{
	uint64_t device, inode, own_device = 0, own_inode = 0;

	if (!nw_use_other(use, &device, &inode))
		return;
	nw_use_device(use, &own_device);
	nw_use_inode(use, &own_inode);
	buffer_string(out, " (path ");
	if (device != own_device)
		buffer_format(out, "dev=%u,%u", major(device), minor(device));
	if (device != own_device && inode != own_inode)
		buffer_string(out, ", ");
	if (inode != own_inode)
		buffer_format(out, "inode=%" PRIu64, inode);
	buffer_char(out, ')');
}

static void put_error(struct buffer *out, const struct nw_use *use)
{
	const char *call = "";
	const int error = nw_use_error(use, &call);

	if (!error)
		return;
	/* Kernel threads have no program. */
	if (nw_use_kind(use) == NW_USE_TEXT && error == ENOENT)
		return;
	buffer_format(out, " (%s: %s)", call, strerror(error));
}

void files_put_text(struct files_run *run, const char *text, size_t len)
{
	if (run->raw)
		buffer_bytes(&run->out, text, len);
	else
		files_escape(&run->out, text, len);
}

/* What lsof adds to a path: the server it is from, the mount that it is left alone for. */
static void put_mount(struct files_run *run, const struct nw_use *use)
{
	const struct files_mount *nfs = files_nfs(run, use);
	const struct files_exempt *exempt = files_exempt(run, use);

	if (nfs) {
		buffer_string(&run->out, " (");
		files_put_text(run, nfs->source, strlen(nfs->source));
		buffer_char(&run->out, ')');
	}
	if (exempt) {
		buffer_format(&run->out, " (%ce ", exempt->no_readlink ? '+' : '-');
		files_put_text(run, exempt->path, strlen(exempt->path));
		buffer_char(&run->out, ')');
	}
}

static void put_path(struct files_run *run, const struct nw_use *use)
{
	size_t len;
	const char *name = nw_use_name(use, &len), *asked = files_target_name(run, use);

	files_put_text(run, asked ? asked : name, asked ? strlen(asked) : len);
	put_mount(run, use);
	if (run->options.no_warnings)
		return;
	put_other(&run->out, use);
	put_error(&run->out, use);
}

void files_put_name(struct files_run *run, const struct nw_use *use)
{
	const enum files_socket socket = files_socket(use);
	if (socket != FILES_NO_SOCKET)
		files_put_socket(run, socket, use);
	else
		put_path(run, use);
	files_put_ends(run, use);
}
