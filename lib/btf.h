/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel's own description of its types (BTF), as far as names of numbers go. */
#ifndef NW_BTF_H
#define NW_BTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct btf {
	const char *types, *strings;
	size_t types_len, strings_len;
};

/* Bytes of /sys/kernel/btf/vmlinux, which must stay. 0 or -EBADMSG. */
int btf_open(const void *data, size_t len, struct btf *ret);
/*
 * Hand every value of this enum to `take`, whose negative result ends it and is returned.
 * -ENOENT: there is no such enum.
 */
int btf_enum(const struct btf *btf, const char *name,
	     int (*take)(const char *name, uint32_t value, void *arg), void *arg);
/* Has this struct this member, by its name? */
bool btf_has_member(const struct btf *btf, const char *name, const char *member);

#endif
