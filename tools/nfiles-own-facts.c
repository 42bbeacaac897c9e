/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Columns of lsof's rows: what each says of a process, a file, a descriptor. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "nfiles-own-facts.h"

static struct cell bytes_cell(const char *at, size_t len)
{
	return at ? cell_text(at, len) : (struct cell){ .kind = CELL_ABSENT };
}

static struct cell scratch_cell(const struct view *view)
{
	return cell_text(view->scratch.at, view->scratch.n);
}

struct cell files_bytes_cell(struct view *view, uint64_t bytes)
{
	static const char units[] = "KMGTPE";
	double shown = (double)bytes;
	size_t unit = 0;

	if (!view->human)
		return cell_number(bytes);
	if (bytes < 1024) {
		buffer_u64(&view->scratch, bytes);
		return scratch_cell(view);
	}
	for (shown /= 1024; shown >= 1023.95 && units[unit + 1]; shown /= 1024)
		unit++;
	buffer_format(&view->scratch, "%.1f%c", shown, units[unit]);
	return scratch_cell(view);
}

/* ---- processes --------------------------------------------------------------------- */

PROC_FACT(fact_pid)
{
	*ret = cell_number(nw_proc_pid(proc));
}

PROC_FACT(fact_tid)
{
	if (nw_proc_tid(proc))
		*ret = cell_number(nw_proc_tid(proc));
}

PROC_FACT(fact_comm)
{
	size_t len = 0;
	const char *comm = nw_proc_comm(proc, &len);

	*ret = bytes_cell(comm, len);
}

PROC_FACT(fact_task)
{
	size_t len = 0;
	const char *task = nw_proc_task(proc, &len);

	*ret = bytes_cell(task, len);
}

PROC_FACT(fact_program)
{
	size_t len = 0;
	const char *program = nw_proc_program(proc, &len);

	*ret = bytes_cell(program, len);
}

PROC_FACT(fact_user)
{
	uint32_t owner;
	const char *name;

	if (!nw_proc_owner(proc, &owner))
		return;
	name = view->numeric_users ? NULL : nw_user_name(view->nw, owner);
	*ret = name ? cell_word(name) : cell_number(owner);
}

#define NUMBER_OF_PROC(name, getter)                                                     \
	PROC_FACT(name)                                                                       \
	{                                                                                \
		uint32_t number;                                                         \
                                                                                         \
		if (getter(proc, &number))                                               \
			*ret = cell_number(number);                                      \
	}

NUMBER_OF_PROC(fact_uid, nw_proc_owner)
NUMBER_OF_PROC(fact_ppid, nw_proc_parent)
NUMBER_OF_PROC(fact_pgid, nw_proc_group)

PROC_FACT(fact_label)
{
	size_t len = 0;
	const char *label = nw_proc_label(proc, column->metric, &len);

	*ret = bytes_cell(label, len);
}

/* ---- descriptors ------------------------------------------------------------------- */

FACT(fact_fd)
{
	*ret = cell_word(files_word(use));
	if (ret->kind == CELL_ABSENT)
		*ret = cell_number(nw_use_fd(use));
}

static struct cell letter_cell(struct view *view, char letter)
{
	if (!letter)
		return (struct cell){ .kind = CELL_ABSENT };
	buffer_char(&view->scratch, letter);
	return scratch_cell(view);
}

FACT(fact_access)
{
	*ret = letter_cell(view, nw_use_access(use));
}

FACT(fact_lock)
{
	*ret = letter_cell(view, nw_use_lock(use));
}

static const struct {
	uint32_t bits, value;
	const char *name;
} flags[] = {
	{ O_ACCMODE, O_WRONLY, "wronly" },
	{ O_ACCMODE, O_RDWR, "rdwr" },
	{ O_PATH, O_PATH, "path" },
	{ O_APPEND, O_APPEND, "append" },
	{ O_ASYNC, O_ASYNC, "async" },
	{ O_CLOEXEC, O_CLOEXEC, "cloexec" },
	{ O_DIRECT, O_DIRECT, "direct" },
	{ O_DIRECTORY, O_DIRECTORY, "directory" },
	{ O_TMPFILE & ~O_DIRECTORY, O_TMPFILE & ~O_DIRECTORY, "tmpfile" },
	{ O_NOATIME, O_NOATIME, "noatime" },
	{ O_NOFOLLOW, O_NOFOLLOW, "nofollow" },
	{ O_NONBLOCK, O_NONBLOCK, "nonblock" },
	{ O_SYNC, O_SYNC, "sync" },
	{ O_SYNC, O_DSYNC, "dsync" },
};

FACT(fact_flags)
{
	uint32_t bits;

	if (!nw_use_flags(use, &bits))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		if ((bits & flags[i].bits) != flags[i].value)
			continue;
		if (view->scratch.n)
			buffer_char(&view->scratch, ',');
		buffer_string(&view->scratch, flags[i].name);
	}
	if (!view->scratch.n)
		buffer_string(&view->scratch, "rdonly");
	*ret = scratch_cell(view);
}

/* ---- files -------------------------------------------------------------------------- */

FACT(fact_type)
{
	const char *type = files_type(view->mqueue, use);

	if (*type)
		*ret = cell_word(type);
}

static struct cell device_cell(struct view *view, uint64_t device)
{
	buffer_format(&view->scratch, "%u,%u", major(device), minor(device));
	return scratch_cell(view);
}

FACT(fact_device)
{
	uint64_t device;

	if (nw_use_device(use, &device))
		*ret = device_cell(view, device);
}

FACT(fact_rdev)
{
	uint64_t device;
	uint32_t mode;

	if (nw_use_mode(use, &mode) && (S_ISCHR(mode) || S_ISBLK(mode)) &&
	    nw_use_rdev(use, &device))
		*ret = device_cell(view, device);
}

#define NUMBER_OF_USE(name, getter)                                                      \
	FACT(name)                                                                       \
	{                                                                                \
		uint64_t number;                                                         \
                                                                                         \
		if (getter(use, &number))                                                \
			*ret = cell_number(number);                                      \
	}

NUMBER_OF_USE(fact_inode, nw_use_inode)
NUMBER_OF_USE(fact_offset, nw_use_offset)
NUMBER_OF_USE(fact_nlink, nw_use_nlink)

/* Pipes and devices have no size that says anything: lsof shows none. */
static bool has_size(const struct nw_use *use)
{
	uint32_t mode;

	return files_socket(use) == FILES_NO_SOCKET &&
	       (!nw_use_mode(use, &mode) ||
		!(S_ISCHR(mode) || S_ISBLK(mode) || S_ISFIFO(mode)));
}

FACT(fact_size)
{
	uint64_t size;

	if (has_size(use) && nw_use_size(use, &size))
		*ret = files_bytes_cell(view, size);
}

FACT(fact_allocated)
{
	uint64_t size;

	if (has_size(use) && nw_use_allocated(use, &size))
		*ret = files_bytes_cell(view, size);
}

FACT(fact_deleted)
{
	*ret = cell_flag(nw_use_deleted(use));
}

FACT(fact_mount)
{
	size_t len;
	const char *mount = nw_use_mount(use, &len);

	*ret = bytes_cell(mount, len);
}

FACT(fact_fstype)
{
	size_t len;
	const char *type = nw_use_fstype(use, &len);

	*ret = bytes_cell(type, len);
}

FACT(fact_link)
{
	size_t len;
	const char *link = nw_use_link(use, &len);

	if (len)
		*ret = cell_text(link, len);
}

FACT(fact_error)
{
	const char *call = "";
	const int error = nw_use_error(use, &call);

	if (!error)
		return;
	buffer_format(&view->scratch, "%s: %s", call, strerror(error));
	*ret = scratch_cell(view);
}

FACT(fact_proto)
{
	const struct nw_sock *sock = nw_use_sock(use);
	size_t len;
	const char *protocol = nw_use_protocol(use, &len);

	*ret = sock ? cell_word(endpoint_proto(sock)) : bytes_cell(protocol, len);
}

/* ---- names -------------------------------------------------------------------------- */

static void name_socket(struct view *view, const struct nw_sock *sock)
{
	struct nw_address remote;

	endpoint_print(view, sock, NW_LOCAL, &view->scratch);
	if (!nw_sock_address(sock, NW_REMOTE, &remote) || files_is_null(&remote))
		return;
	buffer_string(&view->scratch, "->");
	endpoint_print(view, sock, NW_REMOTE, &view->scratch);
}

/* Of a socket its ends, of a UNIX one the name that it is bound to. */
FACT(fact_name)
{
	const struct nw_sock *sock = nw_use_sock(use);
	size_t len;
	const char *name = nw_use_name(use, &len);

	if (sock && nw_sock_family(sock) == NW_UNIX) {
		get_path(NULL, view, sock, ret);
		return;
	}
	if (sock) {
		name_socket(view, sock);
		*ret = scratch_cell(view);
	} else if (len) {
		*ret = cell_text(name, len);
	}
}
