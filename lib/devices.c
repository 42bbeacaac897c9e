/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of network interfaces by index, from one rtnetlink dump. */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "devices.h"
#include "diag.h"

struct device {
	uint32_t index;
	uint32_t name;
};

struct devices {
	VEC(struct device) all;
	struct arena *arena;
};

static int read_link(const struct nlmsghdr *msg, void *arg)
{
	struct devices *devices = arg;
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(msg);
	const struct nlattr *attr;

	if (msg->nlmsg_type != RTM_NEWLINK || mnl_nlmsg_get_payload_len(msg) < sizeof(*info))
		return 0;
	diag_for_each_attr(attr, msg, sizeof(*info)) {
		const char *name = mnl_attr_get_payload(attr);
		size_t len = mnl_attr_get_payload_len(attr);
		struct device *device;
		int r;

		if (mnl_attr_get_type(attr) != IFLA_IFNAME || strnlen(name, len) == len)
			continue;
		device = vec_push(&devices->all);
		if (!device)
			return -ENOMEM;
		device->index = (uint32_t)info->ifi_index;
		r = arena_add(devices->arena, name, strlen(name) + 1, &device->name);
		if (r < 0)
			return r;
	}
	return 0;
}

static uint32_t find(const struct devices *devices, uint32_t index)
{
	for (size_t i = 0; i < devices->all.n; i++)
		if (devices->all.at[i].index == index)
			return devices->all.at[i].name;
	return 0;
}

int devices_name(const struct taking *taking)
{
	_free_ struct device *held = NULL;
	struct rows *rows = taking->rows;
	struct devices devices = { .arena = &rows->arena };
	const struct ifinfomsg body = { .ifi_family = 0 };
	const struct sys_dump dump = {
		.netns = taking->netns,
		.bus = NETLINK_ROUTE,
		.type = RTM_GETLINK,
		.name = "links",
		.body = &body,
		.body_len = sizeof(body),
	};
	struct sys_dump_end end;
	int r = sys_dump(taking->sys, &dump, read_link, &devices, &end);

	held = devices.all.at;
	if (r == -ENOMEM || r == -EOVERFLOW)
		return r;
	if (r == -EUCLEAN)
		return 0;
	if (r < 0)
		return family_note(taking, NW_NOTE_UNREADABLE, -r, 0, "rtnetlink ", "links");
	if (end.interrupted)
		r = family_note(taking, NW_NOTE_INTERRUPTED, 0, 0, "rtnetlink ", "links");
	if (r == 0 && (end.cut || end.malformed))
		r = family_note(taking, end.cut ? NW_NOTE_CUT : NW_NOTE_MALFORMED, 0,
				end.malformed, "rtnetlink ", "links");
	if (r < 0)
		return r;
	for (size_t i = 0; i < rows->socks.n; i++)
		if (rows->socks.at[i].ifindex)
			rows->socks.at[i].device_at = find(&devices, rows->socks.at[i].ifindex);
	return 0;
}
