/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Attributes inside of an attribute. */
#include "nest.h"

const struct nlattr *nest_find(const void *from, const void *end, uint16_t type)
{
	const struct nlattr *attr;

	for (attr = from; mnl_attr_ok(attr, (int)((const char *)end - (const char *)attr));
	     attr = mnl_attr_next(attr))
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

const struct nlattr *nest_inside(const struct nlattr *attr, uint16_t type)
{
	if (!attr)
		return NULL;
	return nest_find(mnl_attr_get_payload(attr), (const char *)attr + attr->nla_len, type);
}
