/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The running system's cgroup v2 hierarchy: from the id of a group to its path. */
#ifndef NW_CGROUP_TREE_H
#define NW_CGROUP_TREE_H

#include <sys/types.h>

#include "text.h"
#include "vec.h"

struct cgroup_tree {
	int root;    /* of the system, not ours */
	int mount;   /* -1: none */
	int error;   /* why there is none; after a walk, why it did not see everything */
	char *point; /* where it is mounted ... */
	char *above; /* ... and what of the hierarchy is not, "" if all is there */
	bool walks;  /* handles are not allowed: look at every directory, once */
	VEC(struct cgroup_dir) dirs; /* sorted by id */
	struct arena paths;
};

/*
 * Find the mount in the text of /proc/self/mountinfo. 0 or -ENOMEM: where there is none,
 * every question will be answered with the reason.
 */
int cgroup_tree_open(struct cgroup_tree *tree, int root, struct text mountinfo);
/*
 * The path of a group as the reader's cgroup namespace has it. -ENOENT: there is none any
 * more; -ENODEV: no such hierarchy; -ENAMETOOLONG; -EACCES, -ENOBUFS: only a part of the
 * hierarchy could be looked at, and it was not there.
 */
int cgroup_tree_path(struct cgroup_tree *tree, uint64_t id, char *ret, size_t size);
/*
 * cgroup-find.c: the id of the group of this path, as the file system has it or from the top
 * of the hierarchy. -ENOENT: there is none; -ENODEV ...: as above.
 */
int cgroup_tree_id(const struct cgroup_tree *tree, const char *path, uint64_t *ret);
void cgroup_tree_close(struct cgroup_tree *tree);

#endif
