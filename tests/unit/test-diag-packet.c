/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sock_diag of packet sockets. */
#include <linux/filter.h>
#include <linux/packet_diag.h>
#include <sys/socket.h>

#include "unit.h"

static const struct parser packets = {
	.read = packet_read,
	.ask = { .family = NW_PACKET, .af = AF_PACKET, .want = WANT_ALL },
	.header = sizeof(struct packet_diag_msg),
};

static const struct packet_diag_msg head = {
	.pdiag_family = AF_PACKET,
	.pdiag_type = SOCK_RAW,
	.pdiag_num = 0x0806,
	.pdiag_ino = 4026531840,
	.pdiag_cookie = { 0x11223344, 0x55667788 },
};

static const struct packet_diag_info info = {
	.pdi_index = 7,
	.pdi_version = 2,
	.pdi_flags = PDI_RUNNING,
};

static const uint32_t memory[SK_MEMINFO_VARS] = {
	[SK_MEMINFO_RMEM_ALLOC] = 832,
	[SK_MEMINFO_RCVBUF] = 212992,
	[SK_MEMINFO_WMEM_ALLOC] = 64,
	[SK_MEMINFO_DROPS] = 3,
};

static void full(struct message *m)
{
	message_begin(m, &head, sizeof(head));
	message_attr(m, PACKET_DIAG_INFO, &info, sizeof(info));
	message_u32(m, PACKET_DIAG_UID, 1000);
	message_bytes(m, PACKET_DIAG_MCLIST, 2 * sizeof(struct packet_diag_mclist), 1);
	message_bytes(m, PACKET_DIAG_RX_RING, sizeof(struct packet_diag_ring), 2);
	message_bytes(m, PACKET_DIAG_TX_RING, sizeof(struct packet_diag_ring), 3);
	message_u32(m, PACKET_DIAG_FANOUT, 0x10007);
	message_attr(m, PACKET_DIAG_MEMINFO, memory, sizeof(memory));
	message_bytes(m, PACKET_DIAG_FILTER, 3 * sizeof(struct sock_filter), 4);
}

START_TEST(asking)
{
	struct ask ask = { .family = NW_PACKET, .af = AF_PACKET };
	struct packet_diag_req req;

	ck_assert_uint_eq(packet_ask(&ask, &req), sizeof(req));
	ck_assert_uint_eq(req.sdiag_family, AF_PACKET);
	ck_assert_uint_eq(req.sdiag_protocol, 0); /* or the kernel says EINVAL */
	ck_assert_uint_eq(req.pdiag_show, PACKET_SHOW_INFO | PACKET_SHOW_MEMINFO);

	ask.want = NW_WANT_DETAILS;
	packet_ask(&ask, &req);
	ck_assert_uint_eq(req.pdiag_show, PACKET_SHOW_INFO | PACKET_SHOW_MEMINFO |
						  PACKET_SHOW_MCLIST | PACKET_SHOW_RING_CFG |
						  PACKET_SHOW_FANOUT | PACKET_SHOW_FILTER);
}
END_TEST

START_TEST(everything)
{
	struct rows rows = { 0 };
	const struct nw_sock *sock;
	struct message m;

	full(&m);
	ck_assert_int_eq(parser_read(&packets, &m, &rows), 0);
	ck_assert_uint_eq(rows.socks.n, 1);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->family, NW_PACKET);
	ck_assert_uint_eq(sock->af, AF_PACKET);
	ck_assert_uint_eq(sock->type, SOCK_RAW);
	ck_assert_uint_eq(sock->state, NW_STATE_NONE);
	ck_assert_uint_eq(sock->has,
			  HAS_COOKIE | HAS_UID | HAS_QUEUES | HAS_LOCAL | HAS_PROTOCOL);
	ck_assert_uint_eq(sock->protocol, 0x0806);
	ck_assert_uint_eq(sock->local_port, 0x0806);
	ck_assert_uint_eq(sock->ifindex, 7);
	ck_assert_uint_eq(sock->uid, 1000);
	ck_assert_uint_eq(sock->inode, 4026531840);
	ck_assert_uint_eq(sock->cookie, UINT64_C(0x5566778811223344));
	ck_assert_uint_eq(sock->recvq, 832);
	ck_assert_uint_eq(sock->sendq, 64);

	assert_attr(&rows, NW_ATTR_PACKET_INFO, &info, sizeof(info));
	assert_bytes(&rows, NW_ATTR_MCLIST, 2 * sizeof(struct packet_diag_mclist), 1);
	assert_bytes(&rows, NW_ATTR_RX_RING, sizeof(struct packet_diag_ring), 2);
	assert_bytes(&rows, NW_ATTR_TX_RING, sizeof(struct packet_diag_ring), 3);
	assert_u32(&rows, NW_ATTR_FANOUT, 0x10007);
	assert_attr(&rows, NW_ATTR_SKMEMINFO, memory, sizeof(memory));
	assert_bytes(&rows, NW_ATTR_FILTER, 3 * sizeof(struct sock_filter), 4);
	rows_free(&rows);
}
END_TEST

START_TEST(the_least)
{
	const struct packet_diag_msg bare = { .pdiag_family = AF_PACKET,
					      .pdiag_type = SOCK_DGRAM };
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &bare, sizeof(bare));
	ck_assert_int_eq(parser_read(&packets, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->has, HAS_LOCAL | HAS_PROTOCOL);
	ck_assert_uint_eq(last_row(&rows)->type, SOCK_DGRAM);
	ck_assert_uint_eq(last_row(&rows)->attrs_len, 0);
	rows_free(&rows);
}
END_TEST

START_TEST(no_cookie)
{
	struct packet_diag_msg unknown = head;
	struct rows rows = { 0 };
	struct message m;

	unknown.pdiag_cookie[0] = unknown.pdiag_cookie[1] = ~0U;
	message_begin(&m, &unknown, sizeof(unknown));
	ck_assert_int_eq(parser_read(&packets, &m, &rows), 0);
	ck_assert(!(last_row(&rows)->has & HAS_COOKIE));
	rows_free(&rows);
}
END_TEST

/* The kernel's way to say "you may not see the filter", and "no list". */
START_TEST(empty_is_absent)
{
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_attr(&m, PACKET_DIAG_FILTER, NULL, 0);
	message_attr(&m, PACKET_DIAG_MCLIST, NULL, 0);
	ck_assert_int_eq(parser_read(&packets, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->attrs_len, 0);
	rows_free(&rows);
}
END_TEST

START_TEST(too_short_is_absent)
{
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_bytes(&m, PACKET_DIAG_INFO, sizeof(info) - 1, 1);
	message_bytes(&m, PACKET_DIAG_UID, 3, 1);
	message_bytes(&m, PACKET_DIAG_MCLIST, sizeof(struct packet_diag_mclist) - 1, 1);
	message_bytes(&m, PACKET_DIAG_RX_RING, sizeof(struct packet_diag_ring) - 1, 1);
	message_bytes(&m, PACKET_DIAG_TX_RING, 0, 1);
	message_bytes(&m, PACKET_DIAG_FANOUT, 3, 1);
	message_bytes(&m, PACKET_DIAG_MEMINFO, 3, 1);
	message_bytes(&m, PACKET_DIAG_FILTER, sizeof(struct sock_filter) - 1, 1);
	ck_assert_int_eq(parser_read(&packets, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->attrs_len, 0);
	ck_assert_uint_eq(last_row(&rows)->ifindex, 0);
	ck_assert_uint_eq(last_row(&rows)->has, HAS_COOKIE | HAS_LOCAL | HAS_PROTOCOL);
	rows_free(&rows);
}
END_TEST

/* Structs grow; those who read them take what they know. */
START_TEST(longer_than_known)
{
	struct rows rows = { 0 };
	uint32_t longer[20] = { 5 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_attr(&m, PACKET_DIAG_INFO, longer, sizeof(longer));
	message_attr(&m, PACKET_DIAG_UID, longer, sizeof(longer));
	message_attr(&m, PACKET_DIAG_MEMINFO, longer, sizeof(longer));
	ck_assert_int_eq(parser_read(&packets, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->ifindex, 5);
	ck_assert_uint_eq(last_row(&rows)->uid, 5);
	ck_assert_uint_eq(last_row(&rows)->recvq, 5);
	assert_attr(&rows, NW_ATTR_PACKET_INFO, longer, sizeof(longer));
	assert_attr(&rows, NW_ATTR_SKMEMINFO, longer, sizeof(longer));
	rows_free(&rows);
}
END_TEST

/* Kernels before the drop counter, and before that the backlog, sent fewer numbers. */
START_TEST(memory_of_old_kernels)
{
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_attr(&m, PACKET_DIAG_MEMINFO, memory, 8);
	ck_assert_int_eq(parser_read(&packets, &m, &rows), 0);
	ck_assert(!(last_row(&rows)->has & HAS_QUEUES));
	assert_attr(&rows, NW_ATTR_SKMEMINFO, memory, 8);
	rows_free(&rows);
}
END_TEST

START_TEST(another_family)
{
	struct message m;

	full(&m);
	check_family(&packets, &m);
}
END_TEST

START_TEST(robust)
{
	struct message m;

	full(&m);
	check_robust(&packets, &m);
}
END_TEST

UNIT_MAIN("diag-packet", asking, everything, the_least, no_cookie, empty_is_absent,
	  too_short_is_absent, longer_than_known, memory_of_old_kernels, another_family, robust)
