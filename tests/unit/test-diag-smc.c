/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sock_diag of SMC sockets. */
#include <arpa/inet.h>
#include <linux/smc_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "unit.h"

static const struct parser smcs = {
	.read = smc_read,
	.ask = { .family = NW_SMC, .af = AF_SMC, .want = WANT_ALL },
	.header = sizeof(struct smc_diag_msg),
};

static struct smc_diag_msg active(void)
{
	return (struct smc_diag_msg){
		.diag_family = AF_SMC,
		.diag_state = 1,
		.diag_mode = SMC_DIAG_MODE_SMCD,
		.id = {
			.idiag_sport = htons(443),
			.idiag_dport = htons(50000),
			.idiag_src = { htonl(0x0a000001) },
			.idiag_dst = { htonl(0x0a000002) },
			.idiag_if = 4,
			.idiag_cookie = { 3, 4 },
		},
		.diag_uid = 33,
		.diag_inode = UINT64_C(0x100000007),
	};
}

static void full(struct message *m)
{
	const struct smc_diag_msg head = active();

	message_begin(m, &head, sizeof(head));
	message_u8(m, SMC_DIAG_SHUTDOWN, 1);
	message_bytes(m, SMC_DIAG_FALLBACK, sizeof(struct smc_diag_fallback), 1);
	message_bytes(m, SMC_DIAG_CONNINFO, sizeof(struct smc_diag_conninfo), 2);
	message_bytes(m, SMC_DIAG_LGRINFO, sizeof(struct smc_diag_lgrinfo), 3);
	message_bytes(m, SMC_DIAG_DMBINFO, sizeof(struct smcd_diag_dmbinfo), 4);
}

static const struct nw_sock *read_head(const struct smc_diag_msg *head, struct rows *rows)
{
	struct message m;

	message_begin(&m, head, sizeof(*head));
	ck_assert_int_eq(parser_read(&smcs, &m, rows), 0);
	return last_row(rows);
}

START_TEST(asking)
{
	struct ask ask = { .family = NW_SMC, .af = AF_SMC };
	struct smc_diag_req req;

	ck_assert_uint_eq(smc_ask(&ask, &req), sizeof(req));
	ck_assert_uint_eq(req.diag_family, AF_SMC);
	ck_assert_uint_eq(req.diag_ext, 0);
	ask.want = NW_WANT_DETAILS;
	smc_ask(&ask, &req);
	ck_assert_uint_eq(req.diag_ext, 1 << (SMC_DIAG_CONNINFO - 1) |
						1 << (SMC_DIAG_LGRINFO - 1) |
						1 << (SMC_DIAG_DMBINFO - 1));
}
END_TEST

START_TEST(everything)
{
	struct rows rows = { 0 };
	const struct nw_sock *sock;
	struct message m;

	full(&m);
	ck_assert_int_eq(parser_read(&smcs, &m, &rows), 0);
	ck_assert_uint_eq(rows.socks.n, 1);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->family, NW_SMC);
	ck_assert_uint_eq(sock->af, AF_INET);
	ck_assert_uint_eq(sock->type, SOCK_STREAM);
	ck_assert_uint_eq(sock->state, NW_STATE_ESTABLISHED);
	ck_assert_mem_eq(sock->local, "\x0a\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	ck_assert_mem_eq(sock->remote, "\x0a\0\0\2\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	ck_assert_uint_eq(sock->local_port, 443);
	ck_assert_uint_eq(sock->remote_port, 50000);
	ck_assert_uint_eq(sock->ifindex, 4);
	ck_assert_uint_eq(sock->uid, 33);
	ck_assert_uint_eq(sock->inode, UINT64_C(0x100000007));
	ck_assert_uint_eq(sock->cookie, UINT64_C(0x400000003));
	ck_assert_uint_eq(sock->shutdown, 1);
	ck_assert_uint_eq(sock->has,
			  HAS_COOKIE | HAS_UID | HAS_SHUTDOWN | HAS_LOCAL | HAS_REMOTE);

	assert_attr(&rows, NW_ATTR_SMC_MODE, "\2", 1);
	assert_bytes(&rows, NW_ATTR_SMC_FALLBACK, sizeof(struct smc_diag_fallback), 1);
	assert_bytes(&rows, NW_ATTR_SMC_CONN, sizeof(struct smc_diag_conninfo), 2);
	assert_bytes(&rows, NW_ATTR_SMC_LGR, sizeof(struct smc_diag_lgrinfo), 3);
	assert_bytes(&rows, NW_ATTR_SMC_DMB, sizeof(struct smcd_diag_dmbinfo), 4);
	rows_free(&rows);
}
END_TEST

START_TEST(the_least)
{
	struct smc_diag_msg head = { .diag_family = AF_SMC, .diag_state = 7 };
	struct rows rows = { 0 };
	const struct nw_sock *sock = read_head(&head, &rows);

	ck_assert_uint_eq(sock->has, HAS_UID | HAS_LOCAL | HAS_REMOTE);
	ck_assert_uint_eq(sock->state, NW_STATE_CLOSE);
	ck_assert_uint_eq(sock->inode, 0);
	assert_attr(&rows, NW_ATTR_SMC_MODE, "\0", 1);
	rows_free(&rows);
}
END_TEST

START_TEST(states)
{
	static const struct {
		uint8_t smc;
		bool peer;
		unsigned state;
	} all[] = {
		{ 1, true, NW_STATE_ESTABLISHED },
		{ 2, true, NW_STATE_SYN_SENT },
		{ 2, false, NW_STATE_CLOSE }, /* born, and left alone */
		{ 7, true, NW_STATE_CLOSE },
		{ 10, false, NW_STATE_LISTEN },
		{ 20, true, NW_STATE_FIN_WAIT1 },  /* PEERCLOSEWAIT1 */
		{ 21, true, NW_STATE_FIN_WAIT2 },  /* PEERCLOSEWAIT2 */
		{ 22, true, NW_STATE_CLOSE_WAIT }, /* APPCLOSEWAIT1 */
		{ 23, true, NW_STATE_CLOSE_WAIT }, /* APPCLOSEWAIT2 */
		{ 24, true, NW_STATE_CLOSE_WAIT }, /* APPFINCLOSEWAIT */
		{ 25, true, NW_STATE_LAST_ACK },   /* PEERFINCLOSEWAIT */
		{ 26, true, NW_STATE_CLOSE },      /* PEERABORTWAIT */
		{ 27, true, NW_STATE_CLOSE },      /* PROCESSABORT */
		{ 28, true, 28 },                  /* what is no state stays none */
		{ 255, true, 255 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct smc_diag_msg head = active();
		struct rows rows = { 0 };

		head.diag_state = all[i].smc;
		if (!all[i].peer)
			head.id.idiag_dport = 0;
		ck_assert_uint_eq(read_head(&head, &rows)->state, all[i].state);
		rows_free(&rows);
	}
}
END_TEST

/* The message does not say which version its addresses are of. */
START_TEST(versions)
{
	static const struct {
		const char *src, *dst;
		int af;
	} all[] = {
		{ "::1", "::1", AF_INET6 },
		{ "2001:db8::1", "2001:db8::2", AF_INET6 },
		{ "::", "fe80::1", AF_INET6 },
		{ "::ffff:10.0.0.1", "::", AF_INET6 },
		/* Nor does this address. */
		{ "::", "::", AF_INET },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct smc_diag_msg head = active();
		struct rows rows = { 0 };
		const struct nw_sock *sock;

		ck_assert_int_eq(inet_pton(AF_INET6, all[i].src, head.id.idiag_src), 1);
		ck_assert_int_eq(inet_pton(AF_INET6, all[i].dst, head.id.idiag_dst), 1);
		sock = read_head(&head, &rows);
		ck_assert_int_eq(sock->af, all[i].af);
		ck_assert_mem_eq(sock->local, head.id.idiag_src, 16);
		ck_assert_mem_eq(sock->remote, head.id.idiag_dst, 16);
		rows_free(&rows);
	}
}
END_TEST

START_TEST(too_short_is_absent)
{
	const struct smc_diag_msg head = active();
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_attr(&m, SMC_DIAG_SHUTDOWN, NULL, 0);
	message_bytes(&m, SMC_DIAG_FALLBACK, sizeof(struct smc_diag_fallback) - 1, 1);
	message_bytes(&m, SMC_DIAG_CONNINFO, sizeof(struct smc_diag_conninfo) - 1, 1);
	message_bytes(&m, SMC_DIAG_LGRINFO, 146, 1);
	message_bytes(&m, SMC_DIAG_DMBINFO, 39, 1);
	ck_assert_int_eq(parser_read(&smcs, &m, &rows), 0);
	ck_assert(!(last_row(&rows)->has & HAS_SHUTDOWN));
	ck_assert(has_attr(&rows, NW_ATTR_SMC_MODE));
	ck_assert(!has_attr(&rows, NW_ATTR_SMC_FALLBACK));
	ck_assert(!has_attr(&rows, NW_ATTR_SMC_CONN));
	ck_assert(!has_attr(&rows, NW_ATTR_SMC_LGR));
	ck_assert(!has_attr(&rows, NW_ATTR_SMC_DMB));
	rows_free(&rows);
}
END_TEST

/* DMBINFO has grown by the upper halves of its two ids. */
START_TEST(longer_than_known)
{
	const struct smc_diag_msg head = active();
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_bytes(&m, SMC_DIAG_DMBINFO, 56, 1);
	message_bytes(&m, SMC_DIAG_SHUTDOWN, 4, 2);
	ck_assert_int_eq(parser_read(&smcs, &m, &rows), 0);
	assert_bytes(&rows, NW_ATTR_SMC_DMB, 56, 1);
	ck_assert_uint_eq(last_row(&rows)->shutdown, 2);
	rows_free(&rows);
}
END_TEST

START_TEST(another_family)
{
	struct message m;

	full(&m);
	check_family(&smcs, &m);
}
END_TEST

/* A message stands on a multiple of 4, its 64-bit inode may not stand on one of 8. */
START_TEST(unaligned)
{
	uint64_t stream[64] = { 0 };
	struct rows rows = { 0 };
	struct nlmsghdr *at = (struct nlmsghdr *)((char *)stream + 4);
	struct message m;

	full(&m);
	ck_assert_uint_le(m.head.nlmsg_len, sizeof(stream) - 4);
	memcpy(at, &m, m.head.nlmsg_len);
	ck_assert_int_eq(smc_read(at, &smcs.ask, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->inode, UINT64_C(0x100000007));
	rows_free(&rows);
}
END_TEST

START_TEST(robust)
{
	struct message m;

	full(&m);
	check_robust(&smcs, &m);
}
END_TEST

UNIT_MAIN("diag-smc", asking, everything, the_least, states, versions,
	  too_short_is_absent, longer_than_known, another_family, unaligned, robust)
