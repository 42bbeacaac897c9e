/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths of control groups: asked of the kernel, remembered, or read from a recording. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "sys-cgroup.h"
#include "sys-inside.h"

#define NAME "cgroup/%" PRIu64

int sys_cgroups_open(struct sys *sys, struct sys_cgroups *ret)
{
	struct bytes mounts = { 0 };
	int r;

	*ret = (struct sys_cgroups){ .sys = sys, .tree = { .mount = -1 } };
	if (sys_reads_copy(sys))
		return 0;

	/* Without /proc there is no way to know; one of the questions will tell. */
	r = sys_read(sys, &mounts, "proc/self/mountinfo");
	if (r != -ENOMEM)
		r = cgroup_tree_open(&ret->tree, sys->root,
				     text_of(mounts.at, r < 0 ? 0 : mounts.n));
	free(mounts.at);
	return r;
}

void sys_cgroups_close(struct sys_cgroups *cgroups)
{
	cgroup_tree_close(&cgroups->tree);
}

/* A NUL or a newline cannot be part of a group's name. */
static int replayed(struct sys *sys, uint64_t id, char *ret, size_t size)
{
	struct bytes path = { 0 };
	int r = sys_read(sys, &path, NAME, id);
	size_t n = path.n;

	if (r >= 0) {
		if (r > 0 || n < 2 || path.at[0] != '/' || path.at[n - 1] != '\n' ||
		    memchr(path.at, '\0', n) || memchr(path.at, '\n', n - 1))
			r = -EBADMSG;
		else if (n > size)
			r = -ENAMETOOLONG;
	}
	if (r == 0) {
		memcpy(ret, path.at, n - 1);
		ret[n - 1] = '\0';
	}
	free(path.at);
	return r;
}

static void remember(struct sys *sys, uint64_t id, int error, const char *path)
{
	char name[PATH_ROOM], line[PATH_MAX + 1];
	int n;

	snprintf(name, sizeof(name), NAME, id);
	if (error < 0) {
		sys_record_error(sys, -error, name);
		return;
	}
	n = snprintf(line, sizeof(line), "%s\n", path);
	sys_save(sys, name, line, (size_t)n);
}

int sys_cgroups_path(struct sys_cgroups *cgroups, uint64_t id, char *ret, size_t size)
{
	struct sys *sys = cgroups->sys;
	char path[PATH_MAX];
	int r;

	if (sys_reads_copy(sys))
		return replayed(sys, id, ret, size);

	/* Whole, whatever room there is for the answer: somebody may replay it with more. */
	r = cgroup_tree_path(&cgroups->tree, id, path, sizeof(path));
	if (sys_copies(sys) && r != -ENOMEM)
		remember(sys, id, r, path);
	if (r == 0 && strlen(path) >= size)
		r = -ENAMETOOLONG;
	if (r == 0)
		strcpy(ret, path);
	return r;
}

int sys_cgroup_id(struct sys *sys, const char *path, uint64_t *ret)
{
	struct sys_cgroups cgroups;
	int r;

	if (sys_reads_copy(sys))
		return -EROFS;
	r = sys_cgroups_open(sys, &cgroups);
	if (r == 0)
		r = cgroup_tree_id(&cgroups.tree, path, ret);
	sys_cgroups_close(&cgroups);
	return r;
}

int sys_cgroup_path(struct sys *sys, uint64_t id, char *ret, size_t size)
{
	struct sys_cgroups cgroups;
	int r = sys_cgroups_open(sys, &cgroups);

	if (r == 0)
		r = sys_cgroups_path(&cgroups, id, ret, size);
	sys_cgroups_close(&cgroups);
	return r;
}
