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
static void fill_exempt(struct files_line *line)
{
	const char *word = files_word(line->use);
	uint64_t device;

	if (nw_use_kind(line->use) == NW_USE_DELETED)
		word = "del";
	snprintf(line->type, sizeof(line->type), "UNKN%s", word ? word : "fd");
	if (!nw_use_device(line->use, &device))
		snprintf(line->device, sizeof(line->device), "UNKNOWN");
}

static const char *type_of(const struct files_run *run, const struct nw_use *use, uint32_t mode)
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

	if (run->mqueue && S_ISREG(mode) && nw_use_device(use, &device) &&
	    device == run->mqueue)
		return "PSXMQ";
	if ((mode & S_IFMT) == 0)
		return begins(link, len, "anon_inode") ? "a_inode" : "unknown";
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if ((mode & S_IFMT) == types[i].format)
			return types[i].type;
	return "unknown";
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

static void put_offset(const struct files_options *options, uint64_t offset, char *cell,
		       size_t size)
{
	if (!options->offset_digits || digits_of(offset) <= options->offset_digits)
		snprintf(cell, size, "0t%" PRIu64, offset);
	else
		snprintf(cell, size, "0x%" PRIx64, offset);
}

/* Devices and pipes have an offset, all else a size. */
static bool has_offset(const struct nw_use *use, uint32_t mode)
{
	const enum files_socket socket = files_socket(use);

	return socket != FILES_NO_SOCKET || S_ISCHR(mode) || S_ISBLK(mode) || S_ISFIFO(mode);
}

static void fill_size(const struct files_run *run, struct files_line *line, uint32_t mode)
{
	const struct files_options *options = &run->options;
	const struct nw_use *use = line->use;
	uint64_t number;

	if (has_offset(use, mode)) {
		if (!options->size && nw_use_offset(use, &number))
			put_offset(options, number, line->size, sizeof(line->size));
	} else if (options->offset) {
		if (nw_use_offset(use, &number))
			put_offset(options, number, line->size, sizeof(line->size));
	} else if (nw_use_size(use, &number)) {
		snprintf(line->size, sizeof(line->size), "%" PRIu64, number);
	}
}

static void fill_fd(struct files_line *line)
{
	const char *word = files_word(line->use);
	const uint32_t fd = nw_use_fd(line->use);

	/* Two of its words have a blank before them in lsof. */
	if (word)
		snprintf(line->fd, sizeof(line->fd), "%s%s",
			 nw_use_kind(line->use) <= NW_USE_ROOT ? " " : "", word);
	else if (fd < 10000)
		snprintf(line->fd, sizeof(line->fd), "%4u", fd);
	else
		snprintf(line->fd, sizeof(line->fd), "*%03u", fd % 1000);
}

static void fill_file(const struct files_run *run, struct files_line *line)
{
	const struct nw_use *use = line->use;
	uint64_t device, inode, nlink;
	uint32_t mode = 0;
	const bool known = nw_use_mode(use, &mode);

	fill_size(run, line, mode);
	if (nw_use_kind(use) == NW_USE_NO_FD)
		return;
	snprintf(line->type, sizeof(line->type), "%s",
		 known ? type_of(run, use, mode) : "unknown");
	if (S_ISCHR(mode) || S_ISBLK(mode)) {
		if (nw_use_rdev(use, &device))
			put_device(line->device, sizeof(line->device), device);
	} else if (nw_use_device(use, &device)) {
		put_device(line->device, sizeof(line->device), device);
	}
	if (files_exempt(run, use))
		fill_exempt(line);
	if (nw_use_inode(use, &inode))
		snprintf(line->node, sizeof(line->node), "%" PRIu64, inode);
	if (nw_use_nlink(use, &nlink) && !S_ISSOCK(mode))
		snprintf(line->nlink, sizeof(line->nlink), "%" PRIu64, nlink);
}

void files_cells(const struct files_run *run, struct files_line *line)
{
	const enum files_socket socket = files_socket(line->use);

	fill_fd(line);
	if (socket <= FILES_UNKNOWN_SOCKET) {
		fill_file(run, line);
		return;
	}
	fill_size(run, line, S_IFSOCK);
	files_socket_cells(socket, nw_use_sock(line->use), line->use, line);
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

/* What lsof adds to a path: the server it is from, the mount that it is left alone for. */
static void put_mount(struct files_run *run, const struct nw_use *use)
{
	const struct files_mount *nfs = files_nfs(run, use);
	const struct files_exempt *exempt = files_exempt(run, use);

	if (nfs) {
		buffer_string(&run->out, " (");
		files_escape(&run->out, nfs->source, strlen(nfs->source));
		buffer_char(&run->out, ')');
	}
	if (exempt) {
		buffer_format(&run->out, " (%ce ", exempt->no_readlink ? '+' : '-');
		files_escape(&run->out, exempt->path, strlen(exempt->path));
		buffer_char(&run->out, ')');
	}
}

void files_put_name(struct files_run *run, const struct nw_use *use)
{
	const enum files_socket socket = files_socket(use);
	const char *name, *asked;
	size_t len;

	if (socket != FILES_NO_SOCKET) {
		files_put_socket(run, socket, use);
		return;
	}
	name = nw_use_name(use, &len);
	asked = files_target_name(run, use);
	files_escape(&run->out, asked ? asked : name, asked ? strlen(asked) : len);
	put_mount(run, use);
	if (run->options.no_warnings)
		return;
	put_other(&run->out, use);
	put_error(&run->out, use);
}
