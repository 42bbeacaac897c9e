/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Locks of files, as lines of /proc/locks and of fdinfo tell them. */
#ifndef NW_LOCKS_H
#define NW_LOCKS_H

#include "text.h"

enum lock_kind {
	LOCK_KIND_OTHER, /* one that is not known here */
	LOCK_KIND_POSIX,
	LOCK_KIND_OFD, /* of an open file, not of a process */
	LOCK_KIND_FLOCK,
	LOCK_KIND_LEASE,
	LOCK_KIND_DELEGATION,
	LOCK_KIND_ACCESS,
};

enum lock_state {
	LOCK_STATE_OTHER,
	LOCK_STATE_ADVISORY,
	LOCK_STATE_MANDATORY,
	LOCK_STATE_SHARE, /* of Windows programs on a file server */
	LOCK_STATE_ACTIVE,
	LOCK_STATE_BREAKING, /* of a lease: somebody wants the file */
	LOCK_STATE_BREAKER,  /* and this one does */
};

enum lock_mode {
	LOCK_MODE_NONE,
	LOCK_MODE_READ,
	LOCK_MODE_WRITE,
	LOCK_MODE_BOTH,
};

#define LOCK_TO_EOF UINT64_MAX

struct lock {
	uint64_t number; /* in this file; whoever waits has the number of what is waited for */
	int64_t pid; /* -1 of OFD locks */
	uint64_t dev, inode;
	uint64_t start, end; /* the last byte, or LOCK_TO_EOF */
	uint8_t kind, state, mode;
	bool waits;
	bool has_file; /* whoever breaks a lease is told of without a file */
};

/* Pure: "1: POSIX  ADVISORY  WRITE 1234 fe:00:5678 0 EOF"; false if it is no such line. */
bool lock_read(struct text line, struct lock *ret);

/* R and W for all of a file, r and w for a part; NUL if nothing is held. */
char lock_letter(const struct lock *lock);

/*
 * One letter for all locks of a process on a file, in the order of /proc/locks: lsof keeps
 * each letter once and shows the one that it met last. To begin with, all zero.
 */
struct lock_letters {
	uint8_t seen;
	char letter;
};

void lock_fold(struct lock_letters *letters, char letter);

#endif
