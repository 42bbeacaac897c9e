/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/* Who is making a system call, as the reader knows him. */
#ifndef NW_BPF_CALLER_H
#define NW_BPF_CALLER_H

#include "event-record.h"
#include "space.h"

/* Only the fields used here: the kernel finds its own offsets when it loads this. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct pid_namespace {
	struct ns_common ns;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct task_struct {
	unsigned int flags;
	uint64_t start_boottime;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	char comm[16];
};

#pragma clang attribute pop

#define PF_KTHREAD 0x00200000
#define MAX_PID_NS_LEVEL 32

/* Set before this is loaded: inode of the reader's pid namespace. */
const volatile uint32_t reader_pidns = 0;

/* A process has a number in its pid namespace and in each above it: the reader's is meant. */
static uint32_t number_of(const struct task_struct *task)
{
	const struct pid *pid = (void *)address_in(&task->thread_pid);
	const char *numbers = (const char *)&pid->numbers[0];
	uint32_t level = BPF_CORE_READ(pid, level);

	for (int i = 0; i <= MAX_PID_NS_LEVEL; i++, level--) {
		const struct upid *upid;

		if (level > MAX_PID_NS_LEVEL)
			break;
		upid = (void *)(numbers + (uint64_t)level * bpf_core_type_size(struct upid));
		if (BPF_CORE_READ(upid, ns, ns.inum) == reader_pidns)
			return BPF_CORE_READ(upid, nr);
	}
	return 0;
}

static bool by_kernel(void)
{
	const struct task_struct *task = (void *)bpf_get_current_task();

	return BPF_CORE_READ(task, flags) & PF_KTHREAD;
}

/* How it is known is written last: a packet may come in, and this be told, in between. */
static void name_caller(struct event_owner_of *owner)
{
	const struct task_struct *task = (void *)bpf_get_current_task();
	const struct task_struct *leader = BPF_CORE_READ(task, group_leader);

	owner->tgid = number_of(leader);
	owner->start = BPF_CORE_READ(leader, start_boottime);
	bpf_probe_read_kernel_str(owner->comm, sizeof(owner->comm), leader->comm);
	barrier();
	owner->how = EVENT_OWNER_CALLER;
}

#endif
