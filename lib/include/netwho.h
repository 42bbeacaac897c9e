/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libnetwho - who is on the network: sockets, the processes that hold them, and
 * what the kernel knows of both.
 *
 * Nouns, in the order in which you meet them:
 *
 *   nw        a door: to the running system, or to a recording of one.
 *   query     what you want to know. A plain struct that carries its own size.
 *   table     one picture, taken by a query. Sealed: it never changes again.
 *   sock      a row of the table: one socket.
 *   file      a descriptor that holds a socket: process, thread, number.
 *   proc      the process behind a file.
 *   use       a process's use of any file: a descriptor, its directory, its program, a
 *             mapping.
 *   counters  a sample of a network namespace's counters, by the kernel's own names.
 *   note      something that could not be seen, and why.
 *
 * Errors: every function that can fail returns an int, 0 or more when it worked and
 * a negative errno when it did not. What it makes is handed over through its last
 * argument, which is written on success only.
 *
 * Ownership: nw_free() and nw_table_free() release what nw_open() and
 * nw_table_take() made, and do nothing with NULL. Everything a getter returns
 * belongs to its table and lives as long as it; a table does not need its door.
 *
 * Threads: a table may be read by any number of threads at once. A door is used by
 * one thread at a time. The library prints nothing, never exits, installs no
 * handlers, keeps nothing between calls and does not move the caller's thread to
 * another namespace.
 *
 * Absent is not zero: a getter that returns bool writes its result only when the
 * fact is known. Names that come from other processes (program names, UNIX names,
 * interface names) are returned as they are, of any bytes: escape before printing.
 */
#ifndef NETWHO_H
#define NETWHO_H

#include <netwho-blame.h>
#include <netwho-counters.h>
#include <netwho-row.h>
#include <netwho-sides.h>
#include <netwho-use.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the door ---------------------------------------------------------------- */

struct nw;

/* The library's version, as in "0.1.0". */
const char *nw_version(void);

/*
 * Open the running system (root NULL) or the recording in directory `root`.
 * -ENOENT, -ENOTDIR, -EACCES: the directory; -EBADMSG: it is not a recording of ours,
 * or of a later format.
 */
int nw_open(const char *root, struct nw **ret);

/*
 * Save all there is to know into directory `dir`, which is made, or must be empty
 * (-ENOTEMPTY): every socket with every attribute, every readable descriptor and its
 * process. Only for a door to the running system (-EINVAL), once. Afterwards the door
 * answers from the recording, which can so answer any question later.
 */
int nw_record(struct nw *nw, const char *dir);

/* Add the names that were asked for, and mark the recording as whole. -EIO and the like
 * when something could not be written. */
int nw_record_end(struct nw *nw);

void nw_free(struct nw *nw);

/* The effective user of whoever looked: of this process, or of the recording's. */
uint32_t nw_euid(const struct nw *nw);

/* Is this security module's file system there (/proc/filesystems has selinuxfs)? */
bool nw_selinux(struct nw *nw);

/* Of the first file system of this type ("mqueue") that is mounted, the device, as of st_dev;
 * false: none is, or that is not known (/proc/self/mountinfo). */
bool nw_filesystem(struct nw *nw, const char *type, uint64_t *device);

/* ---- the query --------------------------------------------------------------- */

enum nw_want {
	NW_WANT_HOLDERS = 1 << 0,  /* which descriptors hold the sockets */
	NW_WANT_PROGRAM = 1 << 1,  /* of holders: argv (/proc/PID/cmdline) */
	NW_WANT_STAT = 1 << 2,     /* of holders: comm and start time (/proc/PID/stat) */
	NW_WANT_STATUS = 1 << 3,   /* of holders: user (/proc/PID/status) */
	NW_WANT_CONTEXT = 1 << 4,  /* of holders: security context (attr/current) */
	NW_WANT_REFCOUNT = 1 << 5, /* what only /proc/net/unix has: reference counts, and
				      the server ends nobody accepted yet */
	NW_WANT_INFO = 1 << 6,     /* tcp_info, congestion control, ULP, family info */
	NW_WANT_MEMORY = 1 << 7,   /* skmem */
	NW_WANT_DETAILS = 1 << 8,  /* TOS, class, mark, rings, groups, peers, filters ... */
	NW_WANT_DEVICES = 1 << 9,  /* interface names */
	NW_WANT_TIMERS = 1 << 10,  /* both retransmits and probes, whichever timer runs */
	NW_WANT_PEERS = 1 << 11,   /* with holders: who holds the other end of UNIX sockets */
	NW_WANT_LABELS = 1 << 12,  /* container, unit, slice: of holders, and of the control
				      group a socket was made in */
	NW_WANT_PURPOSE = 1 << 13, /* with holders: what the kernel's own sockets are for, and
				      the socket units of what systemd listens on */
	NW_WANT_SUBFLOWS = 1 << 14, /* of TCP sockets: the MPTCP connection, where both are asked
				       for */
};

enum nw_role {
	NW_ROLE_SERVER = 1 << 0, /* TCP: no peer port; datagram and raw: no peer address;
				    UNIX, vsock, TIPC: listening; the rest: no peer */
	NW_ROLE_PEER = 1 << 1,   /* everything else */
};

enum nw_ip {
	NW_IPV4 = 1 << 0,
	NW_IPV6 = 1 << 1,
};

/* How holders are found: all ways give the same answer. */
enum nw_owners {
	NW_OWNERS_AUTO, /* by cost */
	NW_OWNERS_SCAN, /* /proc/PID/fd, link by link */
	NW_OWNERS_BPF,  /* the kernel's own walk (iter/task_file); refused: a note, and the scan */
};

/*
 * Which sockets, in the words of ss and more: "state established and dport = :443",
 * "comm = nginx or user = www-data", "rtt > 20ms". nsockets(8) has the language. `af`: of
 * which family addresses without a prefix are, AF_UNIX, AF_PACKET, AF_NETLINK, AF_VSOCK ...;
 * AF_UNSPEC: those of IP, and what begins with '/' or '@' is a UNIX name. On -EINVAL *at and
 * *len say which part of the text is wrong and *what why (all three are written then, and
 * only then); -ENOMEM. A filter may be used for any number of queries.
 */
struct nw_filter;
int nw_filter_parse(struct nw *nw, int af, const char *text, struct nw_filter **ret,
		    size_t *at, size_t *len, const char **what);
void nw_filter_free(struct nw_filter *filter);
/*
 * The same of files that processes use: "comm = nginx and type = REG and deleted". What is no
 * socket has none of a socket's facts; users and names are those of the process and the file.
 * For nw_filter_match_use(), never for a query's `filter`.
 */
int nw_filter_parse_uses(struct nw *nw, const char *text, struct nw_filter **ret, size_t *at,
			 size_t *len, const char **what);

struct nw_query {
	size_t size;       /* sizeof(struct nw_query) */
	uint64_t families; /* NW_BIT(NW_TCP) | ...; 0: every family */
	uint64_t by_name;  /* of these, the ones whose absence is worth a note */
	uint32_t roles;    /* enum nw_role; 0: both; bound and inactive ones are of either */
	uint32_t ip;       /* enum nw_ip, for families that have it; 0: both */
	uint32_t want;     /* enum nw_want */
	uint32_t states;   /* NW_BIT(enum nw_state) ...; 0: all but NW_STATE_BOUND_INACTIVE */
	uint32_t threads;  /* for reading descriptors; 0: as many as processors */
	/* Which network namespaces: NULL: ours; "all"; a name in /run/netns or of a mount, a
	 * process id or an inode number. Others than ours are looked into by a thread of the
	 * library's (CAP_SYS_ADMIN), or else read in /proc/PID/net. */
	const char *netns;
	uint32_t owners; /* enum nw_owners */
	/* NULL: all. Of holders that it asks for, and `want` does not, some may be missing. */
	const struct nw_filter *filter;
	/* Files of any kind that processes use, of the running system only (-EOPNOTSUPP).
	 * NULL: none. */
	const struct nw_use_query *uses;
	bool no_socks; /* no sockets at all, whatever the families */
};

/* ---- the table --------------------------------------------------------------- */

struct nw_table;
struct nw_note;

/*
 * Take a picture. A family that cannot be read, a process that cannot be looked
 * into, a dump that was cut: each becomes a note of the table, and what could be
 * read is there. -EINVAL: the query; -ENOENT, -ESRCH: no such namespace or process;
 * -ENOMEM; -EOVERFLOW: more than 4 GiB of names.
 */
int nw_table_take(struct nw *nw, const struct nw_query *query, struct nw_table **ret);
void nw_table_free(struct nw_table *table);

/* Rows by index. Order: family, IP version, listeners first, local port, local
 * address, remote address, remote port, namespace, cookie, inode; of UNIX sockets:
 * listeners first, those with a name before those without, name, inode. The same rows
 * always come in the same order. */
size_t nw_table_socks(const struct nw_table *table);
const struct nw_sock *nw_table_sock(const struct nw_table *table, size_t i);
/* How many descriptors of sockets were read, of whichever sockets. */
size_t nw_table_descriptors(const struct nw_table *table);
/* What was asked for by query->uses: processes by number, and what each of them uses: its
 * directory, root, program, mappings, descriptors. */
size_t nw_table_procs(const struct nw_table *table);
const struct nw_proc *nw_table_proc(const struct nw_table *table, size_t i);
size_t nw_table_uses(const struct nw_table *table);
const struct nw_use *nw_table_use(const struct nw_table *table, size_t i);
size_t nw_table_notes(const struct nw_table *table);
const struct nw_note *nw_table_note(const struct nw_table *table, size_t i);

/* nw_foreach(sock, s, table), nw_foreach(use, u, table) and so on visit every row. */
#define nw_foreach(kind, row, table)                                                     \
	for (size_t i_##row = 0; i_##row < nw_table_##kind##s(table) &&                  \
				 ((row) = nw_table_##kind((table), i_##row), true);      \
	     i_##row++)

/*
 * End this socket, a row of a table of the running system: its owner's next call fails with
 * ECONNABORTED, and a peer is told. TCP, MPTCP, UDP and UDP-Lite; -EOPNOTSUPP for others,
 * and where the kernel cannot (CONFIG_INET_DIAG_DESTROY). -EPERM: CAP_NET_ADMIN of its
 * namespace is missing; -ENOENT: gone, or not found among those that share its port, or
 * bound and no more; -ESTALE: it cannot be told from another; -EROFS: a recording.
 */
int nw_kill(struct nw *nw, const struct nw_sock *sock);

/* ---- events ------------------------------------------------------------------------ */

/*
 * From now on, what sockets of the query's families begin to listen, are connected and end,
 * in its namespaces. For TCP a BPF program on the kernel's tracepoints tells (CAP_BPF and
 * CAP_PERFMON, 5.8); without it, and for other families, tables are taken every
 * `interval_ms` and compared (a note says so), and the kernel's news of sockets destroyed
 * add the last figures, and those that came and went in between. The query is copied; its
 * filter and its namespace's name must live as long. -EROFS: a recording; otherwise as
 * nw_table_take().
 */
struct nw_events;
int nw_events_open(struct nw *nw, const struct nw_query *query, unsigned interval_ms,
		   struct nw_events **ret);
void nw_events_free(struct nw_events *events);
/*
 * Wait for some, at most `timeout_ms`: a table of a row for each, in order of time. It may
 * have none. Notes say what was lost. Besides what a row always has: nw_sock_event(), and
 * the metrics event_time, duration (where the beginning was seen), sent and received (of
 * TCP, at the end). -ENOMEM, and as nw_table_take().
 */
int nw_events_take(struct nw_events *events, unsigned timeout_ms, struct nw_table **ret);

/* ---- what could not be seen ---------------------------------------------------- */

enum nw_note_kind {
	NW_NOTE_FALLBACK,    /* sock_diag refused this family, /proc/net was read instead */
	NW_NOTE_ABSENT,      /* the kernel does not have this family */
	NW_NOTE_INTERRUPTED, /* the kernel's table changed while it was dumped, three times */
	NW_NOTE_UNREADABLE,  /* a source refused: where, error */
	NW_NOTE_MALFORMED,   /* where, and how many lines or messages were left out */
	NW_NOTE_CUT,         /* a recording ends in the middle of this source */
	NW_NOTE_PROCESSES,   /* processes whose descriptors may not be read: count */
	NW_NOTE_HIDEPID,     /* /proc hides other users' processes */
	NW_NOTE_BPF,         /* the kernel refused a BPF program, another way was gone */
	NW_NOTE_CLOSED,      /* a namespace could not be entered, only read in /proc */
	NW_NOTE_UNHELD,      /* sockets whose holders were not found for lack of permission */
	NW_NOTE_POLLED,      /* events: no BPF program tells them, tables are compared */
	NW_NOTE_LOST,        /* events that the kernel had no room for: count */
	NW_NOTE_UNDECIDED,   /* sockets that the filter left out, and might not have, if their
				holders could be seen: count */
	NW_NOTES_
};

enum nw_note_kind nw_note_kind(const struct nw_note *note);
/* The file, or the interface, as in "proc/net/tcp" or "sock_diag tcp". */
const char *nw_note_where(const struct nw_note *note);
/* A positive errno, or 0. */
int nw_note_error(const struct nw_note *note);
/* How many objects it speaks of; 0: unknown. */
uint64_t nw_note_count(const struct nw_note *note);
/* "fallback", "absent", ...; for machines. */
const char *nw_note_kind_name(enum nw_note_kind kind);

/* ---- names --------------------------------------------------------------------- */

/* From the system's databases, remembered by the door; NULL: no such name. */
const char *nw_user_name(struct nw *nw, uint32_t uid);
/* `protocol` as in /etc/services: "tcp", "udp" ... */
const char *nw_service_name(struct nw *nw, uint32_t port, const char *protocol);
const char *nw_protocol_name(struct nw *nw, uint32_t number);

/*
 * Ask the system's name service for the names of these addresses, a bounded number at
 * a time, and wait at most `timeout_ms` for all of them together. *ret: how many were
 * still unanswered then; in a replay, are not in the recording (0 when its names cannot be
 * read, which is said by a note). AF_INET and AF_INET6 only, others are skipped.
 */
int nw_resolve(struct nw *nw, const struct nw_address *addresses, size_t n,
	       unsigned timeout_ms, size_t *ret);
/* What nw_resolve() found for this address; NULL: no name. */
const char *nw_host_name(struct nw *nw, const struct nw_address *address);

#ifdef __cplusplus
}
#endif

#endif
