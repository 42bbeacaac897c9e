/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of network interfaces, out of a dump that may be anything. */
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include "devices.h"
#include "unit-stage.h"

static void link_begin(struct message *m, int index)
{
	const struct ifinfomsg info = { .ifi_index = index };

	message_begin(m, &info, sizeof(info));
	m->head.nlmsg_type = RTM_NEWLINK;
}

static void add_link(struct stream *stream, int index, const char *name, size_t len)
{
	struct message m;

	link_begin(&m, index);
	message_u32(&m, IFLA_MTU, 1500);
	message_attr(&m, IFLA_IFNAME, name, len);
	message_u32(&m, IFLA_LINK, 3);
	stream_add(stream, &m);
}

#define LINK(stream, index, name) add_link(stream, index, name, sizeof(name))

static void bind_sock(struct stage *stage, uint32_t ifindex)
{
	stage_add(stage, NW_TCP, AF_INET, 0, NW_STATE_LISTEN)->ifindex = ifindex;
}

static const char *device_of(const struct stage *stage, size_t row)
{
	const uint64_t at = stage->rows.socks.at[row].device_at;

	return at ? stage->rows.arena.at + at : NULL;
}

static void open_stage(struct stage *stage, const struct stream *stream)
{
	dir_recording("complete\n");
	if (stream)
		stream_save(stream, "links");
	stage_open(stage);
}

START_TEST(named)
{
	struct stream stream = { .n = 0 };
	struct stage stage = { 0 };

	LINK(&stream, 1, "lo");
	LINK(&stream, 70000, "a-name-of-15-ch");
	LINK(&stream, 4, "8-bytes!");
	LINK(&stream, 3, "e\x1b[2Jth");
	stream_end(&stream, NLMSG_DONE, 0);
	open_stage(&stage, &stream);
	bind_sock(&stage, 3);
	bind_sock(&stage, 0);
	bind_sock(&stage, 1);
	bind_sock(&stage, 70000);
	bind_sock(&stage, 1);
	bind_sock(&stage, 2);
	bind_sock(&stage, 4);
	ck_assert_int_eq(devices_name(&stage.taking), 0);
	ck_assert_str_eq(device_of(&stage, 0), "e\x1b[2Jth");
	ck_assert_ptr_null(device_of(&stage, 1));
	ck_assert_str_eq(device_of(&stage, 2), "lo");
	ck_assert_str_eq(device_of(&stage, 3), "a-name-of-15-ch");
	ck_assert_str_eq(device_of(&stage, 4), "lo");
	/* An interface that is gone has no name. */
	ck_assert_ptr_null(device_of(&stage, 5));
	ck_assert_str_eq(device_of(&stage, 6), "8-bytes!");
	ck_assert_uint_eq(stage.notes.all.n, 0);
	stage_close(&stage);
}
END_TEST

/* Without its NUL a name is not one, and other names are other things. */
START_TEST(not_named)
{
	struct stream stream = { .n = 0 };
	struct stage stage = { 0 };
	struct message m;

	add_link(&stream, 1, "lo", 2);
	add_link(&stream, 2, "", 0);
	link_begin(&m, 3);
	message_attr(&m, IFLA_IFALIAS, "alias", 6);
	stream_add(&stream, &m);
	link_begin(&m, 4);
	message_attr(&m, IFLA_IFNAME, "gone", 5);
	m.head.nlmsg_type = RTM_DELLINK;
	stream_add(&stream, &m);
	message_begin(&m, "\0\0\0\0\5\0\0", 8);
	m.head.nlmsg_type = RTM_NEWLINK;
	stream_add(&stream, &m);
	LINK(&stream, 6, "six");
	stream_end(&stream, NLMSG_DONE, 0);
	open_stage(&stage, &stream);
	for (uint32_t i = 1; i <= 6; i++)
		bind_sock(&stage, i);
	ck_assert_int_eq(devices_name(&stage.taking), 0);
	for (size_t i = 0; i < 5; i++)
		ck_assert_ptr_null(device_of(&stage, i));
	ck_assert_str_eq(device_of(&stage, 5), "six");
	stage_close(&stage);
}
END_TEST

/* What a name ends with is its NUL, whatever stands behind it. */
START_TEST(nul_inside)
{
	struct stream stream = { .n = 0 };
	struct stage stage = { 0 };

	LINK(&stream, 1, "lo\0rest");
	stream_end(&stream, NLMSG_DONE, 0);
	open_stage(&stage, &stream);
	bind_sock(&stage, 1);
	ck_assert_int_eq(devices_name(&stage.taking), 0);
	ck_assert_str_eq(device_of(&stage, 0), "lo");
	stage_close(&stage);
}
END_TEST

START_TEST(refused)
{
	struct stage stage = { 0 };

	dir_text("index", "error EPERM diag/" DIR_NETNS "/links\n");
	open_stage(&stage, NULL);
	bind_sock(&stage, 1);
	ck_assert_int_eq(devices_name(&stage.taking), 0);
	ck_assert_ptr_null(device_of(&stage, 0));
	assert_note(&stage.notes, NW_NOTE_UNREADABLE, EPERM, 0, "rtnetlink links");
	stage_close(&stage);
}
END_TEST

/* Names may be missing: that is said. */
START_TEST(cut)
{
	struct stream stream = { .n = 0 };
	struct stage stage = { 0 };

	LINK(&stream, 1, "lo");
	open_stage(&stage, &stream);
	bind_sock(&stage, 1);
	bind_sock(&stage, 2);
	ck_assert_int_eq(devices_name(&stage.taking), 0);
	ck_assert_str_eq(device_of(&stage, 0), "lo");
	ck_assert_ptr_null(device_of(&stage, 1));
	assert_note(&stage.notes, NW_NOTE_CUT, 0, 0, "rtnetlink links");
	stage_close(&stage);
}
END_TEST

START_TEST(interrupted)
{
	struct stream stream = { .n = 0 };
	struct stage stage = { 0 };
	struct message m;

	link_begin(&m, 1);
	message_attr(&m, IFLA_IFNAME, "lo", 3);
	m.head.nlmsg_flags |= NLM_F_DUMP_INTR;
	stream_add(&stream, &m);
	stream_end(&stream, NLMSG_DONE, 0);
	open_stage(&stage, &stream);
	bind_sock(&stage, 1);
	ck_assert_int_eq(devices_name(&stage.taking), 0);
	ck_assert_str_eq(device_of(&stage, 0), "lo");
	assert_note(&stage.notes, NW_NOTE_INTERRUPTED, 0, 0, "rtnetlink links");
	stage_close(&stage);
}
END_TEST

START_TEST(live)
{
	struct stage stage = { 0 };

	ck_assert_int_eq(sys_open(NULL, &stage.taking.sys), 0);
	stage.taking.rows = &stage.rows;
	stage.taking.notes = &stage.notes;
	bind_sock(&stage, if_nametoindex("lo"));
	ck_assert_int_eq(devices_name(&stage.taking), 0);
	ck_assert_str_eq(device_of(&stage, 0), "lo");
	stage_close(&stage);
}
END_TEST

UNIT_DIR_MAIN("devices", named, not_named, nul_inside, refused, cut, interrupted, live)
