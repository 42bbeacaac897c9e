/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Attributes inside of an attribute. */
#ifndef NW_NEST_H
#define NW_NEST_H

#include <libmnl/libmnl.h>

/* Of the attributes between `from` and `end` the one of this type, or NULL. */
const struct nlattr *nest_find(const void *from, const void *end, uint16_t type);
/* Of those inside of `attr`; NULL also if that is NULL. */
const struct nlattr *nest_inside(const struct nlattr *attr, uint16_t type);

#endif
