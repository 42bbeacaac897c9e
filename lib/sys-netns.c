/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Other network namespaces through the door: entered by a thread of ours, never by the
 * caller's. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "sys-inside.h"
#include "text.h"

bool sys_is_foreign(const struct netns *netns)
{
	return netns && netns->foreign;
}

char *sys_netns_home(const struct netns *netns, char path[PATH_ROOM])
{
	if (netns->tid)
		snprintf(path, PATH_ROOM, "proc/%u/task/%u", netns->pid, netns->tid);
	else
		snprintf(path, PATH_ROOM, "proc/%u", netns->pid);
	return path;
}

static int open_netns(struct sys *sys, const struct netns *netns)
{
	char path[PATH_ROOM];
	int fd;

	if (netns->mount[0])
		snprintf(path, sizeof(path), "%s", netns->mount);
	else if (netns->name[0])
		snprintf(path, sizeof(path), "run/netns/%s", netns->name);
	else if (netns->pid)
		strcat(sys_netns_home(netns, path), "/ns/net");
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

/* ---- telling namespaces apart without permission -------------------------------------------- */

/*
 * Whose namespace a process lives in only those may know who may trace it. But the files
 * of /proc/PID/net are everybody's, and their inodes are the same for all processes of one
 * namespace.
 */
int sys_netns_look(struct sys *sys, const struct netns *netns, uint64_t *ret)
{
	char path[PATH_ROOM], link[64];
	struct stat st;
	int r;

	sys_netns_home(netns, path);
	if (sys_reads_copy(sys)) {
		r = sys_link(sys, link, sizeof(link), "%s/net-mark", path);
		if (r < 0)
			return r;
		return text_bracketed(link, "mark:", ret) ? 0 : -EBADMSG;
	}
	strcat(path, "/net/tcp");
	if (fstatat(sys->root, path, &st, 0) < 0)
		return -errno;
	*ret = st.st_ino;
	return 0;
}

int sys_netns_mark(struct sys *sys, const struct netns *netns, uint64_t *ret)
{
	char path[PATH_ROOM], link[64];
	int r = sys_netns_look(sys, netns, ret);

	if (r == 0 && sys_copies(sys)) {
		sys_netns_home(netns, path);
		strcat(path, "/net-mark");
		snprintf(link, sizeof(link), "mark:[%llu]", (unsigned long long)*ret);
		recording_make_link(&sys->rec, link, path);
	}
	return r;
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
