/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where network namespaces are found: names in /run/netns, mounts elsewhere, threads. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "mountinfo.h"
#include "sys-inside.h"
#include "text.h"

/* ---- names and mounts -------------------------------------------------------------------- */

/* A name is a file a namespace is mounted over; where the mount is gone, the file stays. */
static int live_inum(struct sys *sys, const char *path, uint64_t *ret)
{
	_closefd_ int fd = openat(sys->root, path, O_PATH | O_CLOEXEC);
	struct statfs fs;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0 || fstatfs(fd, &fs) < 0)
		return -errno;
	if (fs.f_type != NSFS_MAGIC)
		return -EINVAL;
	*ret = st.st_ino;
	return 0;
}

/* In a recording a name is a link that says which namespace it was. */
static int recorded_inum(struct sys *sys, const char *path, uint64_t *ret)
{
	char link[64];
	int r = sys_link(sys, link, sizeof(link), "%s", path);

	if (r < 0)
		return r;
	return text_bracketed(link, "net:", ret) ? 0 : -EBADMSG;
}

static void record_inum(struct sys *sys, const char *path, uint64_t inum)
{
	char link[64];

	snprintf(link, sizeof(link), "net:[%llu]", (unsigned long long)inum);
	recording_make_link(&sys->rec, link, path);
}

static int add_name(struct sys *sys, const char *name, struct netns_vec *ret)
{
	struct netns *netns;
	char path[PATH_ROOM];
	uint64_t inum;
	int r;

	/* Longer ones cannot have been made by ip-netns, but by anybody else. */
	if (strlen(name) >= sizeof(netns->name))
		return 0;
	snprintf(path, sizeof(path), "run/netns/%s", name);
	r = sys_reads_copy(sys) ? recorded_inum(sys, path, &inum)
				: live_inum(sys, path, &inum);
	if (r < 0)
		return 0;
	if (sys_copies(sys))
		record_inum(sys, path, inum);
	netns = vec_push(&ret->all);
	if (!netns)
		return -ENOMEM;
	netns->inum = inum;
	netns->foreign = true;
	strcpy(netns->name, name);
	return 0;
}

int sys_netns_names(struct sys *sys, struct netns_vec *ret)
{
	_closedir_ DIR *dir = NULL;
	struct dirent *entry;
	int fd = sys_open_path(sys, "run/netns", O_RDONLY | O_DIRECTORY);
	int r = 0;

	if (fd < 0)
		return 0;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return -errno;
	}
	while (r == 0 && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			r = add_name(sys, entry->d_name, ret);
	return r;
}

/* What --netns takes for something else is no name. */
static bool is_name(const char *name)
{
	return name[strspn(name, "0123456789")] && strcmp(name, "all") != 0 &&
	       strcmp(name, "self") != 0;
}

/* One that is mounted at this path; where there is no room for that it cannot be entered. */
static int add_mount(uint64_t inum, const char *point, struct netns_vec *ret)
{
	const char *slash = strrchr(point, '/'), *name = slash ? slash + 1 : point;
	struct netns *netns = vec_push(&ret->all);

	if (!netns)
		return -ENOMEM;
	netns->inum = inum;
	netns->foreign = true;
	while (*point == '/')
		point++;
	if (strlen(point) >= sizeof(netns->mount))
		return 0;
	strcpy(netns->mount, point);
	if (strlen(name) < sizeof(netns->name) && is_name(name))
		strcpy(netns->name, name);
	return 0;
}

/* Of two that would be called the same one is: that of /run/netns, or of the lower number. */
static bool is_taken(const struct netns *mounted, const struct netns_vec *found)
{
	for (size_t i = 0; i < found->all.n; i++) {
		const struct netns *other = &found->all.at[i];

		if (other->inum != mounted->inum && strcmp(other->name, mounted->name) == 0 &&
		    (!other->mount[0] || other->inum < mounted->inum))
			return true;
	}
	return false;
}

static void drop_taken(struct netns_vec *found)
{
	for (size_t i = 0; i < found->all.n; i++) {
		struct netns *netns = &found->all.at[i];

		if (netns->mount[0] && netns->name[0] && is_taken(netns, found))
			netns->name[0] = '\0';
	}
}

#define MOUNT "netns/%llu/mount"

static int take_mount(struct sys *sys, struct text line, struct netns_vec *ret)
{
	_free_ char *root = NULL, *point = NULL;
	char path[PATH_ROOM];
	struct mount mount;
	uint64_t inum, found = 0;

	if (!mountinfo_read(line, &mount) || !text_is(&mount.type, "nsfs"))
		return 0;
	root = mountinfo_path(mount.root);
	point = mountinfo_path(mount.point);
	if (!root || !point)
		return -ENOMEM;
	/* Namespaces of other kinds can be mounted too, and one mount covers another. */
	if (!text_bracketed(root, "net:", &inum) || *point != '/' ||
	    live_inum(sys, point + 1, &found) < 0 || found != inum)
		return 0;
	if (sys_copies(sys)) {
		snprintf(path, sizeof(path), MOUNT, (unsigned long long)inum);
		recording_make_link(&sys->rec, point, path);
	}
	return add_mount(inum, point, ret);
}

static int live_mounts(struct sys *sys, struct netns_vec *ret)
{
	struct bytes data = { 0 };
	struct text text, line;
	int r = sys_read(sys, &data, "proc/self/mountinfo");

	text = text_of(data.at, r < 0 ? 0 : data.n);
	r = r == -ENOMEM ? r : 0;
	while (r == 0 && text_line(&text, &line))
		r = take_mount(sys, line, ret);
	free(data.at);
	return r;
}

static int recorded_mounts(struct sys *sys, struct netns_vec *ret)
{
	_free_ uint32_t *held = NULL;
	struct pids inums = { 0 };
	char point[PATH_ROOM];
	int r = sys_numbers_in(sys, "netns", &inums);

	held = inums.all.at;
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	for (size_t i = 0; r == 0 && i < inums.all.n; i++)
		if (sys_link(sys, point, sizeof(point), MOUNT,
			     (unsigned long long)inums.all.at[i]) == 0)
			r = add_mount(inums.all.at[i], point, ret);
	return r;
}

int sys_netns_mounts(struct sys *sys, struct netns_vec *ret)
{
	int r = sys_reads_copy(sys) ? recorded_mounts(sys, ret) : live_mounts(sys, ret);

	if (r == 0)
		drop_taken(ret);
	return r;
}

/* ---- threads ----------------------------------------------------------------------------- */

/* Whose namespace may not be known is known by its mark, see sys_netns_mark(). */
static int look_at(struct sys *sys, struct netns *thread)
{
	char path[PATH_ROOM], link[64];
	ssize_t len;
	int r;

	snprintf(path, sizeof(path), "proc/%u/task/%u/ns/net", thread->pid, thread->tid);
	if (sys_reads_copy(sys)) {
		r = sys_link(sys, link, sizeof(link), "%s", path);
	} else {
		len = readlinkat(sys->root, path, link, sizeof(link) - 1);
		r = len < 0 ? -errno : 0;
		link[len < 0 ? 0 : len] = '\0';
	}
	if (r == -EACCES || r == -EPERM) {
		thread->closed = true;
		return sys_netns_look(sys, thread, &thread->mark);
	}
	if (r < 0)
		return r;
	return text_bracketed(link, "net:", &thread->inum) ? 0 : -EBADMSG;
}

static void record_thread(struct sys *sys, const struct netns *thread)
{
	char path[PATH_ROOM];
	uint64_t mark;

	snprintf(path, sizeof(path), "proc/%u/task/%u/ns/net", thread->pid, thread->tid);
	if (thread->inum)
		record_inum(sys, path, thread->inum);
	else
		sys_record_error(sys, EACCES, path);
	if (thread->closed)
		sys_netns_mark(sys, thread, &mark);
}

static bool is_same(const struct netns *a, const struct netns *b)
{
	return (a->inum && a->inum == b->inum) || (a->mark && a->mark == b->mark);
}

static bool is_known(const struct netns *thread, const struct netns *own,
		     const struct netns_vec *found, size_t from)
{
	bool known = is_same(thread, own);

	for (size_t i = from; !known && i < found->all.n; i++)
		known = is_same(thread, &found->all.at[i]);
	return known;
}

/*
 * A thread may leave its process's namespace, as runtimes of containers do. The directory's
 * link count is 2 plus the number of threads: most processes have one, and cost no more.
 */
int sys_netns_threads(struct sys *sys, const struct netns *own, struct netns_vec *ret)
{
	_free_ uint32_t *held = NULL;
	const size_t from = ret->all.n;
	struct pids threads = { 0 };
	char path[PATH_ROOM];
	struct stat st;
	int r;

	snprintf(path, sizeof(path), "proc/%u/task", own->pid);
	if (!sys_reads_copy(sys) &&
	    (fstatat(sys->root, path, &st, 0) < 0 || st.st_nlink <= 3))
		return 0;
	r = sys_numbers_in(sys, path, &threads);
	held = threads.all.at;
	for (size_t i = 0; r == 0 && i < threads.all.n; i++) {
		struct netns thread = {
			.pid = own->pid, .tid = threads.all.at[i], .foreign = true
		};
		struct netns *slot;

		if (thread.tid == own->pid || look_at(sys, &thread) < 0 ||
		    is_known(&thread, own, ret, from))
			continue;
		if (sys_copies(sys))
			record_thread(sys, &thread);
		slot = vec_push(&ret->all);
		if (!slot)
			return -ENOMEM;
		*slot = thread;
	}
	return r == -ENOMEM ? r : 0;
}
