/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of counters that name them: snmp, netstat, snmp6, sockstat, rpc. */
#include "unit-counters.h"

static struct read_file file;

/* ---- snmp, netstat --------------------------------------------------------------- */

START_TEST(pairs)
{
	read_text(counter_pairs, NW_COUNTERS_SNMP,
		  "Ip: Forwarding InReceives\nIp: 1 25\n"
		  "Tcp: MaxConn ActiveOpens\nTcp: -1 18446744073709551615\n",
		  &file);
	ck_assert_uint_eq(file.malformed, 0);
	ck_assert_uint_eq(nw_counters_count(&file.counters), 4);
	assert_counter(&file, "Ip", "", "Forwarding", 1);
	assert_counter(&file, "Ip", "", "InReceives", 25);
	assert_counter(&file, "Tcp", "", "ActiveOpens", UINT64_MAX);
	assert_counter(&file, "Tcp", "", "MaxConn", (uint64_t)-1);
	ck_assert(nw_counter_negative(counter_of(&file.counters, "Tcp", "", "MaxConn")));
	ck_assert(!nw_counter_negative(counter_of(&file.counters, "Tcp", "", "ActiveOpens")));
	read_end(&file);
}
END_TEST

/* As Linux 6.x moved the columns of Icmp: a name is a name wherever it stands. */
START_TEST(order_is_nothing)
{
	static const char *const kernels[] = {
		"Icmp: InMsgs OutMsgs OutErrors OutDestUnreachs OutEchos\nIcmp: 1 2 3 4 5\n",
		"Icmp: InMsgs OutMsgs OutErrors OutRateLimitGlobal OutRateLimitHost "
		"OutDestUnreachs OutEchos\nIcmp: 1 2 3 70 80 4 5\n",
		"Icmp: OutEchos OutDestUnreachs OutErrors OutMsgs InMsgs\nIcmp: 5 4 3 2 1\n",
		"Icmp:\tInMsgs  OutMsgs\tOutErrors OutDestUnreachs OutEchos\nIcmp:  1\t2 3 4 5",
	};

	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++) {
		read_text(counter_pairs, NW_COUNTERS_SNMP, kernels[i], &file);
		ck_assert_uint_eq(file.malformed, 0);
		assert_counter(&file, "Icmp", "", "InMsgs", 1);
		assert_counter(&file, "Icmp", "", "OutMsgs", 2);
		assert_counter(&file, "Icmp", "", "OutErrors", 3);
		assert_counter(&file, "Icmp", "", "OutDestUnreachs", 4);
		assert_counter(&file, "Icmp", "", "OutEchos", 5);
		read_end(&file);
	}
}
END_TEST

/* The same name in two groups is two counters. */
START_TEST(groups)
{
	read_text(counter_pairs, NW_COUNTERS_SNMP,
		  "Udp: InErrors\nUdp: 7\nUdpLite: InErrors\nUdpLite: 8\n", &file);
	assert_counter(&file, "Udp", "", "InErrors", 7);
	assert_counter(&file, "UdpLite", "", "InErrors", 8);
	read_end(&file);
}
END_TEST

START_TEST(short_and_long_lines)
{
	/* What is not there is not 0, and what has no name is nothing. */
	read_text(counter_pairs, NW_COUNTERS_SNMP,
		  "Tcp: A B C\nTcp: 1 2\nIp: D\nIp: 4 5\n", &file);
	ck_assert_uint_eq(file.malformed, 2);
	assert_counter(&file, "Tcp", "", "B", 2);
	assert_absent(&file, "Tcp", "", "C");
	assert_counter(&file, "Ip", "", "D", 4);
	ck_assert_uint_eq(nw_counters_count(&file.counters), 3);
	read_end(&file);
}
END_TEST

START_TEST(a_line_is_missing)
{
	/* Names of one group and values of the next are no pair. */
	read_text(counter_pairs, NW_COUNTERS_SNMP,
		  "Ip: A B\nTcp: C D\nTcp: 3 4\nUdp: E\n", &file);
	ck_assert_uint_eq(file.malformed, 2);
	assert_absent(&file, "Ip", "", "A");
	assert_counter(&file, "Tcp", "", "C", 3);
	assert_absent(&file, "Udp", "", "E");
	read_end(&file);
}
END_TEST

START_TEST(no_numbers)
{
	static const char *const values[] = {
		"x",
		"1x",
		"-",
		"--1",
		"+1",
		"0x10",
		"1.5",
		"18446744073709551616",
		"99999999999999999999999999999999",
		"\xff",
	};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		char text[128];

		snprintf(text, sizeof(text), "Tcp: A B\nTcp: %s 2\n", values[i]);
		read_text(counter_pairs, NW_COUNTERS_SNMP, text, &file);
		ck_assert_msg(file.malformed == 1, "%s", values[i]);
		assert_absent(&file, "Tcp", "", "A");
		assert_counter(&file, "Tcp", "", "B", 2);
		read_end(&file);
	}
}
END_TEST

START_TEST(any_bytes)
{
	static const char zeros[] = "Tcp: A\0B C\nTcp: 1 2\n";

	read_bytes(counter_pairs, NW_COUNTERS_SNMP, zeros, sizeof(zeros) - 1, &file);
	assert_counter(&file, "Tcp", "", "A", 1);
	assert_counter(&file, "Tcp", "", "C", 2);
	read_end(&file);
	read_text(counter_pairs, NW_COUNTERS_SNMP, "", &file);
	ck_assert_uint_eq(nw_counters_count(&file.counters), 0);
	read_end(&file);
	read_text(counter_pairs, NW_COUNTERS_SNMP, "\n\n: \n:\nTcp\nTcp:\nTcp:\n", &file);
	ck_assert_uint_eq(nw_counters_count(&file.counters), 0);
	ck_assert_uint_gt(file.malformed, 0);
	read_end(&file);
}
END_TEST

START_TEST(cut_anywhere)
{
	check_cut_file(counter_pairs, NW_COUNTERS_SNMP,
		       "Ip: Forwarding InReceives\nIp: 1 25\nTcp: MaxConn A\nTcp: -1 12\n");
	check_cut_file(counter_names, NW_COUNTERS_SNMP6,
		       "Ip6InReceives 25\nUdpLite6InErrors 3\n");
	check_cut_file(counter_keyed, NW_COUNTERS_SOCKSTAT,
		       "sockets: used 9\nTCP: inuse 5 tw 1\n");
	check_cut_file(counter_rpc, NW_COUNTERS_NFS, "net 1 2 3 4\nproc3 22 0 1 2\n");
}
END_TEST

/* ---- snmp6, sctp/snmp ------------------------------------------------------------- */

START_TEST(names)
{
	read_text(counter_names, NW_COUNTERS_SNMP6,
		  "Ip6InReceives                   \t3\nIcmp6InMsgs\t4\nUdp6InErrors 5\n"
		  "UdpLite6InErrors 6\nIcmp6OutType135 7\nIp6InReceives6 8\n",
		  &file);
	ck_assert_uint_eq(file.malformed, 0);
	assert_counter(&file, "Ip6", "", "InReceives", 3);
	assert_counter(&file, "Icmp6", "", "InMsgs", 4);
	assert_counter(&file, "Udp6", "", "InErrors", 5);
	assert_counter(&file, "UdpLite6", "", "InErrors", 6);
	assert_counter(&file, "Icmp6", "", "OutType135", 7);
	assert_counter(&file, "Ip6", "", "InReceives6", 8);
	read_end(&file);
}
END_TEST

START_TEST(odd_names)
{
	/* A prefix that nobody knows is part of the name; a name alone tells nothing. */
	read_text(counter_names, NW_COUNTERS_SNMP6,
		  "Other7Thing 1\nIp6\nIp6Alone\nIp6 2\nSctpCurrEstab 3\nIp6Bad x\n", &file);
	ck_assert_uint_eq(file.malformed, 3);
	assert_counter(&file, "", "", "Other7Thing", 1);
	assert_counter(&file, "", "", "Ip6", 2);
	assert_counter(&file, "Sctp", "", "CurrEstab", 3);
	assert_absent(&file, "Ip6", "", "Bad");
	read_end(&file);
}
END_TEST

/* ---- sockstat ---------------------------------------------------------------------- */

START_TEST(keyed)
{
	read_text(counter_keyed, NW_COUNTERS_SOCKSTAT,
		  "sockets: used 290\nTCP: inuse 5 orphan 0 tw 3 alloc 7 mem 1\nFRAG: inuse 0 memory 0\n",
		  &file);
	ck_assert_uint_eq(file.malformed, 0);
	assert_counter(&file, "sockets", "", "used", 290);
	assert_counter(&file, "TCP", "", "tw", 3);
	assert_counter(&file, "FRAG", "", "memory", 0);
	ck_assert(nw_counter_gauge(counter_of(&file.counters, "TCP", "", "tw")));
	read_end(&file);
	read_text(counter_keyed, NW_COUNTERS_SOCKSTAT,
		  "TCP: inuse\nUDP: mem 4 inuse 2\nnonsense\n", &file);
	ck_assert_uint_eq(file.malformed, 2);
	assert_absent(&file, "TCP", "", "inuse");
	assert_counter(&file, "UDP", "", "inuse", 2);
	read_end(&file);
}
END_TEST

/* ---- rpc ----------------------------------------------------------------------------- */

START_TEST(rpc)
{
	read_text(counter_rpc, NW_COUNTERS_NFS,
		  "net 1 2 3 4\nrpc 5 6 7\n"
		  "proc3 22 0 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31\n"
		  "proc4 5 0 41 42 43 44 99\nunknown 1 2 3\n",
		  &file);
	ck_assert_uint_eq(file.malformed, 0);
	assert_counter(&file, "rpc", "", "calls", 5);
	assert_counter(&file, "rpc", "", "retrans", 6);
	/* RFC 1813: NULL is 0, GETATTR 1, ACCESS 4, READ 6, WRITE 7 */
	assert_counter(&file, "proc3", "", "getattr", 11);
	assert_counter(&file, "proc3", "", "access", 14);
	assert_counter(&file, "proc3", "", "read", 16);
	assert_counter(&file, "proc3", "", "write", 17);
	assert_counter(&file, "proc4", "", "read", 41);
	assert_counter(&file, "proc4", "", "write", 42);
	read_end(&file);
}
END_TEST

/* NFSv4's operations by the numbers of RFC 7530: ACCESS 3, GETATTR 9, READ 25, WRITE 38. */
START_TEST(rpc_server)
{
	char text[1024] = "rc 1 2 3\nnet 4 5 6 7\nrpc 8 9 10 11 12\nproc4ops 40";
	static const struct {
		const char *name;
		unsigned number;
	} known[] = { { "access", 3 }, { "getattr", 9 }, { "read", 25 }, { "write", 38 } };

	for (unsigned i = 0; i < 40; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), " %u", 100 + i);
	read_text(counter_rpc, NW_COUNTERS_NFSD, text, &file);
	ck_assert_uint_eq(file.malformed, 0);
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		assert_counter(&file, "proc4ops", "", known[i].name, 100 + known[i].number);
	assert_counter(&file, "rc", "", "misses", 2);
	assert_counter(&file, "net", "", "tcp", 6);
	assert_counter(&file, "rpc", "", "badcalls", 9);
	read_end(&file);
}
END_TEST

START_TEST(rpc_cut)
{
	read_text(counter_rpc, NW_COUNTERS_NFS, "rpc 1\nproc3\nproc3 22 0 x 2\n\n", &file);
	ck_assert_uint_eq(file.malformed, 3);
	assert_counter(&file, "rpc", "", "calls", 1);
	assert_absent(&file, "rpc", "", "retrans");
	assert_absent(&file, "proc3", "", "getattr");
	assert_counter(&file, "proc3", "", "setattr", 2);
	read_end(&file);
}
END_TEST

UNIT_MAIN("counter-files", pairs, order_is_nothing, groups, short_and_long_lines,
	  a_line_is_missing, no_numbers, any_bytes, cut_anywhere, names, odd_names, keyed,
	  rpc, rpc_server, rpc_cut)
