/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a file one of those that are asked for by name? */
#include <linux/types.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "nfiles-run.h"

/* ---- by device and inode ----------------------------------------------------------------- */

static int order(const struct files_target *target, bool file_system, uint64_t device,
		 uint64_t inode)
{
	if (target->file_system != file_system)
		return target->file_system ? 1 : -1;
	if (target->device != device)
		return target->device < device ? -1 : 1;
	/* Of a file system all inodes are the same. */
	return file_system ? 0 : (target->inode > inode) - (target->inode < inode);
}

/* The first of them, in the order of by_file; n_targets: there is none. */
static size_t find(const struct files_run *run, bool file_system, uint64_t device,
		   uint64_t inode)
{
	size_t low = 0, high = run->n_targets;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (order(run->by_file[middle], file_system, device, inode) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < run->n_targets && order(run->by_file[low], file_system, device, inode) == 0)
		return low;
	return run->n_targets;
}

/* A file that was named twice is found twice. */
static bool mark(struct files_run *run, bool file_system, uint64_t device, uint64_t inode)
{
	const size_t first = find(run, file_system, device, inode);

	for (size_t i = first; i < run->n_targets; i++) {
		if (order(run->by_file[i], file_system, device, inode) != 0)
			break;
		run->by_file[i]->found = true;
	}
	return first < run->n_targets;
}

static bool is_left_alone(const struct nw_use *use)
{
	size_t exempt;

	return nw_use_exempt(use, &exempt);
}

static bool is_file(struct files_run *run, const struct nw_use *use)
{
	uint64_t device, inode;

	if (is_left_alone(use) || !nw_use_device(use, &device))
		return false;
	if (nw_use_inode(use, &inode) && mark(run, false, device, inode))
		return true;
	return device && mark(run, true, device, 0);
}

/* ---- UNIX sockets ------------------------------------------------------------------------ */

static bool mark_text(struct files_run *run, const char *name, size_t len)
{
	size_t low = 0, high = run->n_targets;
	bool found = false;

	if (memchr(name, '\0', len))
		return false;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const char *text = run->by_text[middle]->text;
		const int r = strncmp(text, name, len);

		if (r < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < run->n_targets && strncmp(run->by_text[low]->text, name, len) == 0; low++) {
		if (run->by_text[low]->text[len])
			break;
		run->by_text[low]->found = true;
		found = true;
	}
	return found;
}

static bool mark_home(struct files_run *run, uint64_t device, uint64_t inode)
{
	size_t low = 0, high = run->n_homes;
	bool found = false;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const struct files_target *target = run->by_home[middle];

		if (target->home < device || (target->home == device && target->inode < inode))
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < run->n_homes && run->by_home[low]->home == device &&
	       run->by_home[low]->inode == inode; low++)
		found = run->by_home[low]->found = true;
	return found;
}

/* By the path that it was bound to, and by the file that it has there: the path may be
 * relative to wherever its owner was. */
static bool is_unix(struct files_run *run, const struct nw_sock *sock)
{
	struct unix_diag_vfs vfs;
	const void *attribute;
	uint64_t device;
	const char *name;
	bool found = false;
	size_t len;

	name = nw_sock_attribute(sock, NW_ATTR_NAME, &len);
	if (name && len)
		found = mark_text(run, name, len);
	attribute = nw_sock_attribute(sock, NW_ATTR_VFS, &len);
	if (!attribute || len < sizeof(vfs))
		return found;
	memcpy(&vfs, attribute, sizeof(vfs));
	/* The kernel's own form of a device. */
	device = makedev(vfs.udiag_vfs_dev >> 20, vfs.udiag_vfs_dev & 0xfffff);
	found = mark(run, false, device, vfs.udiag_vfs_ino) || found;
	return mark_home(run, device, vfs.udiag_vfs_ino) || found;
}

bool files_targeted(struct files_run *run, const struct nw_use *use)
{
	const struct nw_sock *sock = nw_use_sock(use);

	if (sock && nw_sock_family(sock) == NW_UNIX && is_unix(run, sock))
		return true;
	return is_file(run, use);
}

const char *files_target_name(const struct files_run *run, const struct nw_use *use)
{
	uint64_t device, inode;
	size_t at;

	if (!run->n_targets || is_left_alone(use) || !nw_use_device(use, &device) ||
	    !nw_use_inode(use, &inode))
		return NULL;
	at = find(run, false, device, inode);
	return at < run->n_targets ? run->by_file[at]->path : NULL;
}
