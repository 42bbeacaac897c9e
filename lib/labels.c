/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a control group says of a process or a socket, kept as words in an arena. */
#include <string.h>

#include "labels.h"

static int keep(const char *at, size_t len, enum nw_label label, struct arena *arena,
		struct labels *ret)
{
	if (!at || !len)
		return 0;
	ret->len[label] = (uint32_t)len;
	return arena_add(arena, at, len, &ret->at[label]);
}

static int keep_text(const struct text *text, enum nw_label label, struct arena *arena,
		     struct labels *ret)
{
	return keep(text->p, text->p ? text_len(text) : 0, label, arena, ret);
}

/* Mostly it is the path that all else comes from. */
static int keep_unified(const struct cgroup_labels *from, struct arena *arena, struct labels *ret)
{
	if (from->unified.p != from->path.p)
		return keep_text(&from->unified, NW_LABEL_UNIFIED, arena, ret);
	ret->at[NW_LABEL_UNIFIED] = ret->at[NW_LABEL_CGROUP];
	ret->len[NW_LABEL_UNIFIED] = ret->len[NW_LABEL_CGROUP];
	return 0;
}

int labels_keep(const struct cgroup_labels *from, struct arena *arena, struct labels *ret)
{
	const char *runtime = from->depth ? from->containers[0].runtime : NULL;
	int r = keep_text(&from->path, NW_LABEL_CGROUP, arena, ret);

	if (r == 0)
		r = keep(from->name, from->name_len, NW_LABEL_CONTAINER, arena, ret);
	if (r == 0 && runtime)
		r = keep(runtime, strlen(runtime), NW_LABEL_RUNTIME, arena, ret);
	if (r == 0)
		r = keep(from->pod, strlen(from->pod), NW_LABEL_POD, arena, ret);
	if (r == 0)
		r = keep_text(&from->unit, NW_LABEL_UNIT, arena, ret);
	if (r == 0)
		r = keep_text(&from->user_unit, NW_LABEL_USER_UNIT, arena, ret);
	if (r == 0)
		r = keep_text(&from->slice, NW_LABEL_SLICE, arena, ret);
	if (r == 0)
		r = keep_text(&from->session, NW_LABEL_SESSION, arena, ret);
	if (r == 0)
		r = keep_unified(from, arena, ret);
	return r;
}

const char *labels_get(const struct labels *labels, const char *base, enum nw_label label,
		       size_t *len)
{
	if (label >= NW_LABELS_ || !labels->at[label])
		return NULL;
	*len = labels->len[label];
	return base + labels->at[label];
}
