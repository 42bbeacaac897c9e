/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rows: what parsers write, what the table joins, what getters read. */
#ifndef NW_ROW_H
#define NW_ROW_H

#include <netwho.h>

#include "vec.h"

/* Which of a sock's own fields are known. Absent is not zero. */
enum sock_has {
	HAS_COOKIE = 1 << 0,
	HAS_UID = 1 << 1,
	HAS_RECVQ = 1 << 2,
	HAS_TIMER = 1 << 3,
	HAS_RETRANSMITS = 1 << 4,
	HAS_PROBES = 1 << 5,
	HAS_REFCOUNT = 1 << 6,
	HAS_CGROUP = 1 << 7,
	HAS_SHUTDOWN = 1 << 8,
	HAS_SOCKOPT = 1 << 9,
	HAS_V6ONLY = 1 << 10,
	HAS_LOCAL = 1 << 11,
	HAS_REMOTE = 1 << 12,
	HAS_PROTOCOL = 1 << 13,
	HAS_SENDQ = 1 << 14,
	HAS_SOCKET_STATE = 1 << 15,
	HAS_QUEUES = HAS_RECVQ | HAS_SENDQ,
};

struct nw_sock {
	/* What most passes over a million rows look at is in one line of the cache. */
	uint8_t family; /* enum nw_family */
	uint8_t af;     /* AF_INET ... */
	uint8_t type;
	uint8_t state;
	uint8_t timer;
	uint8_t retransmits, probes;
	uint8_t shutdown;
	uint32_t has; /* enum sock_has */
	uint32_t local_port, remote_port;
	uint32_t recvq, sendq;
	uint32_t ifindex;
	uint8_t local[16], remote[16]; /* network order */
	/* And the rest. */
	uint64_t cookie;
	uint64_t inode;
	uint64_t cgroup;
	/* Index in the table's list of namespaces while rows are gathered, then a pointer. */
	union {
		uint64_t netns_at;
		const struct netns *netns;
	};
	/* Offsets while rows are gathered, pointers once the table is sealed. */
	union {
		uint64_t attrs_at;
		const char *attrs;
	};
	union {
		uint64_t holders_at;
		const struct nw_file *holders;
	};
	union {
		uint64_t peers_at;
		const struct nw_file *peers;
		uint64_t connection_at;
		const struct nw_sock *connection;
	};
	union {
		uint64_t group_at; /* 1 more than the index; 0: none */
		const struct group *group;
	};
	union {
		uint64_t device_at;
		const char *device;
	};
	uint32_t uid;
	uint32_t expires; /* ms */
	uint32_t refcount;
	uint32_t protocol;
	uint32_t attrs_len; /* bytes of attributes, see struct attr */
	uint32_t n_holders, n_peers;
	uint16_t sockopt; /* struct inet_diag_sockopt, its two bytes */
	uint8_t v6only;
	uint8_t reason;
	uint8_t socket_state; /* of SCTP associations: their socket's */
};

/* A socket's attributes stand one behind the other, each padded to 8 bytes. */
struct attr {
	uint16_t tag; /* enum nw_attribute */
	uint16_t pad;
	uint32_t len;
};

/* Behind what the kernel gave: what was found out of a socket here, of few of all. */
enum attr_own {
	ATTR_HINT = 0x8000,
	ATTR_SOCKET_UNIT,
};

/* Where parsers put rows. The last row is the one being built: its attributes are the
 * last bytes of the arena, so adding one only appends. */
struct rows {
	VEC(struct nw_sock) socks;
	struct arena arena;
};

/* A new row of this family, or NULL when memory is out. */
struct nw_sock *rows_add(struct rows *rows, enum nw_family family, int af);
/* Forget the last row and its attributes. */
void rows_drop(struct rows *rows);
/* An attribute of the last row. 0, -ENOMEM, -EOVERFLOW. */
int rows_attr(struct rows *rows, enum nw_attribute tag, const void *data, size_t len);
/* A whole block of them, of another row. */
int rows_attrs(struct rows *rows, const char *attrs, size_t len);
/* As rows_attr, of any row, once all of them are gathered. */
int rows_attr_late(struct rows *rows, struct nw_sock *sock, enum attr_own tag,
		   const void *data, size_t len);
/* Move all socks of `from`, and their bytes, behind those of `to`. 0, -ENOMEM, -EOVERFLOW. */
int rows_append(struct rows *to, struct rows *from);
void rows_free(struct rows *rows);

/* Find an attribute in a block of them. */
const void *attr_find(const char *attrs, size_t attrs_len, unsigned tag, size_t *len);

struct nw_file {
	uint64_t inode;
	union {
		uint64_t proc_at;
		const struct nw_proc *proc;
	};
	uint32_t pid, tid, fd;
	uint8_t via; /* enum nw_via */
};

/* Offsets into the table's arena, 0 for none. */
struct labels {
	uint32_t at[NW_LABELS_], len[NW_LABELS_];
};

/* A control group that sockets were made in. */
struct group {
	uint64_t id;
	struct labels labels;
	const char *base; /* the arena, once sealed */
};

enum proc_has {
	PROC_HAS_UID = 1 << 0,
	PROC_HAS_START = 1 << 1,
	/* Of those whose uses are asked for. */
	PROC_HAS_OWNER = 1 << 2,
	PROC_HAS_RELATIVES = 1 << 3,
	PROC_HAS_COUNT = 1 << 4,  /* of descriptors */
	PROC_HAS_COUNTS = 1 << 5, /* ... of each kind */
	PROC_HAS_LIMIT = 1 << 6,
};

struct nw_proc {
	uint64_t start; /* clock ticks after boot */
	uint32_t pid;
	uint32_t uid;
	uint32_t has;      /* enum proc_has */
	uint32_t owner, group, parent;
	uint32_t tid, threads; /* 0: the process itself; how many, if they are asked for */
	uint32_t task, task_len;
	uint32_t counts[NW_COUNTS_];
	uint64_t soft, hard; /* limits of descriptors */
	bool named;        /* argv[0] names a program */
	bool raced;        /* its number belongs to another process by now */
	size_t first_file; /* of its files, the first in the table's */
	/* Offsets into the table's arena, 0 for none. */
	uint32_t comm, comm_len;
	uint32_t argv, argv_len;
	uint32_t context, context_len;
	struct labels labels;
	const char *base; /* the arena, once sealed */
};

struct nw_note {
	uint64_t count;
	enum nw_note_kind kind;
	int error;
	char where[96];
};

struct notes {
	VEC(struct nw_note) all;
};

/* Move all notes of `from` behind those of `to`. */
int notes_append(struct notes *to, struct notes *from);
/* Notes are gathered where something is refused and never get lost: what does not fit
 * any more (out of memory) is an error of the caller. */
int notes_add(struct notes *notes, enum nw_note_kind kind, int error, uint64_t count,
	      const char *where, ...) __attribute__((format(printf, 5, 6)));

#endif
