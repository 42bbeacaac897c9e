/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directories of the cgroup v2 hierarchy: by handle, and where that is not allowed, all. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "cgroup-tree.h"
#include "cleanup.h"
#include "mountinfo.h"

/* A host has hundreds, one gone wild tens of thousands: anybody may make more. */
#define MAX_DIRS 65536
#define MAX_BYTES (16U << 20)

struct cgroup_dir {
	uint64_t id;
	uint32_t path; /* in the arena, NUL behind it */
};

/* ---- the mount ------------------------------------------------------------------------ */

static int open_below(int dir, const char *path)
{
	int fd = openat(dir, *path && path[1] ? path + 1 : ".",
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int take_mount(struct cgroup_tree *tree, const struct mount *mount)
{
	_free_ char *point = mountinfo_path(mount->point), *above = mountinfo_path(mount->root);
	_closefd_ int fd = -1;
	struct statfs fs;

	if (!point || !above)
		return -ENOMEM;
	if (*point != '/')
		return -ENODEV;
	fd = open_below(tree->root, point);
	if (fd < 0)
		return fd;
	/* Something else may be mounted over it. */
	if (fstatfs(fd, &fs) < 0)
		return -errno;
	if (fs.f_type != CGROUP2_SUPER_MAGIC)
		return -ENODEV;

	if (strcmp(point, "/") == 0)
		*point = '\0';
	if (strcmp(above, "/") == 0)
		*above = '\0';
	tree->mount = TAKE_FD(fd);
	tree->point = TAKE(point);
	tree->above = TAKE(above);
	return 0;
}

int cgroup_tree_open(struct cgroup_tree *tree, int root, struct text mountinfo)
{
	*tree = (struct cgroup_tree){ .root = root, .mount = -1, .error = -ENODEV };

	/* A mount of all of it is better than one of a part, as containers are given. */
	for (int part = 0; part < 2; part++) {
		struct text text = mountinfo, line;

		while (tree->mount < 0 && text_line(&text, &line)) {
			struct mount mount;
			int r;

			if (!mountinfo_read(line, &mount) ||
			    !text_is(&mount.type, "cgroup2") ||
			    text_is(&mount.root, "/") == (part > 0))
				continue;
			r = take_mount(tree, &mount);
			if (r == -ENOMEM)
				return r;
			tree->error = r;
		}
	}
	return 0;
}

void cgroup_tree_close(struct cgroup_tree *tree)
{
	close_fdp(&tree->mount);
	tree->mount = -1;
	free(TAKE(tree->point));
	free(TAKE(tree->above));
	vec_free(&tree->dirs);
	vec_free(&tree->paths);
}

/* ---- by handle --------------------------------------------------------------------------- */

/* The kernel's file handle of a kernfs node is the node's id (since 5.5). */
#define HANDLE_KERNFS 0xfe

static int open_handle(const struct cgroup_tree *tree, uint64_t id)
{
	union {
		struct file_handle head;
		char room[sizeof(struct file_handle) + sizeof(id)];
	} handle = { .head = { .handle_bytes = sizeof(id), .handle_type = HANDLE_KERNFS } };
	int fd;

	memcpy(handle.head.f_handle, &id, sizeof(id));
	fd = open_by_handle_at(tree->mount, &handle.head, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int put(char *ret, size_t size, const char *above, const char *path)
{
	size_t n = strlen(above), len = strlen(path);

	if (n + len == 0) {
		above = "/";
		n = 1;
	}
	if (n + len >= size)
		return -ENAMETOOLONG;
	memmove(ret + n, path, len + 1);
	memcpy(ret, above, n);
	return 0;
}

static bool is_deleted(const char *link)
{
	static const char mark[] = " (deleted)";
	size_t len = strlen(link);

	return len >= sizeof(mark) && strcmp(link + len + 1 - sizeof(mark), mark) == 0;
}

static int path_of(const struct cgroup_tree *tree, int fd, char *ret, size_t size)
{
	char name[64], link[PATH_MAX];
	size_t point = strlen(tree->point);
	struct stat st;
	ssize_t len;

	/* Of the thread: it may have descriptors of its own. */
	snprintf(name, sizeof(name), "proc/thread-self/fd/%d", fd);
	len = readlinkat(tree->root, name, link, sizeof(link));
	if (len < 0)
		return -errno;
	if ((size_t)len >= sizeof(link))
		return -ENAMETOOLONG;
	link[len] = '\0';

	/*
	 * Directories outside of what is mounted have a handle too, and then the kernel
	 * writes the path from the hierarchy's root: the truth, whatever was mounted.
	 */
	if (strncmp(link, tree->point, point) != 0 || (link[point] && link[point] != '/'))
		return put(ret, size, "", link);

	/* Gone while we looked, it is called "... (deleted)"; so may be one that is not gone. */
	if (is_deleted(link) && fstatat(tree->root, link + 1, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return put(ret, size, tree->above, link + point);
}

/* ---- by looking at all of them -------------------------------------------------------------- */

static int add_dir(struct cgroup_tree *tree, uint64_t id, const char *above, const char *name)
{
	char path[PATH_MAX];
	struct cgroup_dir *dir;
	uint32_t at;
	int len, r;

	len = snprintf(path, sizeof(path), "%s%s%s", above, *name ? "/" : "", name);
	if (len >= (int)sizeof(path))
		return -ENAMETOOLONG;
	if (tree->dirs.n >= MAX_DIRS || tree->paths.n >= MAX_BYTES)
		return -ENOBUFS;
	r = arena_add(&tree->paths, path, (size_t)len + 1, &at);
	if (r < 0)
		return r;
	dir = vec_push(&tree->dirs);
	if (!dir)
		return -ENOMEM;
	dir->id = id;
	dir->path = at;
	return 0;
}

static int list_dir(struct cgroup_tree *tree, const char *path, dev_t device)
{
	_closedir_ DIR *dir = NULL;
	struct dirent *entry;
	struct stat st;
	int fd = open_below(tree->mount, path), r;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	dir = fdopendir(fd);
	if (!dir) {
		r = -errno;
		close(fd);
		return r;
	}
	if (fstat(fd, &st) < 0)
		return -errno;
	/* The kernel counts directories: below most of them there are dozens of files only. */
	if (st.st_dev != device || st.st_nlink <= 2)
		return 0;

	while ((entry = readdir(dir))) {
		if (entry->d_type != DT_DIR || strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		r = add_dir(tree, entry->d_ino, path, entry->d_name);
		if (r < 0)
			return r;
	}
	return 0;
}

static int by_id(const void *a, const void *b)
{
	uint64_t x = ((const struct cgroup_dir *)a)->id,
		 y = ((const struct cgroup_dir *)b)->id;

	return (x > y) - (x < y);
}

static int list_all(struct cgroup_tree *tree)
{
	struct stat st;
	int first = 0, r;

	if (fstat(tree->mount, &st) < 0)
		return -errno;
	r = add_dir(tree, st.st_ino, "", "");
	if (r < 0)
		return r;
	for (size_t i = 0; i < tree->dirs.n; i++) {
		char path[PATH_MAX];

		/* A copy: the arena moves while it grows. */
		strcpy(path, tree->paths.at + tree->dirs.at[i].path);
		r = list_dir(tree, path, st.st_dev);
		if (r == -ENOMEM || r == -ENOBUFS)
			return r;
		if (r < 0 && first == 0)
			first = r;
	}
	return first;
}

/*
 * On 64-bit kernels a directory's inode number is its id. Elsewhere the id has a
 * generation in front, and nothing is found in this way.
 */
static void walk(struct cgroup_tree *tree)
{
	tree->error = list_all(tree);
	tree->walks = true;
	if (tree->dirs.n)
		qsort(tree->dirs.at, tree->dirs.n, sizeof(*tree->dirs.at), by_id);
}

static int walked_path(struct cgroup_tree *tree, uint64_t id, char *ret, size_t size)
{
	const struct cgroup_dir key = { .id = id }, *dir = NULL;

	if (tree->dirs.n)
		dir = bsearch(&key, tree->dirs.at, tree->dirs.n, sizeof(key), by_id);
	if (!dir)
		return tree->error < 0 ? tree->error : -ENOENT;
	return put(ret, size, tree->above, tree->paths.at + dir->path);
}

int cgroup_tree_path(struct cgroup_tree *tree, uint64_t id, char *ret, size_t size)
{
	int r;

	if (tree->mount < 0)
		return tree->error;
	if (!tree->walks) {
		_closefd_ int fd = open_handle(tree, id);

		r = fd < 0 ? fd : path_of(tree, fd, ret, size);
		switch (r) {
		case 0:
		case -ENAMETOOLONG:
		case -ENOMEM:
		case -EMFILE:
		case -ENFILE:
			return r;
		/* Removed, or the id of a file: groups are directories. */
		case -ESTALE:
		case -ENOENT:
		case -ENOTDIR:
			return -ENOENT;
		}
		/* Without CAP_DAC_READ_SEARCH, in a user namespace, behind a filter of calls. */
		walk(tree);
	}
	return walked_path(tree, id, ret, size);
}
