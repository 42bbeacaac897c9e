/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses, ports, protocols and states as text. */
#include <linux/if_ether.h>
#include <linux/netlink.h>

#include "row.h"
#include "unit-table.h"
#include "view.h"

static const struct view numbers = { .numeric_hosts = true, .numeric_ports = true };

static struct nw_sock sock_at(enum nw_family family, const char *local,
			      uint32_t local_port, const char *remote, uint32_t remote_port)
{
	struct nw_sock sock = {
		.family = (uint8_t)family,
		.af = strchr(local, ':') ? AF_INET6 : AF_INET,
		.local_port = local_port,
		.remote_port = remote_port,
		.has = HAS_LOCAL | HAS_REMOTE,
	};

	ck_assert_int_eq(inet_pton(sock.af, local, sock.local), 1);
	ck_assert_int_eq(inet_pton(sock.af, remote, sock.remote), 1);
	return sock;
}

static void assert_end(const struct view *view, const struct nw_sock *sock,
		       enum nw_end end, const char *expected)
{
	struct buffer buffer = { .fd = -1 };

	/* Something stands before it. */
	buffer_string(&buffer, "<[:");
	endpoint_print(view, sock, end, &buffer);
	buffer_char(&buffer, '\0');
	ck_assert_str_eq(buffer.at + 3, expected);
	buffer_free(&buffer);
}

/* ---- IP ---------------------------------------------------------------------- */

START_TEST(hosts)
{
	static const struct {
		const char *host, *text;
	} all[] = {
		{ "0.0.0.0", "0.0.0.0:22" },
		{ "127.0.0.1", "127.0.0.1:22" },
		{ "255.10.9.199", "255.10.9.199:22" },
		{ "100.0.99.1", "100.0.99.1:22" },
		{ "::", "[::]:22" },
		{ "::1", "[::1]:22" },
		{ "fd00:1234:5678:9abc:def0:1234:5678:9abc",
		  "[fd00:1234:5678:9abc:def0:1234:5678:9abc]:22" },
		{ "fe80::1", "[fe80::1]:22" },
		/* An IPv4 address in IPv6 clothes. */
		{ "::ffff:127.0.0.1", "127.0.0.1:22" },
		{ "::ffff:0.0.0.0", "0.0.0.0:22" },
		{ "::fffe:127.0.0.1", "[::fffe:7f00:1]:22" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct nw_sock sock = sock_at(NW_TCP, all[i].host, 22, all[i].host, 22);

		assert_end(&numbers, &sock, NW_LOCAL, all[i].text);
		assert_end(&numbers, &sock, NW_REMOTE, all[i].text);
	}
}
END_TEST

START_TEST(ports)
{
	struct nw_sock sock = sock_at(NW_TCP, "127.0.0.1", 0, "127.0.0.1", 65535);

	assert_end(&numbers, &sock, NW_LOCAL, "127.0.0.1:*");
	assert_end(&numbers, &sock, NW_REMOTE, "127.0.0.1:65535");
	sock.has = 0;
	assert_end(&numbers, &sock, NW_LOCAL, "*");
	assert_end(&numbers, &sock, NW_REMOTE, "*");
}
END_TEST

/* The interface belongs to the own end. */
START_TEST(devices)
{
	struct nw_sock sock = sock_at(NW_UDP, "fe80::1", 68, "fe80::2", 67);

	sock.ifindex = 7;
	assert_end(&numbers, &sock, NW_LOCAL, "[fe80::1]%if7:68");
	assert_end(&numbers, &sock, NW_REMOTE, "[fe80::2]:67");
	sock.device = "eth0";
	assert_end(&numbers, &sock, NW_LOCAL, "[fe80::1]%eth0:68");
	sock = sock_at(NW_UDP, "10.0.0.1", 68, "10.0.0.2", 67);
	sock.ifindex = 7;
	assert_end(&numbers, &sock, NW_LOCAL, "10.0.0.1%if7:68");
}
END_TEST

START_TEST(any_and_mapped)
{
	static const struct {
		const char *host;
		bool any, mapped;
	} all[] = {
		{ "0.0.0.0", true, false },
		{ "0.0.0.1", false, false },
		{ "1.0.0.0", false, false },
		{ "::", true, false },
		{ "::1", false, false },
		{ "::ffff:0.0.0.0", false, true },
		{ "::ffff:1.2.3.4", false, true },
		{ "::1:ffff:1.2.3.4", false, false },
		{ "ff::ffff:1.2.3.4", false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct nw_address address;
		const struct nw_sock sock = sock_at(NW_TCP, all[i].host, 1, all[i].host, 1);

		ck_assert(nw_sock_address(&sock, NW_LOCAL, &address));
		ck_assert(endpoint_is_any(&address) == all[i].any);
		ck_assert(endpoint_is_mapped(&address) == all[i].mapped);
		/* What stands behind an IPv4 address is not part of it. */
		memset(address.bytes + 12, 0xff, 4);
		if (address.family == AF_INET)
			ck_assert(endpoint_is_any(&address) == all[i].any);
	}
}
END_TEST

/* ---- names ------------------------------------------------------------------- */

START_TEST(names)
{
	_cleanup_(nw_freep) struct nw *nw = NULL;
	struct view view = { 0 };
	struct nw_sock sock;

	dir_recording("complete\n");
	dir_text("names", "host\t10.0.0.7\tseven.example\n"
			  "host\tfd00::7\tseven6.example\n"
			  "host\t0.0.0.0\tnobody.example\n"
			  "service\t80/tcp\thttp\n"
			  "service\t53/udp\tdomain\n"
			  "service\t0/tcp\tzero\n"
			  "protocol\t1\ticmp\n");
	ck_assert_int_eq(nw_open(dir_own, &nw), 0);
	view.nw = nw;
	sock = sock_at(NW_TCP, "10.0.0.7", 80, "10.0.0.8", 81);
	assert_end(&view, &sock, NW_LOCAL, "seven.example:http");
	assert_end(&view, &sock, NW_REMOTE, "10.0.0.8:81");
	sock = sock_at(NW_TCP, "fd00::7", 80, "fd00::8", 80);
	/* A name needs no brackets. */
	assert_end(&view, &sock, NW_LOCAL, "seven6.example:http");
	assert_end(&view, &sock, NW_REMOTE, "[fd00::8]:http");
	/* "Any" is nobody's address, and 0 nobody's port. */
	sock = sock_at(NW_TCP, "0.0.0.0", 0, "10.0.0.7", 0);
	assert_end(&view, &sock, NW_LOCAL, "0.0.0.0:*");

	/* Each protocol has its own services; a raw socket's port is a protocol. */
	sock = sock_at(NW_UDP, "10.0.0.7", 53, "10.0.0.7", 80);
	assert_end(&view, &sock, NW_LOCAL, "seven.example:domain");
	assert_end(&view, &sock, NW_REMOTE, "seven.example:80");
	sock = sock_at(NW_UDPLITE, "10.0.0.7", 53, "10.0.0.7", 53);
	assert_end(&view, &sock, NW_LOCAL, "seven.example:domain");
	sock = sock_at(NW_MPTCP, "10.0.0.7", 80, "10.0.0.7", 53);
	assert_end(&view, &sock, NW_LOCAL, "seven.example:http");
	assert_end(&view, &sock, NW_REMOTE, "seven.example:53");
	sock = sock_at(NW_RAW, "10.0.0.7", 1, "0.0.0.0", 0);
	assert_end(&view, &sock, NW_LOCAL, "seven.example:icmp");
	sock = sock_at(NW_PING, "10.0.0.7", 80, "0.0.0.0", 0);
	assert_end(&view, &sock, NW_LOCAL, "seven.example:80");

	sock = sock_at(NW_TCP, "10.0.0.7", 80, "10.0.0.7", 80);
	view.numeric_ports = true;
	assert_end(&view, &sock, NW_LOCAL, "seven.example:80");
	view.numeric_ports = false;
	view.numeric_hosts = true;
	assert_end(&view, &sock, NW_LOCAL, "10.0.0.7:http");
}
END_TEST

/* ---- others ------------------------------------------------------------------ */

START_TEST(packets)
{
	const struct view symbols = { .numeric_ports = true, .symbolic = true };
	struct nw_sock sock = { .family = NW_PACKET, .af = AF_PACKET, .has = HAS_LOCAL };

	sock.local_port = ETH_P_ALL;
	assert_end(&numbers, &sock, NW_LOCAL, "3:*");
	assert_end(&symbols, &sock, NW_LOCAL, "all:*");
	assert_end(&symbols, &sock, NW_REMOTE, "*");
	sock.local_port = ETH_P_ARP;
	sock.ifindex = 2;
	assert_end(&symbols, &sock, NW_LOCAL, "arp:if2");
	sock.device = "eth0";
	assert_end(&symbols, &sock, NW_LOCAL, "arp:eth0");
	sock.local_port = 0x1234;
	assert_end(&symbols, &sock, NW_LOCAL, "4660:eth0");
}
END_TEST

START_TEST(netlinks)
{
	const struct view symbols = { .numeric_ports = true, .symbolic = true };
	struct nw_sock sock = { .family = NW_NETLINK,
				.af = AF_NETLINK,
				.has = HAS_LOCAL | HAS_REMOTE | HAS_PROTOCOL,
				.protocol = NETLINK_KOBJECT_UEVENT,
				.local_port = 4170785977U };

	assert_end(&symbols, &sock, NW_LOCAL, "uevent:4170785977");
	assert_end(&symbols, &sock, NW_REMOTE, "uevent:kernel");
	assert_end(&numbers, &sock, NW_LOCAL, "15:4170785977");
	sock.protocol = 31;
	sock.has = HAS_LOCAL | HAS_PROTOCOL;
	assert_end(&symbols, &sock, NW_LOCAL, "31:4170785977");
	assert_end(&symbols, &sock, NW_REMOTE, "*");
}
END_TEST

START_TEST(machines)
{
	static const struct {
		uint32_t cid, port;
		const char *text;
	} all[] = {
		{ 2, 1024, "2:1024" },
		{ UINT32_MAX, 1024, "*:1024" },
		{ 3, UINT32_MAX, "3:*" },
		/* 0 is the hypervisor, and a port like any other. */
		{ 0, 0, "0:0" },
		{ 4294967294U, 4294967294U, "4294967294:4294967294" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct nw_sock sock = { .family = NW_VSOCK, .af = AF_VSOCK, .has = HAS_LOCAL };

		memcpy(sock.local, &all[i].cid, sizeof(all[i].cid));
		sock.local_port = all[i].port;
		assert_end(&numbers, &sock, NW_LOCAL, all[i].text);
		assert_end(&numbers, &sock, NW_REMOTE, "*");
	}
}
END_TEST

START_TEST(queues)
{
	struct nw_sock sock = { .family = NW_XDP, .af = AF_XDP, .has = HAS_LOCAL };

	sock.local_port = 5;
	sock.ifindex = 3;
	assert_end(&numbers, &sock, NW_LOCAL, "if3:5");
	sock.device = "eth0";
	assert_end(&numbers, &sock, NW_LOCAL, "eth0:5");
}
END_TEST

/* ---- words ------------------------------------------------------------------- */

START_TEST(protocols)
{
	static const struct {
		enum nw_family family;
		int af;
		const char *word;
	} all[] = {
		{ NW_TCP, AF_INET, "tcp" },      { NW_TCP, AF_INET6, "tcp6" },
		{ NW_UDP, AF_INET, "udp" },      { NW_UDP, AF_INET6, "udp6" },
		{ NW_UDPLITE, AF_INET, "udpl" }, { NW_UDPLITE, AF_INET6, "udpl6" },
		{ NW_RAW, AF_INET, "raw" },      { NW_RAW, AF_INET6, "raw6" },
		{ NW_SCTP, AF_INET, "sctp" },    { NW_UNIX, AF_UNIX, "unix" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct nw_sock sock = { .family = (uint8_t)all[i].family,
					      .af = (uint8_t)all[i].af };

		ck_assert_str_eq(endpoint_proto(&sock), all[i].word);
	}
	for (unsigned family = 0; family < NW_FAMILIES_; family++) {
		const struct nw_sock four = { .family = (uint8_t)family, .af = AF_INET },
				     six = { .family = (uint8_t)family, .af = AF_INET6 };

		ck_assert_uint_gt(strlen(endpoint_proto(&four)), 0);
		ck_assert_uint_gt(strlen(endpoint_proto(&six)), 0);
	}
}
END_TEST

START_TEST(states)
{
	static const struct {
		enum nw_family family;
		enum nw_state state;
		uint64_t inode;
		const char *word;
	} all[] = {
		{ NW_TCP, NW_STATE_ESTABLISHED, 1, "ESTABLISHED" },
		{ NW_TCP, NW_STATE_LISTEN, 1, "LISTEN" },
		{ NW_TCP, NW_STATE_CLOSE, 1, "CLOSE" },
		{ NW_TCP, NW_STATE_NEW_SYN_RECV, 0, "SYN_RECV" },
		{ NW_TCP, 99, 1, "UNKNOWN" },
		{ NW_UDP, NW_STATE_ESTABLISHED, 1, "ESTABLISHED" },
		{ NW_UDP, NW_STATE_CLOSE, 1, "" },
		{ NW_RAW, NW_STATE_CLOSE, 1, "" },
		{ NW_PACKET, NW_STATE_NONE, 1, "" },
		{ NW_NETLINK, NW_STATE_NONE, 1, "" },
		{ NW_VSOCK, NW_STATE_CLOSE, 1, "CLOSE" },
		{ NW_UNIX, NW_STATE_LISTEN, 1, "LISTENING" },
		{ NW_UNIX, NW_STATE_ESTABLISHED, 1, "CONNECTED" },
		{ NW_UNIX, NW_STATE_CLOSE, 1, "" },
		/* Without an inode it is the end that nobody accepted yet. */
		{ NW_UNIX, NW_STATE_ESTABLISHED, 0, "CONNECTING" },
		{ NW_UNIX, NW_STATE_CLOSE, 0, "DISCONNECTING" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct nw_sock sock = { .family = (uint8_t)all[i].family,
					      .state = (uint8_t)all[i].state,
					      .inode = all[i].inode };

		ck_assert_str_eq(endpoint_state(&sock), all[i].word);
	}
}
END_TEST

UNIT_DIR_MAIN("endpoint", hosts, ports, devices, any_and_mapped, names, packets, netlinks,
	      machines, queues, protocols, states)
