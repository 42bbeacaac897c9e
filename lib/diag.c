/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the sock_diag parsers share. */
#include "diag.h"

const void *diag_payload(const struct nlmsghdr *msg, size_t least)
{
	return mnl_nlmsg_get_payload_len(msg) >= least ? mnl_nlmsg_get_payload(msg) : NULL;
}

static const struct attr_map *find(const struct attr_map *map, size_t n, uint16_t type)
{
	for (size_t i = 0; i < n; i++)
		if (map[i].type == type)
			return &map[i];
	return NULL;
}

int diag_attrs(const struct nlmsghdr *msg, size_t header, struct rows *rows,
	       const struct attr_map *map, size_t n,
	       int (*own)(const struct nlattr *attr, struct nw_sock *sock))
{
	const struct nlattr *attr;

	diag_for_each_attr(attr, msg, header) {
		struct nw_sock *sock = &rows->socks.at[rows->socks.n - 1];
		size_t len = mnl_attr_get_payload_len(attr);
		const struct attr_map *known;
		int r;

		if (own && own(attr, sock))
			continue;
		known = find(map, n, mnl_attr_get_type(attr));
		if (!known || len < known->least)
			continue;
		r = rows_attr(rows, known->tag, mnl_attr_get_payload(attr), len);
		if (r < 0)
			return r;
	}
	/* What claims more than there is was not read: the row is not to be trusted. */
	return (const char *)attr < (const char *)msg + msg->nlmsg_len ? -EBADMSG : 0;
}
