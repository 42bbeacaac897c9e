/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* BPF programs that are run along descriptors: attached and read without libbpf. */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf-iter.h"

int bpf_call(enum bpf_cmd command, const union bpf_attr *attr)
{
	long fd = syscall(SYS_bpf, command, attr, sizeof(*attr));

	return fd < 0 ? -errno : (int)fd;
}

int bpf_iter_attach(int program, const struct bpf_iter_task *task)
{
	union bpf_attr attr;

	/* An initialiser need not clear what is behind the member that it names. */
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (uint32_t)program;
	attr.link_create.attach_type = BPF_TRACE_ITER;
	if (task->tid || task->pid) {
		attr.link_create.iter_info = (uint64_t)(uintptr_t)task;
		attr.link_create.iter_info_len = sizeof(*task);
	}
	return bpf_call(BPF_LINK_CREATE, &attr);
}

int bpf_iter_start(int link)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.iter_create.link_fd = (uint32_t)link;
	return bpf_call(BPF_ITER_CREATE, &attr);
}
