/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The interfaces of a network namespace, from one rtnetlink dump. */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "diag.h"
#include "links.h"

static int read_link(const struct nlmsghdr *msg, void *arg)
{
	struct links *links = arg;
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(msg);
	const struct nlattr *attr;

	if (msg->nlmsg_type != RTM_NEWLINK || mnl_nlmsg_get_payload_len(msg) < sizeof(*info))
		return 0;
	diag_for_each_attr(attr, msg, sizeof(*info)) {
		const char *name = mnl_attr_get_payload(attr);
		size_t len = mnl_attr_get_payload_len(attr);
		struct link *link;
		int r;

		if (mnl_attr_get_type(attr) != IFLA_IFNAME || strnlen(name, len) == len)
			continue;
		link = vec_push(&links->all);
		if (!link)
			return -ENOMEM;
		link->index = (uint32_t)info->ifi_index;
		r = arena_add(links->arena, name, strlen(name) + 1, &link->name);
		if (r < 0)
			return r;
	}
	return 0;
}

int links_read(struct sys *sys, const struct netns *netns, struct links *ret,
	       struct sys_dump_end *end)
{
	const struct ifinfomsg body = { .ifi_family = 0 };
	const struct sys_dump dump = {
		.netns = netns,
		.bus = NETLINK_ROUTE,
		.type = RTM_GETLINK,
		.name = "links",
		.body = &body,
		.body_len = sizeof(body),
	};

	return sys_dump(sys, &dump, read_link, ret, end);
}
