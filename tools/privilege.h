/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Least privilege: of what the process may do, keep only what the work needs. */
#ifndef TOOL_PRIVILEGE_H
#define TOOL_PRIVILEGE_H

#include <stddef.h>
#include <sys/capability.h>

/*
 * Drop every capability that is not among these, from all sets, and make sure that no
 * program started later gets more. 0 or a negative errno; having none is no error.
 */
int privilege_keep(const cap_value_t *keep, size_t n);

#endif
