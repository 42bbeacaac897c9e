/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink dumps of the running kernel, recorded and replayed. */
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include "unit-dir.h"

struct links {
	uint32_t lo; /* index of the interface called lo */
	size_t n, bytes;
};

static int see_link(const struct nlmsghdr *msg, void *arg)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(msg);
	struct links *links = arg;
	const struct nlattr *attr;

	ck_assert_uint_eq(msg->nlmsg_type, RTM_NEWLINK);
	links->n++;
	links->bytes += msg->nlmsg_len;
	mnl_attr_for_each(attr, msg, sizeof(*info))
		if (mnl_attr_get_type(attr) == IFLA_IFNAME &&
		    strcmp(mnl_attr_get_str(attr), "lo") == 0)
			links->lo = (uint32_t)info->ifi_index;
	return 0;
}

static const struct ifinfomsg any_link = { .ifi_family = 0 };
static const struct sys_dump ask_links = {
	.bus = NETLINK_ROUTE,
	.type = RTM_GETLINK,
	.name = "links",
	.body = &any_link,
	.body_len = sizeof(any_link),
};

/* The answer is the same while it is recorded, when it is frozen, and when it is opened. */
START_TEST(recorded)
{
	_cleanup_(sys_freep) struct sys *sys = NULL, *again = NULL;
	struct links links[3] = { { 0 } };
	struct sys_dump_end end;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(sys_record(sys, dir_path("rec")), 0);
	ck_assert_int_eq(sys_dump(sys, &ask_links, see_link, &links[0], &end), 0);
	ck_assert_uint_eq(links[0].lo, if_nametoindex("lo"));
	ck_assert(!end.cut);
	ck_assert_int_eq(sys_record_freeze(sys), 0);
	ck_assert_int_eq(sys_dump(sys, &ask_links, see_link, &links[1], &end), 0);
	ck_assert(!end.cut);
	ck_assert_int_eq(sys_record_end(sys), 0);
	ck_assert_int_eq(sys_open(dir_path("rec"), &again), 0);
	ck_assert_int_eq(sys_dump(again, &ask_links, see_link, &links[2], &end), 0);
	ck_assert(!end.cut);
	ck_assert_mem_eq(&links[1], &links[0], sizeof(links[0]));
	ck_assert_mem_eq(&links[2], &links[0], sizeof(links[0]));
}
END_TEST

static int give_up(const struct nlmsghdr *msg, void *arg)
{
	(void)msg;
	(void)arg;
	return -ENOMEM;
}

/* What is left of an answer nobody wanted to hear out is not part of the next one. */
START_TEST(broken_off)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	struct links before = { 0 }, after = { 0 };
	struct sys_dump_end end;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(sys_dump(sys, &ask_links, see_link, &before, &end), 0);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(sys_dump(sys, &ask_links, give_up, NULL, &end), -ENOMEM);
	ck_assert_int_eq(sys_dump(sys, &ask_links, see_link, &after, &end), 0);
	ck_assert_uint_eq(after.n, before.n);
	ck_assert_uint_eq(after.lo, before.lo);
}
END_TEST

/* What the kernel refuses is recorded as well. */
START_TEST(refused_live)
{
	static const struct sys_dump nonsense = {
		.bus = 31, .type = 0x40, .name = "nonsense", .body = &any_link
	};
	static const struct sys_dump no_type = {
		.bus = NETLINK_SOCK_DIAG, .type = 0x1234, .name = "no-type", .body = &any_link
	};
	_cleanup_(sys_freep) struct sys *sys = NULL;
	struct links links = { 0 };
	struct sys_dump_end end;
	int bus, type;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(sys_record(sys, dir_path("rec")), 0);
	bus = sys_dump(sys, &nonsense, see_link, &links, &end);
	ck_assert_int_eq(bus, -EPROTONOSUPPORT);
	type = sys_dump(sys, &no_type, see_link, &links, &end);
	ck_assert_int_lt(type, 0);
	ck_assert_int_eq(sys_record_freeze(sys), 0);
	ck_assert_int_eq(sys_dump(sys, &nonsense, see_link, &links, &end), bus);
	ck_assert_int_eq(sys_dump(sys, &no_type, see_link, &links, &end), type);
	ck_assert_uint_eq(links.n, 0);
}
END_TEST

UNIT_DIR_MAIN("sys-netlink-live", recorded, broken_off, refused_live)
