/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The BPF program of bpf/event.bpf.c: loaded, attached, and its ring of records read.
 *
 * A "light skeleton", as in owner-bpf.c. It comes in two: kernels before 6.3 do not have the
 * tracepoints that tell who uses a connection first.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/mman.h>

#include "event-few.lskel.h"
#include "event.lskel.h"
#include "pidns.h"
#include "trace.h"

/* As in event.bpf.c; a power of two of pages. */
#define RING_BYTES (4UL * 1024 * 1024)

struct trace {
	struct event *all;     /* one of these two */
	struct event_few *few;
	int fd; /* of the ring, the skeleton's */
	const uint64_t *lost;
	uint64_t told; /* of those */
	size_t page;
	unsigned long *consumed;      /* a page that we write */
	const unsigned long *produced; /* a page that the kernel writes, the data behind it */
	const char *data; /* twice in a row: no record is ever broken */
};

void trace_free(struct trace *trace)
{
	if (!trace)
		return;
	if (trace->consumed)
		munmap(trace->consumed, trace->page);
	if (trace->produced)
		munmap((void *)trace->produced, trace->page + 2 * RING_BYTES);
	event__destroy(trace->all);
	event_few__destroy(trace->few);
	free(trace);
}

/* ---- loading -------------------------------------------------------------------------- */

static int load_all(struct trace *trace, uint32_t pidns, uint32_t netns)
{
	struct event *event = event__open();
	int r;

	if (!event)
		return -ENOMEM;
	event->rodata->reader_pidns = pidns;
	event->rodata->only_netns = netns;
	r = event__load(event);
	if (r == 0 && event__attach(event) < 0)
		r = -errno;
	if (r < 0) {
		event__destroy(event);
		return r;
	}
	trace->all = event;
	trace->fd = event->maps.ring.map_fd;
	trace->lost = &event->bss->lost;
	return 0;
}

static int load_few(struct trace *trace, uint32_t pidns, uint32_t netns)
{
	struct event_few *event = event_few__open();
	int r;

	if (!event)
		return -ENOMEM;
	event->rodata->reader_pidns = pidns;
	event->rodata->only_netns = netns;
	r = event_few__load(event);
	if (r == 0 && event_few__attach(event) < 0)
		r = -errno;
	if (r < 0) {
		event_few__destroy(event);
		return r;
	}
	trace->few = event;
	trace->fd = event->maps.ring.map_fd;
	trace->lost = &event->bss->lost;
	return 0;
}

static int load(struct trace *trace, uint32_t netns)
{
	uint32_t pidns;
	int r = pidns_inode(&pidns);

	if (r == 0)
		r = load_all(trace, pidns, netns);
	/* With a missing tracepoint the kernel cannot fit the program to its types. */
	if (r < 0 && r != -EPERM && r != -EACCES && r != -ENOMEM)
		r = load_few(trace, pidns, netns);
	return r;
}

static int map_ring(struct trace *trace)
{
	void *consumed, *produced;

	trace->page = (size_t)sysconf(_SC_PAGESIZE);
	consumed = mmap(NULL, trace->page, PROT_READ | PROT_WRITE, MAP_SHARED, trace->fd, 0);
	if (consumed == MAP_FAILED)
		return -errno;
	trace->consumed = consumed;
	produced = mmap(NULL, trace->page + 2 * RING_BYTES, PROT_READ, MAP_SHARED, trace->fd,
			(off_t)trace->page);
	if (produced == MAP_FAILED)
		return -errno;
	trace->produced = produced;
	trace->data = (const char *)produced + trace->page;
	return 0;
}

int trace_open(uint64_t netns, struct trace **ret, const char **where)
{
	_cleanup_(trace_freep) struct trace *trace = NULL;
	int r;

	*where = "proc";
	r = pidns_check();
	if (r < 0)
		return r;
	trace = calloc(1, sizeof(*trace));
	if (!trace)
		return -ENOMEM;
	*where = "load";
	r = load(trace, (uint32_t)netns);
	if (r == 0) {
		*where = "map";
		r = map_ring(trace);
	}
	if (r < 0)
		return r;
	*ret = TAKE(trace);
	return 0;
}

/* ---- reading -------------------------------------------------------------------------- */

int trace_fd(const struct trace *trace)
{
	return trace->fd;
}

/* As the kernel documents its ring: a length with two flags, a word of its own, the record. */
#define HEADER 8
#define BUSY (1U << 31)
#define DISCARDED (1U << 30)

/* 1: there was one; 0: the rest is still being written. */
static int read_one(struct trace *trace, unsigned long *at,
		    int (*take)(const struct event_record *record, void *arg), void *arg)
{
	const char *header = trace->data + (*at & (RING_BYTES - 1));
	const uint32_t len = __atomic_load_n((const uint32_t *)header, __ATOMIC_ACQUIRE);
	const uint32_t bytes = len & ~(BUSY | DISCARDED);
	struct event_record record;
	int r = 0;

	if (len & BUSY)
		return 0;
	if (!(len & DISCARDED) && bytes >= sizeof(record)) {
		memcpy(&record, header + HEADER, sizeof(record));
		r = take(&record, arg);
	}
	*at += (HEADER + bytes + 7) & ~7UL;
	__atomic_store_n(trace->consumed, *at, __ATOMIC_RELEASE);
	return r < 0 ? r : 1;
}

int trace_read(struct trace *trace, int (*take)(const struct event_record *record, void *arg),
	       void *arg, uint64_t *lost)
{
	const uint64_t all = __atomic_load_n(trace->lost, __ATOMIC_RELAXED);
	const unsigned long end = __atomic_load_n(trace->produced, __ATOMIC_ACQUIRE);
	unsigned long at = *trace->consumed;
	int r = 1;

	while (r > 0 && at < end)
		r = read_one(trace, &at, take, arg);
	*lost = all - trace->told;
	trace->told = all;
	return r < 0 ? r : 0;
}
