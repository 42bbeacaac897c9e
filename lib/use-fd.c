/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A process's descriptors: of a socket its link alone is read, of a file what is needed. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fdinfo.h"
#include "use.h"

int use_keep(struct use_lane *lane, const char *data, size_t len, uint64_t *at,
	     uint32_t *at_len)
{
	uint32_t offset;
	int r = arena_add(&lane->arena, data, len, &offset);

	if (r < 0)
		return r;
	*at = offset;
	*at_len = (uint32_t)len;
	return 0;
}

struct use_draft *use_add(struct use_lane *lane, enum nw_use_kind kind)
{
	struct use_draft *use = vec_push(&lane->uses);

	if (use) {
		use->kind = (uint8_t)kind;
		use->proc_at = lane->procs.n - 1;
	}
	return use;
}

void use_stat_set(struct use_draft *use, const struct sys_stat *st)
{
	use->has |= USE_HAS_STAT | USE_HAS_FILE | USE_HAS_INODE;
	use->dev = st->dev;
	use->rdev = st->rdev;
	use->inode = st->inode;
	use->size = st->size;
	use->blocks = st->blocks;
	use->mode = st->mode;
	use->nlink = st->nlink;
}

void use_refuse(struct use_draft *use, enum use_call call, int error)
{
	use->call = (uint8_t)call;
	use->error = error;
}

int use_keep_link(struct use_reader *reader, struct use_draft *use)
{
	int r = use_keep(reader->lane, reader->link, strlen(reader->link), &use->link_at,
			 &use->link_len);

	use->name_at = use->link_at;
	use->name_len = use->link_len;
	return r;
}

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

static int read_info(struct use_reader *reader, uint32_t fd, struct fdinfo *ret)
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
	r = informed ? read_info(reader, use->fd, &info) : 0;
	if (r < 0)
		return r;
	if (fd_may_block(reader, link, &info, &mount)) {
		r = look_away(reader, mount, &info, use);
		if (r < 0)
			return r;
	} else if ((r = sys_links_look(links, use->fd, &st, reader->again,
				       sizeof(reader->again))) < 0) {
		/* What is open has a file, deleted or not: it was closed meanwhile. */
		if (r == -ENOENT)
			return r;
		use_refuse(use, USE_CALL_STAT, -r);
	} else {
		use_stat_set(use, &st);
		reader->held = true;
	}
	if (!informed && has_offset(use->mode)) {
		r = read_info(reader, use->fd, &info);
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

	use->exempt = exempt;
	if (reader->taking->query->want & NW_USE_OFFSETS)
		r = read_info(reader, use->fd, &info);
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
	return use_keep(reader->lane, name, len, &use->name_at, &use->name_len);
}

/* What stood behind the number may have been closed, and the number given away, between two
 * calls: what is told is of one of them. */
static int read_file(struct use_reader *reader, uint32_t fd)
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
		if (!reader->held)
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

/* The number may be another file's by now: then nothing is known of this one's flags. */
static int set_flags(struct use_reader *reader, struct use_draft *use)
{
	struct fdinfo info;
	int r = read_info(reader, use->fd, &info);

	if (r < 0 || !fdinfo_has(&info, FDINFO_FLAGS))
		return r;
	if (sys_links_again(&reader->lane->links, use->fd, reader->again,
			    sizeof(reader->again)) < 0 ||
	    strcmp(reader->link, reader->again) != 0)
		return 0;
	use->has |= USE_HAS_FLAGS;
	use->flags = (uint32_t)info.number[FDINFO_FLAGS];
	return 0;
}

/* Whose it is among all sockets is found when those are known. */
static int read_socket(struct use_reader *reader, uint32_t fd, uint64_t inode)
{
	struct use_draft *use = use_add(reader->lane, NW_USE_FD);
	int r;

	if (!use)
		return -ENOMEM;
	use->fd = fd;
	use->inode = inode;
	use->socket = true;
	use->access = 'u';
	use->has = USE_HAS_INODE | USE_HAS_OFFSET;
	r = use_keep_link(reader, use);
	if (r == 0 && reader->taking->query->want & NW_USE_FLAGS)
		r = set_flags(reader, use);
	return r;
}

/* Of what may not be looked at there is a row as well, with its path in place of a name. */
static int add_refused(struct use_reader *reader, struct use_draft refused, const char *path)
{
	struct use_draft *use;

	if (reader->taking->query->want & NW_USE_SOCKETS)
		return 0;
	use = use_add(reader->lane, refused.kind);
	if (!use)
		return -ENOMEM;
	refused.proc_at = use->proc_at;
	*use = refused;
	return use_keep(reader->lane, path, strlen(path), &use->name_at, &use->name_len);
}

static int add_no_fd(struct use_reader *reader, int error)
{
	struct use_draft use = { .kind = NW_USE_NO_FD };
	char path[64];

	atomic_fetch_add(&reader->taking->denied, 1);
	use_refuse(&use, USE_CALL_OPENDIR, error);
	snprintf(path, sizeof(path), "/%s/fd", reader->home);
	return add_refused(reader, use, path);
}

/* Descriptors may be listed, and each of them refused. */
static int add_closed(struct use_reader *reader, uint32_t fd, int error)
{
	struct use_draft use = { .kind = NW_USE_FD, .fd = fd };
	char path[64];

	use_refuse(&use, USE_CALL_READLINK, error);
	snprintf(path, sizeof(path), "/%s/fd/%u", reader->home, fd);
	return add_refused(reader, use, path);
}

static int read_fd(struct use_reader *reader, uint32_t fd)
{
	uint64_t inode;

	if (text_bracketed(reader->link, "socket:", &inode))
		return read_socket(reader, fd, inode);
	if (reader->taking->query->want & NW_USE_SOCKETS)
		return 0;
	return read_file(reader, fd);
}

static int by_fd(const void *left, const void *right)
{
	const struct use_draft *a = left, *b = right;

	return (a->fd > b->fd) - (a->fd < b->fd);
}

/* A directory of a recording is in no order. */
static void sort_copied(struct use_reader *reader, size_t first)
{
	struct use_lane *lane = reader->lane;

	if (sys_reads_copy(reader->taking->sys) && lane->uses.n > first)
		qsort(&lane->uses.at[first], lane->uses.n - first, sizeof(*lane->uses.at),
		      by_fd);
}

int use_read_fds(struct use_reader *reader)
{
	struct sys_links *links = &reader->lane->links;
	const size_t first = reader->lane->uses.n;
	bool closed = false;
	uint32_t fd;
	int r = sys_links_open(reader->taking->sys, links, reader->pid, reader->tid);

	if (r < 0)
		return r == -EACCES || r == -EPERM ? add_no_fd(reader, -r) : 0;
	while ((r = sys_links_next(links, &fd, reader->link, sizeof(reader->link)))) {
		closed |= r == -EACCES || r == -EPERM;
		if (r == -EACCES || r == -EPERM)
			r = add_closed(reader, fd, -r);
		else if (r > 0)
			r = read_fd(reader, fd);
		if (r < 0)
			break;
	}
	sys_links_close(links);
	atomic_fetch_add(&reader->taking->denied, closed);
	sort_copied(reader, first);
	return r;
}
