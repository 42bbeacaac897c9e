/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sock_diag of vsock. */
#include <linux/vm_sockets_diag.h>
#include <sys/socket.h>

#include "unit.h"

#define ANY UINT32_MAX

static const struct parser vsocks = {
	.read = vsock_read,
	.ask = { .family = NW_VSOCK, .af = AF_VSOCK, .want = WANT_ALL },
	.header = sizeof(struct vsock_diag_msg),
};

static const struct vsock_diag_msg head = {
	.vdiag_family = AF_VSOCK,
	.vdiag_type = SOCK_STREAM,
	.vdiag_state = NW_STATE_ESTABLISHED,
	.vdiag_shutdown = 2,
	.vdiag_src_cid = 3,
	.vdiag_src_port = 1024,
	.vdiag_dst_cid = 2,
	.vdiag_dst_port = 4294967290,
	.vdiag_ino = 77,
	.vdiag_cookie = { 5, 6 },
};

static uint32_t cid(const uint8_t address[16])
{
	static const uint8_t zero[12];
	uint32_t u;

	ck_assert_mem_eq(address + 4, zero, sizeof(zero));
	memcpy(&u, address, sizeof(u));
	return u;
}

static const struct nw_sock *read_one(struct rows *rows, const struct vsock_diag_msg *msg)
{
	struct message m;

	message_begin(&m, msg, sizeof(*msg));
	ck_assert_int_eq(parser_read(&vsocks, &m, rows), 0);
	return last_row(rows);
}

START_TEST(asking)
{
	struct ask ask = { .family = NW_VSOCK, .af = AF_VSOCK, .want = WANT_ALL };
	struct vsock_diag_req req;

	ck_assert_uint_eq(vsock_ask(&ask, &req), sizeof(req));
	ck_assert_uint_eq(req.sdiag_family, AF_VSOCK);
	ck_assert_uint_eq(req.sdiag_protocol, 0);
	ck_assert_uint_eq(req.vdiag_states, UINT32_MAX);
	/* Reserved, and to be 0. */
	ck_assert_uint_eq(req.pad, 0);
	ck_assert_uint_eq(req.vdiag_ino, 0);
	ck_assert_uint_eq(req.vdiag_show, 0);

	ask.states = 1U << NW_STATE_LISTEN;
	vsock_ask(&ask, &req);
	ck_assert_uint_eq(req.vdiag_states, 1U << NW_STATE_LISTEN);
}
END_TEST

START_TEST(connected)
{
	struct rows rows = { 0 };
	const struct nw_sock *sock = read_one(&rows, &head);

	ck_assert_uint_eq(sock->family, NW_VSOCK);
	ck_assert_uint_eq(sock->af, AF_VSOCK);
	ck_assert_uint_eq(sock->type, SOCK_STREAM);
	ck_assert_uint_eq(sock->state, NW_STATE_ESTABLISHED);
	ck_assert_uint_eq(sock->shutdown, 2);
	ck_assert_uint_eq(cid(sock->local), 3);
	ck_assert_uint_eq(sock->local_port, 1024);
	ck_assert_uint_eq(cid(sock->remote), 2);
	ck_assert_uint_eq(sock->remote_port, 4294967290);
	ck_assert_uint_eq(sock->inode, 77);
	ck_assert_uint_eq(sock->cookie, UINT64_C(0x600000005));
	/* No user and no queues: the kernel does not tell. */
	ck_assert_uint_eq(sock->has, HAS_COOKIE | HAS_SHUTDOWN | HAS_LOCAL | HAS_REMOTE);
	ck_assert_uint_eq(sock->attrs_len, 0);
	rows_free(&rows);
}
END_TEST

START_TEST(the_hypervisor_is_a_peer)
{
	struct vsock_diag_msg msg = head;
	struct rows rows = { 0 };
	const struct nw_sock *sock;

	msg.vdiag_dst_cid = 0;
	msg.vdiag_dst_port = 0;
	sock = read_one(&rows, &msg);
	ck_assert(sock->has & HAS_REMOTE);
	ck_assert_uint_eq(cid(sock->remote), 0);
	rows_free(&rows);
}
END_TEST

START_TEST(listening)
{
	static const uint32_t peers[] = { ANY, 0, 2 };
	struct vsock_diag_msg msg = head;
	struct rows rows = { 0 };

	msg.vdiag_state = NW_STATE_LISTEN;
	msg.vdiag_src_cid = ANY;
	for (size_t i = 0; i < ARRAY_SIZE(peers); i++) {
		const struct nw_sock *sock;

		msg.vdiag_dst_cid = peers[i];
		sock = read_one(&rows, &msg);
		ck_assert_uint_eq(sock->state, NW_STATE_LISTEN);
		ck_assert(sock->has & HAS_LOCAL);
		ck_assert_uint_eq(cid(sock->local), ANY);
		ck_assert(!(sock->has & HAS_REMOTE));
		ck_assert_uint_eq(cid(sock->remote), 0);
	}
	rows_free(&rows);
}
END_TEST

START_TEST(bound_only)
{
	struct vsock_diag_msg msg = head;
	struct rows rows = { 0 };
	const struct nw_sock *sock;

	msg.vdiag_type = SOCK_DGRAM;
	msg.vdiag_state = NW_STATE_CLOSE;
	msg.vdiag_dst_cid = msg.vdiag_dst_port = ANY;
	msg.vdiag_cookie[0] = msg.vdiag_cookie[1] = 0;
	sock = read_one(&rows, &msg);
	ck_assert_uint_eq(sock->type, SOCK_DGRAM);
	ck_assert_uint_eq(sock->has, HAS_SHUTDOWN | HAS_LOCAL);
	ck_assert_uint_eq(sock->remote_port, 0);
	rows_free(&rows);
}
END_TEST

START_TEST(another_family)
{
	struct message m;

	message_begin(&m, &head, sizeof(head));
	check_family(&vsocks, &m);
}
END_TEST

START_TEST(robust)
{
	struct message m;

	message_begin(&m, &head, sizeof(head));
	check_robust(&vsocks, &m);
	/* There are no attributes yet; when there are, they do no harm. */
	message_bytes(&m, 1, 33, 1);
	check_robust(&vsocks, &m);
}
END_TEST

UNIT_MAIN("diag-vsock", asking, connected, the_hypervisor_is_a_peer, listening,
	  bound_only, another_family, robust)
