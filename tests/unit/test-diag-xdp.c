/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sock_diag of XDP sockets. */
#include <linux/xdp_diag.h>
#include <sys/socket.h>

#include "unit.h"

static const struct parser xdps = {
	.read = xdp_read,
	.ask = { .family = NW_XDP, .af = AF_XDP, .want = WANT_ALL },
	.header = sizeof(struct xdp_diag_msg),
};

static const struct xdp_diag_msg head = {
	.xdiag_family = AF_XDP,
	.xdiag_type = SOCK_RAW,
	.xdiag_ino = 4000000000,
	.xdiag_cookie = { 0xfffffffe, 0xffffffff },
};

static const struct xdp_diag_info info = { .ifindex = 3, .queue_id = 15 };

static const uint32_t memory[SK_MEMINFO_VARS] = {
	[SK_MEMINFO_RMEM_ALLOC] = 10,
	[SK_MEMINFO_WMEM_ALLOC] = 20,
};

static void full(struct message *m)
{
	message_begin(m, &head, sizeof(head));
	message_attr(m, XDP_DIAG_INFO, &info, sizeof(info));
	message_u32(m, XDP_DIAG_UID, 65534);
	message_u32(m, XDP_DIAG_RX_RING, 2048);
	message_u32(m, XDP_DIAG_TX_RING, 1024);
	message_bytes(m, XDP_DIAG_UMEM, sizeof(struct xdp_diag_umem), 1);
	message_u32(m, XDP_DIAG_UMEM_FILL_RING, 512);
	message_u32(m, XDP_DIAG_UMEM_COMPLETION_RING, 256);
	message_attr(m, XDP_DIAG_MEMINFO, memory, sizeof(memory));
	message_bytes(m, XDP_DIAG_STATS, sizeof(struct xdp_diag_stats), 2);
}

START_TEST(asking)
{
	struct ask ask = { .family = NW_XDP, .af = AF_XDP };
	struct xdp_diag_req req;

	ck_assert_uint_eq(xdp_ask(&ask, &req), sizeof(req));
	ck_assert_uint_eq(req.sdiag_family, AF_XDP);
	ck_assert_uint_eq(req.sdiag_protocol, 0);
	ck_assert_uint_eq(req.xdiag_show, XDP_SHOW_INFO | XDP_SHOW_MEMINFO);

	ask.want = NW_WANT_DETAILS;
	xdp_ask(&ask, &req);
	ck_assert_uint_eq(req.xdiag_show, XDP_SHOW_INFO | XDP_SHOW_MEMINFO | XDP_SHOW_RING_CFG |
						  XDP_SHOW_UMEM | XDP_SHOW_STATS);
}
END_TEST

START_TEST(everything)
{
	struct rows rows = { 0 };
	const struct nw_sock *sock;
	struct message m;

	full(&m);
	ck_assert_int_eq(parser_read(&xdps, &m, &rows), 0);
	ck_assert_uint_eq(rows.socks.n, 1);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->family, NW_XDP);
	ck_assert_uint_eq(sock->af, AF_XDP);
	ck_assert_uint_eq(sock->type, SOCK_RAW);
	ck_assert_uint_eq(sock->state, NW_STATE_NONE);
	ck_assert_uint_eq(sock->ifindex, 3);
	ck_assert_uint_eq(sock->local_port, 15);
	ck_assert_uint_eq(sock->uid, 65534);
	ck_assert_uint_eq(sock->inode, 4000000000);
	ck_assert_uint_eq(sock->cookie, UINT64_MAX - 1);
	ck_assert_uint_eq(sock->recvq, 10);
	ck_assert_uint_eq(sock->sendq, 20);
	ck_assert_uint_eq(sock->has, HAS_COOKIE | HAS_UID | HAS_QUEUES | HAS_LOCAL);

	assert_attr(&rows, NW_ATTR_XDP_INFO, &info, sizeof(info));
	assert_u32(&rows, NW_ATTR_RX_RING, 2048);
	assert_u32(&rows, NW_ATTR_TX_RING, 1024);
	assert_bytes(&rows, NW_ATTR_UMEM, sizeof(struct xdp_diag_umem), 1);
	assert_u32(&rows, NW_ATTR_UMEM_FILL, 512);
	assert_u32(&rows, NW_ATTR_UMEM_COMPLETION, 256);
	assert_attr(&rows, NW_ATTR_SKMEMINFO, memory, sizeof(memory));
	assert_bytes(&rows, NW_ATTR_XDP_STATS, sizeof(struct xdp_diag_stats), 2);
	rows_free(&rows);
}
END_TEST

START_TEST(the_least)
{
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	ck_assert_int_eq(parser_read(&xdps, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->has, HAS_COOKIE);
	ck_assert_uint_eq(last_row(&rows)->attrs_len, 0);
	rows_free(&rows);
}
END_TEST

START_TEST(too_short_is_absent)
{
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_bytes(&m, XDP_DIAG_INFO, sizeof(info) - 1, 1);
	message_bytes(&m, XDP_DIAG_UID, 3, 1);
	message_bytes(&m, XDP_DIAG_RX_RING, 3, 1);
	message_bytes(&m, XDP_DIAG_TX_RING, 0, 1);
	message_bytes(&m, XDP_DIAG_UMEM, sizeof(struct xdp_diag_umem) - 1, 1);
	message_bytes(&m, XDP_DIAG_UMEM_FILL_RING, 3, 1);
	message_bytes(&m, XDP_DIAG_UMEM_COMPLETION_RING, 3, 1);
	message_bytes(&m, XDP_DIAG_MEMINFO, 3, 1);
	message_bytes(&m, XDP_DIAG_STATS, sizeof(struct xdp_diag_stats) - 1, 1);
	ck_assert_int_eq(parser_read(&xdps, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->attrs_len, 0);
	ck_assert_uint_eq(last_row(&rows)->has, HAS_COOKIE);
	rows_free(&rows);
}
END_TEST

START_TEST(longer_than_known)
{
	struct rows rows = { 0 };
	uint32_t longer[32] = { 5, 6, 7 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_attr(&m, XDP_DIAG_INFO, longer, sizeof(longer));
	message_attr(&m, XDP_DIAG_UID, longer, sizeof(longer));
	message_attr(&m, XDP_DIAG_MEMINFO, longer, sizeof(longer));
	message_attr(&m, XDP_DIAG_STATS, longer, sizeof(longer));
	ck_assert_int_eq(parser_read(&xdps, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->ifindex, 5);
	ck_assert_uint_eq(last_row(&rows)->local_port, 6);
	ck_assert_uint_eq(last_row(&rows)->uid, 5);
	ck_assert_uint_eq(last_row(&rows)->sendq, 7);
	assert_attr(&rows, NW_ATTR_XDP_INFO, longer, sizeof(longer));
	assert_attr(&rows, NW_ATTR_XDP_STATS, longer, sizeof(longer));
	rows_free(&rows);
}
END_TEST

START_TEST(another_family)
{
	struct message m;

	full(&m);
	check_family(&xdps, &m);
}
END_TEST

START_TEST(robust)
{
	struct message m;

	full(&m);
	check_robust(&xdps, &m);
}
END_TEST

UNIT_MAIN("diag-xdp", asking, everything, the_least, too_short_is_absent,
	  longer_than_known, another_family, robust)
