/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Descriptors that hold sockets, of all processes that may be looked into. */
#ifndef NW_OWNER_H
#define NW_OWNER_H

#include "radix.h"
#include "row.h"
#include "spread.h"
#include "sys.h"

struct owners {
	VEC(struct nw_file) files;  /* sorted by inode, pid, tid, fd */
	VEC(struct nw_file) spaces; /* descriptors of network namespaces, inode: theirs */
	VEC(struct nw_file) rings;  /* io_uring instances */
	uint64_t denied;            /* processes refused with EACCES */
	uint64_t forbidden;         /* with EPERM: /proc is mounted with hidepid=1 */
	bool hidden;                /* not even process 1 is listed: hidepid=2 */
	bool blind;                 /* not even ourselves: /proc is not mounted */
};

/* Are there processes that could not be looked into? Any of them may hold anything. */
static inline bool owners_kept_out(const struct owners *owners)
{
	return owners->denied || owners->forbidden || owners->hidden;
}

/* Inodes of the sockets whose holders are asked for: known when the gate is open. */
struct owner_wanted {
	struct gate *gate;
	const struct keyed *at;
	size_t n;
	/* Processes to be looked at by so many threads (0: one per processor); NULL: all, by one. */
	const struct pids *pids;
	unsigned threads;
	bool late; /* all were read when the sockets were known: no second look is needed */
};

/* How to find them, and where to say what was refused. */
struct owner_way {
	struct sys *sys;
	struct notes *notes;
	enum nw_owners how;
	unsigned threads;
	struct gate *gate; /* until it is open one processor is busy otherwise; or NULL */
	struct owner_wanted *wanted; /* few of all; NULL: any of them */
	bool live; /* the system itself, not to be recorded */
};

/* How many descriptors these processes have: enough of each for a walk of its own? */
enum owner_amount { OWNER_FEW, OWNER_MANY, OWNER_MANY_OF_EACH };
enum owner_amount owner_amount(struct sys *sys, const struct pids *pids);

/* The cheapest way that is open: owner_bpf() or owner_scan(). */
int owner_find(const struct owner_way *way, struct owners *ret);
/* Read every descriptor there is. 0 or -ENOMEM; -errno when /proc cannot be listed. */
int owner_scan(struct sys *sys, unsigned threads, struct gate *gate, struct owners *ret);
/* The same of these processes only; nothing of the others is known then. */
int owner_scan_some(struct sys *sys, unsigned threads, const struct pids *only,
		    struct owners *ret);
/*
 * Sockets registered with an io_uring need no descriptor any more: the ring's own
 * description in fdinfo lists them. They become files of the ring's process, under the
 * number of the ring. 0 or -ENOMEM.
 */
int owner_rings(struct sys *sys, struct owners *owners);
/* Pure: the sockets in one such description, appended as files like `ring`. */
int owner_parse_ring(const char *data, size_t len, const struct nw_file *ring,
		     struct owners *ret);
/* Put files that were appended where they belong. */
void owners_sort(struct owners *owners);
/* Leave out these sockets. */
void owners_forget(struct owners *owners, const struct inodes *inodes);
void owners_free(struct owners *owners);

#endif
