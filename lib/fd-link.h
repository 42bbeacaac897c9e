/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a link in /proc/PID/fd points to: its kind, and the name that lsof gives it. */
#ifndef NW_FD_LINK_H
#define NW_FD_LINK_H

#include "text.h"

/* By its text alone: whoever owns the root directory can name a file "/memfd:x". */
enum fd_kind {
	FD_OTHER, /* not a path, and none of these */
	FD_PATH,
	FD_PIPE,
	FD_SOCKET,
	FD_NAMESPACE,
	FD_PIDFD,
	FD_MEMFD,
	FD_SECRETMEM,
	FD_SYSV_SHM,
	FD_DMABUF,
	FD_AIO,
	FD_ANON, /* an anonymous inode of a class that has no name here */
	FD_EVENTFD,
	FD_EPOLL,
	FD_SIGNALFD,
	FD_TIMERFD,
	FD_INOTIFY,
	FD_FANOTIFY,
	FD_USERFAULTFD,
	FD_IO_URING,
	FD_PERF_EVENT,
	FD_BPF_MAP,
	FD_BPF_PROG,
	FD_BPF_LINK,
	FD_BPF_ITER,
	FD_BTF,
	FD_LANDLOCK,
	FD_SECCOMP,
	FD_FS_CONTEXT,
	FD_KVM,
	FD_KINDS_
};

struct fd_link {
	enum fd_kind kind;
	bool anonymous; /* "anon_inode:" */
	bool deleted;   /* " (deleted)" behind a path: of memory files always */
	bool numbered;
	uint64_t number;  /* what stands in brackets: the inode */
	struct text name; /* as lsof has it before fdinfo is asked */
	struct text path; /* without " (deleted)"; empty: it is no path */
};

/* Pure: the text that readlink() gave. */
void fd_link_read(struct text link, struct fd_link *ret);

/*
 * Pure: lsof's NAME, from the link and what fdinfo says, which may be empty. At most
 * size - 1 bytes and a NUL; returns how many. FD_NAME_ROOM is enough for all but paths.
 */
#define FD_NAME_ROOM 512

size_t fd_link_name(const struct fd_link *link, struct text fdinfo, char *ret, size_t size);

#endif
