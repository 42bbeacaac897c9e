/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where socket units listen, and which sockets are theirs. */
#include <arpa/inet.h>
#include <linux/vm_sockets.h>

#include "unit-listen.h"
#include "unit.h"

static void read_lines(const char *lines, struct unit_listens *ret)
{
	char text[1024];

	snprintf(text, sizeof(text), "[Socket]\n%s\n", lines);
	ck_assert_int_eq(unit_listens_read(text_of(text, strlen(text)), ret), 0);
}

static enum unit_match match(const char *lines, const struct nw_sock *sock, const char *attrs)
{
	struct unit_listens listens = { 0 };
	enum unit_match r;

	read_lines(lines, &listens);
	r = unit_listens_match(&listens, sock, attrs);
	unit_listens_free(&listens);
	return r;
}

static struct nw_sock sock_at(enum nw_family family, const char *host, unsigned port)
{
	struct nw_sock sock = {
		.family = (uint8_t)family,
		.af = strchr(host, ':') ? AF_INET6 : AF_INET,
		.type = SOCK_STREAM,
		.local_port = port,
	};

	ck_assert_int_eq(inet_pton(sock.af, host, sock.local), 1);
	return sock;
}

START_TEST(inet)
{
	static const struct {
		const char *line;
		enum nw_family family;
		const char *host;
		unsigned port;
		enum unit_match match;
	} all[] = {
		{ "ListenStream=22", NW_TCP, "::", 22, UNIT_YES },
		{ "ListenStream=22", NW_TCP, "0.0.0.0", 22, UNIT_PERHAPS },
		{ "ListenStream=22", NW_TCP, "127.0.0.1", 22, UNIT_NO },
		{ "ListenStream=22", NW_TCP, "::1", 22, UNIT_NO },
		{ "ListenStream=22", NW_TCP, "::", 23, UNIT_NO },
		{ "ListenStream=22", NW_UDP, "::", 22, UNIT_NO },
		{ "ListenDatagram=69", NW_UDP, "::", 69, UNIT_YES },
		{ "ListenStream=0.0.0.0:22", NW_TCP, "0.0.0.0", 22, UNIT_YES },
		{ "ListenStream=0.0.0.0:22", NW_TCP, "::", 22, UNIT_NO },
		{ "ListenStream=127.0.0.1:22", NW_TCP, "127.0.0.1", 22, UNIT_YES },
		{ "ListenStream=[::1]:22", NW_TCP, "::1", 22, UNIT_YES },
		{ "ListenStream=[::]:22", NW_TCP, "0.0.0.0", 22, UNIT_NO },
		{ "ListenStream=[fe80::1]:22%%eth0", NW_TCP, "fe80::1", 22, UNIT_YES },
		{ "SocketProtocol=sctp\nListenStream=22", NW_SCTP, "::", 22, UNIT_YES },
		{ "ListenStream=22\nSocketProtocol=sctp", NW_TCP, "::", 22, UNIT_NO },
		{ "ListenStream=22\nSocketProtocol=mptcp", NW_MPTCP, "::", 22, UNIT_YES },
		{ "ListenDatagram=22\nSocketProtocol=udplite", NW_UDPLITE, "::", 22, UNIT_YES },
		{ "ListenSequentialPacket=22", NW_SCTP, "::", 22, UNIT_YES },
		{ "ListenStream=80\nListenStream=22", NW_TCP, "::", 22, UNIT_YES },
		{ "ListenStream=22\nListenStream=", NW_TCP, "::", 22, UNIT_NO },
		{ "ListenStream=22\nListenFIFO=", NW_TCP, "::", 22, UNIT_NO },
		{ "ListenStream=80\nListenDatagram=\nListenStream=22", NW_TCP, "::", 22,
		  UNIT_YES },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct nw_sock sock = sock_at(all[i].family, all[i].host, all[i].port);

		ck_assert_msg(match(all[i].line, &sock, NULL) == all[i].match, "%s, %s",
			      all[i].line, all[i].host);
	}
}
END_TEST

START_TEST(not_understood)
{
	static const char *const lines[] = {
		"ListenStream=0",
		"ListenStream=65536",
		"ListenStream=22x",
		"ListenStream= -1",
		"ListenStream=%i",
		"ListenStream=22%",
		"ListenStream=localhost:22",
		"ListenStream=1.2.3:22",
		"ListenStream=1.2.3.4:",
		"ListenStream=[::1]22",
		"ListenStream=[::1]",
		"ListenStream=[::1",
		"ListenStream=[]:22",
		"ListenStream=%t",
		"ListenStream=vsock:2",
		"ListenStream=vsock:2:",
		"ListenNetlink=nothing 1",
		"ListenNetlink=route x",
		"ListenFIFO=/run/fifo",
		"ListenStream",
		"listenstream=22",
		"ListenStream=/12345678901234567890123456789012345678901234567890123456789012345678"
		"901234567890123456789012345678901234567",
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct unit_listens listens = { 0 };

		read_lines(lines[i], &listens);
		/* "/run" is a path, whatever it is. */
		ck_assert_msg(listens.all.n == (strcmp(lines[i], "ListenStream=%t") == 0),
			      "%s", lines[i]);
		unit_listens_free(&listens);
	}
}
END_TEST

/* A row with one attribute, in the arena of `rows`. */
static const struct nw_sock *row_with(struct rows *rows, enum nw_family family, int af,
				      int type, enum nw_attribute tag, const void *data,
				      size_t len)
{
	struct nw_sock *sock = rows_add(rows, family, af);

	ck_assert_ptr_nonnull(sock);
	sock->type = (uint8_t)type;
	ck_assert_int_eq(rows_attr(rows, tag, data, len), 0);
	return sock;
}

START_TEST(names)
{
	static const struct {
		const char *line;
		int type;
		const char *name;
		size_t len;
		enum unit_match match;
	} all[] = {
		{ "ListenStream=/run/a", SOCK_STREAM, "/run/a", 6, UNIT_YES },
		{ "ListenStream=/run/a", SOCK_SEQPACKET, "/run/a", 6, UNIT_NO },
		{ "ListenStream=/run/a", SOCK_STREAM, "/run/ab", 7, UNIT_NO },
		{ "ListenStream=%t/a b", SOCK_STREAM, "/run/a b", 8, UNIT_YES },
		{ "ListenStream=/var/run/a", SOCK_STREAM, "/run/a", 6, UNIT_YES },
		{ "ListenStream=%S/100%%", SOCK_STREAM, "/var/lib/100%", 13, UNIT_YES },
		{ "ListenDatagram=/run/a", SOCK_DGRAM, "/run/a", 6, UNIT_YES },
		{ "ListenSequentialPacket=/run/a", SOCK_SEQPACKET, "/run/a", 6, UNIT_YES },
		{ "ListenStream=@a", SOCK_STREAM, "\0a", 2, UNIT_YES },
		{ "ListenStream=@a", SOCK_STREAM, "@a", 2, UNIT_NO },
		{ "ListenStream=@a", SOCK_STREAM, "\0a\0", 3, UNIT_NO },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct rows rows = { 0 };
		const struct nw_sock *sock = row_with(&rows, NW_UNIX, AF_UNIX, all[i].type,
						      NW_ATTR_NAME, all[i].name, all[i].len);

		ck_assert_msg(match(all[i].line, sock, rows.arena.at + sock->attrs_at) ==
				      all[i].match,
			      "%s", all[i].line);
		rows_free(&rows);
	}
}
END_TEST

START_TEST(netlink)
{
	const unsigned long groups = 0x551;
	struct nw_sock bare = { .family = NW_NETLINK, .af = AF_NETLINK, .type = SOCK_RAW };
	struct rows rows = { 0 };
	const struct nw_sock *sock = row_with(&rows, NW_NETLINK, AF_NETLINK, SOCK_RAW,
					      NW_ATTR_GROUPS, &groups, sizeof(groups));
	const char *attrs = rows.arena.at + sock->attrs_at;

	ck_assert_int_eq(match("ListenNetlink=route 1361", sock, attrs), UNIT_YES);
	ck_assert_int_eq(match("ListenNetlink=route 1", sock, attrs), UNIT_NO);
	ck_assert_int_eq(match("ListenNetlink=route", sock, attrs), UNIT_NO);
	ck_assert_int_eq(match("ListenNetlink=audit 1361", sock, attrs), UNIT_NO);
	/* Which groups it is in is not known. */
	ck_assert_int_eq(match("ListenNetlink=route", &bare, NULL), UNIT_NO);
	rows_free(&rows);
}
END_TEST

START_TEST(vsock)
{
	const uint32_t any = VMADDR_CID_ANY;
	struct nw_sock sock = {
		.family = NW_VSOCK,
		.af = AF_VSOCK,
		.type = SOCK_STREAM,
		.local_port = 22,
	};

	memcpy(sock.local, &any, sizeof(any));
	ck_assert_int_eq(match("ListenStream=vsock::22", &sock, NULL), UNIT_YES);
	ck_assert_int_eq(match("ListenStream=vsock:2:22", &sock, NULL), UNIT_NO);
	ck_assert_int_eq(match("ListenDatagram=vsock::22", &sock, NULL), UNIT_NO);
	sock.local[0] = 2;
	memset(sock.local + 1, 0, 3);
	ck_assert_int_eq(match("ListenStream=vsock:2:22", &sock, NULL),
			 __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? UNIT_YES : UNIT_NO);
}
END_TEST

UNIT_MAIN("unit-listen", inet, not_understood, names, netlink, vsock)
