/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Other network namespaces through the door: entered by a thread of ours, never by the
 * caller's. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "sys-inside.h"
#include "text.h"

bool sys_is_foreign(const struct netns *netns)
{
	return netns && netns->foreign;
}

static int open_netns(struct sys *sys, const struct netns *netns)
{
	char path[PATH_ROOM];
	int fd;

	if (netns->name[0])
		snprintf(path, sizeof(path), "run/netns/%s", netns->name);
	else if (netns->pid)
		snprintf(path, sizeof(path), "proc/%u/ns/net", netns->pid);
	else
		snprintf(path, sizeof(path), "proc/%u/fd/%u", netns->fd_pid, netns->fd);
	fd = openat(sys->root, path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

struct visit {
	int fd;
	int (*work)(void *arg);
	void *arg;
	int result;
};

static void *go_inside(void *arg)
{
	struct visit *visit = arg;

	visit->result = setns(visit->fd, CLONE_NEWNET) == 0 ? visit->work(visit->arg) : -errno;
	return NULL;
}

/* The process may have moved on, and its number belong to another one. */
static int is_still(int fd, const struct netns *netns)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	return netns->inum && st.st_ino != netns->inum ? -ESTALE : 0;
}

int sys_inside(struct sys *sys, const struct netns *netns, int (*work)(void *arg), void *arg)
{
	struct visit visit = { .work = work, .arg = arg };
	_closefd_ int fd = open_netns(sys, netns);
	pthread_t thread;
	int r;

	if (fd < 0)
		return fd;
	r = is_still(fd, netns);
	if (r < 0)
		return r;
	visit.fd = fd;
	r = pthread_create(&thread, NULL, go_inside, &visit);
	if (r != 0)
		return -r;
	pthread_join(thread, NULL);
	return visit.result;
}

/* ---- /run/netns -------------------------------------------------------------------------- */

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

static void record_name(struct sys *sys, const char *path, uint64_t inum)
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
		record_name(sys, path, inum);
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

/* ---- telling namespaces apart without permission -------------------------------------------- */

/*
 * Whose namespace a process lives in only those may know who may trace it. But the files
 * of /proc/PID/net are everybody's, and their inodes are the same for all processes of one
 * namespace.
 */
int sys_netns_mark(struct sys *sys, uint32_t pid, uint64_t *ret)
{
	char path[PATH_ROOM], link[64];
	struct stat st;
	int r;

	snprintf(path, sizeof(path), "proc/%u/net-mark", pid);
	if (sys_reads_copy(sys)) {
		r = sys_link(sys, link, sizeof(link), "%s", path);
		if (r < 0)
			return r;
		return text_bracketed(link, "mark:", ret) ? 0 : -EBADMSG;
	}

	snprintf(link, sizeof(link), "proc/%u/net/tcp", pid);
	if (fstatat(sys->root, link, &st, 0) < 0)
		return -errno;
	if (sys_copies(sys)) {
		snprintf(link, sizeof(link), "mark:[%llu]", (unsigned long long)st.st_ino);
		recording_make_link(&sys->rec, link, path);
	}
	*ret = st.st_ino;
	return 0;
}

static int nothing(void *arg)
{
	(void)arg;
	return 0;
}

int sys_netns_check(struct sys *sys, const struct netns *netns)
{
	const struct recorded *known;
	char path[PATH_ROOM];
	int r;

	snprintf(path, sizeof(path), "netns/%llu", (unsigned long long)netns->inum);
	if (sys_reads_copy(sys)) {
		known = recording_find(&sys->rec, path);
		return known ? -known->error : 0;
	}
	r = sys_inside(sys, netns, nothing, NULL);
	if (r < 0)
		sys_record_error(sys, -r, path);
	return r;
}
