/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a control group says of a process or a socket, kept as words in an arena. */
#ifndef NW_LABELS_H
#define NW_LABELS_H

#include "cgroup.h"
#include "row.h"

/* Write every label that is there. 0, -ENOMEM, -EOVERFLOW. */
int labels_keep(const struct cgroup_labels *from, struct arena *arena, struct labels *ret);
const char *labels_get(const struct labels *labels, const char *base, enum nw_label label,
		       size_t *len);

#endif
