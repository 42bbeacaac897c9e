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
	NW_USE_ALONE = 1 << 6, /* of the table's sockets nothing is wanted but through uses: it
				  need not have others, and its filter only says which those are
				  that need not be there; and of network namespaces those are
				  left out that nothing but descriptors keeps alive */
	NW_USE_ENDS = 1 << 7,  /* besides `pids` descriptors of all others, where other ends of
				  channels may be */
	NW_USE_FLAGS = 1 << 8, /* of every descriptor, sockets too */
	/* Of processes; with no kinds as well. */
	NW_USE_CONTEXT = 1 << 9,  /* nw_proc_context() */
	NW_USE_PROGRAM = 1 << 10, /* nw_proc_argv() */
	NW_USE_LABELS = 1 << 11,  /* nw_proc_label() */
	NW_USE_COUNTS = 1 << 12,  /* nw_proc_count(), nw_proc_limit() */
	NW_USE_MOUNTS = 1 << 13,  /* of files: nw_use_mount(), nw_use_memory() */
	/* With NW_USE_MOUNTS: what stat says of what is mapped and gone (CAP_CHECKPOINT_RESTORE
	 * or CAP_SYS_ADMIN). */
	NW_USE_MAPPED = 1 << 14,
	/* Of file systems that another machine, or another process, answers for. */
	NW_USE_UNASKED = 1 << 16, /* nothing is asked: what is cached will do */
	NW_USE_PATIENT = 1 << 17, /* they are asked without a helper: that may take for ever */
	/* With NW_USE_SOCKETS, NW_USE_KNOWN and NW_USE_ALONE: of the sockets no more is wanted
	 * than family, type, state, addresses and inode; whatever else they have may be absent. */
	NW_USE_BRIEF = 1 << 18,
};

/* Descriptors of a process, by what their links say. */
enum nw_count {
	NW_COUNT_ALL,
	NW_COUNT_FILES, /* whatever has a path */
	NW_COUNT_SOCKETS,
	NW_COUNT_PIPES,
	NW_COUNT_OTHERS,
	NW_COUNTS_
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
 * its path. Empty: that is not known, or need not be said of a socket that is a row. */
const char *nw_use_link(const struct nw_use *use, size_t *len);
/* What lsof calls it: "/tmp/x", "pipe", "[eventfd:3]". */
const char *nw_use_name(const struct nw_use *use, size_t *len);
/* 'r', 'w', 'u' (both, or neither); 0: unknown, or none. */
char nw_use_access(const struct nw_use *use);
/* 'R' and 'W' of the whole file, 'r' and 'w' of a part; 0: none. */
char nw_use_lock(const struct nw_use *use);
/* st_mode, st_dev ... of what it is; false: not asked, or not known; st_rdev: no device. */
bool nw_use_mode(const struct nw_use *use, uint32_t *ret);
bool nw_use_device(const struct nw_use *use, uint64_t *ret);
bool nw_use_rdev(const struct nw_use *use, uint64_t *ret);
bool nw_use_size(const struct nw_use *use, uint64_t *ret);
bool nw_use_inode(const struct nw_use *use, uint64_t *ret);
bool nw_use_nlink(const struct nw_use *use, uint64_t *ret);
bool nw_use_offset(const struct nw_use *use, uint64_t *ret);
/* As open() takes them: with NW_USE_FLAGS, and where more was asked for anyway. */
bool nw_use_flags(const struct nw_use *use, uint32_t *ret);
/* The number of an eventfd; of a pseudo terminal's master, that of the terminal. */
bool nw_use_index(const struct nw_use *use, uint32_t *ret);
/* Of a UNIX socket, the kernel's pointer to it as /proc/net/unix has it: hashed. */
bool nw_use_pointer(const struct nw_use *use, uint64_t *ret);
/* Of what is mapped: its path leads to another file by now, to this one. */
bool nw_use_other(const struct nw_use *use, uint64_t *device, uint64_t *inode);
/* A positive errno of what was refused, and the call that was ("stat", "readlink",
 * "opendir"); 0: nothing was. */
int nw_use_error(const struct nw_use *use, const char **call);
/* Bytes that it takes where it is stored, of files with holes fewer than its size. */
bool nw_use_allocated(const struct nw_use *use, uint64_t *ret);
/* Does no name lead to it any more? Without stat its link tells. */
bool nw_use_deleted(const struct nw_use *use);
/* Where its file system is mounted, as its process sees that, and of which type it is
 * ("ext4"); NULL: not asked (NW_USE_MOUNTS), no file, or not known. */
const char *nw_use_mount(const struct nw_use *use, size_t *len);
const char *nw_use_fstype(const struct nw_use *use, size_t *len);
/* It has a path, and is memory only: memfd, shared memory. NW_USE_MOUNTS. */
bool nw_use_memory(const struct nw_use *use);
/* Was it left alone, and for which of the query's directories? Those behind others of the
 * list have the first say. */
bool nw_use_exempt(const struct nw_use *use, size_t *ret);
/* The row that it is of the table's sockets; NULL: none. */
const struct nw_sock *nw_use_sock(const struct nw_use *use);
/* Of a socket that is no such row, what the kernel calls its protocol: "TCP", "PINGv6". */
const char *nw_use_protocol(const struct nw_use *use, size_t *len);

/* ---- filters of nw_filter_parse_uses() ---- */

struct nw_filter;
/* Does it take this use, of a table that was asked for what nw_filter_wants() says? */
bool nw_filter_match_use(const struct nw_filter *filter, const struct nw_use *use);
/* May it take anything that this process uses? */
bool nw_filter_match_proc(const struct nw_filter *filter, const struct nw_proc *proc);
/* Does it leave out whatever is no socket? Then no file needs to be looked at. */
bool nw_filter_takes_sockets_only(const struct nw_filter *filter);
/* Add what it needs: bits of nw_query's `want`, and of nw_use_query's. */
void nw_filter_wants(const struct nw_filter *filter, uint32_t *socks, uint32_t *uses);

/* ---- processes ---- */

/* Of the processes of such a table: the owner of /proc/PID, group, parent. */
bool nw_proc_owner(const struct nw_proc *proc, uint32_t *ret);
bool nw_proc_group(const struct nw_proc *proc, uint32_t *ret);
bool nw_proc_parent(const struct nw_proc *proc, uint32_t *ret);
/* With NW_USE_THREADS: which thread it is; 0: the process. Its own name. How many threads the
 * process has. */
uint32_t nw_proc_tid(const struct nw_proc *proc);
const char *nw_proc_task(const struct nw_proc *proc, size_t *len);
uint32_t nw_proc_threads(const struct nw_proc *proc);
/* NW_USE_COUNTS: how many descriptors it has; false: they may not be seen, or all of them may be
 * counted, but not each kind. And its limits (RLIMIT_NOFILE); UINT64_MAX: none. */
bool nw_proc_count(const struct nw_proc *proc, enum nw_count which, uint64_t *ret);
bool nw_proc_limit(const struct nw_proc *proc, uint64_t *soft, uint64_t *hard);

/*
 * Pure: does another machine, or another process, answer for file systems of this type, as
 * mountinfo names it? To look at a file there may take for ever.
 */
bool nw_fs_may_block(const char *type);

#ifdef __cplusplus
}
#endif

#endif
