/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths of control groups through the door, by the ids that sockets carry. */
#ifndef NW_SYS_CGROUP_H
#define NW_SYS_CGROUP_H

#include "cgroup-tree.h"
#include "sys.h"

/* In a recording: cgroup/ID, the path and a newline. */
struct sys_cgroups {
	struct sys *sys;
	struct cgroup_tree tree;
};

/* For many questions: what is found out on the way is kept. 0 or -ENOMEM. */
int sys_cgroups_open(struct sys *sys, struct sys_cgroups *ret);
/* Errors as those of cgroup_tree_path(); -EBADMSG: a recording's file is no path. */
int sys_cgroups_path(struct sys_cgroups *cgroups, uint64_t id, char *ret, size_t size);
void sys_cgroups_close(struct sys_cgroups *cgroups);

/* The id of the group of this path; of the running system only. */
int sys_cgroup_id(struct sys *sys, const char *path, uint64_t *ret);
/* For one question. */
int sys_cgroup_path(struct sys *sys, uint64_t id, char *ret, size_t size);

#endif
