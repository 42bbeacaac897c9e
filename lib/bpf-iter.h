/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* BPF programs that are run along descriptors: attached and read without libbpf. */
#ifndef NW_BPF_ITER_H
#define NW_BPF_ITER_H

#include <linux/bpf.h>
#include <stdint.h>

/* Which processes: all (0, 0), one with all its threads, or the first thread of one only. A
 * kernel before 6.1 knows nothing but all: E2BIG. */
struct bpf_iter_task {
	uint32_t tid, pid, pid_fd;
};

/* One read gives so many bytes at most. */
#define BPF_ITER_ROOM 32768

/* What it returns is a descriptor, or 0; else -errno. */
int bpf_call(enum bpf_cmd command, const union bpf_attr *attr);
/* The program's descriptor to that of a link, and that to one that can be read. */
int bpf_iter_attach(int program, const struct bpf_iter_task *task);
int bpf_iter_start(int link);

#endif
