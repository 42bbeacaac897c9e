/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The door from inside: for sys.c, sys-links.c and sys-netlink.c only. */
#ifndef NW_SYS_INSIDE_H
#define NW_SYS_INSIDE_H

#include <dirent.h>

#include "recording.h"
#include "sys-helper.h"
#include "sys.h"

#define PATH_ROOM 256

struct mnl_socket;

/* The netlink socket in use: one serves all dumps of a namespace. */
struct sys_bus {
	struct mnl_socket *socket;
	uint64_t inum;
	int bus;
	uint32_t seq;
	struct inodes made; /* every one there was */
};

void sys_bus_close(struct sys_bus *bus);
void sys_bus_free(struct sys_bus *bus);

/* A file of /proc/net, of our own namespace. */
struct kept_file {
	const char *file; /* text that stays */
	int fd;
};

struct sys {
	int root; /* live: "/"; replay: the recording */
	bool replays, records, frozen;
	uint32_t euid;
	uint64_t netns;
	struct recording rec;
	struct sys_bus bus;
	struct sys_helper helper;
	pthread_mutex_t lock; /* of the troubles */
	struct notes troubles;
	VEC(struct kept_file) kept;
};

/* sys-kept.c */
void sys_kept_free(struct sys *sys);

/* Open below the root, live or recorded; what the system refuses is recorded as well. */
int sys_open_path(struct sys *sys, const char *path, int flags);

/* A directory the same way, to be closed. */
int sys_open_dir(struct sys *sys, const char *path, DIR **ret);

/* Remember what is wrong with the recording; returns -EUCLEAN. */
int sys_trouble(struct sys *sys, enum nw_note_kind kind, int error, const char *path);
/* What failed in a recording: absent, or a trouble of the part of the way that is wrong. */
int sys_copy_error(struct sys *sys, const char *path, int error);
/* Run work(arg) on a thread of its own, inside that namespace. Its result, or -EPERM ... */
int sys_inside(struct sys *sys, const struct netns *netns, int (*work)(void *arg), void *arg);
/* "proc/PID", or "proc/PID/task/TID". Returns `path`. */
char *sys_netns_home(const struct netns *netns, char path[PATH_ROOM]);
/* As sys_netns_mark(), but not recorded. */
int sys_netns_look(struct sys *sys, const struct netns *netns, uint64_t *ret);
/* The entries of a directory that are numbers, ascending. */
int sys_numbers_in(struct sys *sys, const char *path, struct pids *ret);
bool sys_is_foreign(const struct netns *netns);

/* sys-facts.c: what stat() and its like said of a path is kept, when a recording is made, and
 * told again. The results are those of sys_stat() and sys_protocol(). */
void sys_keep_stat(struct sys *sys, bool follow, const char *path, int result,
		   const struct sys_stat *st);
int sys_kept_stat(const struct sys *sys, bool follow, const char *path, struct sys_stat *ret);
void sys_keep_protocol(struct sys *sys, const char *path, int result, const char *protocol);
int sys_kept_protocol(const struct sys *sys, const char *path, char *ret, size_t size);

/* A file of the recording being made (-1: none is), and what its index says of it. */
int sys_record_file(struct sys *sys, const char *path);
void sys_record_size(struct sys *sys, size_t size, const char *path);
void sys_record_error(struct sys *sys, int error, const char *path);

/* sys-stat.c: one call and nothing else, of which AT_ flags go with it. 0 or -errno. */
int sys_stat_at(int dir, const char *path, int flags, struct sys_stat *ret);

#endif
