/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of /proc/net/sctp/eps and sctp/assocs. */
#include <netinet/in.h>
#include <stdio.h>

#include "unit-line.h"

static const struct ask sctp = { .family = NW_SCTP, .af = AF_INET, .protocol = IPPROTO_SCTP };
static const struct ask sctp6 = { .family = NW_SCTP, .af = AF_INET6, .protocol = IPPROTO_SCTP };

START_TEST(an_endpoint)
{
	static const char line[] = " ffff88017e0a0200 ffff880299f7fa00 2   10  29   11165 200   "
				   "299689357 10.0.0.102 10.0.0.70 ";
	static const char both[] = " ffff88017e0a0200 ffff880299f7fa00 0   10  29   443   0     "
				   "55 :: fd00::1 ";
	struct rows rows = { 0 };
	const struct nw_sock *sock;

	ck_assert_int_eq(line_read(sctp_endpoint_line, &sctp, line, &rows), 0);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->family, NW_SCTP);
	ck_assert_uint_eq(sock->af, AF_INET);
	ck_assert_uint_eq(sock->state, NW_STATE_LISTEN);
	ck_assert_uint_eq(sock->protocol, IPPROTO_SCTP);
	ck_assert_uint_eq(sock->local_port, 11165);
	ck_assert_uint_eq(sock->remote_port, 0);
	ck_assert_uint_eq(sock->uid, 200);
	ck_assert_uint_eq(sock->inode, 299689357);
	assert_host(sock->local, "10.0.0.102");
	ck_assert(sock->has & HAS_UID);

	/* The file has both versions' lines; each is taken when its version is asked for. */
	ck_assert_int_eq(line_read(sctp_endpoint_line, &sctp6, line, &rows), 0);
	ck_assert_uint_eq(rows.socks.n, 1);
	ck_assert_int_eq(line_read(sctp_endpoint_line, &sctp, both, &rows), 0);
	ck_assert_uint_eq(rows.socks.n, 1);
	ck_assert_int_eq(line_read(sctp_endpoint_line, &sctp6, both, &rows), 0);
	ck_assert_uint_eq(rows.socks.n, 2);
	ck_assert_uint_eq(last_row(&rows)->af, AF_INET6);
	assert_host(last_row(&rows)->local, "::");
	rows_free(&rows);
}
END_TEST

#define ASSOCIATION                                                                      \
	" ffff88045ac7e000 ffff88062077aa00 2   1   3  1205  963        5        6     " \
	"200 273361167 11567 11166  "
#define BEHIND                                                                           \
	"\t    7500     9     10   10    0    0        0        1        0   212992   212992"

START_TEST(an_association)
{
	static const struct {
		const char *addresses, *local, *remote;
		uint8_t af;
	} all[] = {
		{ "10.0.0.102 10.0.0.70 <-> *10.0.0.109 10.0.0.77 ", "10.0.0.102",
		  "10.0.0.109", AF_INET },
		/* The primary path is marked, wherever it stands. */
		{ "10.0.0.102 *10.0.0.70 <-> 10.0.0.109 *10.0.0.77 ", "10.0.0.70",
		  "10.0.0.77", AF_INET },
		{ "10.0.0.102 <-> 10.0.0.109 ", "10.0.0.102", "10.0.0.109", AF_INET },
		{ "*fd00::1 <-> *fd00::2 fd00::3 ", "fd00::1", "fd00::2", AF_INET6 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct ask *ask = all[i].af == AF_INET ? &sctp : &sctp6;
		struct rows rows = { 0 };
		const struct nw_sock *sock;
		char line[512];

		snprintf(line, sizeof(line), "%s%s%s", ASSOCIATION, all[i].addresses, BEHIND);
		ck_assert_int_eq(line_read(sctp_association_line, ask, line, &rows), 0);
		sock = last_row(&rows);
		ck_assert_uint_eq(sock->state, NW_STATE_ESTABLISHED);
		ck_assert_uint_eq(sock->sendq, 5);
		ck_assert_uint_eq(sock->recvq, 6);
		ck_assert_uint_eq(sock->uid, 200);
		ck_assert_uint_eq(sock->inode, 273361167);
		ck_assert_uint_eq(sock->local_port, 11567);
		ck_assert_uint_eq(sock->remote_port, 11166);
		ck_assert_uint_eq(sock->af, all[i].af);
		assert_host(sock->local, all[i].local);
		assert_host(sock->remote, all[i].remote);
		rows_free(&rows);
	}
}
END_TEST

START_TEST(lines_that_are_none)
{
	static const char *const endpoints[] = {
		"",
		" ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS",
		" ffff ffff 2 10 29 65536 200 299689357 10.0.0.102",
		" ffff ffff 2 10 29 11165 200 299689357",
		" ffff ffff 2 10 29 11165 200 299689357 10.0.0",
		" ffff ffff 2 10 29 11165 200 x 10.0.0.102",
	};
	static const char *const associations[] = {
		"",
		" ASSOC     SOCK   STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT "
		"RPORT LADDRS <-> RADDRS",
		ASSOCIATION,
		ASSOCIATION "10.0.0.102",
		ASSOCIATION "10.0.0.102 <->",
		ASSOCIATION "<-> 10.0.0.109",
		ASSOCIATION "10.0.0.102 <-> fd00::1",
		" f f 2 1 4 1 9 0 0 200 1 65536 11166  10.0.0.102 <-> 10.0.0.109",
	};
	struct rows rows = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(endpoints); i++)
		ck_assert_int_eq(line_read(sctp_endpoint_line, &sctp, endpoints[i], &rows),
				 -EBADMSG);
	for (size_t i = 0; i < ARRAY_SIZE(associations); i++)
		ck_assert_int_eq(line_read(sctp_association_line, &sctp, associations[i], &rows),
				 -EBADMSG);
	ck_assert_uint_eq(rows.socks.n, 0);
	rows_free(&rows);
}
END_TEST

UNIT_MAIN("procnet-sctp", an_endpoint, an_association, lines_that_are_none)
