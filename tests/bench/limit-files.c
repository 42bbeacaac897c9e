/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel needs to tell of all descriptors: the BPF walk with its loading, unread. */
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf/owner-record.h"
#include "owner.lskel.h"

static int bpf(enum bpf_cmd command, const union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static int iterate(struct owner_iter *iter)
{
	static char buffer[32768];
	union bpf_attr attr;
	int link, files;
	ssize_t n;

	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (unsigned)iter->progs.owner_list.prog_fd;
	attr.link_create.attach_type = BPF_TRACE_ITER;
	link = bpf(BPF_LINK_CREATE, &attr);
	if (link < 0)
		return -errno;
	memset(&attr, 0, sizeof(attr));
	attr.iter_create.link_fd = (unsigned)link;
	files = bpf(BPF_ITER_CREATE, &attr);
	if (files < 0)
		return -errno;
	do
		n = read(files, buffer, sizeof(buffer));
	while (n > 0 || (n < 0 && errno == EAGAIN));
	return n < 0 ? -errno : 0;
}

int main(void)
{
	struct owner_iter *iter = owner_iter__open_and_load();
	int r = iter ? iterate(iter) : -EPERM;

	if (r < 0)
		fprintf(stderr, "limit-files: %s\n", strerror(-r));
	owner_iter__destroy(iter);
	return r < 0;
}
