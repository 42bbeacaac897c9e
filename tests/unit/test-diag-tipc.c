/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sock_diag of TIPC sockets. */
#include <linux/tipc.h>
#include <linux/tipc_netlink.h>
#include <linux/tipc_sockets_diag.h>
#include <sys/socket.h>

#include "unit.h"

static const struct parser tipcs = {
	.read = tipc_read,
	.ask = { .family = NW_TIPC, .af = AF_TIPC, .want = WANT_ALL },
};

/* The connection's own attributes: 3 of 8 bytes each. */
#define CON_LEN 24
#define STAT_LEN 24

static void put_con(struct message *m)
{
	struct nlattr *con = mnl_attr_nest_start(&m->head, TIPC_NLA_SOCK_CON);

	message_u32(m, TIPC_NLA_CON_NODE, 0x01001002);
	message_u32(m, TIPC_NLA_CON_SOCK, 3000000000);
	message_u32(m, TIPC_NLA_CON_TYPE, 42);
	mnl_attr_nest_end(&m->head, con);
}

static void put_stat(struct message *m)
{
	struct nlattr *stat = mnl_attr_nest_start(&m->head, TIPC_NLA_SOCK_STAT);

	message_u32(m, TIPC_NLA_SOCK_STAT_RCVQ, 1);
	message_u32(m, TIPC_NLA_SOCK_STAT_SENDQ, 2);
	message_u32(m, TIPC_NLA_SOCK_STAT_DROP, 3);
	mnl_attr_nest_end(&m->head, stat);
}

static struct nlattr *full(struct message *m)
{
	const uint32_t cookie[2] = { 7, 9 };
	struct nlattr *nest;

	message_begin(m, NULL, 0);
	nest = mnl_attr_nest_start(&m->head, TIPC_NLA_SOCK);
	message_u32(m, TIPC_NLA_SOCK_REF, 4000000000);
	message_u32(m, TIPC_NLA_SOCK_ADDR, 0x01001001);
	put_con(m);
	message_u32(m, TIPC_NLA_SOCK_TYPE, SOCK_SEQPACKET);
	message_u32(m, TIPC_NLA_SOCK_TIPC_STATE, NW_STATE_ESTABLISHED);
	message_u32(m, TIPC_NLA_SOCK_INO, 4026531840);
	message_u32(m, TIPC_NLA_SOCK_UID, 1000);
	message_attr(m, TIPC_NLA_SOCK_PAD, NULL, 0);
	message_attr(m, TIPC_NLA_SOCK_COOKIE, cookie, sizeof(cookie));
	put_stat(m);
	mnl_attr_nest_end(&m->head, nest);
	return nest;
}

START_TEST(asking)
{
	struct ask ask = { .family = NW_TIPC, .af = AF_TIPC, .want = WANT_ALL };
	struct tipc_sock_diag_req req;

	ck_assert_uint_eq(tipc_ask(&ask, &req), sizeof(req));
	ck_assert_uint_eq(req.sdiag_family, AF_TIPC);
	ck_assert_uint_eq(req.sdiag_protocol, 0);
	ck_assert_uint_eq(req.pad, 0);
	ck_assert_uint_eq(req.tidiag_states, UINT32_MAX);
	ask.states = 1U << NW_STATE_LISTEN;
	tipc_ask(&ask, &req);
	ck_assert_uint_eq(req.tidiag_states, 1U << NW_STATE_LISTEN);
}
END_TEST

START_TEST(everything)
{
	struct rows rows = { 0 };
	const struct nw_sock *sock;
	struct message m;
	uint32_t u;

	full(&m);
	ck_assert_int_eq(parser_read(&tipcs, &m, &rows), 0);
	ck_assert_uint_eq(rows.socks.n, 1);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->family, NW_TIPC);
	ck_assert_uint_eq(sock->af, AF_TIPC);
	ck_assert_uint_eq(sock->type, SOCK_SEQPACKET);
	ck_assert_uint_eq(sock->state, NW_STATE_ESTABLISHED);
	memcpy(&u, sock->local, sizeof(u));
	ck_assert_uint_eq(u, 0x01001001);
	ck_assert_uint_eq(sock->local_port, 4000000000);
	memcpy(&u, sock->remote, sizeof(u));
	ck_assert_uint_eq(u, 0x01001002);
	ck_assert_uint_eq(sock->remote_port, 3000000000);
	ck_assert_uint_eq(sock->inode, 4026531840);
	ck_assert_uint_eq(sock->uid, 1000);
	ck_assert_uint_eq(sock->cookie, UINT64_C(0x900000007));
	ck_assert_uint_eq(sock->has, HAS_COOKIE | HAS_UID | HAS_LOCAL | HAS_REMOTE);
	rows_free(&rows);
}
END_TEST

/* The nests stay as they are: attributes that others walk. */
START_TEST(nests)
{
	static const uint16_t types[] = { TIPC_NLA_CON_NODE, TIPC_NLA_CON_SOCK,
					  TIPC_NLA_CON_TYPE };
	const struct nlattr *attr;
	struct rows rows = { 0 };
	struct message m;
	const void *con, *stat;
	size_t con_len, stat_len, n = 0;

	full(&m);
	ck_assert_int_eq(parser_read(&tipcs, &m, &rows), 0);
	con = row_attr(&rows, last_row(&rows), NW_ATTR_TIPC_CON, &con_len);
	stat = row_attr(&rows, last_row(&rows), NW_ATTR_TIPC_STAT, &stat_len);
	ck_assert_ptr_nonnull(con);
	ck_assert_ptr_nonnull(stat);
	ck_assert_uint_eq(con_len, CON_LEN);
	ck_assert_uint_eq(stat_len, STAT_LEN);

	mnl_attr_for_each_payload(con, con_len)
		ck_assert_uint_eq(mnl_attr_get_type(attr), types[n++]);
	ck_assert_uint_eq(n, 3);
	mnl_attr_for_each_payload(stat, stat_len)
		if (mnl_attr_get_type(attr) == TIPC_NLA_SOCK_STAT_DROP)
			n += mnl_attr_get_u32(attr);
	ck_assert_uint_eq(n, 6);
	rows_free(&rows);
}
END_TEST

START_TEST(states)
{
	static const struct {
		uint32_t tipc;
		unsigned state;
	} all[] = {
		{ 10, NW_STATE_LISTEN },     /* TIPC_LISTEN */
		{ 1, NW_STATE_ESTABLISHED }, /* TIPC_ESTABLISHED */
		{ 7, NW_STATE_CLOSE },       /* TIPC_OPEN */
		{ 8, NW_STATE_CLOSE_WAIT },  /* TIPC_DISCONNECTING */
		{ 2, NW_STATE_SYN_SENT },    /* TIPC_CONNECTING */
		/* No state of today, and it does not turn into one by losing bits. */
		{ 0x101, 255 },
		{ UINT32_MAX, 255 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct rows rows = { 0 };
		struct nlattr *nest;
		struct message m;

		message_begin(&m, NULL, 0);
		nest = mnl_attr_nest_start(&m.head, TIPC_NLA_SOCK);
		message_u32(&m, TIPC_NLA_SOCK_TIPC_STATE, all[i].tipc);
		mnl_attr_nest_end(&m.head, nest);
		ck_assert_int_eq(parser_read(&tipcs, &m, &rows), 0);
		ck_assert_uint_eq(last_row(&rows)->state, all[i].state);
		rows_free(&rows);
	}
}
END_TEST

START_TEST(the_least)
{
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, NULL, 0);
	message_attr(&m, TIPC_NLA_SOCK, NULL, 0);
	ck_assert_int_eq(parser_read(&tipcs, &m, &rows), 0);
	ck_assert_uint_eq(rows.socks.n, 1);
	ck_assert_uint_eq(last_row(&rows)->has, 0);
	ck_assert_uint_eq(last_row(&rows)->attrs_len, 0);
	rows_free(&rows);
}
END_TEST

/* The kernel leaves an empty message for a socket in a state nobody asked for. */
START_TEST(empty_is_skipped)
{
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, NULL, 0);
	ck_assert_int_eq(parser_read(&tipcs, &m, &rows), 0);
	ck_assert_uint_eq(rows.socks.n, 0);
	rows_free(&rows);
}
END_TEST

START_TEST(half_a_peer_is_none)
{
	struct rows rows = { 0 };
	struct nlattr *nest, *con;
	struct message m;

	message_begin(&m, NULL, 0);
	nest = mnl_attr_nest_start(&m.head, TIPC_NLA_SOCK);
	con = mnl_attr_nest_start(&m.head, TIPC_NLA_SOCK_CON);
	message_u32(&m, TIPC_NLA_CON_NODE, 1);
	message_bytes(&m, TIPC_NLA_CON_SOCK, 3, 1);
	mnl_attr_nest_end(&m.head, con);
	mnl_attr_nest_end(&m.head, nest);
	ck_assert_int_eq(parser_read(&tipcs, &m, &rows), 0);
	ck_assert(!(last_row(&rows)->has & HAS_REMOTE));
	ck_assert(has_attr(&rows, NW_ATTR_TIPC_CON));
	rows_free(&rows);
}
END_TEST

START_TEST(too_short_is_absent)
{
	static const uint16_t types[] = { TIPC_NLA_SOCK_ADDR, TIPC_NLA_SOCK_REF,
					  TIPC_NLA_SOCK_TYPE, TIPC_NLA_SOCK_INO,
					  TIPC_NLA_SOCK_UID,  TIPC_NLA_SOCK_TIPC_STATE,
					  TIPC_NLA_SOCK_CON,  TIPC_NLA_SOCK_STAT };
	struct rows rows = { 0 };
	struct nlattr *nest;
	struct message m;

	message_begin(&m, NULL, 0);
	nest = mnl_attr_nest_start(&m.head, TIPC_NLA_SOCK);
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		message_bytes(&m, types[i], i < 6 ? 3 : 0, 1);
	message_bytes(&m, TIPC_NLA_SOCK_COOKIE, 7, 1);
	mnl_attr_nest_end(&m.head, nest);
	ck_assert_int_eq(parser_read(&tipcs, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->has, 0);
	ck_assert_uint_eq(last_row(&rows)->inode, 0);
	ck_assert_uint_eq(last_row(&rows)->type, 0);
	ck_assert_uint_eq(last_row(&rows)->attrs_len, 0);
	rows_free(&rows);
}
END_TEST

START_TEST(no_socket_in_it)
{
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, NULL, 0);
	message_u32(&m, TIPC_NLA_LINK, 1);
	message_u32(&m, 1000, 1);
	ck_assert_int_eq(parser_read(&tipcs, &m, &rows), -EBADMSG);
	ck_assert_uint_eq(rows.socks.n, 0);
	rows_free(&rows);
}
END_TEST

/* A nest that is not whole is no nest. */
START_TEST(cut)
{
	struct rows rows = { 0 };
	struct message m;

	full(&m);
	for (size_t len = 1; len < mnl_nlmsg_get_payload_len(&m.head); len++) {
		ck_assert_int_eq(parser_read_cut(&tipcs, &m, len, &rows), -EBADMSG);
		ck_assert_uint_eq(rows.socks.n, 0);
	}
	rows_free(&rows);
}
END_TEST

/* Lengths that lie within the nest, and a nest that ends anywhere. */
START_TEST(lies)
{
	static const uint16_t lengths[] = { 0, 1, 3, 5, 0x7fff, 0xffff };
	struct message m;
	const struct nlattr *attr, *nest = full(&m);

	for (uint16_t len = MNL_ATTR_HDRLEN; len < nest->nla_len; len++) {
		struct message liar = m;
		struct rows rows = { 0 };

		((struct nlattr *)mnl_nlmsg_get_payload(&liar.head))->nla_len = len;
		ck_assert_int_eq(parser_read_cut(&tipcs, &liar, len, &rows), 0);
		ck_assert_uint_eq(rows.socks.n, 1);
		rows_free(&rows);
	}
	mnl_attr_for_each_nested(attr, nest) {
		size_t at = (size_t)((const char *)attr - m.bytes);

		for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
			struct message liar = m;
			struct rows rows = { 0 };

			((struct nlattr *)(liar.bytes + at))->nla_len = lengths[i];
			ck_assert_int_eq(parser_read(&tipcs, &liar, &rows), 0);
			ck_assert_uint_eq(rows.socks.n, 1);
			rows_free(&rows);
		}
	}
}
END_TEST

START_TEST(unknown)
{
	struct rows rows = { 0 };
	struct nlattr *nest;
	struct message m;

	message_begin(&m, NULL, 0);
	message_u32(&m, 1000, 1);
	nest = mnl_attr_nest_start(&m.head, TIPC_NLA_SOCK);
	message_u32(&m, 1000, 1);
	message_u32(&m, TIPC_NLA_SOCK_REF, 5);
	message_u32(&m, TIPC_NLA_SOCK_GROUP, 6);
	mnl_attr_nest_end(&m.head, nest);
	message_u32(&m, 1001, 1);
	ck_assert_int_eq(parser_read(&tipcs, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->local_port, 5);
	ck_assert_uint_eq(last_row(&rows)->has, HAS_LOCAL);
	ck_assert_uint_eq(last_row(&rows)->attrs_len, 0);
	rows_free(&rows);
}
END_TEST

START_TEST(sequence)
{
	struct message m;

	full(&m);
	check_sequence(&tipcs, &m);
}
END_TEST

UNIT_MAIN("diag-tipc", asking, everything, nests, states, the_least, empty_is_skipped,
	  half_a_peer_is_none, too_short_is_absent, no_socket_in_it, cut, lies, unknown,
	  sequence)
