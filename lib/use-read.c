/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One process's uses: of a socket its link alone is read, of a file what is needed. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "fdinfo.h"
#include "use.h"

/* The kernel writes paths of up to a page. */
#define LINK_ROOM 4097

struct reader {
	struct use_taking *taking;
	struct use_lane *lane;
	uint32_t pid;
	/* Its mounts, where a look at a file may never come back. */
	const struct mount *mounts;
	size_t n_mounts;
	bool careful;
	struct map_file exe; /* 0, 0: not known */
	char link[LINK_ROOM], again[LINK_ROOM];
};

bool use_parse_stat(const char *data, size_t len, char *state, uint32_t *parent,
		    uint32_t *group)
{
	const char *close = memrchr(data, ')', len);
	struct text text, word;
	uint64_t ppid, pgid;

	if (!close)
		return false;
	text = text_of(close + 1, (size_t)(data + len - close - 1));
	if (!text_word(&text, &word) || text_len(&word) != 1 || !text_dec(&text, &ppid) ||
	    !text_dec(&text, &pgid) || ppid > UINT32_MAX || pgid > UINT32_MAX)
		return false;
	*state = *word.p;
	*parent = (uint32_t)ppid;
	*group = (uint32_t)pgid;
	return true;
}

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

struct nw_use *use_add(struct use_lane *lane, enum nw_use_kind kind)
{
	struct nw_use *use = vec_push(&lane->uses);

	if (use)
		use->kind = (uint8_t)kind;
	return use;
}

void use_stat_set(struct nw_use *use, const struct sys_stat *st)
{
	use->has |= USE_HAS_STAT | USE_HAS_FILE | USE_HAS_INODE;
	use->dev = st->dev;
	use->rdev = st->rdev;
	use->inode = st->inode;
	use->size = st->size;
	use->mode = st->mode;
	use->nlink = st->nlink;
}

static void refuse(struct nw_use *use, enum use_call call, int error)
{
	use->call = (uint8_t)call;
	use->error = error;
}

static int keep_link(struct reader *reader, struct nw_use *use)
{
	int r = use_keep(reader->lane, reader->link, strlen(reader->link), &use->link_at,
			 &use->link_len);

	use->name_at = use->link_at;
	use->name_len = use->link_len;
	return r;
}

/* ---- what may block --------------------------------------------------------------- */

static int read_mounts(struct reader *reader)
{
	const struct use_mounts *own = &reader->taking->mounts;
	struct use_lane *lane = reader->lane;
	struct text data, line;
	struct mount mount;
	char space[64];
	int r;

	reader->mounts = own->all.at;
	reader->n_mounts = own->all.n;
	reader->careful = own->blocks;
	r = sys_link(reader->taking->sys, space, sizeof(space), "proc/%u/ns/mnt", reader->pid);
	if (r == -ENOMEM || (r >= 0 && strcmp(space, own->space) == 0))
		return r;
	reader->careful = true;
	reader->n_mounts = lane->mounts.n = 0;
	if (sys_read(reader->taking->sys, &lane->mount_data, "proc/%u/mountinfo",
		     reader->pid) < 0)
		return 0;
	reader->careful = false;
	data = text_of(lane->mount_data.at, lane->mount_data.n);
	while (text_line(&data, &line)) {
		struct mount *entry;

		if (!mountinfo_read(line, &mount))
			continue;
		entry = vec_push(&lane->mounts);
		if (!entry)
			return -ENOMEM;
		*entry = mount;
		reader->careful |= mount_may_block(mount.type);
	}
	reader->mounts = lane->mounts.at;
	reader->n_mounts = lane->mounts.n;
	return 0;
}

/* Through a descriptor FUSE is asked for what is cached; it answers without its server. */
static bool waits(struct text type)
{
	struct text rest = type;

	return mount_may_block(type) && !text_literal(&rest, "fuse");
}

static bool fd_may_block(const struct reader *reader, const struct fd_link *link,
			 const struct fdinfo *info)
{
	const struct mount *mount;

	if (!reader->careful || link->kind != FD_PATH)
		return false;
	if (!fdinfo_has(info, FDINFO_MNT_ID))
		return true;
	mount = mount_by_id(reader->mounts, reader->n_mounts, info->number[FDINFO_MNT_ID]);
	return !mount || waits(mount->type);
}

/* ---- descriptors ------------------------------------------------------------------ */

static int read_info(struct reader *reader, uint32_t fd, struct fdinfo *ret)
{
	struct bytes *data = &reader->lane->data;
	int r = sys_read(reader->taking->sys, data, "proc/%u/fdinfo/%u", reader->pid, fd);

	fdinfo_read(text_of(data->at, r < 0 ? 0 : data->n), ret);
	if (r < 0)
		data->n = 0;
	return r == -ENOMEM ? r : 0;
}

static void set_info(struct nw_use *use, const struct fdinfo *info)
{
	if (fdinfo_has(info, FDINFO_POS)) {
		use->has |= USE_HAS_OFFSET;
		use->offset = info->number[FDINFO_POS];
	}
	if (fdinfo_has(info, FDINFO_FLAGS)) {
		use->has |= USE_HAS_FLAGS;
		use->flags = (uint32_t)info->number[FDINFO_FLAGS];
	}
}

static bool wants_info(const struct reader *reader, const struct fd_link *link)
{
	return reader->taking->query->want & NW_USE_OFFSETS || link->kind == FD_EPOLL ||
	       link->kind == FD_EVENTFD || link->kind == FD_PIDFD ||
	       (reader->careful && link->kind == FD_PATH);
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
static void set_fifo(struct nw_use *use)
{
	if (!S_ISFIFO(use->mode) || use->has & USE_HAS_OFFSET)
		return;
	use->has |= USE_HAS_OFFSET;
	use->offset = 0;
}

static int look_at_file(struct reader *reader, const struct fd_link *link, struct nw_use *use)
{
	const struct sys_links *links = &reader->lane->links;
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
	if (fd_may_block(reader, link, &info))
		refuse(use, USE_CALL_STAT, EAGAIN);
	else if ((r = sys_links_stat(links, use->fd, true, &st)) < 0)
		refuse(use, USE_CALL_STAT, -r);
	else
		use_stat_set(use, &st);
	if (!informed && has_offset(use->mode)) {
		r = read_info(reader, use->fd, &info);
		if (r < 0)
			return r;
	}
	set_info(use, &info);
	set_fifo(use);
	return 0;
}

static int name_file(struct reader *reader, const struct fd_link *link, struct nw_use *use)
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
static int read_file(struct reader *reader, uint32_t fd)
{
	struct use_lane *lane = reader->lane;
	struct nw_use use;
	struct fd_link link;
	struct nw_use *kept;
	int r;

	for (int tries = 0;; tries++) {
		fd_link_read(text_of(reader->link, strlen(reader->link)), &link);
		use = (struct nw_use){ .kind = NW_USE_FD, .fd = fd };
		r = look_at_file(reader, &link, &use);
		if (r < 0)
			return r == -ENOMEM ? r : 0;
		r = sys_links_again(&lane->links, fd, reader->again, sizeof(reader->again));
		if (r < 0)
			return 0;
		if (strcmp(reader->link, reader->again) == 0 || tries == 3)
			break;
		strcpy(reader->link, reader->again);
	}
	r = keep_link(reader, &use);
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
	*kept = use;
	return 0;
}

/* One that no table has: of another namespace, of a family without one, or never bound. */
static int look_at_socket(struct reader *reader, struct nw_use *use)
{
	const struct sys_links *links = &reader->lane->links;
	struct sys_stat st;
	char protocol[64];

	if (sys_links_stat(links, use->fd, true, &st) == 0 && st.inode == use->inode)
		use_stat_set(use, &st);
	if (sys_links_protocol(links, use->fd, protocol, sizeof(protocol)) < 0)
		return 0;
	use->protocol = true;
	return use_keep(reader->lane, protocol, strlen(protocol), &use->name_at,
			&use->name_len);
}

static int read_socket(struct reader *reader, uint32_t fd, uint64_t inode)
{
	const struct use_socks *socks = &reader->taking->socks;
	struct nw_use *use;
	const uint64_t sock = use_socks_find(socks, inode);
	int r;

	if (!sock && reader->taking->query->want & NW_USE_KNOWN)
		return 0;
	use = use_add(reader->lane, NW_USE_FD);
	if (!use)
		return -ENOMEM;
	use->fd = fd;
	use->inode = inode;
	use->sock_at = sock;
	use->access = 'u';
	use->has = USE_HAS_INODE | USE_HAS_OFFSET;
	if (use_socks_pointer(socks, inode, &use->pointer))
		use->has |= USE_HAS_POINTER;
	r = keep_link(reader, use);
	return r < 0 || sock ? r : look_at_socket(reader, use);
}

static int add_no_fd(struct reader *reader, int error)
{
	struct nw_use *use;
	char name[32];

	if (reader->taking->query->want & NW_USE_SOCKETS)
		return 0;
	use = use_add(reader->lane, NW_USE_NO_FD);
	if (!use)
		return -ENOMEM;
	refuse(use, USE_CALL_OPENDIR, error);
	snprintf(name, sizeof(name), "/proc/%u/fd", reader->pid);
	return use_keep(reader->lane, name, strlen(name), &use->name_at, &use->name_len);
}

static int read_fds(struct reader *reader)
{
	struct sys_links *links = &reader->lane->links;
	uint64_t inode;
	uint32_t fd;
	int r = sys_links_open(reader->taking->sys, links, reader->pid, 0);

	if (r < 0)
		return r == -EACCES || r == -EPERM ? add_no_fd(reader, -r) : 0;
	while ((r = sys_links_next(links, &fd, reader->link, sizeof(reader->link))) > 0) {
		if (text_bracketed(reader->link, "socket:", &inode))
			r = read_socket(reader, fd, inode);
		else if (!(reader->taking->query->want & NW_USE_SOCKETS))
			r = read_file(reader, fd);
		if (r < 0)
			break;
	}
	sys_links_close(links);
	return r == -EACCES || r == -EPERM ? add_no_fd(reader, -r) : r;
}

/* ---- directory, root, program ------------------------------------------------------ */

static int look_at_place(struct reader *reader, const char *file, struct nw_use *use)
{
	const struct text link = text_of(reader->link, strlen(reader->link));
	struct sys_stat st;
	int r;

	if (reader->careful &&
	    mount_way_may_block(reader->mounts, reader->n_mounts, link)) {
		refuse(use, USE_CALL_STAT, EAGAIN);
		return 0;
	}
	r = sys_stat(reader->taking->sys, true, &st, "proc/%u/%s", reader->pid, file);
	if (r < 0) {
		refuse(use, USE_CALL_STAT, -r);
		return r == -ESRCH ? r : 0;
	}
	use_stat_set(use, &st);
	if (use->kind == NW_USE_TEXT)
		reader->exe = (struct map_file){ st.dev, st.inode };
	return 0;
}

static int read_place(struct reader *reader, enum nw_use_kind kind, const char *file)
{
	struct use_lane *lane = reader->lane;
	struct nw_use *use = use_add(lane, kind);
	char name[32];
	int r;

	if (!use)
		return -ENOMEM;
	r = sys_link(reader->taking->sys, reader->link, sizeof(reader->link), "proc/%u/%s",
		     reader->pid, file);
	if (r >= 0) {
		r = keep_link(reader, use);
		return r < 0 ? r : look_at_place(reader, file, use);
	}
	refuse(use, USE_CALL_READLINK, -r);
	snprintf(name, sizeof(name), "/proc/%u/%s", reader->pid, file);
	return use_keep(lane, name, strlen(name), &use->name_at, &use->name_len);
}

static const struct {
	enum nw_use_kind kind;
	const char *file;
} places[] = {
	{ NW_USE_CWD, "cwd" },
	{ NW_USE_ROOT, "root" },
	{ NW_USE_TEXT, "exe" },
};

static int read_places(struct reader *reader)
{
	const uint32_t kinds = reader->taking->query->kinds;
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(places) / sizeof(places[0]); i++)
		if (kinds & NW_BIT(places[i].kind))
			r = read_place(reader, places[i].kind, places[i].file);
	return r;
}

/* ---- a process ---------------------------------------------------------------------- */

/* 1: it is there; 0: gone, or a zombie, which has nothing any more. */
static int read_identity(struct reader *reader)
{
	struct use_lane *lane = reader->lane;
	struct nw_proc proc = { .pid = reader->pid };
	struct nw_proc *kept;
	struct sys_stat st;
	struct text comm;
	char state;
	int r = sys_stat(reader->taking->sys, true, &st, "proc/%u", reader->pid);

	if (r == 0)
		r = sys_read(reader->taking->sys, &lane->data, "proc/%u/stat", reader->pid);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	if (!proc_parse_stat(lane->data.at, lane->data.n, &comm, &proc.start) ||
	    !use_parse_stat(lane->data.at, lane->data.n, &state, &proc.parent, &proc.group) ||
	    state == 'Z')
		return 0;
	proc.owner = st.uid;
	proc.has = PROC_HAS_OWNER | PROC_HAS_RELATIVES | PROC_HAS_START;
	r = arena_add(&lane->arena, comm.p, text_len(&comm), &proc.comm);
	proc.comm_len = (uint32_t)text_len(&comm);
	kept = r < 0 ? NULL : vec_push(&lane->procs);
	if (!kept)
		return r < 0 ? r : -ENOMEM;
	*kept = proc;
	return 1;
}

int use_read_process(struct use_taking *taking, struct use_lane *lane, uint32_t pid)
{
	const struct nw_use_query *query = taking->query;
	struct reader reader = { .taking = taking, .lane = lane, .pid = pid };
	int r = read_identity(&reader);

	if (r <= 0 || !query->kinds)
		return r;
	r = 0;
	if (!(query->want & NW_USE_SOCKETS)) {
		r = read_mounts(&reader);
		if (r >= 0)
			r = read_places(&reader);
		if (r >= 0 && query->kinds & (NW_BIT(NW_USE_MEMORY) | NW_BIT(NW_USE_DELETED)))
			r = use_read_maps(taking, lane, pid,
					  reader.exe.inode ? &reader.exe : NULL);
	}
	if (r >= 0 && query->kinds & NW_BIT(NW_USE_FD))
		r = read_fds(&reader);
	return r == -ENOMEM || r == -EOVERFLOW ? r : 0;
}
