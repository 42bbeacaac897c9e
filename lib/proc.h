/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of a process: argv, comm, start time, user, security context. */
#ifndef NW_PROC_H
#define NW_PROC_H

#include "row.h"
#include "sys.h"
#include "text.h"

struct procs {
	VEC(struct nw_proc) all; /* sorted by pid */
};

struct proc_stat {
	struct text comm;
	char state;
	uint32_t parent, group; /* process ids */
	uint64_t threads;       /* the 20th field */
	uint64_t start;         /* clock ticks after boot */
};

/* Pure: "PID (comm) S PPID PGRP ...", comm up to the last ')'; the 22nd field is the start. */
bool proc_parse_stat(const char *data, size_t len, struct proc_stat *ret);
/* Pure: the "Uid:" line's first number. */
bool proc_parse_status(const char *data, size_t len, uint32_t *uid);
/* Pure: netstat's rule for a program's name. */
struct text proc_program_of(const char *argv, size_t len);

/* One number is given to many, one after the other: it began at the same time. */
static inline bool proc_same(const struct nw_proc *a, const struct nw_proc *b)
{
	return a->pid == b->pid && a->start == b->start;
}
/* Everything of `from`, its bytes added to `arena`. 0, -ENOMEM, -EOVERFLOW. */
int proc_copy(const struct nw_proc *from, const char *base, struct arena *arena,
	      struct nw_proc *ret);

/*
 * Read what `want` asks for (enum nw_want) of every process in `procs`, bytes into
 * `arena`. One that is gone meanwhile, or not to be read, keeps those facts absent.
 */
int procs_read(struct sys *sys, struct procs *procs, uint32_t want, unsigned threads,
	       struct arena *arena);

#endif
