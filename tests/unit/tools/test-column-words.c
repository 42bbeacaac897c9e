/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What columns make of bits and numbers: options, subflows, TLS, fanout groups. */
#include <linux/tcp.h>

#include "report.h"
#include "unit-metric.h"
#include "unit-ulp.h"

static void assert_words(const struct nw_sock *sock, const char *key, const char *expected)
{
	struct view view = { .scratch = { .fd = -1 } };
	const struct report report = { .view = &view };
	struct buffer text = { .fd = -1 };
	struct column column;
	struct cell cell;

	ck_assert(column_find(key, strlen(key), &column));
	report_cell(&report, &column, sock, &cell);
	ck_assert(cell.kind == CELL_TEXT || cell.kind == CELL_ABSENT);
	ck_assert_msg((cell.kind == CELL_TEXT) == !!expected, "%s is %s", key,
		      expected ? "absent" : "there");
	cell_print(&cell, &text);
	buffer_char(&text, '\0');
	ck_assert_str_eq(text.at, expected ? expected : "");
	buffer_free(&text);
	buffer_free(&view.scratch);
}

START_TEST(tcp_options)
{
	static const struct {
		uint8_t bits;
		const char *words;
	} all[] = {
		{ 0, NULL },
		{ TCPI_OPT_TIMESTAMPS, "ts" },
		{ TCPI_OPT_SACK, "sack" },
		{ TCPI_OPT_WSCALE, "wscale" },
		{ TCPI_OPT_ECN, "ecn" },
		{ TCPI_OPT_ECN_SEEN, "ecnseen" },
		{ TCPI_OPT_SYN_DATA, "fastopen" },
		{ TCPI_OPT_TIMESTAMPS | TCPI_OPT_SACK | TCPI_OPT_WSCALE, "ts,sack,wscale" },
		{ 0x3f, "ts,sack,wscale,ecn,ecnseen,fastopen" },
		/* Bits of later kernels. */
		{ 0xc0, NULL },
		{ 0xff, "ts,sack,wscale,ecn,ecnseen,fastopen" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct tcp_info info = { .tcpi_options = all[i].bits };
		struct one one;

		assert_words(one_attr(&one, NW_TCP, NW_ATTR_TCP_INFO, &info, sizeof(info)),
			     "tcp_options", all[i].words);
		assert_words(one_attr(&one, NW_TCP, NW_ATTR_TCP_INFO, &info, 5),
			     "tcp_options", NULL);
	}
}
END_TEST

/* ---- on top of TCP ------------------------------------------------------------------ */

static struct nlattr *begin(struct nlmsghdr *head, uint16_t outer)
{
	mnl_nlmsg_put_header(head);
	return mnl_attr_nest_start(head, outer);
}

/* A row of what runs on top, and of our own token, which the parser takes out of it. */
static const struct nw_sock *end(struct one *one, struct nlmsghdr *head,
				 struct nlattr *nest, uint32_t token)
{
	const struct attr ours = { .tag = NW_ATTR_MPTCP_TOKEN, .len = sizeof(token) };
	size_t at;

	mnl_attr_nest_end(head, nest);
	one_attr(one, NW_TCP, NW_ATTR_ULP_INFO, mnl_nlmsg_get_payload(head),
		 mnl_nlmsg_get_payload_len(head));
	if (!token)
		return &one->sock;
	at = one->sock.attrs_len - sizeof(one->head);
	memcpy(one->data + at, &ours, sizeof(ours));
	memcpy(one->data + at + sizeof(ours), &token, sizeof(token));
	one->sock.attrs_len += sizeof(ours) + 8;
	return &one->sock;
}

START_TEST(subflow)
{
	struct message m = { 0 };
	struct nlattr *nest = begin(&m.head, INET_ULP_INFO_MPTCP);
	struct one one;

	put_subflow(&m.head);
	assert_words(end(&one, &m.head, nest, 7), "mptcp_subflow",
		     "flags:Mmec token:badcafe(id:0)/0007(id:3) seq:123456789abcdef0 sfseq:21 "
		     "ssnoff:fedcba98 maplen:1f0");
}
END_TEST

START_TEST(subflow_flags)
{
	static const struct {
		uint32_t flags;
		const char *words;
	} all[] = {
		{ 0, NULL },
		{ 1, "flags:M" },
		{ 0x1ff, "flags:MmJjBbecv" },
		/* Bits of later kernels. */
		{ 0xfffffe04, "flags:J" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct message m = { 0 };
		struct nlattr *nest = begin(&m.head, INET_ULP_INFO_MPTCP);
		struct one one;

		mnl_attr_put_u32(&m.head, MPTCP_SUBFLOW_ATTR_FLAGS, all[i].flags);
		assert_words(end(&one, &m.head, nest, 0), "mptcp_subflow", all[i].words);
	}
}
END_TEST

START_TEST(tls)
{
	struct message m = { 0 };
	struct nlattr *nest = begin(&m.head, INET_ULP_INFO_TLS);
	struct one one;

	put_tls(&m.head);
	assert_words(end(&one, &m.head, nest, 0), "tls",
		     "version:1.2 cipher:aes-gcm-128 rxconf:sw txconf:hw-record zc_ro_tx "
		     "no_pad_rx");
	assert_words(&one.sock, "mptcp_subflow", NULL);
}
END_TEST

START_TEST(tls_numbers)
{
	static const struct {
		uint16_t type, number;
		const char *words;
	} all[] = {
		{ TLS_INFO_VERSION, 0x0303, "version:1.2" },
		{ TLS_INFO_VERSION, 0x0304, "version:1.3" },
		{ TLS_INFO_VERSION, 7, "version:7" },
		{ TLS_INFO_CIPHER, TLS_CIPHER_AES_GCM_256, "cipher:aes-gcm-256" },
		{ TLS_INFO_CIPHER, TLS_CIPHER_AES_CCM_128, "cipher:aes-ccm-128" },
		{ TLS_INFO_CIPHER, TLS_CIPHER_CHACHA20_POLY1305, "cipher:chacha20-poly1305" },
		{ TLS_INFO_CIPHER, 55, "cipher:sm4-gcm" },
		{ TLS_INFO_CIPHER, 56, "cipher:sm4-ccm" },
		{ TLS_INFO_CIPHER, 57, "cipher:aria-gcm-128" },
		{ TLS_INFO_CIPHER, 58, "cipher:aria-gcm-256" },
		{ TLS_INFO_CIPHER, 59, "cipher:59" },
		{ TLS_INFO_TXCONF, TLS_CONF_BASE, "txconf:none" },
		{ TLS_INFO_TXCONF, TLS_CONF_SW, "txconf:sw" },
		{ TLS_INFO_RXCONF, TLS_CONF_HW, "rxconf:hw" },
		{ TLS_INFO_RXCONF, TLS_CONF_HW_RECORD, "rxconf:hw-record" },
		{ TLS_INFO_RXCONF, 9, "rxconf:9" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct message m = { 0 };
		struct nlattr *nest = begin(&m.head, INET_ULP_INFO_TLS);
		struct one one;

		mnl_attr_put_u16(&m.head, all[i].type, all[i].number);
		assert_words(end(&one, &m.head, nest, 0), "tls", all[i].words);
	}
}
END_TEST

/* ---- packet sockets ------------------------------------------------------------------- */

START_TEST(fanout)
{
	static const struct {
		uint32_t both;
		const char *words;
	} all[] = {
		{ 0, "0/hash" },
		{ 0x10007, "7/lb" },
		{ 0x2ffff, "65535/cpu" },
		{ 0x30001, "1/roll" },
		{ 0x40001, "1/random" },
		{ 0x50001, "1/qm" },
		{ 0x60001, "1/cbpf" },
		{ 0x70001, "1/ebpf" },
		{ 0x80001, "1/8" },
		/* With PACKET_FANOUT_FLAG_DEFRAG. */
		{ 0x80000007, "7/hash" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct one one;

		assert_words(one_attr(&one, NW_PACKET, NW_ATTR_FANOUT, &all[i].both, 4),
			     "fanout", all[i].words);
		assert_words(one_attr(&one, NW_PACKET, NW_ATTR_FANOUT, &all[i].both, 3),
			     "fanout", NULL);
	}
}
END_TEST

UNIT_MAIN("column-words", tcp_options, subflow, subflow_flags, tls, tls_numbers, fanout)
