/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The only door to the system: the running kernel, the running kernel while all that
 * is read is saved, or such a recording. Nobody behind it can tell which.
 *
 * A recording is a directory:
 *   netwho        marker: format, effective user, network namespace, "complete"
 *   index         "size N PATH" and "error NAME PATH", one per line
 *   proc/...      files as read; links as links; directories that were listed
 *   diag/NETNS/X  the netlink messages of one dump, raw, one behind the other
 *   names         what the name service answered
 *   facts         what stat() answered, and the names of sockets' protocols
 *   host          uname(2), and what time it was
 */
#ifndef NW_SYS_H
#define NW_SYS_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>

#include "cleanup.h"
#include "row.h"
#include "vec.h"

struct sys;

struct bytes {
	char *at;
	size_t n, size;
};

struct pids {
	VEC(uint32_t) all;
};

int sys_open(const char *root, struct sys **ret);
/* Record into `dir` whatever is read from now on ... */
int sys_record(struct sys *sys, const char *dir);
/* Close the socket that asks: it is not to be recorded among the descriptors. */
void sys_hang_up(struct sys *sys);
/* ... and from here on read the recording instead of the system ... */
int sys_record_freeze(struct sys *sys);
/* ... which is whole now. */
int sys_record_end(struct sys *sys);
void sys_free(struct sys *sys);
DEFINE_FREEP(sys, sys)

/* A recording is being made; somebody's recording is being read. */
bool sys_records(const struct sys *sys);
bool sys_replays(const struct sys *sys);
/* Is what is read copied into a recording? */
bool sys_copies(const struct sys *sys);
/* Do bytes come from a recording, be it somebody's or the one just made? */
bool sys_reads_copy(const struct sys *sys);
/* false: whoever made this recording did not get to its end. */
bool sys_complete(const struct sys *sys);
uint32_t sys_euid(const struct sys *sys);
/* Inode of the network namespace that dumps speak of. */
uint64_t sys_netns(const struct sys *sys);

/* A network namespace and the way into it. All zero: ours. */
struct netns {
	uint64_t inum;   /* of /proc/PID/ns/net; 0: may not be known */
	uint64_t mark;   /* sys_netns_mark(), where that is all there is */
	uint32_t pid;    /* a process that lives in it; 0: none is known */
	uint32_t tid;    /* not that process does, but this thread of it; 0: the process */
	uint32_t fd_pid; /* ... or a process that only holds a descriptor of it */
	uint32_t fd;
	bool foreign;
	bool closed;   /* may be read through its process, but not entered */
	char name[64]; /* in /run/netns, or of where it is mounted; "": none */
	char mount[192]; /* where, if not in /run/netns, without the first slash */
};

/*
 * What is wrong with a recording is remembered here, once for each file, whoever met it.
 * Its error is -EUCLEAN then: nobody needs to say more of it.
 */
int sys_troubles(struct sys *sys, struct notes *ret);

/* The whole of a file, a NUL behind its last byte. 1: a recording's copy is cut, which is
 * among the troubles. */
int sys_read(struct sys *sys, struct bytes *ret, const char *path, ...)
	__attribute__((format(printf, 3, 4)));
/* As sys_read, a file of /proc/net as this namespace sees it: "tcp", "sctp/eps". */
int sys_read_net(struct sys *sys, const struct netns *netns, struct bytes *ret,
		 const char *file);
/*
 * The same, of a file that is read again and again; `file` is a text that stays. `whole`: the
 * kernel shows it in one piece (single_open), and a short read is its end.
 */
int sys_read_kept(struct sys *sys, const struct netns *netns, struct bytes *ret,
		  const char *file, bool whole);
/* Names in /run/netns and their namespaces, appended. */
struct netns_vec {
	VEC(struct netns) all;
};
int sys_netns_names(struct sys *sys, struct netns_vec *ret);
/* Those that are mounted anywhere, appended. */
int sys_netns_mounts(struct sys *sys, struct netns_vec *ret);
/* Those in which threads of own->pid live, and not the process itself, appended. */
int sys_netns_threads(struct sys *sys, const struct netns *own, struct netns_vec *ret);
/* Can this namespace be entered? 0, or why not: -EPERM, -ENOENT, -ESTALE ... */
int sys_netns_check(struct sys *sys, const struct netns *netns);
/* A number that is the same for all processes of a namespace, known to everybody: of that
 * in which this process, or thread, lives. */
int sys_netns_mark(struct sys *sys, const struct netns *netns, uint64_t *ret);
/* Where a link points; -EACCES, -ENOENT ... */
int sys_link(struct sys *sys, char *ret, size_t size, const char *path, ...)
	__attribute__((format(printf, 4, 5)));
/* A link that was read is no part of the recording that is made. */
void sys_drop_link(struct sys *sys, const char *path);
/* Save what did not come from a file (the name service's answers). */
int sys_save(struct sys *sys, const char *path, const void *data, size_t len);

/* Process ids, ascending. */
int sys_pids(struct sys *sys, struct pids *ret);
/* All threads of `pid`, itself among them. */
int sys_threads(struct sys *sys, uint32_t pid, struct pids *ret);
/* Threads of `pid` with a descriptor table of their own, one id for each such table. */
int sys_tables(struct sys *sys, uint32_t pid, struct pids *ret);

/* The descriptors of one table, in the order in which the kernel lists them. */
struct sys_links {
	struct sys *sys;
	int fd;
	int copy; /* the same directory in a recording being made, or -1 */
	bool ended;   /* what a recording says of all of them has been told */
	bool guesses; /* descriptors are asked for by number, not yet listed */
	uint32_t next, asked, missed;
	size_t pos, len;
	char path[64];
	char entries[16384] __attribute__((aligned(8)));
};

/* About how many descriptors a process has; 0: not known. Live only. */
uint64_t sys_links_count(struct sys *sys, uint32_t pid);
/* tid 0 (or pid itself): the table its threads share. -EACCES, -EPERM, -ENOENT ... */
int sys_links_open(struct sys *sys, struct sys_links *links, uint32_t pid, uint32_t tid);
/* 1: a link, NUL-terminated and cut at `size`; 0: the end; -EACCES, -EPERM: there are more,
 * but none may be read. One gone meanwhile is skipped. */
int sys_links_next(struct sys_links *links, uint32_t *fd, char *target, size_t size);
void sys_links_close(struct sys_links *links);

/* ---- sys-stat.c ---- */

/* false: a recording of sockets alone, in which nothing is told of files. */
bool sys_has_facts(const struct sys *sys);

struct sys_stat {
	uint64_t dev, rdev, inode, size;
	uint64_t blocks; /* of 512 bytes */
	uint32_t mode, nlink, uid;
};

/* What the path leads to, or the link at its end itself; what is cached will do. */
int sys_stat(struct sys *sys, bool follow, struct sys_stat *ret, const char *path, ...)
	__attribute__((format(printf, 4, 5)));
/* The same of a descriptor, and where its link points by now. */
int sys_links_stat(const struct sys_links *links, uint32_t fd, bool follow,
		   struct sys_stat *ret);
/* What a descriptor leads to, and its link: of one file, whatever happens to the number. */
int sys_links_look(const struct sys_links *links, uint32_t fd, struct sys_stat *ret,
		   char *target, size_t size);
int sys_links_again(const struct sys_links *links, uint32_t fd, char *target, size_t size);
/* What the kernel calls the protocol of the socket that the path leads to: "TCPv6". */
int sys_protocol(struct sys *sys, char *ret, size_t size, const char *path, ...)
	__attribute__((format(printf, 4, 5)));

/* ---- sys-borrow.c ---- */

/*
 * What a socket of another process says of itself: family, addresses, ports, interface and
 * cookie of `ret`, by a descriptor of ours for a moment. TCP, UDP and UDP-Lite, else
 * -EPROTONOSUPPORT; -EPERM, -ENOSYS (before 5.6): it may not be had so; -ESTALE: another
 * inode stands there by now.
 */
int sys_borrow(struct sys *sys, uint32_t pid, uint32_t fd, uint64_t inode, struct nw_sock *ret);

struct sys_dump {
	int bus;          /* NETLINK_SOCK_DIAG, NETLINK_ROUTE */
	uint16_t type;    /* SOCK_DIAG_BY_FAMILY ... */
	const char *name; /* its name in a recording: "tcp-inet" */
	const void *body; /* the request behind its nlmsghdr */
	size_t body_len;
	bool exact; /* one socket is asked for, not all: one message comes */
	bool order; /* nothing is asked: what comes says whether it was done. Live only */
	const struct netns *netns; /* NULL: ours */
};

/* What came besides messages. */
struct sys_dump_end {
	bool interrupted; /* NLM_F_DUMP_INTR: rows may be missing or double */
	bool cut;         /* the recording ends before NLMSG_DONE */
	size_t malformed; /* buffers whose last message claims more than there is */
};

/* Inodes of the sockets that were made to ask: they are no part of any picture. */
struct inodes {
	VEC(uint64_t) all;
};
const struct inodes *sys_own_sockets(const struct sys *sys);
/* Those of another door, which asked in place of this one. 0 or -ENOMEM. */
int sys_own_too(struct sys *sys, const struct inodes *others);

/*
 * Ask, and hand every message of the answer to `message`, whose negative result ends
 * the dump and is returned. Otherwise 0 or the kernel's refusal, a negative errno.
 */
int sys_dump(struct sys *sys, const struct sys_dump *dump,
	     int (*message)(const struct nlmsghdr *msg, void *arg), void *arg,
	     struct sys_dump_end *ret);

#endif
