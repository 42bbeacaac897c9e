/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What sockets of TCP, UDP and UDP-Lite a process holds, and their addresses, told by a BPF
 * program without any dump. */
#ifndef NW_BRIEF_BPF_H
#define NW_BRIEF_BPF_H

#include <stddef.h>

#include "bpf/brief-record.h"

/* Records of one process, ascending by descriptor; of its first thread's table only. */
struct brief_taker {
	int (*take)(const struct brief_record *records, size_t n, void *arg);
	void *arg;
};

/* What one read needs, aligned as a record. */
#define BRIEF_ROOM 32768

/*
 * The program, to be closed: it tells of this network namespace. -ENOSYS: built without;
 * -EPERM, -EACCES ...: the kernel refuses; -EXDEV: /proc counts processes otherwise than the
 * caller's pid namespace.
 */
int brief_load(uint64_t netns);
/* -E2BIG: this kernel walks along all processes only. What `take` refuses is returned; of a
 * process that is gone there is nothing. */
int brief_walk(int program, uint32_t pid, void *room, const struct brief_taker *taker);

#endif
