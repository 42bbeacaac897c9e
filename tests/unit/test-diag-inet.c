/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sock_diag of the Internet families: what is asked, and what a full answer becomes. */
#include <linux/tcp.h>

#include "unit-inet.h"

START_TEST(asking)
{
	static const struct {
		uint32_t want;
		unsigned extensions[4];
	} wants[] = {
		{ 0, { 0 } },
		{ NW_WANT_TIMERS, { INET_DIAG_INFO } },
		{ NW_WANT_INFO, { INET_DIAG_INFO, INET_DIAG_VEGASINFO, INET_DIAG_CONG } },
		{ NW_WANT_MEMORY, { INET_DIAG_MEMINFO, INET_DIAG_SKMEMINFO } },
		{ NW_WANT_DETAILS, { INET_DIAG_TOS, INET_DIAG_TCLASS } },
		{ NW_WANT_HOLDERS | NW_WANT_DEVICES, { 0 } },
	};
	char body[ASK_ROOM] __attribute__((aligned(8)));
	const struct inet_diag_req_v2 *req = (const struct inet_diag_req_v2 *)body;

	for (size_t i = 0; i < ARRAY_SIZE(wants); i++) {
		struct ask ask = { .family = NW_TCP,
				   .af = AF_INET6,
				   .protocol = IPPROTO_TCP,
				   .want = wants[i].want };
		uint8_t expected = 1 << (INET_DIAG_SHUTDOWN - 1);

		for (size_t j = 0; j < 4 && wants[i].extensions[j]; j++)
			expected |= (uint8_t)(1 << (wants[i].extensions[j] - 1));
		ck_assert_uint_eq(inet_ask(&ask, body), sizeof(*req));
		ck_assert_uint_eq(req->sdiag_family, AF_INET6);
		ck_assert_uint_eq(req->sdiag_protocol, IPPROTO_TCP);
		ck_assert_uint_eq(req->idiag_ext, expected);
		ck_assert_uint_eq(req->idiag_states, STATES_SHOWN);
		ck_assert_uint_eq(req->id.idiag_sport, 0);
	}
}
END_TEST

/* The kernel looks a UDP socket up as a packet would find it: the peer is its source. */
START_TEST(asking_for_one)
{
	static const uint8_t local[16] = { 127, 0, 0, 1 }, remote[16] = { 127, 0, 0, 2 };
	static const uint8_t turned[] = { NW_UDP, NW_UDPLITE }, straight[] = { NW_TCP, NW_SCTP };
	char body[ASK_ROOM] __attribute__((aligned(8)));
	const struct inet_diag_req_v2 *req = (const struct inet_diag_req_v2 *)body;
	struct nw_sock sock = { .af = AF_INET,
				.local_port = 53,
				.remote_port = 4000,
				.cookie = UINT64_C(0x200000001) };

	memcpy(sock.local, local, sizeof(local));
	memcpy(sock.remote, remote, sizeof(remote));
	for (int i = 0; i < 4; i++) {
		const bool swap = i < 2;

		sock.family = swap ? turned[i] : straight[i - 2];
		ck_assert_uint_eq(inet_exact(&sock, body), sizeof(*req));
		ck_assert_uint_eq(ntohs(req->id.idiag_sport), swap ? 4000 : 53);
		ck_assert_uint_eq(ntohs(req->id.idiag_dport), swap ? 53 : 4000);
		ck_assert_mem_eq(req->id.idiag_src, swap ? remote : local, 16);
		ck_assert_mem_eq(req->id.idiag_dst, swap ? local : remote, 16);
		ck_assert_uint_eq(req->id.idiag_cookie[1], 2);
	}
}
END_TEST

START_TEST(asking_for_states)
{
	struct ask ask = { .family = NW_TCP, .af = AF_INET, .protocol = IPPROTO_TCP };
	struct inet_diag_req_v2 req;

	ask.states = 1U << NW_STATE_LISTEN | 1U << NW_STATE_BOUND_INACTIVE;
	inet_ask(&ask, &req);
	ck_assert_uint_eq(req.idiag_states, ask.states);
}
END_TEST

/* 262 does not fit into the request; kernels read it from an attribute behind it. */
START_TEST(asking_for_mptcp)
{
	const struct ask ask = { .family = NW_MPTCP, .af = AF_INET, .protocol = IPPROTO_TCP };
	struct {
		struct inet_diag_req_v2 req;
		struct nlattr attr;
		uint32_t protocol;
	} body;

	ck_assert_uint_eq(inet_ask(&ask, &body), sizeof(body));
	ck_assert_uint_eq(body.attr.nla_len, sizeof(body.attr) + sizeof(body.protocol));
	ck_assert_uint_eq(body.attr.nla_type, INET_DIAG_REQ_PROTOCOL);
	ck_assert_uint_eq(body.protocol, 262);
}
END_TEST

#define INFO_LEN 280 /* of kernel 6.18 */

static void full(struct message *m)
{
	const struct inet_diag_msg head = established();
	const uint64_t cgroup = UINT64_C(0x123456789);

	message_begin(m, &head, sizeof(head));
	message_u8(m, INET_DIAG_SHUTDOWN, 3);
	message_u8(m, INET_DIAG_TOS, 16);
	message_u8(m, INET_DIAG_TCLASS, 32);
	message_u32(m, INET_DIAG_MARK, 0xcafe);
	message_u32(m, INET_DIAG_CLASS_ID, 0x10002);
	message_attr(m, INET_DIAG_CGROUP_ID, &cgroup, sizeof(cgroup));
	message_bytes(m, INET_DIAG_SOCKOPT, sizeof(struct inet_diag_sockopt), 0x40);
	message_u8(m, INET_DIAG_SKV6ONLY, 1);
	message_bytes(m, INET_DIAG_MEMINFO, sizeof(struct inet_diag_meminfo), 1);
	message_bytes(m, INET_DIAG_SKMEMINFO, 36, 2);
	message_bytes(m, INET_DIAG_INFO, INFO_LEN, 3);
	message_attr(m, INET_DIAG_CONG, "cubic", 5);
	message_bytes(m, INET_DIAG_VEGASINFO, sizeof(struct tcpvegas_info), 4);
	message_bytes(m, INET_DIAG_DCTCPINFO, sizeof(struct tcp_dctcp_info), 5);
	message_bytes(m, INET_DIAG_BBRINFO, sizeof(struct tcp_bbr_info), 6);
	message_bytes(m, INET_DIAG_ULP_INFO, 12, 7);
	message_bytes(m, INET_DIAG_MD5SIG, sizeof(struct tcp_diag_md5sig), 8);
}

START_TEST(everything)
{
	const struct parser parser = tcp();
	struct rows rows = { 0 };
	const struct nw_sock *sock;
	struct message m;

	full(&m);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	ck_assert_uint_eq(rows.socks.n, 1);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->family, NW_TCP);
	ck_assert_uint_eq(sock->af, AF_INET);
	ck_assert_uint_eq(sock->type, SOCK_STREAM);
	ck_assert_uint_eq(sock->protocol, IPPROTO_TCP);
	ck_assert_uint_eq(sock->state, NW_STATE_ESTABLISHED);
	ck_assert_mem_eq(sock->local, "\x7f\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	ck_assert_mem_eq(sock->remote, "\x7f\0\0\2\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	ck_assert_uint_eq(sock->local_port, 22);
	ck_assert_uint_eq(sock->remote_port, 40000);
	ck_assert_uint_eq(sock->ifindex, 5);
	ck_assert_uint_eq(sock->cookie, UINT64_C(0x0123456789abcdef));
	ck_assert_uint_eq(sock->recvq, 11);
	ck_assert_uint_eq(sock->sendq, 3877376);
	ck_assert_uint_eq(sock->uid, 1000);
	ck_assert_uint_eq(sock->inode, 402899);
	ck_assert_uint_eq(sock->timer, NW_TIMER_KEEPALIVE);
	ck_assert_uint_eq(sock->expires, 7182830);
	ck_assert_uint_eq(sock->shutdown, 3);
	ck_assert_uint_eq(sock->v6only, 1);
	ck_assert_uint_eq(sock->cgroup, UINT64_C(0x123456789));
	ck_assert_mem_eq(&sock->sockopt, "\x40\x41", 2);
	/* tcpi_retransmits and tcpi_probes are its third and fourth byte. */
	ck_assert_uint_eq(sock->retransmits, 3 + 2);
	ck_assert_uint_eq(sock->probes, 3 + 3);
	ck_assert_uint_eq(sock->has, HAS_COOKIE | HAS_UID | HAS_QUEUES | HAS_TIMER |
					     HAS_RETRANSMITS | HAS_PROBES | HAS_CGROUP |
					     HAS_SHUTDOWN | HAS_SOCKOPT | HAS_V6ONLY |
					     HAS_LOCAL | HAS_REMOTE | HAS_PROTOCOL);
	rows_free(&rows);
}
END_TEST

START_TEST(every_attribute)
{
	const struct parser parser = tcp();
	struct rows rows = { 0 };
	struct message m;

	full(&m);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	assert_attr(&rows, NW_ATTR_TOS, "\x10", 1);
	assert_attr(&rows, NW_ATTR_TCLASS, "\x20", 1);
	assert_u32(&rows, NW_ATTR_MARK, 0xcafe);
	assert_u32(&rows, NW_ATTR_CLASS_ID, 0x10002);
	assert_bytes(&rows, NW_ATTR_MEMINFO, sizeof(struct inet_diag_meminfo), 1);
	assert_bytes(&rows, NW_ATTR_SKMEMINFO, 36, 2);
	assert_bytes(&rows, NW_ATTR_TCP_INFO, INFO_LEN, 3);
	assert_attr(&rows, NW_ATTR_CONGESTION, "cubic", 5);
	assert_bytes(&rows, NW_ATTR_VEGAS, sizeof(struct tcpvegas_info), 4);
	assert_bytes(&rows, NW_ATTR_DCTCP, sizeof(struct tcp_dctcp_info), 5);
	assert_bytes(&rows, NW_ATTR_BBR, sizeof(struct tcp_bbr_info), 6);
	assert_bytes(&rows, NW_ATTR_ULP_INFO, 12, 7);
	assert_bytes(&rows, NW_ATTR_MD5SIG, sizeof(struct tcp_diag_md5sig), 8);
	rows_free(&rows);
}
END_TEST

/* Marks come unasked; what nobody wants costs no memory, what is the row's own stays. */
START_TEST(nothing_wanted)
{
	const struct parser parser = parser_of(NW_TCP, IPPROTO_TCP, 0);
	struct rows rows = { 0 };
	struct message m;

	full(&m);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->attrs_len, 0);
	ck_assert_uint_eq(rows.arena.n, 0);
	ck_assert_uint_eq(last_row(&rows)->shutdown, 3);
	ck_assert(last_row(&rows)->has & HAS_CGROUP);
	rows_free(&rows);
}
END_TEST

/* The same number carries another struct for each family. */
START_TEST(info_by_family)
{
	static const struct {
		enum nw_family family;
		enum nw_attribute tag;
	} all[] = {
		{ NW_TCP, NW_ATTR_TCP_INFO },
		{ NW_MPTCP, NW_ATTR_MPTCP_INFO },
		{ NW_SCTP, NW_ATTR_SCTP_INFO },
	};
	const struct inet_diag_msg head = established();

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct parser parser = parser_of(all[i].family, 0, NW_WANT_INFO);
		struct rows rows = { 0 };
		struct message m;

		message_begin(&m, &head, sizeof(head));
		message_bytes(&m, INET_DIAG_INFO, 64, 9);
		ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
		for (size_t j = 0; j < ARRAY_SIZE(all); j++)
			ck_assert(has_attr(&rows, all[j].tag) == (i == j));
		assert_bytes(&rows, all[i].tag, 64, 9);
		/* mptcp_info's third byte is no retransmit counter. */
		if (all[i].family == NW_MPTCP)
			ck_assert_uint_eq(last_row(&rows)->probes, head.idiag_retrans);
		rows_free(&rows);
	}
}
END_TEST

START_TEST(sctp_addresses)
{
	const struct parser parser = parser_of(NW_SCTP, IPPROTO_SCTP, NW_WANT_DETAILS);
	const struct inet_diag_msg head = established();
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_bytes(&m, INET_DIAG_LOCALS, 2 * sizeof(struct sockaddr_storage), 1);
	message_bytes(&m, INET_DIAG_PEERS, sizeof(struct sockaddr_storage), 2);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	assert_bytes(&rows, NW_ATTR_LOCALS, 2 * sizeof(struct sockaddr_storage), 1);
	assert_bytes(&rows, NW_ATTR_PEERS, sizeof(struct sockaddr_storage), 2);
	rows_free(&rows);
}
END_TEST

START_TEST(too_short_is_absent)
{
	const struct parser parser = tcp();
	const struct inet_diag_msg head = established();
	struct rows rows = { 0 };
	const struct nw_sock *sock;
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_bytes(&m, INET_DIAG_SHUTDOWN, 0, 1);
	message_bytes(&m, INET_DIAG_SKV6ONLY, 0, 1);
	message_bytes(&m, INET_DIAG_CGROUP_ID, 7, 1);
	message_bytes(&m, INET_DIAG_SOCKOPT, 1, 1);
	message_bytes(&m, INET_DIAG_MARK, 3, 1);
	message_bytes(&m, INET_DIAG_CLASS_ID, 3, 1);
	message_bytes(&m, INET_DIAG_MEMINFO, 15, 1);
	message_bytes(&m, INET_DIAG_SKMEMINFO, 3, 1);
	message_bytes(&m, INET_DIAG_TOS, 0, 1);
	message_bytes(&m, INET_DIAG_CONG, 0, 1);
	message_bytes(&m, INET_DIAG_VEGASINFO, 15, 1);
	message_bytes(&m, INET_DIAG_BBRINFO, 19, 1);
	message_bytes(&m, INET_DIAG_INFO, 3, 1);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->attrs_len, 0);
	ck_assert(!(sock->has & (HAS_SHUTDOWN | HAS_V6ONLY | HAS_CGROUP | HAS_SOCKOPT)));
	/* The message's own counter stands where tcp_info does not reach. */
	ck_assert_uint_eq(sock->probes, 2);
	ck_assert(!(sock->has & HAS_RETRANSMITS));
	rows_free(&rows);
}
END_TEST

START_TEST(longer_than_known)
{
	const struct parser parser = tcp();
	const struct inet_diag_msg head = established();
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_bytes(&m, INET_DIAG_INFO, 500, 1);
	message_bytes(&m, INET_DIAG_SHUTDOWN, 4, 1);
	message_bytes(&m, INET_DIAG_SOCKOPT, 8, 1);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	assert_bytes(&rows, NW_ATTR_TCP_INFO, 500, 1);
	ck_assert_uint_eq(last_row(&rows)->shutdown, 1);
	ck_assert_mem_eq(&last_row(&rows)->sockopt, "\1\2", 2);
	rows_free(&rows);
}
END_TEST

START_TEST(robust)
{
	const struct parser parser = tcp();
	struct message m;

	full(&m);
	check_robust(&parser, &m);
}
END_TEST

UNIT_MAIN("diag-inet", asking, asking_for_one, asking_for_states, asking_for_mptcp, everything,
	  every_attribute, nothing_wanted, info_by_family, sctp_addresses,
	  too_short_is_absent, longer_than_known, robust)
