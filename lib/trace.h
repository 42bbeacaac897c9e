/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* TCP sockets that begin and end, as a BPF program on the kernel's tracepoints tells them. */
#ifndef NW_TRACE_H
#define NW_TRACE_H

#include "bpf/event-record.h"
#include "cleanup.h"

struct trace;

/*
 * From now on all events are kept, of this network namespace (its inode; 0: of all). It
 * needs CAP_BPF and CAP_PERFMON. -ENOSYS: built without; -EPERM, -EACCES ...: the kernel
 * refuses; -EXDEV: as owner_bpf(). `where` (a static string) says at which step.
 */
int trace_open(uint64_t netns, struct trace **ret, const char **where);
void trace_free(struct trace *trace);
DEFINE_FREEP(trace, trace)

/* To be polled: readable when there is something to read. */
int trace_fd(const struct trace *trace);
/*
 * Hand everything that is there to `take`, whose negative result ends the reading and is
 * returned. *lost: events since the last reading for which there was no room.
 */
int trace_read(struct trace *trace, int (*take)(const struct event_record *record, void *arg),
	       void *arg, uint64_t *lost);

#endif
