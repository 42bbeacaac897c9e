/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What /proc/PID/fdinfo/FD says of a descriptor, of whatever kind. */
#ifndef NW_FDINFO_H
#define NW_FDINFO_H

#include "locks.h"
#include "text.h"

/* Numbers with a sign are kept as the same 64 bits: see fdinfo_int(). */
enum fdinfo_number {
	FDINFO_POS,
	FDINFO_FLAGS, /* as open() takes them */
	FDINFO_MNT_ID,
	FDINFO_INO,
	FDINFO_EVENTFD_COUNT,
	FDINFO_EVENTFD_ID,
	FDINFO_EVENTFD_SEMAPHORE,
	FDINFO_PID, /* of a pidfd: -1 once it is gone, 0 if it is not in our namespace */
	FDINFO_SIGMASK,
	FDINFO_CLOCK,
	FDINFO_TICKS,
	FDINFO_SETTIME_FLAGS,
	FDINFO_VALUE_S, /* of a timer: what is left, then the same in nanoseconds */
	FDINFO_VALUE_NS,
	FDINFO_INTERVAL_S,
	FDINFO_INTERVAL_NS,
	FDINFO_FANOTIFY_FLAGS,
	FDINFO_FANOTIFY_EVENT_FLAGS,
	FDINFO_SCM_FDS, /* descriptors that wait in a UNIX socket's queue */
	FDINFO_TTY_INDEX,
	FDINFO_MAP_TYPE,
	FDINFO_MAP_KEY_SIZE,
	FDINFO_MAP_VALUE_SIZE,
	FDINFO_MAP_MAX_ENTRIES,
	FDINFO_MAP_FLAGS,
	FDINFO_MAP_ID,
	FDINFO_MAP_FROZEN,
	FDINFO_MAP_OWNER_PROG_TYPE,
	FDINFO_MEMLOCK, /* of maps and programs */
	FDINFO_PROG_TYPE,
	FDINFO_PROG_JITED,
	FDINFO_PROG_ID, /* of programs, and of links to one */
	FDINFO_PROG_RUN_TIME_NS,
	FDINFO_PROG_RUN_COUNT,
	FDINFO_LINK_ID,
	FDINFO_LINK_ATTACH_TYPE,
	FDINFO_LINK_CGROUP_ID,
	FDINFO_LINK_IFINDEX,
	FDINFO_BTF_ID,
	FDINFO_UFFD_PENDING,
	FDINFO_UFFD_TOTAL,
	FDINFO_RING_SQ_THREAD,
	FDINFO_RING_USER_FILES,
	FDINFO_RING_USER_BUFS,
	FDINFO_DMABUF_SIZE,
	FDINFO_DMABUF_COUNT,
	FDINFO_DRM_CLIENT_ID,
	FDINFO_NUMBERS_
};

enum fdinfo_text {
	FDINFO_NSPID, /* the same pid in each namespace, ours first */
	FDINFO_IFF,   /* the interface of a tun or tap */
	FDINFO_LINK_TYPE,
	FDINFO_PROG_TAG,
	FDINFO_UFFD_API,
	FDINFO_DMABUF_EXPORTER,
	FDINFO_DMABUF_NAME,
	FDINFO_DRM_DRIVER,
	FDINFO_DRM_DEVICE,
	FDINFO_TEXTS_
};

struct fdinfo {
	uint64_t has; /* a bit for each number */
	uint64_t number[FDINFO_NUMBERS_];
	struct text text[FDINFO_TEXTS_];         /* empty: absent */
	uint32_t locks, targets, watches, marks; /* how many lines of each */
};

/* Pure. Of a fact that is told twice the first counts; what is not known is passed over. */
void fdinfo_read(struct text data, struct fdinfo *ret);

static inline bool fdinfo_has(const struct fdinfo *info, enum fdinfo_number number)
{
	return info->has >> number & 1;
}

static inline int64_t fdinfo_int(const struct fdinfo *info, enum fdinfo_number number)
{
	return (int64_t)info->number[number];
}

/*
 * What there may be several of. Each call looks from the cursor on for the next line of its
 * kind, and moves the cursor behind it; false when there is no more.
 */

/* A descriptor that an epoll watches: its number then, which may be another file's by now. */
struct fdinfo_target {
	uint64_t fd, events, data;
	int64_t pos;
	uint64_t dev, inode;
	bool has_file; /* position, device and inode: since Linux 4.13 */
};

bool fdinfo_next_target(struct text *cursor, struct fdinfo_target *ret);

/* What is locked through this descriptor, or by its process; nobody waits here. */
bool fdinfo_next_lock(struct text *cursor, struct lock *ret);

#endif
