/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* In place of owner-bpf.c where BPF programs cannot be built. */
#include <errno.h>

#include "owner-bpf.h"

int owner_bpf(struct owners *ret, const char **where)
{
	*where = "build";
	return -ENOSYS;
}

int owner_bpf_some(const struct owner_wanted *wanted, struct owners *ret, const char **where)
{
	(void)wanted;
	return owner_bpf(ret, where);
}

int owner_bpf_records(struct owner_records *ret, const char **where)
{
	*where = "build";
	return -ENOSYS;
}
