/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of the command line: files, mount points, devices that are mounted. */
#include <errno.h>
#include <mntent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "nfiles-run.h"

/* The device of the file system that is mounted there, or from there. */
static bool mounted(const char *path, const struct stat *st, uint64_t *ret)
{
	FILE *file = setmntent("/proc/self/mounts", "re");
	const struct mntent *mount;
	struct stat there;
	bool found = false;

	if (!file)
		return false;
	while (!found && (mount = getmntent(file))) {
		if (S_ISDIR(st->st_mode) && strcmp(mount->mnt_dir, path) == 0) {
			*ret = st->st_dev;
			found = true;
		} else if (S_ISBLK(st->st_mode) && strcmp(mount->mnt_fsname, path) == 0 &&
			   stat(mount->mnt_dir, &there) == 0) {
			*ret = there.st_dev;
			found = true;
		}
	}
	endmntent(file);
	return found;
}

static int add_target(struct files_run *run, struct files_name *name)
{
	const struct files_options *options = &run->options;
	struct files_target target = { .name = name };
	struct files_target *kept;
	struct stat st;

	if (stat(name->text, &st) < 0) {
		if (!options->nothing_is_ok)
			files_say("status error on %s: %-s", name->text, strerror(errno));
		run->missing = true;
		return 0;
	}
	target.path = realpath(name->text, NULL);
	target.device = st.st_dev;
	target.inode = st.st_ino;
	if (target.path && options->names_are != FILES_NAMES_FILES)
		target.file_system = mounted(target.path, &st, &target.device);
	if (options->names_are == FILES_NAMES_MOUNTS && !target.file_system) {
		files_say("not a file system: %s", name->text);
		free(target.path);
		run->missing = true;
		return 0;
	}
	kept = FILES_ADD(run->targets, run->n_targets);
	if (!kept) {
		free(target.path);
		return -ENOMEM;
	}
	*kept = target;
	return 0;
}

int files_targets(struct files_run *run)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < run->options.n_names; i++)
		r = add_target(run, &run->options.names[i]);
	if (r < 0)
		return r;
	return run->options.n_names && !run->n_targets ? -1 : 0;
}

void files_targets_free(struct files_run *run)
{
	for (size_t i = 0; i < run->n_targets; i++)
		free(run->targets[i].path);
	free(run->targets);
}

/* A UNIX socket is known by the path that it was bound to. */
static bool is_bound_to(const struct nw_use *use, const struct files_target *target)
{
	const struct nw_sock *sock = nw_use_sock(use);
	const char *name;
	size_t len;

	if (!sock || nw_sock_family(sock) != NW_UNIX)
		return false;
	name = nw_sock_attribute(sock, NW_ATTR_NAME, &len);
	if (!name)
		return false;
	return (len == strlen(target->name->text) &&
		memcmp(name, target->name->text, len) == 0) ||
	       (target->path && len == strlen(target->path) &&
		memcmp(name, target->path, len) == 0);
}

static bool is_target(const struct nw_use *use, const struct files_target *target)
{
	uint64_t device, inode;

	if (is_bound_to(use, target))
		return true;
	if (!nw_use_device(use, &device) || !nw_use_inode(use, &inode) ||
	    device != target->device)
		return false;
	return target->file_system || inode == target->inode;
}

bool files_targeted(struct files_run *run, const struct nw_use *use)
{
	for (size_t i = 0; i < run->n_targets; i++)
		if (is_target(use, &run->targets[i])) {
			run->targets[i].name->found = true;
			return true;
		}
	return false;
}
