/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel's own walk along the descriptors of one process after the other. */
#include <errno.h>

#include "bpf-iter.h"
#include "brief-bpf.h"
#include "brief.lskel.h"
#include "cleanup.h"
#include "pidns.h"

_Static_assert(BRIEF_ROOM >= BPF_ITER_ROOM, "records come whole");

static void destroyp(struct brief_iter **iter)
{
	brief_iter__destroy(*iter);
}

int brief_load(uint64_t netns)
{
	_cleanup_(destroyp) struct brief_iter *iter = NULL;
	int r = pidns_check();

	if (r < 0)
		return r;
	iter = brief_iter__open();
	if (!iter)
		return -ENOMEM;
	iter->rodata->only_netns = (uint32_t)netns;
	r = brief_iter__load(iter);
	if (r < 0)
		return r;

	/* For generated code 0 is none; and none can be 0, as the loader itself holds two. */
	r = iter->progs.brief_list.prog_fd;
	iter->progs.brief_list.prog_fd = 0;
	return r;
}

static int read_all(int fd, void *room, const struct brief_taker *taker)
{
	const size_t each = sizeof(struct brief_record);
	ssize_t n;
	int r = 0;

	do {
		n = read(fd, room, BRIEF_ROOM);
		/* After a million descriptors none of which was told; it goes on there. */
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (n > 0)
			r = (size_t)n % each
				  ? -EBADMSG
				  : taker->take(room, (size_t)n / each, taker->arg);
	} while (n && r == 0);
	return r;
}

int brief_walk(int program, uint32_t pid, void *room, const struct brief_taker *taker)
{
	const struct bpf_iter_task task = { .tid = pid };
	_closefd_ int link = bpf_iter_attach(program, &task), iter = -1;

	if (link < 0)
		return link == -ESRCH || link == -ENOENT ? 0 : link;
	iter = bpf_iter_start(link);
	return iter < 0 ? iter : read_all(iter, room, taker);
}
