/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a program sees of a table: getters, what is absent and what is zero. */
#include <linux/if_link.h>
#include <linux/netlink_diag.h>
#include <linux/rtnetlink.h>
#include <linux/tcp.h>
#include <linux/unix_diag.h>

#include "unit-table.h"

#define TCP NW_BIT(NW_TCP)

static void save_tcp(struct stream *stream)
{
	save_done(stream, "tcp-inet");
	save_empty("tcp-inet6");
}

START_TEST(a_socket)
{
	_table_ struct nw_table *table = NULL;
	struct inet_diag_msg head = tcp_head(NW_STATE_ESTABLISHED, 22, 40000, 402899);
	struct stream stream = { .n = 0 };
	const struct nw_sock *sock;
	struct nw_address address;
	enum nw_timer timer;
	uint64_t number;
	uint32_t small;
	size_t len;

	dir_recording("complete\n");
	head.id.idiag_if = 7;
	add_head(&stream, &head);
	save_tcp(&stream);
	table = take_families(TCP, 0);
	ck_assert_uint_eq(nw_table_socks(table), 1);
	sock = nw_table_sock(table, 0);
	ck_assert_int_eq(nw_sock_family(sock), NW_TCP);
	ck_assert_int_eq(nw_sock_ip(sock), 4);
	ck_assert_int_eq(nw_sock_type(sock), SOCK_STREAM);
	ck_assert(nw_sock_protocol(sock, &small));
	ck_assert_uint_eq(small, IPPROTO_TCP);
	ck_assert_int_eq(nw_sock_state(sock), NW_STATE_ESTABLISHED);
	ck_assert(!nw_sock_listens(sock));
	ck_assert_uint_eq(nw_sock_netns(sock), UINT64_C(4026531840));
	ck_assert(nw_sock_cookie(sock, &number));
	ck_assert_uint_eq(number, UINT64_C(0x0123456700000000) | 402899);
	ck_assert_uint_eq(nw_sock_inode(sock), 402899);
	ck_assert(nw_sock_uid(sock, &small));
	ck_assert_uint_eq(small, 1000);
	ck_assert(nw_sock_timer(sock, &timer));
	ck_assert_int_eq(timer, NW_TIMER_KEEPALIVE);
	ck_assert(nw_sock_address(sock, NW_LOCAL, &address));
	ck_assert_int_eq(address.family, AF_INET);
	ck_assert_uint_eq(address.port, 22);
	ck_assert_uint_eq(address.ifindex, 7);
	ck_assert_mem_eq(address.bytes, "\x7f\0\0\1", 4);
	ck_assert(nw_sock_address(sock, NW_REMOTE, &address));
	ck_assert_uint_eq(address.port, 40000);
	ck_assert_mem_eq(address.bytes, "\x7f\0\0\2", 4);
	/* Nobody asked for these. */
	ck_assert_ptr_null(nw_sock_device(sock));
	ck_assert_uint_eq(nw_sock_holders(sock), 0);
	ck_assert_ptr_null(nw_sock_holder(sock, 0));
	ck_assert_int_eq(nw_sock_reason(sock), NW_REASON_NONE);
	ck_assert_ptr_null(nw_sock_attribute(sock, NW_ATTR_TCP_INFO, &len));
}
END_TEST

START_TEST(addresses)
{
	static const struct netlink_diag_msg ear = { .ndiag_family = AF_NETLINK,
						     .ndiag_portid = 77,
						     .ndiag_ino = 9 };
	_table_ struct nw_table *six = NULL, *netlink = NULL;
	struct inet_diag_msg head = tcp_head(NW_STATE_ESTABLISHED, 22, 40000, 5);
	struct stream stream = { .n = 0 }, ears = { .n = 0 };
	struct nw_address address;
	struct message m;

	dir_recording("complete\n");
	head.idiag_family = AF_INET6;
	inet_pton(AF_INET6, "fd00::1:2", head.id.idiag_src);
	inet_pton(AF_INET6, "fd00::3:4", head.id.idiag_dst);
	add_head(&stream, &head);
	save_empty("tcp-inet");
	save_done(&stream, "tcp-inet6");
	six = take_families(TCP, 0);
	ck_assert_int_eq(nw_sock_ip(nw_table_sock(six, 0)), 6);
	ck_assert(nw_sock_address(nw_table_sock(six, 0), NW_LOCAL, &address));
	ck_assert_int_eq(address.family, AF_INET6);
	ck_assert_mem_eq(address.bytes, head.id.idiag_src, 16);
	ck_assert(nw_sock_address(nw_table_sock(six, 0), NW_REMOTE, &address));
	ck_assert_mem_eq(address.bytes, head.id.idiag_dst, 16);

	/* One end only. */
	message_begin(&m, &ear, sizeof(ear));
	stream_add(&ears, &m);
	save_done(&ears, "netlink");
	netlink = take_families(NW_BIT(NW_NETLINK), 0);
	ck_assert(nw_sock_address(nw_table_sock(netlink, 0), NW_LOCAL, &address));
	ck_assert_uint_eq(address.port, 77);
	ck_assert(!nw_sock_address(nw_table_sock(netlink, 0), NW_REMOTE, &address));
}
END_TEST

START_TEST(devices)
{
	static const struct ifinfomsg info = { .ifi_index = 7 };
	_table_ struct nw_table *with = NULL, *without = NULL;
	struct inet_diag_msg head = tcp_head(NW_STATE_LISTEN, 22, 0, 5);
	struct stream stream = { .n = 0 }, links = { .n = 0 };
	struct message m;

	dir_recording("complete\n");
	head.id.idiag_if = 7;
	add_head(&stream, &head);
	save_tcp(&stream);
	message_begin(&m, &info, sizeof(info));
	m.head.nlmsg_type = RTM_NEWLINK;
	message_attr(&m, IFLA_IFNAME, "eth7", 5);
	stream_add(&links, &m);
	save_done(&links, "links");
	without = take_families(TCP, 0);
	ck_assert_ptr_null(nw_sock_device(nw_table_sock(without, 0)));
	with = take_families(TCP, NW_WANT_DEVICES);
	ck_assert_str_eq(nw_sock_device(nw_table_sock(with, 0)), "eth7");
}
END_TEST

/* A half-open connection has its listener's user, if its listener is known. */
START_TEST(half_open)
{
	_table_ struct nw_table *table = NULL;
	struct stream stream = { .n = 0 };
	uint32_t uid;

	dir_recording("complete\n");
	add_tcp(&stream, NW_STATE_SYN_RECV, 22, 40000, 0);
	add_tcp(&stream, NW_STATE_LISTEN, 22, 0, 100);
	save_tcp(&stream);
	table = take_families(TCP, 0);
	ck_assert(nw_sock_uid(sock_of(table, 0), &uid));
	ck_assert_uint_eq(uid, 1000);
}
END_TEST

/* What is not known is not written. */
START_TEST(a_socket_of_which_little_is_known)
{
	static const struct unix_diag_msg head = {
		.udiag_family = AF_UNIX,
		.udiag_type = SOCK_DGRAM,
		.udiag_state = NW_STATE_CLOSE,
		.udiag_ino = 5,
		.udiag_cookie = { UINT32_MAX, UINT32_MAX },
	};
	_table_ struct nw_table *table = NULL;
	struct nw_address address, untouched;
	enum nw_timer timer = NW_TIMERS_;
	struct stream stream = { .n = 0 };
	uint64_t number = 77;
	uint32_t small = 77;
	const struct nw_sock *sock;
	struct message m;

	dir_recording("complete\n");
	message_begin(&m, &head, sizeof(head));
	stream_add(&stream, &m);
	save_done(&stream, "unix");
	table = take_families(NW_BIT(NW_UNIX), 0);
	sock = nw_table_sock(table, 0);
	ck_assert_ptr_nonnull(sock);
	memset(&address, 0xee, sizeof(address));
	untouched = address;
	ck_assert_int_eq(nw_sock_ip(sock), 0);
	ck_assert(!nw_sock_protocol(sock, &small));
	ck_assert(!nw_sock_cookie(sock, &number));
	ck_assert(!nw_sock_uid(sock, &small));
	ck_assert(!nw_sock_timer(sock, &timer));
	ck_assert(!nw_sock_address(sock, NW_LOCAL, &address));
	ck_assert(!nw_sock_address(sock, NW_REMOTE, &address));
	for (unsigned i = 0; i < nw_metrics(); i++)
		ck_assert(!nw_sock_metric(sock, i, &number));
	ck_assert_mem_eq(&address, &untouched, sizeof(address));
	ck_assert_uint_eq(number, 77);
	ck_assert_uint_eq(small, 77);
	ck_assert_int_eq(timer, NW_TIMERS_);
}
END_TEST

/* tcp_info grows: a kernel may know less than we do, or more. */
START_TEST(infos_of_any_length)
{
	const size_t rtt_end = offsetof(struct tcp_info, tcpi_rtt) + 4;
	const size_t lengths[] = { 8, rtt_end - 1, rtt_end, sizeof(struct tcp_info), 400 };

	dir_recording("complete\n");
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		const struct inet_diag_msg head = tcp_head(NW_STATE_LISTEN, 22, 0, 100);
		const unsigned rtt = (unsigned)nw_metric_of("rtt");
		_table_ struct nw_table *table = NULL;
		struct stream stream = { .n = 0 };
		const struct nw_sock *sock;
		uint64_t value = 0;
		struct message m;
		size_t len = 0;

		message_begin(&m, &head, sizeof(head));
		message_bytes(&m, INET_DIAG_INFO, lengths[i], 1);
		stream_add(&stream, &m);
		save_tcp(&stream);
		table = take_families(TCP, NW_WANT_INFO);
		sock = nw_table_sock(table, 0);
		ck_assert_ptr_nonnull(sock);
		ck_assert_ptr_nonnull(nw_sock_attribute(sock, NW_ATTR_TCP_INFO, &len));
		ck_assert_uint_eq(len, lengths[i]);
		ck_assert(nw_sock_metric(sock, rtt, &value) == (lengths[i] >= rtt_end));
		ck_assert_uint_eq(value, lengths[i] >= rtt_end ? 0x48474645 : 0);
	}
}
END_TEST

/* Attributes stay with their rows, whatever order the rows come in. */
START_TEST(rows_and_their_attributes)
{
	_table_ struct nw_table *table = NULL;
	struct stream stream = { .n = 0 };
	const struct nw_sock *sock;
	uint32_t port = 0;

	dir_recording("complete\n");
	for (uint16_t i = 0; i < 100; i++) {
		const uint16_t number = (uint16_t)(1 + i * 37 % 100);
		const struct inet_diag_msg head = tcp_head(NW_STATE_LISTEN, number, 0, number);
		struct message m;

		message_begin(&m, &head, sizeof(head));
		if (number % 3)
			message_u32(&m, INET_DIAG_MARK, 1000U + number);
		stream_add(&stream, &m);
	}
	save_tcp(&stream);
	table = take_families(TCP, NW_WANT_DETAILS);
	ck_assert_uint_eq(nw_table_socks(table), 100);
	nw_foreach(sock, sock, table) {
		struct nw_address address;
		size_t len = 0;
		const uint32_t *mark = nw_sock_attribute(sock, NW_ATTR_MARK, &len);

		ck_assert(nw_sock_address(sock, NW_LOCAL, &address));
		ck_assert_uint_eq(address.port, ++port);
		ck_assert_uint_eq(nw_sock_inode(sock), port);
		ck_assert(!!mark == !!(port % 3));
		if (mark)
			ck_assert_uint_eq(*mark, 1000 + port);
	}
	ck_assert_ptr_null(nw_table_sock(table, 100));
}
END_TEST

/* The kernel numbers the states of an association in its own way: 3 is established. */
START_TEST(sctp_associations)
{
	static const struct sockaddr_storage peer = { .ss_family = AF_INET };
	const struct inet_diag_msg endpoint = tcp_head(NW_STATE_LISTEN, 5000, 0, 100);
	struct inet_diag_msg association = tcp_head(3, 5000, 40000, 101);
	_table_ struct nw_table *table = NULL;
	struct stream stream = { .n = 0 };
	struct message m;
	uint32_t uid;

	dir_recording("complete\n");
	add_head(&stream, &endpoint);
	association.idiag_timer = 0;
	message_begin(&m, &association, sizeof(association));
	message_attr(&m, INET_DIAG_PEERS, &peer, sizeof(peer));
	stream_add(&stream, &m);
	save_done(&stream, "sctp-inet");
	save_empty("sctp-inet6");
	table = take_families(NW_BIT(NW_SCTP), 0);
	ck_assert_uint_eq(nw_table_socks(table), 2);
	ck_assert_int_eq(nw_sock_state(sock_of(table, 100)), NW_STATE_LISTEN);
	ck_assert_int_eq(nw_sock_state(sock_of(table, 101)), NW_STATE_ESTABLISHED);
	/* It has a user like any connection. */
	ck_assert(nw_sock_uid(sock_of(table, 101), &uid));
	ck_assert_uint_eq(uid, 1000);
}
END_TEST

/* A dump that was resumed among others that came and went. */
START_TEST(once)
{
	_table_ struct nw_table *table = NULL;
	struct stream stream = { .n = 0 };

	dir_recording("complete\n");
	add_tcp(&stream, NW_STATE_ESTABLISHED, 80, 40000, 100);
	add_tcp(&stream, NW_STATE_ESTABLISHED, 80, 40001, 200);
	add_tcp(&stream, NW_STATE_ESTABLISHED, 80, 40000, 100);
	add_tcp(&stream, NW_STATE_CLOSE_WAIT, 80, 40001, 200);
	save_done(&stream, "tcp-inet");
	save_empty("tcp-inet6");
	table = take_families(NW_BIT(NW_TCP), 0);
	ck_assert_uint_eq(nw_table_socks(table), 2);
	ck_assert_uint_eq(nw_sock_inode(nw_table_sock(table, 0)), 100);
	ck_assert_uint_eq(nw_sock_inode(nw_table_sock(table, 1)), 200);
}
END_TEST

UNIT_DIR_MAIN("table-rows", a_socket, addresses, devices, half_open,
	      a_socket_of_which_little_is_known, infos_of_any_length,
	      rows_and_their_attributes, sctp_associations, once)
