/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sock_diag of the Internet families: the row itself, by family, state and timer. */
#include "unit-inet.h"

START_TEST(version_6)
{
	const struct parser parser = tcp();
	struct inet_diag_msg head = established();
	struct rows rows = { 0 };
	const struct nw_sock *sock;
	struct in6_addr address;

	ck_assert_int_eq(inet_pton(AF_INET6, "fd00:1234:5678:9abc:def0:1:2:3", &address), 1);
	head.idiag_family = AF_INET6;
	head.idiag_state = NW_STATE_LISTEN;
	memcpy(head.id.idiag_src, &address, sizeof(address));
	memset(head.id.idiag_dst, 0, sizeof(head.id.idiag_dst));
	sock = read_head(&parser, &head, &rows);
	ck_assert_uint_eq(sock->af, AF_INET6);
	ck_assert_uint_eq(sock->state, NW_STATE_LISTEN);
	ck_assert_mem_eq(sock->local, &address, sizeof(address));
	ck_assert_mem_eq(sock->remote, &in6addr_any, sizeof(in6addr_any));
	rows_free(&rows);
}
END_TEST

START_TEST(another_version)
{
	static const uint8_t others[] = { AF_UNSPEC, AF_UNIX, 255 };
	const struct parser parser = tcp();
	struct inet_diag_msg head = established();
	struct rows rows = { 0 };
	struct message m;

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		head.idiag_family = others[i];
		message_begin(&m, &head, sizeof(head));
		ck_assert_int_eq(parser_read(&parser, &m, &rows), -EBADMSG);
		ck_assert_uint_eq(rows.socks.n, 0);
	}
	rows_free(&rows);
}
END_TEST

START_TEST(cookies)
{
	const struct parser parser = tcp();
	struct inet_diag_msg head = established();
	struct rows rows = { 0 };

	head.id.idiag_cookie[0] = head.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
	ck_assert(!(read_head(&parser, &head, &rows)->has & HAS_COOKIE));
	head.id.idiag_cookie[0] = head.id.idiag_cookie[1] = 0;
	ck_assert(!(read_head(&parser, &head, &rows)->has & HAS_COOKIE));
	head.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
	ck_assert(read_head(&parser, &head, &rows)->has & HAS_COOKIE);
	ck_assert_uint_eq(last_row(&rows)->cookie, UINT64_C(0xffffffff00000000));
	rows_free(&rows);
}
END_TEST

/* One counter in the message, of whichever timer runs. */
START_TEST(timers)
{
	static const struct {
		enum nw_timer timer;
		bool probes;
	} all[] = {
		{ NW_TIMER_OFF, false },      { NW_TIMER_RETRANSMIT, false },
		{ NW_TIMER_KEEPALIVE, true }, { NW_TIMER_TIMEWAIT, false },
		{ NW_TIMER_PROBE, true },
	};
	const struct parser parser = tcp();

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct inet_diag_msg head = established();
		struct rows rows = { 0 };
		const struct nw_sock *sock;

		head.idiag_timer = (uint8_t)all[i].timer;
		head.idiag_retrans = 9;
		sock = read_head(&parser, &head, &rows);
		ck_assert_uint_eq(sock->timer, all[i].timer);
		ck_assert_uint_eq(sock->expires, head.idiag_expires);
		ck_assert_uint_eq(!!(sock->has & HAS_PROBES), all[i].probes);
		ck_assert_uint_eq(!!(sock->has & HAS_RETRANSMITS), !all[i].probes);
		ck_assert_uint_eq(sock->probes, all[i].probes ? 9 : 0);
		ck_assert_uint_eq(sock->retransmits, all[i].probes ? 0 : 9);
		rows_free(&rows);
	}
}
END_TEST

START_TEST(timers_are_tcp_s)
{
	static const enum nw_family others[] = { NW_UDP, NW_UDPLITE, NW_RAW, NW_SCTP };
	const struct inet_diag_msg head = established();

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		const struct parser parser = parser_of(others[i], IPPROTO_UDP, WANT_ALL);
		struct rows rows = { 0 };
		const struct nw_sock *sock = read_head(&parser, &head, &rows);

		ck_assert(!(sock->has & (HAS_TIMER | HAS_RETRANSMITS | HAS_PROBES)));
		rows_free(&rows);
	}
}
END_TEST

/* Sockets that are no sockets any more, or not yet, have no user; 0 would be root. */
START_TEST(users_of_stand_ins)
{
	static const struct {
		uint8_t state, timer;
		uint32_t inode;
		bool uid;
	} all[] = {
		{ NW_STATE_ESTABLISHED, NW_TIMER_OFF, 5, true },
		{ NW_STATE_LISTEN, NW_TIMER_OFF, 5, true },
		{ NW_STATE_TIME_WAIT, NW_TIMER_TIMEWAIT, 0, false },
		{ NW_STATE_SYN_RECV, NW_TIMER_RETRANSMIT, 0, false },
		{ NW_STATE_NEW_SYN_RECV, NW_TIMER_RETRANSMIT, 0, false },
		{ NW_STATE_FIN_WAIT2, NW_TIMER_TIMEWAIT, 0, false },
		/* Closed by its program, but whole: it keeps the user. */
		{ NW_STATE_FIN_WAIT2, NW_TIMER_KEEPALIVE, 0, true },
		{ NW_STATE_FIN_WAIT2, NW_TIMER_OFF, 5, true },
		{ NW_STATE_FIN_WAIT1, NW_TIMER_RETRANSMIT, 0, true },
	};
	const struct parser parser = tcp();

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct inet_diag_msg head = established();
		struct rows rows = { 0 };
		const struct nw_sock *sock;

		head.idiag_state = all[i].state;
		head.idiag_timer = all[i].timer;
		head.idiag_inode = all[i].inode;
		sock = read_head(&parser, &head, &rows);
		ck_assert_uint_eq(!!(sock->has & HAS_UID), all[i].uid);
		ck_assert_uint_eq(sock->inode, all[i].inode);
		rows_free(&rows);
	}
}
END_TEST

START_TEST(types)
{
	static const struct {
		enum nw_family family;
		uint8_t protocol;
		int type;
	} all[] = {
		{ NW_TCP, IPPROTO_TCP, SOCK_STREAM },
		{ NW_UDP, IPPROTO_UDP, SOCK_DGRAM },
		{ NW_UDPLITE, IPPROTO_UDPLITE, SOCK_DGRAM },
		/* One-to-one or one-to-many: not in the message. */
		{ NW_SCTP, IPPROTO_SCTP, 0 },
	};
	const struct inet_diag_msg head = established();

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct parser parser = parser_of(all[i].family, all[i].protocol, 0);
		struct rows rows = { 0 };
		const struct nw_sock *sock = read_head(&parser, &head, &rows);

		ck_assert_uint_eq(sock->family, all[i].family);
		ck_assert_int_eq(sock->type, all[i].type);
		ck_assert(sock->has & HAS_PROTOCOL);
		ck_assert_uint_eq(sock->protocol, all[i].protocol);
		rows_free(&rows);
	}
}
END_TEST

/* 255 asks for raw sockets of all protocols; which one it is comes as an attribute. */
START_TEST(raw_protocols)
{
	const struct parser parser = parser_of(NW_RAW, IPPROTO_RAW, 0);
	const struct inet_diag_msg head = established();
	struct rows rows = { 0 };
	struct message m;

	ck_assert(!(read_head(&parser, &head, &rows)->has & HAS_PROTOCOL));
	ck_assert_uint_eq(last_row(&rows)->type, SOCK_RAW);

	message_begin(&m, &head, sizeof(head));
	message_u8(&m, INET_DIAG_PROTOCOL, IPPROTO_ICMP);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	ck_assert(last_row(&rows)->has & HAS_PROTOCOL);
	ck_assert_uint_eq(last_row(&rows)->protocol, IPPROTO_ICMP);

	message_begin(&m, &head, sizeof(head));
	message_u32(&m, INET_DIAG_PROTOCOL, 262);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->protocol, 262);

	message_begin(&m, &head, sizeof(head));
	message_attr(&m, INET_DIAG_PROTOCOL, NULL, 0);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	ck_assert(!(last_row(&rows)->has & HAS_PROTOCOL));
	rows_free(&rows);
}
END_TEST

UNIT_MAIN("diag-inet-row", version_6, another_version, cookies, timers, timers_are_tcp_s,
	  users_of_stand_ins, types, raw_protocols)
