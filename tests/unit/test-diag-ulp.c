/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs on top of TCP: names, and the tokens of MPTCP. */
#include <linux/mptcp.h>

#include "unit-inet.h"

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

		((struct nlattr *)mnl_nlmsg_get_payload_offset(
			 &m.head, sizeof(struct inet_diag_msg)))->nla_len = len;
		m.head.nlmsg_len = (uint32_t)(NLMSG_HDRLEN + sizeof(struct inet_diag_msg) + len);
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

UNIT_MAIN("diag-ulp", of_a_subflow, of_another_length, cut_nests, of_a_connection, not_wanted)
