/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a path leads to, without waiting for a server. Recorded as it is asked. */
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
		.blocks = st.stx_blocks,
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
	int len, r;

	va_start(args, format);
	len = vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof(path))
		return -ENAMETOOLONG;
	if (sys_reads_copy(sys))
		return sys_kept_stat(sys, follow, path, ret);
	r = look(sys->root, path, follow, ret);
	sys_keep_stat(sys, follow, path, r, ret);
	return r;
}

int sys_links_stat(const struct sys_links *links, uint32_t fd, bool follow,
		   struct sys_stat *ret)
{
	char name[16], path[sizeof(links->path) + sizeof(name)];
	int r;

	snprintf(name, sizeof(name), "%u", fd);
	snprintf(path, sizeof(path), "%s/%s", links->path, name);
	if (sys_reads_copy(links->sys))
		return sys_kept_stat(links->sys, follow, path, ret);
	r = look(links->fd, name, follow, ret);
	sys_keep_stat(links->sys, follow, path, r, ret);
	return r;
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
	char name[16], path[sizeof(links->path) + sizeof(name)];
	_closefd_ int file = -1;
	int r;

	snprintf(name, sizeof(name), "%u", fd);
	snprintf(path, sizeof(path), "%s/%s", links->path, name);
	if (sys_reads_copy(links->sys)) {
		r = sys_kept_stat(links->sys, true, path, ret);
		return r < 0 ? r : sys_links_again(links, fd, target, size);
	}
	/* Nothing is opened by this: the file is only held. */
	file = openat(links->fd, name, O_PATH | O_CLOEXEC);
	if (file >= 0) {
		r = sys_stat_at(file, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, ret);
		sys_keep_stat(links->sys, true, path, r, ret);
		return r < 0 ? r : link_of(links, file, target, size);
	}
	/* Where no more may be held it is looked at twice. */
	r = errno == EMFILE || errno == ENFILE ? look(links->fd, name, true, ret) : -errno;
	sys_keep_stat(links->sys, true, path, r, ret);
	return r < 0 ? r : sys_links_again(links, fd, target, size);
}

int sys_protocol(struct sys *sys, char *ret, size_t size, const char *format, ...)
{
	char path[64] = "/";
	va_list args;
	ssize_t len;
	int n;

	va_start(args, format);
	n = vsnprintf(path + 1, sizeof(path) - 1, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(path) - 1)
		return -ENAMETOOLONG;
	if (sys_reads_copy(sys))
		return sys_kept_protocol(sys, path + 1, ret, size);
	len = getxattr(path, "system.sockprotoname", ret, size - 1);
	ret[len < 0 ? 0 : len] = '\0';
	n = len < 0 ? -errno : 0;
	sys_keep_protocol(sys, path + 1, n, ret);
	return n;
}
