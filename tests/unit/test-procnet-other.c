/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of /proc/net/packet and /proc/net/netlink. */
#include "unit-line.h"

static const struct ask packets = { .family = NW_PACKET, .af = AF_PACKET };
static const struct ask netlinks = { .family = NW_NETLINK, .af = AF_NETLINK };

static int read_packet(const char *line, struct rows *rows)
{
	return line_read(packet_line, &packets, line, rows);
}

static int read_netlink(const char *line, struct rows *rows)
{
	return line_read(netlink_line, &netlinks, line, rows);
}

START_TEST(packet)
{
	struct rows rows = { 0 };
	const struct nw_sock *sock;

	ck_assert_int_eq(read_packet("000000006e55f836 3      3    0806   7     1 832    1000  "
				     " 4026531840",
				     &rows),
			 0);
	ck_assert_uint_eq(rows.socks.n, 1);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->family, NW_PACKET);
	ck_assert_uint_eq(sock->af, AF_PACKET);
	ck_assert_uint_eq(sock->refcount, 3);
	ck_assert_uint_eq(sock->type, SOCK_RAW);
	ck_assert_uint_eq(sock->protocol, 0x0806);
	ck_assert_uint_eq(sock->local_port, 0x0806);
	ck_assert_uint_eq(sock->ifindex, 7);
	ck_assert_uint_eq(sock->recvq, 832);
	ck_assert_uint_eq(sock->uid, 1000);
	ck_assert_uint_eq(sock->inode, 4026531840);
	ck_assert_uint_eq(sock->has & ~(uint32_t)HAS_QUEUES,
			  HAS_UID | HAS_REFCOUNT | HAS_LOCAL | HAS_PROTOCOL);
	ck_assert_uint_eq(sock->state, NW_STATE_NONE);
	ck_assert_uint_eq(sock->attrs_len, 0);
	rows_free(&rows);
}
END_TEST

START_TEST(packet_as_the_kernel_pads_it)
{
	static const char *const lines[] = {
		"000000000cf0b866 2      2    0000   0     0 0      0      8671  ",
		"0cf0b866 2      2    0000   0     0 0      0      8671", /* of 32 bits */
		"(____ptrval____) 2 2 0 0 0 0 0 8671", /* too early a look */
		"0 2 2 0000 0 0 0 0 8671 more columns",
	};
	struct rows rows = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		ck_assert_int_eq(read_packet(lines[i], &rows), 0);
		ck_assert_uint_eq(last_row(&rows)->inode, 8671);
		ck_assert_uint_eq(last_row(&rows)->type, SOCK_DGRAM);
		ck_assert_uint_eq(last_row(&rows)->refcount, 2);
	}
	ck_assert_uint_eq(rows.socks.n, ARRAY_SIZE(lines));
	rows_free(&rows);
}
END_TEST

START_TEST(packet_lines_that_are_none)
{
	static const char *const lines[] = {
		"",
		"   ",
		"sk               RefCnt Type Proto  Iface R Rmem   User   Inode",
		"0 2 2 0000 0 0 0 0",
		"0 2 2 0000 0 0 0 0 ",
		"0 -2 2 0000 0 0 0 0 1",
		"0 2 256 0000 0 0 0 0 1",
		"0 2 2 10000 0 0 0 0 1",
		"0 2 2 00g0 0 0 0 0 1",
		"0 2 2 0000 x 0 0 0 1",
		"0 2 2 0000 0 0 4294967296 0 1",
		"0 2 2 0000 0 0 0 0x1 1",
		"0 2 2 0000 0 0 0 0 1x",
		"0 2 2 0000 0 0 0 0 18446744073709551616",
		"0,2,2,0000,0,0,0,0,1",
	};
	struct rows rows = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		ck_assert_int_eq(read_packet(lines[i], &rows), -EBADMSG);
	ck_assert_uint_eq(rows.socks.n, 0);
	rows_free(&rows);
}
END_TEST

START_TEST(netlink)
{
	const unsigned long groups = 0x80000011;
	const uint64_t drops = 17;
	struct rows rows = { 0 };
	const struct nw_sock *sock;

	ck_assert_int_eq(read_netlink("00000000f01dbb42 16  4170785977 80000011 4352     64      "
				      " 1     2        17       9232    ",
				      &rows),
			 0);
	ck_assert_uint_eq(rows.socks.n, 1);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->family, NW_NETLINK);
	ck_assert_uint_eq(sock->af, AF_NETLINK);
	ck_assert_uint_eq(sock->protocol, NETLINK_GENERIC);
	ck_assert_uint_eq(sock->local_port, 4170785977);
	ck_assert_uint_eq(sock->recvq, 4352);
	ck_assert_uint_eq(sock->sendq, 64);
	ck_assert_uint_eq(sock->refcount, 2);
	ck_assert_uint_eq(sock->inode, 9232);
	/* Neither type, state, peer nor user are in the file. */
	ck_assert_uint_eq(sock->type, 0);
	ck_assert_uint_eq(sock->state, NW_STATE_NONE);
	ck_assert_uint_eq(sock->has, HAS_QUEUES | HAS_REFCOUNT | HAS_LOCAL | HAS_PROTOCOL);
	assert_attr(&rows, NW_ATTR_GROUPS, &groups, sizeof(groups));
	assert_attr(&rows, NW_ATTR_DROPS, &drops, sizeof(drops));
	rows_free(&rows);
}
END_TEST

START_TEST(netlink_of_the_kernel)
{
	const uint64_t none = 0;
	struct rows rows = { 0 };

	ck_assert_int_eq(read_netlink("00000000e1c07d5a 0   0          00000000 0        0       "
				      " 0     2        0        4       ",
				      &rows),
			 0);
	ck_assert_uint_eq(last_row(&rows)->local_port, 0);
	ck_assert_uint_eq(last_row(&rows)->inode, 4);
	/* In no group, as sock_diag says it: by silence. No drops is a fact. */
	ck_assert(!has_attr(&rows, NW_ATTR_GROUPS));
	assert_attr(&rows, NW_ATTR_DROPS, &none, sizeof(none));
	rows_free(&rows);
}
END_TEST

/* Old kernels wrote port ids signed, and a pointer where a running dump is 1 now. */
START_TEST(netlink_of_old_kernels)
{
	struct rows rows = { 0 };

	ck_assert_int_eq(read_netlink("f6d45c00 15  -4104 00000001 0 0 (null) 2 0 12", &rows),
			 0);
	ck_assert_uint_eq(last_row(&rows)->local_port, 4294963192);
	ck_assert_uint_eq(last_row(&rows)->inode, 12);
	rows_free(&rows);
}
END_TEST

START_TEST(netlink_lines_that_are_none)
{
	static const char *const lines[] = {
		"",
		"sk       Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode",
		"0 0 0 00000000 0 0 0 2 0",
		"0 0 0 00000000 0 0 0 2 0 ",
		"0 x 0 00000000 0 0 0 2 0 4",
		"0 0 - 00000000 0 0 0 2 0 4",
		"0 0 -2147483649 00000000 0 0 0 2 0 4",
		"0 0 4294967296 00000000 0 0 0 2 0 4",
		"0 0 0 100000000 0 0 0 2 0 4",
		"0 0 0 0000000g 0 0 0 2 0 4",
		"0 0 0 00000000 -1 0 0 2 0 4",
		"0 0 0 00000000 0 4294967296 0 2 0 4",
		"0 0 0 00000000 0 0 0 2 0 4.",
	};
	struct rows rows = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		ck_assert_int_eq(read_netlink(lines[i], &rows), -EBADMSG);
	ck_assert_uint_eq(rows.socks.n, 0);
	ck_assert_uint_eq(rows.arena.n, 0);
	rows_free(&rows);
}
END_TEST

/* Cut anywhere, a line is a row only while its last number still has a digit. */
START_TEST(cut)
{
	static const char packets_line[] = "000000006e55f836 3 3 0806 7 1 832 1000 40265";
	static const char netlinks_line[] = "00000000f01dbb42 16 77 80000011 4352 64 1 2 17 92";
	struct rows rows = { 0 };

	for (size_t len = 0; len < strlen(packets_line); len++) {
		int r = line_cut(packet_line, &packets, packets_line, len, &rows);

		ck_assert_int_eq(r, len + 4 < strlen(packets_line) ? -EBADMSG : 0);
	}
	ck_assert_uint_eq(rows.socks.n, 4);
	for (size_t len = 0; len < strlen(netlinks_line); len++) {
		int r = line_cut(netlink_line, &netlinks, netlinks_line, len, &rows);

		ck_assert_int_eq(r, len + 1 < strlen(netlinks_line) ? -EBADMSG : 0);
	}
	ck_assert_uint_eq(rows.socks.n, 5);
	rows_free(&rows);
}
END_TEST

START_TEST(several)
{
	static const char file[] = "0 2 2 0800 0 0 0 0 1\n"
				   "garbage\n"
				   "0 2 3 0003 1 1 5 7 2\n";
	struct text t = text_of(file, strlen(file)), line;
	struct rows rows = { 0 };
	size_t bad = 0;

	while (text_line(&t, &line))
		bad += packet_line(line, &packets, &rows) < 0;
	ck_assert_uint_eq(bad, 1);
	ck_assert_uint_eq(rows.socks.n, 2);
	ck_assert_uint_eq(rows.socks.at[0].inode, 1);
	ck_assert_uint_eq(rows.socks.at[1].inode, 2);
	ck_assert_uint_eq(rows.socks.at[1].uid, 7);
	rows_free(&rows);
}
END_TEST

UNIT_MAIN("procnet-other", packet, packet_as_the_kernel_pads_it,
	  packet_lines_that_are_none, netlink, netlink_of_the_kernel,
	  netlink_of_old_kernels, netlink_lines_that_are_none, cut, several)
