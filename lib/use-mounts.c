/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The mounts of our own namespace: where none of them may block, nothing else is asked. */
#include <stdlib.h>
#include <string.h>

#include "use.h"

int use_mounts_read(struct sys *sys, struct use_mounts *ret)
{
	struct text data, line;
	struct mount mount;
	int r = sys_read(sys, &ret->data, "proc/self/mountinfo");

	/* Not known: as if some might. */
	ret->blocks = r < 0;
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	data = text_of(ret->data.at, ret->data.n);
	while (text_line(&data, &line)) {
		struct mount *entry;

		if (!mountinfo_read(line, &mount))
			continue;
		entry = vec_push(&ret->all);
		if (!entry)
			return -ENOMEM;
		*entry = mount;
		ret->blocks |= mount_may_block(mount.type);
	}
	if (sys_link(sys, ret->space, sizeof(ret->space), "proc/self/ns/mnt") < 0)
		ret->space[0] = '\0';
	return 0;
}

void use_mounts_free(struct use_mounts *mounts)
{
	free(mounts->data.at);
	vec_free(&mounts->all);
}
