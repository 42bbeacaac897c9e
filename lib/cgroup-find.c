/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The running system's cgroup v2 hierarchy: from the path of a group to its id. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "cgroup-tree.h"
#include "cleanup.h"

/* What of `path` is below `top`: "" or "/..."; NULL: it is not. */
static const char *below(const char *path, const char *top)
{
	const size_t len = strlen(top);

	if (strncmp(path, top, len) != 0 || (path[len] && path[len] != '/'))
		return NULL;
	return path + len;
}

/*
 * The kernel's file handle of a group is its id. Where a filter of calls refuses it the inode
 * is the same number, on 64-bit kernels.
 */
static int id_of(int fd, uint64_t *ret)
{
	union {
		struct file_handle head;
		char room[sizeof(struct file_handle) + sizeof(*ret)];
	} handle = { .head = { .handle_bytes = sizeof(*ret) } };
	struct stat st;
	int mount;

	if (name_to_handle_at(fd, "", &handle.head, &mount, AT_EMPTY_PATH) == 0 &&
	    handle.head.handle_bytes == sizeof(*ret)) {
		memcpy(ret, handle.head.f_handle, sizeof(*ret));
		return 0;
	}
	if (fstat(fd, &st) < 0)
		return -errno;
	*ret = st.st_ino;
	return 0;
}

static int find(const struct cgroup_tree *tree, const char *path, uint64_t *ret)
{
	_closefd_ int fd = -1;
	struct statfs fs;

	while (*path == '/')
		path++;
	fd = openat(tree->mount, *path ? path : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* Something else may be mounted there, and ".." leads out of it. */
	if (fstatfs(fd, &fs) < 0)
		return -errno;
	return fs.f_type == CGROUP2_SUPER_MAGIC ? id_of(fd, ret) : -ENOENT;
}

int cgroup_tree_id(const struct cgroup_tree *tree, const char *path, uint64_t *ret)
{
	const char *rest;
	int r = -ENOENT;

	if (tree->mount < 0)
		return tree->error;
	/* A mount at "/" leaves nothing to tell the two ways of writing it apart. */
	rest = *tree->point ? below(path, tree->point) : NULL;
	if (rest)
		r = find(tree, rest, ret);
	rest = below(path, tree->above);
	if (r < 0 && rest)
		r = find(tree, rest, ret);
	return r;
}
