/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libnetwho: what files a process uses - its descriptors, its directory and root, its
 * program, what it has mapped. Included by <netwho.h>, whose first comment holds here too.
 */
#ifndef NETWHO_USE_H
#define NETWHO_USE_H

#include <netwho-row.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A process's use of a file. */
struct nw_use;

enum nw_use_kind {
	NW_USE_CWD,     /* its directory */
	NW_USE_ROOT,    /* its root directory */
	NW_USE_TEXT,    /* its program */
	NW_USE_MEMORY,  /* mapped */
	NW_USE_DELETED, /* mapped, and gone since, or another file has its name */
	NW_USE_FD,      /* a descriptor */
	NW_USE_NO_FD,   /* its descriptors may not be read */
	NW_USES_
};

enum nw_use_want {
	NW_USE_OFFSETS = 1 << 0, /* of every descriptor; else of devices only */
	NW_USE_LOCKS = 1 << 1,
	NW_USE_SOCKETS = 1 << 2, /* nothing but descriptors of sockets: no file is touched */
	NW_USE_KNOWN = 1 << 3,   /* of sockets those that are rows of the table */
	NW_USE_POINTERS = 1 << 4, /* of UNIX sockets */
	NW_USE_THREADS = 1 << 5,  /* behind a process its threads, as processes of their own */
	/* Of file systems that another machine, or another process, answers for. */
	NW_USE_UNASKED = 1 << 16, /* nothing is asked: what is cached will do */
	NW_USE_PATIENT = 1 << 17, /* they are asked without a helper: that may take for ever */
};

/*
 * Which uses a table has, besides its sockets. The table's processes are then those that
 * are asked for; with no kinds they are all it has: ask for them first to choose among
 * them, and then for what the chosen ones use.
 */
struct nw_use_query {
	size_t size;          /* sizeof(struct nw_use_query) */
	uint32_t kinds;       /* NW_BIT(enum nw_use_kind) ...; NO_FD comes with FD */
	uint32_t want;        /* enum nw_use_want */
	const uint32_t *pids; /* ascending; NULL: every process */
	size_t n_pids;
	/*
	 * What is on a file system that another machine, or another process, answers for is
	 * looked at by a helper, a process of its own that ends with `struct nw`. This is how
	 * long it may take for one file; who has not answered then is not asked again for this
	 * table, and the errors of all uses there are ETIMEDOUT. 0: 250 milliseconds.
	 */
	uint32_t wait_ms;
	/* Absolute paths of directories: what is there is not looked at. */
	const char *const *exempt;
	size_t n_exempt;
};

enum nw_use_kind nw_use_kind(const struct nw_use *use);
const struct nw_proc *nw_use_proc(const struct nw_use *use);
/* Its number, of NW_USE_FD. */
uint32_t nw_use_fd(const struct nw_use *use);
/* Where its link points, as the kernel writes it: "/tmp/x", "pipe:[42]". Of what is mapped
 * its path. Empty: that is not known. */
const char *nw_use_link(const struct nw_use *use, size_t *len);
/* What lsof calls it: "/tmp/x", "pipe", "[eventfd:3]". */
const char *nw_use_name(const struct nw_use *use, size_t *len);
/* 'r', 'w', 'u' (both, or neither); 0: unknown, or none. */
char nw_use_access(const struct nw_use *use);
/* 'R' and 'W' of the whole file, 'r' and 'w' of a part; 0: none. */
char nw_use_lock(const struct nw_use *use);
/* st_mode, st_dev ... of what it is; false: not asked, or not known. */
bool nw_use_mode(const struct nw_use *use, uint32_t *ret);
bool nw_use_device(const struct nw_use *use, uint64_t *ret);
bool nw_use_rdev(const struct nw_use *use, uint64_t *ret);
bool nw_use_size(const struct nw_use *use, uint64_t *ret);
bool nw_use_inode(const struct nw_use *use, uint64_t *ret);
bool nw_use_nlink(const struct nw_use *use, uint64_t *ret);
bool nw_use_offset(const struct nw_use *use, uint64_t *ret);
/* As open() takes them. */
bool nw_use_flags(const struct nw_use *use, uint32_t *ret);
/* Of a UNIX socket, the kernel's pointer to it as /proc/net/unix has it: hashed. */
bool nw_use_pointer(const struct nw_use *use, uint64_t *ret);
/* Of what is mapped: its path leads to another file by now, to this one. */
bool nw_use_other(const struct nw_use *use, uint64_t *device, uint64_t *inode);
/* A positive errno of what was refused, and the call that was ("stat", "readlink",
 * "opendir"); 0: nothing was. */
int nw_use_error(const struct nw_use *use, const char **call);
/* Was it left alone, and for which of the query's directories? Those behind others of the
 * list have the first say. */
bool nw_use_exempt(const struct nw_use *use, size_t *ret);
/* The row that it is of the table's sockets; NULL: none. */
const struct nw_sock *nw_use_sock(const struct nw_use *use);
/* Of a socket that is no such row, what the kernel calls its protocol: "TCP", "PINGv6". */
const char *nw_use_protocol(const struct nw_use *use, size_t *len);

/* Of the processes of such a table: the owner of /proc/PID, group, parent. */
bool nw_proc_owner(const struct nw_proc *proc, uint32_t *ret);
bool nw_proc_group(const struct nw_proc *proc, uint32_t *ret);
bool nw_proc_parent(const struct nw_proc *proc, uint32_t *ret);
/* With NW_USE_THREADS: which thread it is; 0: the process. Its own name. How many threads the
 * process has. */
uint32_t nw_proc_tid(const struct nw_proc *proc);
const char *nw_proc_task(const struct nw_proc *proc, size_t *len);
uint32_t nw_proc_threads(const struct nw_proc *proc);

/*
 * Pure: does another machine, or another process, answer for file systems of this type, as
 * mountinfo names it? To look at a file there may take for ever.
 */
bool nw_fs_may_block(const char *type);

#ifdef __cplusplus
}
#endif

#endif
