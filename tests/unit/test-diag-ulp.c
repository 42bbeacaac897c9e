/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs on top of TCP: names, and the tokens of MPTCP. */
#include <linux/mptcp.h>

#include "unit-inet.h"
#include "unit-metric.h"
#include "unit-ulp.h"

static struct parser mptcp(void)
{
	return parser_of(NW_MPTCP, 0, WANT_ALL);
}

static void subflow(struct message *m, const char *name, size_t token_len)
{
	static const uint32_t theirs = 0xbad, ours[2] = { 0xcafe };
	const struct inet_diag_msg head = established();
	struct nlattr *ulp, *nest;

	message_begin(m, &head, sizeof(head));
	ulp = mnl_attr_nest_start(&m->head, INET_DIAG_ULP_INFO);
	mnl_attr_put_strz(&m->head, INET_ULP_INFO_NAME, name);
	nest = mnl_attr_nest_start(&m->head, INET_ULP_INFO_MPTCP);
	mnl_attr_put(&m->head, MPTCP_SUBFLOW_ATTR_TOKEN_REM, sizeof(theirs), &theirs);
	mnl_attr_put(&m->head, MPTCP_SUBFLOW_ATTR_TOKEN_LOC, token_len, ours);
	mnl_attr_nest_end(&m->head, nest);
	mnl_attr_nest_end(&m->head, ulp);
}

START_TEST(of_a_subflow)
{
	const struct parser parser = tcp();
	struct rows rows = { 0 };
	struct message m;

	subflow(&m, "mptcp", 4);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	assert_attr(&rows, NW_ATTR_ULP, "mptcp", 6);
	assert_u32(&rows, NW_ATTR_MPTCP_TOKEN, 0xcafe);
	rows_free(&rows);
	check_robust(&parser, &m);
}
END_TEST

/* What is no token is none; the name is there. */
START_TEST(of_another_length)
{
	static const size_t lens[] = { 0, 3, 8 };

	for (size_t i = 0; i < ARRAY_SIZE(lens); i++) {
		const struct parser parser = tcp();
		struct rows rows = { 0 };
		struct message m;

		subflow(&m, "mptcp", lens[i]);
		ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
		ck_assert(has_attr(&rows, NW_ATTR_ULP));
		ck_assert(!has_attr(&rows, NW_ATTR_MPTCP_TOKEN));
		rows_free(&rows);
	}
}
END_TEST

/* The nests are cut off at any of their bytes: whatever is read lies inside of them. */
START_TEST(cut_nests)
{
	struct message whole;
	struct nlattr *ulp;

	subflow(&whole, "mptcp", 4);
	ulp = mnl_nlmsg_get_payload_offset(&whole.head, sizeof(struct inet_diag_msg));
	for (uint16_t len = ulp->nla_len; len >= sizeof(*ulp); len--) {
		const struct parser parser = tcp();
		struct message m = whole;
		struct rows rows = { 0 };

		((struct nlattr *)mnl_nlmsg_get_payload_offset(&m.head,
							       sizeof(struct inet_diag_msg)))
			->nla_len = len;
		m.head.nlmsg_len =
			(uint32_t)(NLMSG_HDRLEN + sizeof(struct inet_diag_msg) + len);
		ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
		ck_assert(has_attr(&rows, NW_ATTR_MPTCP_TOKEN) == (len == ulp->nla_len));
		rows_free(&rows);
	}
}
END_TEST

START_TEST(of_a_connection)
{
	const struct inet_diag_msg head = established();
	const struct parser parser = mptcp();
	struct rows rows = { 0 };
	struct message m;

	for (size_t len = 8; len <= 20; len += 4) {
		message_begin(&m, &head, sizeof(head));
		message_bytes(&m, INET_DIAG_INFO, len, 1);
		ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
		if (len >= 16)
			assert_attr(&rows, NW_ATTR_MPTCP_TOKEN, "\x0d\x0e\x0f\x10", 4);
		else
			ck_assert(!has_attr(&rows, NW_ATTR_MPTCP_TOKEN));
	}
	rows_free(&rows);
	check_robust(&parser, &m);
}
END_TEST

START_TEST(not_wanted)
{
	const struct parser parser = parser_of(NW_TCP, IPPROTO_TCP, NW_WANT_MEMORY);
	struct rows rows = { 0 };
	struct message m;

	subflow(&m, "mptcp", 4);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	ck_assert(!has_attr(&rows, NW_ATTR_ULP));
	ck_assert(!has_attr(&rows, NW_ATTR_MPTCP_TOKEN));
	rows_free(&rows);
}
END_TEST

/* ---- numbers inside of the nests --------------------------------------------------- */

/* What stands in an attribute of `outer`, itself in what runs on top. */
static const struct nw_sock *nest_of(struct one *one, uint16_t outer,
				     void (*put)(struct nlmsghdr *head))
{
	struct message m = { 0 };
	struct nlattr *nest;

	mnl_nlmsg_put_header(&m.head);
	mnl_attr_put_strz(&m.head, INET_ULP_INFO_NAME, "name");
	nest = mnl_attr_nest_start(&m.head, outer);
	put(&m.head);
	mnl_attr_nest_end(&m.head, nest);
	return one_attr(one, NW_TCP, NW_ATTR_ULP_INFO, mnl_nlmsg_get_payload(&m.head),
			mnl_nlmsg_get_payload_len(&m.head));
}

static const struct {
	uint16_t outer;
	void (*put)(struct nlmsghdr *head);
	const char *name;
	uint64_t value;
} numbers[] = {
	{ INET_ULP_INFO_MPTCP, put_subflow, "subflow_flags", 0xc3 },
	{ INET_ULP_INFO_MPTCP, put_subflow, "subflow_peer_token", 0x0badcafe },
	{ INET_ULP_INFO_MPTCP, put_subflow, "subflow_id", 3 },
	{ INET_ULP_INFO_MPTCP, put_subflow, "subflow_peer_id", 0 },
	{ INET_ULP_INFO_MPTCP, put_subflow, "subflow_write_seq", 11 },
	{ INET_ULP_INFO_MPTCP, put_subflow, "subflow_map_seq", 0x123456789abcdef0 },
	{ INET_ULP_INFO_MPTCP, put_subflow, "subflow_map_sfseq", 0x21 },
	{ INET_ULP_INFO_MPTCP, put_subflow, "subflow_ssn_offset", 0xfedcba98 },
	{ INET_ULP_INFO_MPTCP, put_subflow, "subflow_map_len", 0x1f0 },
	{ INET_ULP_INFO_TLS, put_tls, "tls_version", TLS_1_2_VERSION },
	{ INET_ULP_INFO_TLS, put_tls, "tls_cipher", TLS_CIPHER_AES_GCM_128 },
	{ INET_ULP_INFO_TLS, put_tls, "tls_txconf", TLS_CONF_HW_RECORD },
	{ INET_ULP_INFO_TLS, put_tls, "tls_rxconf", TLS_CONF_SW },
	{ INET_ULP_INFO_TLS, put_tls, "tls_zc_ro_tx", 1 },
	{ INET_ULP_INFO_TLS, put_tls, "tls_rx_no_pad", 1 },
};

static void nothing(struct nlmsghdr *head)
{
	(void)head;
}

/* They stand in their own nest only, and one that is not there is absent. */
START_TEST(in_nests)
{
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		const uint16_t other =
			INET_ULP_INFO_TLS + INET_ULP_INFO_MPTCP - numbers[i].outer;
		struct one one;

		assert_metric(nest_of(&one, numbers[i].outer, numbers[i].put),
			      numbers[i].name, numbers[i].value);
		assert_absent(nest_of(&one, numbers[i].outer, nothing), numbers[i].name);
		assert_absent(nest_of(&one, other, nothing), numbers[i].name);
		assert_absent(one_attr(&one, NW_TCP, NW_ATTR_ULP_INFO, "", 0), numbers[i].name);
	}
}
END_TEST

static void wider(struct nlmsghdr *head)
{
	for (uint16_t type = 1; type < 16; type++)
		mnl_attr_put(head, type, 12, "123456789012");
}

START_TEST(in_nests_of_another_width)
{
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		struct one one;

		/* Those that say all by being there are there. */
		if (numbers[i].value == 1)
			continue;
		assert_absent(nest_of(&one, numbers[i].outer, wider), numbers[i].name);
	}
}
END_TEST

/* The attribute is cut off at any of its bytes: what is read lies inside of it. */
START_TEST(in_cut_nests)
{
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		struct one one, cut;
		const struct nw_sock *sock = nest_of(&one, numbers[i].outer, numbers[i].put);

		for (uint32_t len = one.head.len; len-- > 0;) {
			uint64_t value;

			/* What lies behind its end would make a number as well. */
			one_attr(&cut, NW_TCP, NW_ATTR_ULP_INFO, one.data, one.head.len);
			cut.head.len = len;
			ck_assert(!nw_sock_metric(&cut.sock, metric(numbers[i].name), &value));
		}
		assert_metric(sock, numbers[i].name, numbers[i].value);
	}
}
END_TEST

UNIT_MAIN("diag-ulp", of_a_subflow, of_another_length, cut_nests, of_a_connection,
	  not_wanted, in_nests, in_nests_of_another_width, in_cut_nests)
