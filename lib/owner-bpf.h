/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Descriptors that hold sockets, told by a BPF program that walks along all of them. */
#ifndef NW_OWNER_BPF_H
#define NW_OWNER_BPF_H

#include "bpf/owner-record.h"
#include "owner.h"

struct owner_records {
	VEC(struct owner_record) all; /* sorted by inode, tgid, tid, fd */
};

/*
 * The rows of owner_scan(), and namespaces too that were opened under a name, read in one
 * pass. It needs CAP_BPF and CAP_PERFMON and sees all processes then; only the running
 * system can be asked.
 *
 * -ENOSYS: built without; -EPERM, -EACCES ...: the kernel refuses; -EXDEV: /proc counts
 * processes otherwise than the caller's pid namespace. `where` (a static string) says at
 * which step. What it finds is sorted; `ret` is written on success only.
 */
int owner_bpf(struct owners *ret, const char **where);
/*
 * Only those of these sockets (NULL: all), and perhaps some others. It waits until they are
 * known: see struct owner_wanted.
 */
int owner_bpf_some(const struct owner_wanted *wanted, struct owners *ret, const char **where);

/* The same with all that is known of each. */
int owner_bpf_records(struct owner_records *ret, const char **where);
void owner_records_free(struct owner_records *records);
/* owner-records.c: sorted, and what threads share told once. 0 or -ENOMEM. */
int owner_records_settle(struct owner_records *records);

#endif
