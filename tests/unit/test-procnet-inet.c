/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of /proc/net/{tcp,udp,raw,icmp}[6]. */
#include <netinet/in.h>
#include <stdio.h>

#include "unit-line.h"

static const struct ask tcp = { .family = NW_TCP, .af = AF_INET, .protocol = IPPROTO_TCP };
static const struct ask tcp6 = { .family = NW_TCP, .af = AF_INET6, .protocol = IPPROTO_TCP };
static const struct ask udp = { .family = NW_UDP, .af = AF_INET, .protocol = IPPROTO_UDP };
static const struct ask raw6 = { .family = NW_RAW, .af = AF_INET6, .protocol = IPPROTO_RAW };
static const struct ask ping = { .family = NW_PING, .af = AF_INET };

/* An address as the kernel writes it: 32-bit words of the host's byte order. */
static const char *words(const char *host)
{
	static char text[4][33];
	static unsigned next;
	char *out = text[next++ % ARRAY_SIZE(text)];
	uint32_t bytes[4];
	size_t n = strchr(host, ':') ? 4 : 1;

	ck_assert_int_eq(inet_pton(n == 4 ? AF_INET6 : AF_INET, host, bytes), 1);
	for (size_t i = 0; i < n; i++)
		snprintf(out + 8 * i, 9, "%08X", bytes[i]);
	return out;
}

/* One line of these families: slot, addresses, and the rest as it is. */
static const struct nw_sock *read_inet(const struct ask *ask, const char *local,
				       const char *remote, const char *rest, struct rows *rows)
{
	char line[256];

	snprintf(line, sizeof(line), "  12: %s:1F90 %s:C350 %s", words(local),
		 words(remote), rest);
	ck_assert_int_eq(line_read(inet_line, ask, line, rows), 0);
	return last_row(rows);
}

START_TEST(a_connection)
{
	struct rows rows = { 0 };
	const struct nw_sock *sock =
		read_inet(&tcp, "127.0.0.1", "10.1.2.3",
			  "01 0000000A:00000B00 02:000005DC 00000003  1000        4 402919 2 "
			  "0000000000000000 20 4 30 10 -1",
			  &rows);

	ck_assert_uint_eq(rows.socks.n, 1);
	ck_assert_uint_eq(sock->family, NW_TCP);
	ck_assert_uint_eq(sock->af, AF_INET);
	ck_assert_uint_eq(sock->type, SOCK_STREAM);
	ck_assert_uint_eq(sock->protocol, IPPROTO_TCP);
	ck_assert_uint_eq(sock->state, NW_STATE_ESTABLISHED);
	assert_host(sock->local, "127.0.0.1");
	assert_host(sock->remote, "10.1.2.3");
	ck_assert_uint_eq(sock->local_port, 8080);
	ck_assert_uint_eq(sock->remote_port, 50000);
	/* The send queue stands first. */
	ck_assert_uint_eq(sock->sendq, 10);
	ck_assert_uint_eq(sock->recvq, 0xb00);
	ck_assert_uint_eq(sock->timer, NW_TIMER_KEEPALIVE);
	/* 0x5dc hundredths of a second. */
	ck_assert_uint_eq(sock->expires, 15000);
	ck_assert_uint_eq(sock->retransmits, 3);
	ck_assert_uint_eq(sock->probes, 4);
	ck_assert_uint_eq(sock->uid, 1000);
	ck_assert_uint_eq(sock->inode, 402919);
	ck_assert_uint_eq(sock->refcount, 2);
	ck_assert_uint_eq(sock->cookie, 0);
	ck_assert_uint_eq(sock->has, HAS_LOCAL | HAS_REMOTE | HAS_QUEUES | HAS_UID |
					     HAS_REFCOUNT | HAS_TIMER | HAS_RETRANSMITS |
					     HAS_PROBES | HAS_PROTOCOL);
	/* What follows a TCP socket's pointer is no count of drops. */
	ck_assert(!has_attr(&rows, NW_ATTR_DROPS));
	rows_free(&rows);
}
END_TEST

START_TEST(ipv6)
{
	struct rows rows = { 0 };
	const struct nw_sock *sock =
		read_inet(&tcp6, "fd00:1234:5678:9abc:def0:1:2:3", "::ffff:10.0.0.7",
			  "0A 00000000:00000000 00:00000000 00000000     0        0 "
			  "18446744073709551615 1 0000000000000000 100 0 0 10 0",
			  &rows);

	ck_assert_uint_eq(sock->af, AF_INET6);
	ck_assert_uint_eq(sock->state, NW_STATE_LISTEN);
	assert_host(sock->local, "fd00:1234:5678:9abc:def0:1:2:3");
	assert_host(sock->remote, "::ffff:10.0.0.7");
	ck_assert_uint_eq(sock->inode, UINT64_MAX);
	ck_assert_uint_eq(sock->expires, 0);
	rows_free(&rows);
}
END_TEST

/* The file has a user for half-open connections; for closed ones it writes 0. */
START_TEST(users)
{
	struct rows rows = { 0 };
	const struct nw_sock *sock =
		read_inet(&tcp, "127.0.0.1", "127.0.0.2",
			  "03 00000000:00000000 01:00000064 00000001  1000        0 0 0 "
			  "0000000000000000",
			  &rows);

	ck_assert_uint_eq(sock->state, NW_STATE_SYN_RECV);
	ck_assert(sock->has & HAS_UID);
	ck_assert_uint_eq(sock->uid, 1000);
	ck_assert_uint_eq(sock->inode, 0);
	ck_assert_uint_eq(sock->timer, NW_TIMER_RETRANSMIT);
	ck_assert_uint_eq(sock->expires, 1000);
	ck_assert_uint_eq(sock->retransmits, 1);

	sock = read_inet(&tcp, "127.0.0.1", "127.0.0.2",
			 "06 00000000:00000000 03:00000EA6 00000000     0        0 0 3 "
			 "0000000000000000",
			 &rows);
	ck_assert_uint_eq(sock->state, NW_STATE_TIME_WAIT);
	ck_assert(!(sock->has & HAS_UID));
	ck_assert_uint_eq(sock->timer, NW_TIMER_TIMEWAIT);
	ck_assert_uint_eq(sock->expires, 37500);
	rows_free(&rows);
}
END_TEST

START_TEST(a_datagram_socket)
{
	const uint64_t drops = UINT64_C(4294967299);
	struct rows rows = { 0 };
	const struct nw_sock *sock =
		read_inet(&udp, "0.0.0.0", "0.0.0.0",
			  "07 00000000:00000340 00:00000000 00000000   101        0 402899 2 "
			  "00000000c0ffee00 4294967299",
			  &rows);

	ck_assert_uint_eq(sock->family, NW_UDP);
	ck_assert_uint_eq(sock->type, SOCK_DGRAM);
	ck_assert_uint_eq(sock->protocol, IPPROTO_UDP);
	ck_assert_uint_eq(sock->state, NW_STATE_CLOSE);
	ck_assert_uint_eq(sock->recvq, 832);
	ck_assert_uint_eq(sock->uid, 101);
	assert_attr(&rows, NW_ATTR_DROPS, &drops, sizeof(drops));
	/* It has no timer, and so nothing to say of one. */
	ck_assert_uint_eq(sock->has, HAS_LOCAL | HAS_REMOTE | HAS_QUEUES | HAS_UID |
					     HAS_REFCOUNT | HAS_PROTOCOL);
	rows_free(&rows);
}
END_TEST

/* Kernels before 2.6.27 wrote no drops; no drops is not the same as not known. */
START_TEST(drops)
{
	const uint64_t none = 0;
	struct rows rows = { 0 };

	read_inet(&udp, "0.0.0.0", "0.0.0.0",
		  "07 00000000:00000000 00:00000000 00000000 0 0 1 2 ffff0000", &rows);
	ck_assert(!has_attr(&rows, NW_ATTR_DROPS));
	read_inet(&udp, "0.0.0.0", "0.0.0.0",
		  "07 00000000:00000000 00:00000000 00000000 0 0 1 2 ffff0000 0", &rows);
	assert_attr(&rows, NW_ATTR_DROPS, &none, sizeof(none));
	rows_free(&rows);
}
END_TEST

/* Absent is not zero. */
START_TEST(no_reference_count)
{
	struct rows rows = { 0 };
	const struct nw_sock *sock = read_inet(
		&tcp, "0.0.0.0", "0.0.0.0",
		"0A 00000000:00000000 00:00000000 00000000     0        0 402919", &rows);

	ck_assert_uint_eq(sock->inode, 402919);
	ck_assert(!(sock->has & HAS_REFCOUNT));
	rows_free(&rows);
}
END_TEST

/* The "port" of a raw socket is its IP protocol. */
START_TEST(raw_and_ping)
{
	static const char rest[] = "07 00000000:00000000 00:00000000 00000000     0        0 7 "
				   "2 0000000000000000 0";
	struct rows rows = { 0 };
	const struct nw_sock *sock;
	char line[256];

	snprintf(line, sizeof(line), "  58: %s:003A %s:0000 %s", words("::"), words("::"), rest);
	ck_assert_int_eq(line_read(inet_line, &raw6, line, &rows), 0);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->type, SOCK_RAW);
	ck_assert_uint_eq(sock->protocol, IPPROTO_ICMPV6);
	ck_assert_uint_eq(sock->local_port, IPPROTO_ICMPV6);
	ck_assert_uint_eq(sock->has, HAS_LOCAL | HAS_REMOTE | HAS_QUEUES | HAS_UID |
					     HAS_REFCOUNT | HAS_PROTOCOL);

	sock = read_inet(&ping, "127.0.0.1", "0.0.0.0", rest, &rows);
	ck_assert_uint_eq(sock->family, NW_PING);
	ck_assert_uint_eq(sock->type, SOCK_DGRAM);
	ck_assert(has_attr(&rows, NW_ATTR_DROPS));
	ck_assert(!(sock->has & HAS_TIMER));
	rows_free(&rows);
}
END_TEST

#define GOOD                                                                             \
	"   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  "  \
	"   0        0 402919 1 0000000000000000 100 0 0 10 0"

START_TEST(lines_that_are_none)
{
	static const char *const lines[] = {
		"",
		"     ",
		"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt"
		"   uid  timeout inode",
		"   0 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1",
		"   x: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1",
		"   0: 0100007:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1",
		"   0: 0100007F01:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1",
		"   0: 0100007F:1F9 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1",
		"   0: 0100007F 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1",
		"   0: 0100007F:1F90 00000000:0000 XX 00000000:00000000 00:00000000 00000000 0 0 1",
		"   0: 0100007F:1F90 00000000:0000 0A 00000000 00000000 00:00000000 00000000 0 0 1",
		"   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 0000000000 00000000 0 0 1",
		"   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 -1 0 1",
		"   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 x",
		"   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0",
		"   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 "
		"18446744073709551616",
	};
	struct rows rows = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		ck_assert_int_eq(line_read(inet_line, &tcp, lines[i], &rows), -EBADMSG);
		ck_assert_uint_eq(rows.socks.n, 0);
		ck_assert_uint_eq(rows.arena.n, 0);
	}
	/* One family's line is none of the other's. */
	ck_assert_int_eq(line_read(inet_line, &tcp6, GOOD, &rows), -EBADMSG);
	ck_assert_int_eq(line_read(inet_line, &tcp, GOOD, &rows), 0);
	rows_free(&rows);
}
END_TEST

/* A recording may end anywhere: before the inode a line says nothing. */
START_TEST(cut_lines)
{
	const size_t inode = (size_t)(strstr(GOOD, "402919") - GOOD);
	struct rows rows = { 0 };

	for (size_t len = 0; len <= strlen(GOOD); len++) {
		int r = line_cut(inet_line, &tcp, GOOD, len, &rows);

		ck_assert_int_eq(r, len <= inode ? -EBADMSG : 0);
		ck_assert_uint_eq(rows.socks.n, len <= inode ? 0 : len - inode);
	}
	rows_free(&rows);
}
END_TEST

UNIT_MAIN("procnet-inet", a_connection, ipv6, users, a_datagram_socket, drops,
	  no_reference_count, raw_and_ping, lines_that_are_none, cut_lines)
