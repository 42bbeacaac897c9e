/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A descriptor of a file: what it leads to, and what fdinfo says. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "use.h"

/* ---- what may block --------------------------------------------------------------- */

/* Its mount, where a look may block; else NULL and false. */
static bool fd_may_block(const struct use_reader *reader, const struct fd_link *link,
			 const struct fdinfo *info, const struct mount **ret)
{
	*ret = NULL;
	if (!reader->careful || link->kind != FD_PATH)
		return false;
	if (fdinfo_has(info, FDINFO_MNT_ID))
		*ret = mount_by_id(reader->mounts, reader->n_mounts,
				   info->number[FDINFO_MNT_ID]);
	return use_may_block(*ret);
}

/* Newer kernels tell the inode, whoever keeps the file. */
static void set_known(struct use_reader *reader, const struct mount *mount, const char *path,
		      const struct fdinfo *info, struct use_draft *use)
{
	use_look_known(reader->taking, mount, path, use);
	if (use->has & USE_HAS_INODE || !fdinfo_has(info, FDINFO_INO))
		return;
	use->has |= USE_HAS_INODE;
	use->inode = info->number[FDINFO_INO];
}

static int look_away(struct use_reader *reader, const struct mount *mount,
		     const struct fdinfo *info, struct use_draft *use)
{
	char path[sizeof(reader->lane->links.path) + 16];
	struct sys_stat st;
	int r;

	snprintf(path, sizeof(path), "%s/%u", reader->lane->links.path, use->fd);
	r = use_look(reader->taking, mount, path, &st);
	if (r == -ENOMEM)
		return r;
	if (r == 0) {
		use_stat_set(use, &st);
		return 0;
	}
	use_refuse(use, USE_CALL_STAT, -r);
	set_known(reader, mount, path, info, use);
	return 0;
}

/* ---- descriptors ------------------------------------------------------------------ */

int use_read_info(struct use_reader *reader, uint32_t fd, struct fdinfo *ret)
{
	struct bytes *data = &reader->lane->data;
	int r = sys_read(reader->taking->sys, data, "%s/fdinfo/%u", reader->home, fd);

	fdinfo_read(text_of(data->at, r < 0 ? 0 : data->n), ret);
	if (r < 0)
		data->n = 0;
	return r == -ENOMEM ? r : 0;
}

static void set_index(struct use_draft *use, const struct fdinfo *info, enum fdinfo_number number)
{
	if (!fdinfo_has(info, number) || fdinfo_int(info, number) < 0)
		return;
	use->has |= USE_HAS_INDEX;
	use->index = (uint32_t)info->number[number];
}

static void set_info(struct use_draft *use, const struct fdinfo *info)
{
	set_index(use, info, FDINFO_EVENTFD_ID);
	set_index(use, info, FDINFO_TTY_INDEX);
	if (fdinfo_has(info, FDINFO_POS)) {
		use->has |= USE_HAS_OFFSET;
		use->offset = info->number[FDINFO_POS];
	}
	if (fdinfo_has(info, FDINFO_FLAGS)) {
		use->has |= USE_HAS_FLAGS;
		use->flags = (uint32_t)info->number[FDINFO_FLAGS];
	}
}

static bool wants_info(const struct use_reader *reader, const struct fd_link *link)
{
	return reader->taking->query->want & (NW_USE_OFFSETS | NW_USE_FLAGS) ||
	       link->kind == FD_EPOLL || link->kind == FD_EVENTFD ||
	       link->kind == FD_PIDFD || (reader->careful && link->kind == FD_PATH);
}

/* The owner's bits of the link itself are what the descriptor was opened for. */
static char access_of(uint32_t mode)
{
	switch (mode & (S_IRUSR | S_IWUSR)) {
	case S_IRUSR:
		return 'r';
	case S_IWUSR:
		return 'w';
	default:
		return 'u';
	}
}

static bool has_offset(uint32_t mode)
{
	return S_ISCHR(mode) || S_ISBLK(mode);
}

/* Of pipes the offset never moves. */
static void set_fifo(struct use_draft *use)
{
	if (!S_ISFIFO(use->mode) || use->has & USE_HAS_OFFSET)
		return;
	use->has |= USE_HAS_OFFSET;
	use->offset = 0;
}

/* While its process does not run a descriptor stays what it is. Of one that does the file is
 * held, so that what is said of it and its link belong together. */
static int look_through(struct use_reader *reader, uint32_t fd, struct sys_stat *ret)
{
	const struct sys_links *links = &reader->lane->links;
	int r;

	if (reader->still)
		r = sys_links_stat(links, fd, true, ret);
	else
		r = sys_links_look(links, fd, ret, reader->again, sizeof(reader->again));
	reader->held = r == 0 && !reader->still;
	return r;
}

static int look_at_file(struct use_reader *reader, const struct fd_link *link, struct use_draft *use)
{
	const struct sys_links *links = &reader->lane->links;
	const struct mount *mount;
	struct fdinfo info = { 0 };
	struct sys_stat st;
	bool informed = wants_info(reader, link);
	int r = sys_links_stat(links, use->fd, false, &st);

	if (r < 0)
		return r;
	use->access = access_of(st.mode);
	r = informed ? use_read_info(reader, use->fd, &info) : 0;
	if (r < 0)
		return r;
	if (fd_may_block(reader, link, &info, &mount)) {
		r = look_away(reader, mount, &info, use);
		if (r < 0)
			return r;
	} else if ((r = look_through(reader, use->fd, &st)) < 0) {
		/* What is open has a file, deleted or not: it was closed meanwhile. */
		if (r == -ENOENT)
			return r;
		use_refuse(use, USE_CALL_STAT, -r);
	} else {
		use_stat_set(use, &st);
	}
	if (!informed && has_offset(use->mode)) {
		r = use_read_info(reader, use->fd, &info);
		if (r < 0)
			return r;
	}
	set_info(use, &info);
	set_fifo(use);
	return 0;
}

/* Nothing but what fdinfo says is told of what is left alone. */
static int leave_alone(struct use_reader *reader, uint32_t exempt, struct use_draft *use)
{
	struct fdinfo info = { 0 };
	int r = 0;

	use_leave(use, exempt);
	if (reader->taking->query->want & NW_USE_OFFSETS)
		r = use_read_info(reader, use->fd, &info);
	set_info(use, &info);
	return r;
}

static int name_file(struct use_reader *reader, const struct fd_link *link, struct use_draft *use)
{
	const struct bytes *data = &reader->lane->data;
	char name[FD_NAME_ROOM];
	size_t len;

	if (link->kind == FD_PATH || text_len(&link->path))
		return 0;
	len = fd_link_name(link, text_of(data->at, wants_info(reader, link) ? data->n : 0),
			   name, sizeof(name));
	return use_keep(reader->lane, name, len, &use->name_at);
}

/* What stood behind the number may have been closed, and the number given away, between two
 * calls: what is told is of one of them. */
int use_read_file(struct use_reader *reader, uint32_t fd)
{
	struct use_lane *lane = reader->lane;
	struct use_draft use;
	struct fd_link link;
	struct use_draft *kept;
	uint32_t exempt;
	int r;

	for (int tries = 0;; tries++) {
		fd_link_read(text_of(reader->link, strlen(reader->link)), &link);
		use = (struct use_draft){ .kind = NW_USE_FD, .fd = fd };
		exempt = use_exempt(reader->taking, reader->link);
		reader->held = false;
		r = exempt ? leave_alone(reader, exempt, &use)
			   : look_at_file(reader, &link, &use);
		if (r < 0)
			return r == -ENOMEM ? r : 0;
		if (reader->still)
			strcpy(reader->again, reader->link);
		else if (!reader->held)
			r = sys_links_again(&lane->links, fd, reader->again,
					    sizeof(reader->again));
		if (r < 0)
			return 0;
		if (strcmp(reader->link, reader->again) == 0 || tries == 3)
			break;
		strcpy(reader->link, reader->again);
	}
	/* It changes faster than it is read: what was looked at had this link. */
	strcpy(reader->link, reader->again);
	fd_link_read(text_of(reader->link, strlen(reader->link)), &link);
	r = use_keep_link(reader, &use);
	if (r == 0)
		r = name_file(reader, &link, &use);
	if (r < 0)
		return r;
	if (use.has & USE_HAS_FILE)
		use.lock = use_locks_find(&reader->taking->locks, reader->pid, use.dev,
					  use.inode);
	kept = use_add(lane, NW_USE_FD);
	if (!kept)
		return -ENOMEM;
	use.proc_at = kept->proc_at;
	*kept = use;
	return 0;
}
