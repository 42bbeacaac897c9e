/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Process ids: whose numbers BPF programs are to tell. */
#include <errno.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "pidns.h"
#include "text.h"

int pidns_check(void)
{
	_closefile_ FILE *file = fopen("/proc/self/status", "re");
	_free_ char *line = NULL;
	size_t size = 0, numbers = 0;
	ssize_t len;

	if (!file)
		return errno == ENOENT ? -EXDEV : -errno;
	while ((len = getline(&line, &size, file)) > 0) {
		struct text t = text_of(line, (size_t)len);
		uint64_t number;

		if (!text_literal(&t, "NSpid:"))
			continue;
		while (text_dec(&t, &number))
			numbers++;
		return numbers == 1 ? 0 : -EXDEV;
	}
	return 0; /* a kernel that has no such namespaces */
}

int pidns_inode(uint32_t *ret)
{
	struct stat st;

	if (stat("/proc/self/ns/pid", &st) < 0)
		return -errno;
	*ret = (uint32_t)st.st_ino;
	return 0;
}
