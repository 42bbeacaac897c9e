/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sock_diag of netlink sockets. */
#include <linux/netlink_diag.h>
#include <sys/socket.h>

#include "unit.h"

static const struct parser netlinks = {
	.read = netlink_read,
	.ask = { .family = NW_NETLINK, .af = AF_NETLINK, .want = WANT_ALL },
	.header = sizeof(struct netlink_diag_msg),
};

static const struct netlink_diag_msg head = {
	.ndiag_family = AF_NETLINK,
	.ndiag_type = SOCK_RAW,
	.ndiag_protocol = NETLINK_GENERIC,
	.ndiag_state = NETLINK_CONNECTED,
	.ndiag_portid = 4170785977,
	.ndiag_dst_portid = 77,
	.ndiag_dst_group = 2,
	.ndiag_ino = 9232,
	.ndiag_cookie = { 0x12, 1 },
};

static const uint32_t memory[SK_MEMINFO_VARS] = {
	[SK_MEMINFO_RMEM_ALLOC] = 4352,
	[SK_MEMINFO_WMEM_ALLOC] = 1,
};

static void full(struct message *m)
{
	message_begin(m, &head, sizeof(head));
	message_bytes(m, NETLINK_DIAG_GROUPS, 40, 9);
	message_attr(m, NETLINK_DIAG_MEMINFO, memory, sizeof(memory));
	message_u32(m, NETLINK_DIAG_FLAGS, NDIAG_FLAG_PKTINFO | NDIAG_FLAG_CAP_ACK);
}

START_TEST(asking)
{
	struct ask ask = { .family = NW_NETLINK, .af = AF_NETLINK };
	struct netlink_diag_req req;

	ck_assert_uint_eq(netlink_ask(&ask, &req), sizeof(req));
	ck_assert_uint_eq(req.sdiag_family, AF_NETLINK);
	ck_assert_uint_eq(req.sdiag_protocol, NDIAG_PROTO_ALL);
	ck_assert_uint_eq(req.ndiag_show, NDIAG_SHOW_MEMINFO);

	ask.want = NW_WANT_DETAILS;
	netlink_ask(&ask, &req);
	ck_assert_uint_eq(req.ndiag_show,
			  NDIAG_SHOW_MEMINFO | NDIAG_SHOW_GROUPS | NDIAG_SHOW_FLAGS);
}
END_TEST

START_TEST(everything)
{
	struct rows rows = { 0 };
	const struct nw_sock *sock;
	struct message m;

	full(&m);
	ck_assert_int_eq(parser_read(&netlinks, &m, &rows), 0);
	ck_assert_uint_eq(rows.socks.n, 1);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->family, NW_NETLINK);
	ck_assert_uint_eq(sock->af, AF_NETLINK);
	ck_assert_uint_eq(sock->type, SOCK_RAW);
	ck_assert_uint_eq(sock->protocol, NETLINK_GENERIC);
	ck_assert_uint_eq(sock->state, NW_STATE_ESTABLISHED);
	ck_assert_uint_eq(sock->local_port, 4170785977);
	ck_assert_uint_eq(sock->remote_port, 77);
	ck_assert_uint_eq(sock->inode, 9232);
	ck_assert_uint_eq(sock->cookie, UINT64_C(0x100000012));
	ck_assert_uint_eq(sock->recvq, 4352);
	ck_assert_uint_eq(sock->sendq, 1);
	ck_assert_uint_eq(sock->has,
			  HAS_COOKIE | HAS_QUEUES | HAS_LOCAL | HAS_REMOTE | HAS_PROTOCOL);

	assert_u32(&rows, NW_ATTR_DST_GROUP, 2);
	assert_bytes(&rows, NW_ATTR_GROUPS, 40, 9);
	assert_attr(&rows, NW_ATTR_SKMEMINFO, memory, sizeof(memory));
	assert_u32(&rows, NW_ATTR_FLAGS, NDIAG_FLAG_PKTINFO | NDIAG_FLAG_CAP_ACK);
	rows_free(&rows);
}
END_TEST

START_TEST(of_the_kernel)
{
	const struct netlink_diag_msg kernel = {
		.ndiag_family = AF_NETLINK,
		.ndiag_type = SOCK_DGRAM,
		.ndiag_protocol = NETLINK_ROUTE,
		.ndiag_state = 7, /* TCP_CLOSE: never connected, never disconnected */
		.ndiag_ino = 4,
		.ndiag_cookie = { 1, 0 },
	};
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &kernel, sizeof(kernel));
	ck_assert_int_eq(parser_read(&netlinks, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->has, HAS_COOKIE | HAS_LOCAL | HAS_PROTOCOL);
	ck_assert_uint_eq(last_row(&rows)->protocol, NETLINK_ROUTE);
	ck_assert_uint_eq(last_row(&rows)->local_port, 0);
	ck_assert_uint_eq(last_row(&rows)->state, NW_STATE_NONE);
	ck_assert_uint_eq(last_row(&rows)->attrs_len, 0);
	rows_free(&rows);
}
END_TEST

START_TEST(states)
{
	struct netlink_diag_msg msg = head;

	for (unsigned state = 0; state < 256; state++) {
		struct rows rows = { 0 };
		struct message m;

		msg.ndiag_state = (uint8_t)state;
		message_begin(&m, &msg, sizeof(msg));
		ck_assert_int_eq(parser_read(&netlinks, &m, &rows), 0);
		ck_assert_uint_eq(last_row(&rows)->state, state == NETLINK_CONNECTED
								  ? NW_STATE_ESTABLISHED
								  : NW_STATE_NONE);
		rows_free(&rows);
	}
}
END_TEST

/* A group without a port, and a port without a group, are peers; nothing is none. */
START_TEST(peers)
{
	struct netlink_diag_msg msg = head;
	struct rows rows = { 0 };
	struct message m;

	msg.ndiag_dst_portid = 0;
	message_begin(&m, &msg, sizeof(msg));
	ck_assert_int_eq(parser_read(&netlinks, &m, &rows), 0);
	ck_assert(last_row(&rows)->has & HAS_REMOTE);
	ck_assert_uint_eq(last_row(&rows)->remote_port, 0);
	assert_u32(&rows, NW_ATTR_DST_GROUP, 2);

	msg.ndiag_dst_group = 0;
	message_begin(&m, &msg, sizeof(msg));
	ck_assert_int_eq(parser_read(&netlinks, &m, &rows), 0);
	ck_assert(!(last_row(&rows)->has & HAS_REMOTE));
	ck_assert(!has_attr(&rows, NW_ATTR_DST_GROUP));

	msg.ndiag_dst_portid = 5;
	message_begin(&m, &msg, sizeof(msg));
	ck_assert_int_eq(parser_read(&netlinks, &m, &rows), 0);
	ck_assert(last_row(&rows)->has & HAS_REMOTE);
	ck_assert_uint_eq(last_row(&rows)->remote_port, 5);
	ck_assert(!has_attr(&rows, NW_ATTR_DST_GROUP));
	ck_assert_uint_eq(rows.socks.n, 3);
	rows_free(&rows);
}
END_TEST

START_TEST(too_short_is_absent)
{
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_bytes(&m, NETLINK_DIAG_GROUPS, sizeof(unsigned long) - 1, 1);
	message_bytes(&m, NETLINK_DIAG_MEMINFO, 3, 1);
	message_bytes(&m, NETLINK_DIAG_FLAGS, 3, 1);
	ck_assert_int_eq(parser_read(&netlinks, &m, &rows), 0);
	ck_assert(!has_attr(&rows, NW_ATTR_GROUPS));
	ck_assert(!has_attr(&rows, NW_ATTR_SKMEMINFO));
	ck_assert(!has_attr(&rows, NW_ATTR_FLAGS));
	ck_assert(!(last_row(&rows)->has & HAS_QUEUES));
	rows_free(&rows);
}
END_TEST

/* The kernel lists members of multicast groups twice: two rows, for others to join. */
START_TEST(twice)
{
	struct rows rows = { 0 };
	struct message m;

	full(&m);
	ck_assert_int_eq(parser_read(&netlinks, &m, &rows), 0);
	ck_assert_int_eq(parser_read(&netlinks, &m, &rows), 0);
	ck_assert_uint_eq(rows.socks.n, 2);
	ck_assert_uint_eq(rows.socks.at[0].cookie, rows.socks.at[1].cookie);
	rows_free(&rows);
}
END_TEST

START_TEST(another_family)
{
	struct message m;

	full(&m);
	check_family(&netlinks, &m);
}
END_TEST

START_TEST(robust)
{
	struct message m;

	full(&m);
	check_robust(&netlinks, &m);
}
END_TEST

UNIT_MAIN("diag-netlink", asking, everything, of_the_kernel, states, peers,
	  too_short_is_absent, twice, another_family, robust)
