/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What files processes use: rows, and how they are gathered. */
#ifndef NW_USE_H
#define NW_USE_H

#include <stdatomic.h>

#include "fd-link.h"
#include "fdinfo.h"
#include "locks.h"
#include "maps.h"
#include "mounts.h"
#include "proc.h"
#include "radix.h"
#include "row.h"
#include "spread.h"
#include "sys.h"

enum use_has {
	USE_HAS_STAT = 1 << 0, /* mode, size, links, and device of what is one */
	USE_HAS_FILE = 1 << 1, /* device and inode */
	USE_HAS_OFFSET = 1 << 2,
	USE_HAS_FLAGS = 1 << 3,
	USE_HAS_POINTER = 1 << 4, /* and no device of its own */
	USE_HAS_OTHER = 1 << 5,
	USE_HAS_INODE = 1 << 6,
	USE_HAS_INDEX = 1 << 7,
	USE_HAS_MEMORY = 1 << 8, /* it is no file system's */
};

/* A use as it is gathered. There may be a million: what excludes each other shares its room. */
struct use_draft {
	uint64_t dev, inode, size;
	union {
		uint64_t rdev;
		uint64_t pointer;   /* of a UNIX socket */
		uint64_t start;     /* of what is mapped and gone: where, ... */
		uint64_t other_dev; /* of what is mapped: its path leads there by now */
		uint64_t blocks;    /* of 512 bytes, of what is no device */
	};
	union {
		uint64_t offset;
		uint64_t end; /* ... and up to where */
		uint64_t other_inode;
	};
	/* Offsets while uses are gathered, pointers once all are. */
	union {
		uint64_t link_at;
		const char *link;
	};
	union {
		uint64_t name_at;
		const char *name; /* a NUL behind it */
	};
	/* Where its file system is mounted, and behind the NUL of that of which type it is. */
	union {
		uint64_t mount_at;
		const char *mount;
	};
	uint32_t proc_at; /* in its lane */
	union {
		uint32_t row;   /* of a socket, 1 more than the index; 0: it is none */
		uint32_t index; /* of an eventfd, of a pseudo terminal's master */
	};
	uint32_t fd, flags;
	union {
		uint32_t nlink;
		uint32_t exempt; /* of what is: the index */
	};
	uint16_t link_len;
	uint16_t mode;
	uint16_t has; /* enum use_has */
	uint8_t error; /* a positive errno: there are some 130 */
	uint8_t kind; /* enum nw_use_kind */
	uint8_t call; /* enum use_call */
	char access, lock;
	bool socket : 1;   /* by its link */
	bool own : 1;      /* made to ask: no part of any picture */
	bool exempted : 1; /* not to be looked at */
	bool protocol : 1; /* the name is that of a socket's protocol */
};

struct nw_use {
	const struct nw_proc *proc;
	const struct nw_sock *sock;
	const struct use_draft *more; /* NULL: a socket, of which its row tells all there is */
	uint32_t fd;
	uint8_t kind; /* enum nw_use_kind */
	char access, lock;
};

enum use_call { USE_CALL_NONE, USE_CALL_STAT, USE_CALL_READLINK, USE_CALL_OPENDIR };

/* What one thread gathers, its bytes beside it. */
struct use_lane {
	VEC(struct use_draft) uses;
	VEC(struct nw_proc) procs;
	struct arena arena;
	struct bytes data; /* of the file being read */
	struct sys_links links;
	struct map_files seen;
	struct pids threads;
	struct bytes mount_data;
	struct mount_list mounts; /* of the process, when its namespace is another */
	VEC(struct use_mount) named; /* mounts that have been */
	bool named_own;              /* those of our own namespace */
	/* use-brief.c: rows one behind the other, and the descriptor of each. */
	VEC(struct nw_sock) socks;
	VEC(uint32_t) fds;
};

struct use_mount {
	uint64_t dev;
	uint32_t at;
	bool blocks; /* it may */
};

struct uses {
	VEC(struct nw_use) all;
	VEC(struct nw_proc) procs;
	struct use_lane *lanes; /* they own the bytes */
	size_t n_lanes;
};

/* ---- use-locks.c: the letters of /proc/locks, by process and file ------------------- */

struct use_lock {
	uint64_t dev, inode;
	int64_t pid;
	size_t turn; /* in the order of the file */
	char letter; /* of this line */
	struct lock_letters letters;
};

struct use_locks {
	VEC(struct use_lock) all; /* sorted once they are read */
};

/* Pure: all lines of the file. 0 or -ENOMEM. */
int use_locks_parse(struct text data, struct use_locks *ret);
/* 0: none. */
char use_locks_find(const struct use_locks *locks, uint32_t pid, uint64_t dev,
		    uint64_t inode);

/* ---- use-sock.c: sockets by inode ----------------------------------------------------- */

struct use_socks {
	struct keyed *by_inode;
	size_t n;
	/* Of UNIX sockets, an inode and a pointer each. */
	struct use_pointer {
		uint64_t inode, pointer;
	} *pointers;
	size_t n_pointers;
};

int use_socks_make(struct sys *sys, const struct rows *rows, bool pointers,
		   struct use_socks *ret);
/* 1 more than its row, or 0. */
uint32_t use_socks_find(const struct use_socks *socks, uint64_t inode);
bool use_socks_pointer(const struct use_socks *socks, uint64_t inode, uint64_t *ret);
void use_socks_free(struct use_socks *socks);

/* ---- use-mounts.c: may a look at a file never come back? ------------------------------- */

struct use_mounts {
	struct bytes data;
	struct mount_list list; /* not known: as if some might block */
	char space[64];         /* the mount namespace that they are of */
};

int use_mounts_read(struct sys *sys, struct use_mounts *ret);
void use_mounts_free(struct use_mounts *mounts);

/* ---- use-look.c: looks at files, by what they are on --------------------------------------- */

struct use_taking;
struct use_reader;

/* May the server of this mount never answer? NULL: it is not known which it is. */
bool use_may_block(const struct mount *mount);
/* What a path leads to, past servers that may never answer, the last of them that of this
 * mount. 0, or what is refused: -ETIMEDOUT, or -EAGAIN where they are not to be asked. */
int use_ask(const struct use_taking *taking, const struct mount *mount, const char *path,
	    struct sys_stat *ret);
/* The same for a link of /proc, as "proc/1/fd/3", which leads there without a way. */
int use_look(const struct use_taking *taking, const struct mount *mount, const char *path,
	     struct sys_stat *ret);
/* What is known of it nevertheless: device, inode, type. Absent is 0. */
void use_look_known(const struct use_taking *taking, const struct mount *mount,
		    const char *path, struct use_draft *use);
/* Is a path not to be looked at? 1 more than the index of the directory, or 0. */
uint32_t use_exempt(const struct use_taking *taking, const char *path);

/* ---- uses.c, use-read.c, use-map.c ------------------------------------------------------- */

/* All that is asked for, and what is the same for all processes. */
struct use_taking {
	struct sys *sys;
	const struct nw_use_query *query;
	unsigned threads;
	struct gate *gate; /* until it is open one processor is busy otherwise; or NULL */
	struct pids pids;
	struct use_lane *lanes; /* one for each thread */
	size_t n_lanes;
	struct use_locks locks;
	struct use_socks socks;
	struct use_mounts mounts;
	/* Where each process's are. */
	struct use_range {
		uint32_t lane;
		size_t first, n;
		size_t first_proc, procs; /* none: it was gone */
	} *ranges;
	uint32_t own;         /* our own process, whose threads are there for this only */
	atomic_size_t denied; /* processes whose descriptors may not be read */
	bool hidden;          /* not even process 1 is listed */
	/* Of its own thread. */
	pthread_t thread;
	bool runs;
	int result;
};

/* What processes use, of sockets nothing but their inodes: now, or beside a dump until
 * uses_wait(). 0, -ENOMEM, -EOVERFLOW; -errno when /proc cannot be listed. */
int uses_gather(struct use_taking *taking);
int uses_start(struct use_taking *taking);
int uses_wait(struct use_taking *taking);
/* Find the sockets among these rows, which stay where they are. What was gathered is ret's. */
int uses_join(struct use_taking *taking, const struct rows *rows, struct uses *ret);
void use_taking_free(struct use_taking *taking);
void uses_free(struct uses *uses);

/* The lanes, and the tables of what they hold; and where they end: pointers. */
int use_lanes_make(struct use_taking *taking, size_t n_ranges);
void use_land(const struct use_taking *taking, const struct use_range *range,
	      const struct rows *rows, struct uses *ret);

/* use-join.c: which rows the sockets are; of those that are none, what the kernel calls
 * their protocol, and stat(). */
int use_join_rows(struct use_taking *taking, const struct rows *rows);
/* What the kernel calls the protocol of each socket. */
int use_ask_protocols(struct use_taking *taking);

/* use-hold.c: does the query ask for nothing that the holders of sockets do not answer? */
bool use_is_held(const struct nw_use_query *query);

/* The kernel writes paths of up to a page. */
#define LINK_ROOM 4097

struct use_reader {
	struct use_taking *taking;
	struct use_lane *lane;
	uint32_t pid;
	uint32_t tid;  /* 0: all of it */
	uint32_t kinds, want; /* of the query; less of who only may have other ends */
	char home[48]; /* "proc/PID", or that of the thread */
	/* Its mounts, where a look at a file may never come back. */
	const struct mount *mounts;
	size_t n_mounts;
	bool careful;
	struct map_file exe; /* 0, 0: not known */
	char link[LINK_ROOM], again[LINK_ROOM];
	bool held;   /* `again` is the link of what was looked at */
	bool still;  /* its process does not run */
	bool closed; /* some of its descriptors may not be read */
};

/* A process as such, into a lane. 1: it is there; 0: gone, or a zombie, which uses nothing. */
int use_read_identity(struct use_taking *taking, struct use_lane *lane, uint32_t pid);
/* One process, into a lane. What is gone meanwhile is left out. 0, -ENOMEM, -EOVERFLOW. */
int use_read_process(struct use_taking *taking, struct use_lane *lane, uint32_t pid);
int use_read_maps(struct use_taking *taking, struct use_lane *lane, const char *home,
		  const struct map_file *exe);
/* use-fd.c: its descriptors. */
int use_read_fds(struct use_reader *reader);
/* use-file.c: one of them, of a file; and its fdinfo, the bytes into lane->data. */
int use_read_file(struct use_reader *reader, uint32_t fd);
int use_read_info(struct use_reader *reader, uint32_t fd, struct fdinfo *ret);
/* use-still.c: the process does not run, and has run so often; has it run since? */
bool use_is_still(struct use_reader *reader, uint64_t *ret);
bool use_ran(struct use_reader *reader, uint64_t runs);
/* A new row of the process at hand, its link and name kept; NULL: no memory. */
struct use_draft *use_add(struct use_lane *lane, enum nw_use_kind kind);
/* use-mounts.c: where the files of the process are mounted, from this use on. */
int use_name_mounts(struct use_reader *reader, size_t first);
/* use-count.c: how many descriptors the process has, of which kinds, and may have. */
int use_count(struct use_taking *taking, struct use_lane *lane, uint32_t pid,
	      struct nw_proc *proc);
/* Pure: the line of /proc/PID/limits; UINT64_MAX: none. */
bool use_limit_parse(struct text data, uint64_t *soft, uint64_t *hard);
/* Bytes, and a NUL behind them. */
int use_keep(struct use_lane *lane, const char *data, size_t len, uint64_t *at);
int use_keep_link(struct use_reader *reader, struct use_draft *use);
void use_refuse(struct use_draft *use, enum use_call call, int error);
void use_stat_set(struct use_draft *use, const struct sys_stat *st);

/* What use_exempt() told of it. */
static inline int use_leave(struct use_draft *use, uint32_t exempt)
{
	use->exempted = true;
	use->exempt = exempt - 1;
	return 0;
}

#endif
