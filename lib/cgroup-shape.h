/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What container runtimes call the control group of a container, and of a pod. */
#ifndef NW_CGROUP_SHAPE_H
#define NW_CGROUP_SHAPE_H

#include "text.h"

struct shape {
	const char *runtime;
	struct text id;
	bool machine; /* systemd's escapes; its monitor is below it, in "supervisor" */
};

/* Stands for the name of any directory of a pod. */
#define SHAPE_POD "pod"

/*
 * Is a directory of this name a container's? `level` directories are above it in the
 * path, `above` is the last of them.
 */
bool shape_of(struct text name, struct text above, unsigned level, struct shape *ret);
/* The uid of the pod whose directory has this name. */
bool shape_pod(struct text name, struct text *uid);

/* Cut `suffix` off the end; not if it is all there is. */
bool shape_cut(struct text *t, const char *suffix);
/* Is `name` before + something + after? */
bool shape_between(struct text name, const char *before, const char *after, struct text *ret);

#endif
