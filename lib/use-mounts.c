/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The mounts of our own namespace: where none of them may block, nothing else is asked. */
#include <errno.h>
#include <stdlib.h>

#include "use.h"

int use_mounts_read(struct sys *sys, struct use_mounts *ret)
{
	int r = sys_read(sys, &ret->data, "proc/self/mountinfo");

	ret->list.blocks = true;
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	r = mount_list_parse(text_of(ret->data.at, ret->data.n), &ret->list);
	if (sys_link(sys, ret->space, sizeof(ret->space), "proc/self/ns/mnt") < 0)
		ret->space[0] = '\0';
	return r;
}

void use_mounts_free(struct use_mounts *mounts)
{
	free(mounts->data.at);
	vec_free(&mounts->list.all);
}
