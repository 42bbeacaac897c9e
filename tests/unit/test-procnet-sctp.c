/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of /proc/net/sctp/eps and sctp/assocs. */
#include <netinet/in.h>
#include <stdio.h>

#include "unit-line.h"

/* Both IP versions are in one file. */
static const struct ask sctp = { .family = NW_SCTP, .protocol = IPPROTO_SCTP };

/* These addresses, in this order. */
static void assert_addresses(const struct rows *rows, enum nw_attribute tag,
			     const char *const *hosts, size_t n)
{
	size_t len;
	const struct sockaddr_storage *all = row_attr(rows, last_row(rows), tag, &len);

	ck_assert_ptr_nonnull(all);
	ck_assert_uint_eq(len, n * sizeof(*all));
	for (size_t i = 0; i < n; i++) {
		const int af = strchr(hosts[i], ':') ? AF_INET6 : AF_INET;
		char host[INET6_ADDRSTRLEN];
		const void *bytes = &((const struct sockaddr_in *)&all[i])->sin_addr;

		ck_assert_int_eq(all[i].ss_family, af);
		if (af == AF_INET6)
			bytes = &((const struct sockaddr_in6 *)&all[i])->sin6_addr;
		ck_assert_ptr_nonnull(inet_ntop(af, bytes, host, sizeof(host)));
		ck_assert_str_eq(host, hosts[i]);
	}
}

START_TEST(an_endpoint)
{
	static const char *const hosts[] = { "10.0.0.102", "10.0.0.70" };
	static const char *const any[] = { "::", "fd00::1" };
	struct rows rows = { 0 };
	const struct nw_sock *sock;

	ck_assert_int_eq(line_read(sctp_endpoint_line, &sctp,
				   " ffff88017e0a0200 ffff880299f7fa00 2   10  29   11165 200   "
				   "299689357 10.0.0.102 10.0.0.70 ",
				   &rows),
			 0);
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
	assert_addresses(&rows, NW_ATTR_LOCALS, hosts, 2);
	ck_assert(!has_attr(&rows, NW_ATTR_PEERS));

	/* One that does not listen (7: closed). */
	ck_assert_int_eq(line_read(sctp_endpoint_line, &sctp,
				   " ffff88017e0a0200 ffff880299f7fa00 0   7   29   443   0     "
				   "55 :: fd00::1 ",
				   &rows),
			 0);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->af, AF_INET6);
	ck_assert_uint_eq(sock->state, NW_STATE_CLOSE);
	assert_host(sock->local, "::");
	assert_addresses(&rows, NW_ATTR_LOCALS, any, 2);
	ck_assert_uint_eq(rows.socks.n, 2);
	rows_free(&rows);
}
END_TEST

/* "ASSOC SOCK STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT RPORT" */
#define NUMBERS(st)                                                                           \
	" ffff88045ac7e000 ffff88062077aa00 2   1   " st "  1205  963        5        6     " \
	"200 273361167 11567 11166  "
#define ASSOCIATION NUMBERS("3")
#define BEHIND                                                                           \
	"\t    7500     9     10   10    0    0        0        1        0   212992   212992"

START_TEST(an_association)
{
	static const struct {
		const char *addresses;
		const char *locals[3], *remotes[3];
		size_t n_locals, n_remotes;
	} all[] = {
		{ "10.0.0.102 10.0.0.70 <-> *10.0.0.109 10.0.0.77 ",
		  { "10.0.0.102", "10.0.0.70" },
		  { "10.0.0.109", "10.0.0.77" },
		  2,
		  2 },
		/* The primary path is marked, wherever it stands; it comes first here. */
		{ "10.0.0.102 *10.0.0.70 <-> 10.0.0.109 10.0.0.9 *10.0.0.77 ",
		  { "10.0.0.70", "10.0.0.102" },
		  { "10.0.0.77", "10.0.0.109", "10.0.0.9" },
		  2,
		  3 },
		{ "10.0.0.102 <-> 10.0.0.109 ", { "10.0.0.102" }, { "10.0.0.109" }, 1, 1 },
		{ "*fd00::1 <-> *fd00::2 fd00::3 ", { "fd00::1" }, { "fd00::2", "fd00::3" }, 1, 2 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct rows rows = { 0 };
		const struct nw_sock *sock;
		char line[512];

		snprintf(line, sizeof(line), "%s%s%s", ASSOCIATION, all[i].addresses, BEHIND);
		ck_assert_int_eq(line_read(sctp_association_line, &sctp, line, &rows), 0);
		sock = last_row(&rows);
		ck_assert_uint_eq(sock->state, NW_STATE_ESTABLISHED);
		ck_assert_uint_eq(sock->sendq, 5);
		ck_assert_uint_eq(sock->recvq, 6);
		ck_assert_uint_eq(sock->uid, 200);
		ck_assert_uint_eq(sock->inode, 273361167);
		ck_assert_uint_eq(sock->local_port, 11567);
		ck_assert_uint_eq(sock->remote_port, 11166);
		ck_assert_uint_eq(sock->af, strchr(all[i].locals[0], ':') ? AF_INET6 : AF_INET);
		assert_host(sock->local, all[i].locals[0]);
		assert_host(sock->remote, all[i].remotes[0]);
		assert_addresses(&rows, NW_ATTR_LOCALS, all[i].locals, all[i].n_locals);
		assert_addresses(&rows, NW_ATTR_PEERS, all[i].remotes, all[i].n_remotes);
		rows_free(&rows);
	}
}
END_TEST

/* However many there are: the primary one is among those that are kept. */
START_TEST(many_addresses)
{
	char line[2048] = ASSOCIATION "10.0.0.1 <->";
	struct rows rows = { 0 };

	for (unsigned i = 1; i <= 40; i++)
		sprintf(line + strlen(line), " %s10.9.0.%u", i == 40 ? "*" : "", i);
	strcat(line, BEHIND);
	ck_assert_int_eq(line_read(sctp_association_line, &sctp, line, &rows), 0);
	assert_host(last_row(&rows)->remote, "10.9.0.40");
	rows_free(&rows);
}
END_TEST

/* The kernel numbers them in its own way: closed, cookie wait, cookie echoed, ... */
START_TEST(states)
{
	static const enum nw_state states_here[] = {
		NW_STATE_CLOSE,       NW_STATE_SYN_SENT,  NW_STATE_SYN_SENT,
		NW_STATE_ESTABLISHED, NW_STATE_FIN_WAIT1, NW_STATE_FIN_WAIT2,
		NW_STATE_CLOSE_WAIT,  NW_STATE_LAST_ACK,
	};

	for (uint8_t i = 0; i < ARRAY_SIZE(states_here); i++)
		ck_assert_uint_eq(sctp_state(i), states_here[i]);
	ck_assert_uint_eq(sctp_state(8), NW_STATE_NONE);
	ck_assert_uint_eq(sctp_state(255), NW_STATE_NONE);
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
		" ffff ffff 2 10 29 11165 4294967296 299689357 10.0.0.102",
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
		" f f 2 1 3 1 9 0 0 200 1 65536 11166  10.0.0.102 <-> 10.0.0.109",
		" f f 2 1 3 1 9 0 0 200 1 11567 65536  10.0.0.102 <-> 10.0.0.109",
		" f f 2 1 3 1 9 x 0 200 1 11567 11166  10.0.0.102 <-> 10.0.0.109",
	};
	struct rows rows = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(endpoints); i++)
		ck_assert_int_eq(line_read(sctp_endpoint_line, &sctp, endpoints[i], &rows),
				 -EBADMSG);
	for (size_t i = 0; i < ARRAY_SIZE(associations); i++)
		ck_assert_int_eq(line_read(sctp_association_line, &sctp, associations[i], &rows),
				 -EBADMSG);
	ck_assert_uint_eq(rows.socks.n, 0);
	ck_assert_uint_eq(rows.arena.n, 0);
	rows_free(&rows);
}
END_TEST

UNIT_MAIN("procnet-sctp", an_endpoint, an_association, many_addresses, states, lines_that_are_none)
