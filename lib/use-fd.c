/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A process's descriptors: of a socket its link alone is read, of a file what is needed. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "use.h"

int use_keep(struct use_lane *lane, const char *data, size_t len, uint64_t *at)
{
	uint32_t offset;
	int r = arena_text(&lane->arena, data, len, &offset);

	if (r < 0)
		return r;
	*at = offset;
	return 0;
}

struct use_draft *use_add(struct use_lane *lane, enum nw_use_kind kind)
{
	struct use_draft *use = vec_push(&lane->uses);

	if (use) {
		use->kind = (uint8_t)kind;
		use->proc_at = (uint32_t)lane->procs.n - 1;
	}
	return use;
}

void use_stat_set(struct use_draft *use, const struct sys_stat *st)
{
	use->has |= USE_HAS_STAT | USE_HAS_FILE | USE_HAS_INODE;
	use->dev = st->dev;
	if (S_ISCHR(st->mode) || S_ISBLK(st->mode))
		use->rdev = st->rdev;
	else
		use->blocks = st->blocks;
	use->inode = st->inode;
	use->size = st->size;
	use->mode = (uint16_t)st->mode;
	use->nlink = st->nlink;
}

void use_refuse(struct use_draft *use, enum use_call call, int error)
{
	use->call = (uint8_t)call;
	use->error = (uint8_t)error;
}

int use_keep_link(struct use_reader *reader, struct use_draft *use)
{
	const size_t len = strlen(reader->link);
	int r = use_keep(reader->lane, reader->link, len, &use->link_at);

	use->link_len = (uint16_t)len;
	use->name_at = use->link_at;
	return r;
}

/* The number may be another file's by now: then nothing is known of this one's flags. */
static int set_flags(struct use_reader *reader, struct use_draft *use)
{
	struct fdinfo info;
	int r = use_read_info(reader, use->fd, &info);

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
	return use_keep(reader->lane, path, strlen(path), &use->name_at);
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
	return use_read_file(reader, fd);
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

static int read_all(struct use_reader *reader)
{
	struct sys_links *links = &reader->lane->links;
	bool closed = false;
	uint32_t fd;
	int r;

	while ((r = sys_links_next(links, &fd, reader->link, sizeof(reader->link)))) {
		closed |= r == -EACCES || r == -EPERM;
		if (r == -EACCES || r == -EPERM)
			r = add_closed(reader, fd, -r);
		else if (r > 0)
			r = read_fd(reader, fd);
		if (r < 0)
			break;
	}
	reader->closed = closed;
	return r;
}

/* What was read while it ran is read again, with more care. */
static int read_patiently(struct use_reader *reader)
{
	struct sys_links *links = &reader->lane->links;
	const size_t first = reader->lane->uses.n;
	uint64_t runs;
	int r;

	reader->still = use_is_still(reader, &runs);
	r = read_all(reader);
	if (r < 0 || !reader->still || !use_ran(reader, runs))
		return r;
	reader->still = false;
	reader->lane->uses.n = first;
	sys_links_close(links);
	r = sys_links_open(reader->taking->sys, links, reader->pid, reader->tid);
	return r < 0 ? r : read_all(reader);
}

int use_read_fds(struct use_reader *reader)
{
	struct sys_links *links = &reader->lane->links;
	const size_t first = reader->lane->uses.n;
	int r = sys_links_open(reader->taking->sys, links, reader->pid, reader->tid);

	if (r < 0)
		return r == -EACCES || r == -EPERM ? add_no_fd(reader, -r) : 0;
	r = read_patiently(reader);
	if (links->fd >= 0)
		sys_links_close(links);
	atomic_fetch_add(&reader->taking->denied, reader->closed);
	sort_copied(reader, first);
	return r == -ENOMEM || r == -EOVERFLOW ? r : 0;
}
