/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looks at files that may never come back, left to a process of their own. Who asks a server
 * that has read the question, and never answers, sleeps so that no signal wakes him: a thread
 * would keep its whole process from ending. A process can be left behind.
 */
#ifndef NW_SYS_HELPER_H
#define NW_SYS_HELPER_H

#include <pthread.h>
#include <sys/types.h>

#include "sys.h"
#include "vec.h"

/* What did not answer, and the process that asked it. */
struct sys_silent {
	uint64_t key;
	pid_t pid;
};

struct sys_helper {
	pthread_mutex_t lock; /* one question at a time */
	pid_t pid;            /* 0: none */
	int fd;
	VEC(struct sys_silent) silent;
	struct inodes made; /* the sockets between, which are no part of any picture */
};

/* Once no thread asks any more. */
bool sys_helper_made(const struct sys *sys, uint64_t inode);
void sys_helper_init(struct sys_helper *helper);
void sys_helper_free(struct sys_helper *helper);

/*
 * As sys_stat() with links followed, but the file system is asked as stat() asks it, and for
 * no longer than `wait_ms`: -ETIMEDOUT then, and at once for all of the same `key`, until
 * sys_stat_renew(). Threads may ask side by side.
 *
 * The process is made without SIGCHLD, and is no child that wait() returns: programs that use
 * this library see nothing of it. It ends with the door, or when its answer comes.
 */
int sys_stat_timed(struct sys *sys, uint64_t key, uint32_t wait_ms, struct sys_stat *ret,
		   const char *path);
/* Who did not answer may be asked again; but not while a process still waits for him. */
void sys_stat_renew(struct sys *sys);

#endif
