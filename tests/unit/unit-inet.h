/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of inet sock_diag share: a message, and ways to read it. */
#ifndef NW_UNIT_INET_H
#define NW_UNIT_INET_H

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "unit.h"

static inline struct parser parser_of(enum nw_family family, uint8_t protocol, uint32_t want)
{
	return (struct parser){
		.read = inet_read,
		.ask = { .family = family, .af = AF_INET, .protocol = protocol, .want = want },
		.header = sizeof(struct inet_diag_msg),
	};
}

static inline struct parser tcp(void)
{
	return parser_of(NW_TCP, IPPROTO_TCP, WANT_ALL);
}

/* 127.0.0.1:22 <- 127.0.0.2:40000 on interface 5 */
static inline struct inet_diag_msg established(void)
{
	return (struct inet_diag_msg){
		.idiag_family = AF_INET,
		.idiag_state = NW_STATE_ESTABLISHED,
		.idiag_timer = NW_TIMER_KEEPALIVE,
		.idiag_retrans = 2,
		.id = {
			.idiag_sport = htons(22),
			.idiag_dport = htons(40000),
			.idiag_src = { htonl(0x7f000001) },
			.idiag_dst = { htonl(0x7f000002) },
			.idiag_if = 5,
			.idiag_cookie = { 0x89abcdef, 0x01234567 },
		},
		.idiag_expires = 7182830,
		.idiag_rqueue = 11,
		.idiag_wqueue = 3877376,
		.idiag_uid = 1000,
		.idiag_inode = 402899,
	};
}

/* Read a message of a header alone. */
static inline const struct nw_sock *read_head(const struct parser *parser,
					      const struct inet_diag_msg *head,
					      struct rows *rows)
{
	struct message m;

	message_begin(&m, head, sizeof(*head));
	ck_assert_int_eq(parser_read(parser, &m, rows), 0);
	return last_row(rows);
}

#endif
