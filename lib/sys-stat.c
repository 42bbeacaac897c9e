/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a path leads to, without waiting for a server. Of the running system only. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "sys-inside.h"

int sys_stat_at(int dir, const char *path, int flags, struct sys_stat *ret)
{
	struct statx st;

	if (statx(dir, path, flags, STATX_BASIC_STATS, &st) < 0)
		return -errno;
	*ret = (struct sys_stat){
		.dev = makedev(st.stx_dev_major, st.stx_dev_minor),
		.rdev = makedev(st.stx_rdev_major, st.stx_rdev_minor),
		.inode = st.stx_ino,
		.size = st.stx_size,
		.mode = st.stx_mode,
		.nlink = st.stx_nlink,
		.uid = st.stx_uid,
	};
	return 0;
}

static int look(int dir, const char *path, bool follow, struct sys_stat *ret)
{
	const int flags = AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT;

	return sys_stat_at(dir, path, flags | (follow ? 0 : AT_SYMLINK_NOFOLLOW), ret);
}

int sys_stat(struct sys *sys, bool follow, struct sys_stat *ret, const char *format, ...)
{
	char path[4096];
	va_list args;
	int len;

	if (sys_reads_copy(sys))
		return -EOPNOTSUPP;
	va_start(args, format);
	len = vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof(path))
		return -ENAMETOOLONG;
	return look(sys->root, path, follow, ret);
}

int sys_links_stat(const struct sys_links *links, uint32_t fd, bool follow,
		   struct sys_stat *ret)
{
	char name[16];

	if (sys_reads_copy(links->sys))
		return -EOPNOTSUPP;
	snprintf(name, sizeof(name), "%u", fd);
	return look(links->fd, name, follow, ret);
}

int sys_links_again(const struct sys_links *links, uint32_t fd, char *target, size_t size)
{
	char name[16];
	ssize_t len;

	snprintf(name, sizeof(name), "%u", fd);
	len = readlinkat(links->fd, name, target, size - 1);
	if (len < 0)
		return -errno;
	target[len] = '\0';
	return 0;
}

static int link_of(const struct sys_links *links, int file, char *target, size_t size)
{
	char path[40];
	ssize_t len;

	snprintf(path, sizeof(path), "proc/self/fd/%d", file);
	len = readlinkat(links->sys->root, path, target, size - 1);
	if (len < 0)
		return -errno;
	target[len] = '\0';
	return 0;
}

int sys_links_look(const struct sys_links *links, uint32_t fd, struct sys_stat *ret,
		   char *target, size_t size)
{
	_closefd_ int file = -1;
	char name[16];
	int r;

	if (sys_reads_copy(links->sys))
		return -EOPNOTSUPP;
	snprintf(name, sizeof(name), "%u", fd);
	/* Nothing is opened by this: the file is only held. */
	file = openat(links->fd, name, O_PATH | O_CLOEXEC);
	if (file >= 0) {
		r = sys_stat_at(file, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, ret);
		return r < 0 ? r : link_of(links, file, target, size);
	}
	/* Where no more may be held it is looked at twice. */
	r = errno == EMFILE || errno == ENFILE ? look(links->fd, name, true, ret) : -errno;
	return r < 0 ? r : sys_links_again(links, fd, target, size);
}

int sys_links_protocol(const struct sys_links *links, uint32_t fd, char *ret, size_t size)
{
	char path[sizeof(links->path) + 24];
	ssize_t len;

	if (sys_reads_copy(links->sys))
		return -EOPNOTSUPP;
	snprintf(path, sizeof(path), "/%s/%u", links->path, fd);
	len = getxattr(path, "system.sockprotoname", ret, size - 1);
	if (len < 0)
		return -errno;
	ret[len] = '\0';
	return 0;
}
