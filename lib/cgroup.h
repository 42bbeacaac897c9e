/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the path of a control group says: container, pod, systemd unit, session. */
#ifndef NW_CGROUP_H
#define NW_CGROUP_H

#include "text.h"

/* Containers in containers that are kept: the innermost ones. */
#define CGROUP_NESTED 4

struct cgroup_container {
	const char *runtime; /* "docker", "podman", ...; "container" when only an id is there */
	struct text id; /* id or name as in the path, systemd's escapes and all */
};

/*
 * Texts point into what was parsed; one that is not there is empty. A path is made by
 * whoever owns that part of the tree: labels are hints, never a proof of anything.
 */
struct cgroup_labels {
	struct text path; /* of the line the labels come from, see cgroup_parse() */
	struct text unified; /* of the line of cgroup v2: what INET_DIAG_CGROUP_ID speaks of */
	struct cgroup_container containers[CGROUP_NESTED]; /* innermost first */
	unsigned depth;   /* containers around the process, kept or not; 0: none */
	struct text unit; /* innermost unit of the system's systemd, or of a container's */
	struct text user_unit; /* ... of the user's systemd that is this unit */
	struct text slice;
	struct text user_slice;
	struct text session; /* logind's: "3", "c1" */
	uint32_t uid;        /* whose session or user manager */
	bool has_uid;
	bool outside; /* above the reader's cgroup namespace: "/../..." */
	bool deleted; /* the group was removed while the process is still in it */
	char pod[37]; /* Kubernetes' uid of the innermost pod, '_' read as '-', or "" */
	/* The innermost container's id or name once more, with escapes decoded; NUL behind it. */
	uint16_t name_len;
	char name[256];
};

/*
 * Pure: the bytes of /proc/PID/cgroup; false if there is no line of it. Of several lines,
 * the one counts that names a container (dockerd on hybrid hosts moves its processes in
 * the v1 hierarchies only), else not just "/"; among equals v2's, name=systemd's, the
 * longest.
 */
bool cgroup_parse(const char *data, size_t len, struct cgroup_labels *ret);
/* Pure: one path of the v2 hierarchy, as sys_cgroup_path() finds it; false if it is none. */
bool cgroup_parse_path(const char *path, size_t len, struct cgroup_labels *ret);

#endif
