/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of our /proc/net that are read again and again: they stay open. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "sys-inside.h"

static int read_from_start(int fd, bool whole, struct bytes *into)
{
	into->n = 0;
	for (;;) {
		size_t room;
		ssize_t r;

		if (vec_reserve_((void **)&into->at, &into->size, into->n + 4097, 1) < 0)
			return -ENOMEM;
		room = into->size - into->n - 1;
		r = pread(fd, into->at + into->n, room, (off_t)into->n);
		if (r < 0 && errno != EINTR)
			return -errno;
		into->n += r > 0 ? (size_t)r : 0;
		if (r == 0 || (whole && r > 0 && (size_t)r < room))
			break;
	}
	into->at[into->n] = '\0';
	return 0;
}

static struct kept_file *find(struct sys *sys, const char *file)
{
	for (size_t i = 0; i < sys->kept.n; i++)
		if (strcmp(sys->kept.at[i].file, file) == 0)
			return &sys->kept.at[i];
	return NULL;
}

static int keep(struct sys *sys, const char *file)
{
	struct kept_file *kept;
	char path[PATH_ROOM];
	int fd;

	snprintf(path, sizeof(path), "proc/net/%s", file);
	fd = sys_open_path(sys, path, O_RDONLY);
	if (fd < 0)
		return fd;
	kept = vec_push(&sys->kept);
	if (!kept) {
		close(fd);
		return -ENOMEM;
	}
	*kept = (struct kept_file){ .file = file, .fd = fd };
	return 0;
}

static void drop(struct sys *sys, struct kept_file *kept)
{
	close(kept->fd);
	*kept = sys->kept.at[--sys->kept.n];
}

int sys_read_kept(struct sys *sys, const struct netns *netns, struct bytes *ret,
		  const char *file, bool whole)
{
	struct kept_file *kept;
	int r;

	/* An open file would keep a foreign namespace alive. */
	if (sys_is_foreign(netns) || sys_copies(sys) || sys_reads_copy(sys))
		return sys_read_net(sys, netns, ret, file);
	kept = find(sys, file);
	if (!kept) {
		r = keep(sys, file);
		if (r < 0)
			return r;
		kept = find(sys, file);
	}
	r = read_from_start(kept->fd, whole, ret);
	if (r >= 0)
		return r;
	/* Its module was unloaded meanwhile; it may be there again. */
	drop(sys, kept);
	return r == -ENOMEM ? r : sys_read_net(sys, netns, ret, file);
}

void sys_kept_free(struct sys *sys)
{
	for (size_t i = 0; i < sys->kept.n; i++)
		close(sys->kept.at[i].fd);
	vec_free(&sys->kept);
}
