/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sock_diag of UNIX sockets. */
#include <linux/unix_diag.h>
#include <sys/socket.h>

#include "unit.h"

static const struct parser parser = {
	.read = unix_read,
	.ask = { .family = NW_UNIX, .af = AF_UNIX, .want = WANT_ALL },
	.header = sizeof(struct unix_diag_msg),
};

static const struct unix_diag_msg connected = {
	.udiag_family = AF_UNIX,
	.udiag_type = SOCK_STREAM,
	.udiag_state = NW_STATE_ESTABLISHED,
	.udiag_ino = 4294967290U,
	.udiag_cookie = { 0x89abcdef, 0x01234567 },
};

START_TEST(asking)
{
	static const uint32_t always = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER |
				       UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID | UDIAG_SHOW_ICONS;
	static const struct {
		uint32_t want, more;
	} wants[] = {
		{ 0, 0 },
		{ NW_WANT_MEMORY, UDIAG_SHOW_MEMINFO },
		{ NW_WANT_DETAILS, UDIAG_SHOW_VFS },
		{ NW_WANT_MEMORY | NW_WANT_DETAILS, UDIAG_SHOW_MEMINFO | UDIAG_SHOW_VFS },
		{ NW_WANT_HOLDERS | NW_WANT_INFO | NW_WANT_TIMERS, 0 },
	};
	char body[ASK_ROOM] __attribute__((aligned(8)));
	const struct unix_diag_req *req = (const struct unix_diag_req *)body;

	for (size_t i = 0; i < ARRAY_SIZE(wants); i++) {
		struct ask ask = { .family = NW_UNIX, .af = AF_UNIX, .want = wants[i].want };

		memset(body, 0xff, sizeof(body));
		ck_assert_uint_eq(unix_ask(&ask, body), sizeof(*req));
		ck_assert_uint_eq(req->sdiag_family, AF_UNIX);
		ck_assert_uint_eq(req->sdiag_protocol, 0);
		ck_assert_uint_eq(req->udiag_states, ~0U);
		/* An inode of 0 means: all of them. */
		ck_assert_uint_eq(req->udiag_ino, 0);
		ck_assert_uint_eq(req->udiag_show, always | wants[i].more);
	}
}
END_TEST

START_TEST(asking_for_states)
{
	const struct ask ask = { .family = NW_UNIX, .states = 1U << NW_STATE_LISTEN };
	struct unix_diag_req req;

	unix_ask(&ask, &req);
	ck_assert_uint_eq(req.udiag_states, 1U << NW_STATE_LISTEN);
}
END_TEST

/* One socket, the very one: an inode alone may belong to another by now. */
START_TEST(asking_for_one)
{
	const struct nw_sock sock = { .family = NW_UNIX,
				      .inode = 4294967290U,
				      .cookie = UINT64_C(0x0123456789abcdef) };
	struct unix_diag_req req;

	memset(&req, 0xff, sizeof(req));
	ck_assert_uint_eq(unix_exact(&sock, &req), sizeof(req));
	ck_assert_uint_eq(req.sdiag_family, AF_UNIX);
	ck_assert_uint_eq(req.udiag_ino, 4294967290U);
	ck_assert_uint_eq(req.udiag_cookie[0], 0x89abcdef);
	ck_assert_uint_eq(req.udiag_cookie[1], 0x01234567);
}
END_TEST

static void full(struct message *m)
{
	static const struct unix_diag_vfs vfs = { .udiag_vfs_ino = 77, .udiag_vfs_dev = 3 };
	static const struct unix_diag_rqlen queues = { .udiag_rqueue = 2, .udiag_wqueue = 128 };
	static const uint32_t waiting[] = { 1001, 1002, 4000000000U };

	message_begin(m, &connected, sizeof(connected));
	message_attr(m, UNIX_DIAG_NAME, "/run/a", 7);
	message_attr(m, UNIX_DIAG_VFS, &vfs, sizeof(vfs));
	message_u32(m, UNIX_DIAG_PEER, 4026531999U);
	message_attr(m, UNIX_DIAG_ICONS, waiting, sizeof(waiting));
	message_attr(m, UNIX_DIAG_RQLEN, &queues, sizeof(queues));
	message_bytes(m, UNIX_DIAG_MEMINFO, 36, 9);
	message_u8(m, UNIX_DIAG_SHUTDOWN, 2);
	message_u32(m, UNIX_DIAG_UID, 4000000001U);
}

START_TEST(everything)
{
	static const struct unix_diag_vfs vfs = { .udiag_vfs_ino = 77, .udiag_vfs_dev = 3 };
	static const uint32_t waiting[] = { 1001, 1002, 4000000000U };
	struct rows rows = { 0 };
	const struct nw_sock *sock;
	struct message m;

	full(&m);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	ck_assert_uint_eq(rows.socks.n, 1);
	sock = last_row(&rows);
	ck_assert_uint_eq(sock->family, NW_UNIX);
	ck_assert_uint_eq(sock->af, AF_UNIX);
	ck_assert_uint_eq(sock->type, SOCK_STREAM);
	ck_assert_uint_eq(sock->state, NW_STATE_ESTABLISHED);
	ck_assert_uint_eq(sock->inode, 4294967290U);
	ck_assert_uint_eq(sock->cookie, UINT64_C(0x0123456789abcdef));
	ck_assert_uint_eq(sock->recvq, 2);
	ck_assert_uint_eq(sock->sendq, 128);
	ck_assert_uint_eq(sock->uid, 4000000001U);
	ck_assert_uint_eq(sock->shutdown, 2);
	ck_assert_uint_eq(sock->has, HAS_COOKIE | HAS_QUEUES | HAS_UID | HAS_SHUTDOWN);
	assert_attr(&rows, NW_ATTR_NAME, "/run/a", 6);
	assert_attr(&rows, NW_ATTR_VFS, &vfs, sizeof(vfs));
	assert_u32(&rows, NW_ATTR_PEER, 4026531999U);
	assert_attr(&rows, NW_ATTR_PENDING, waiting, sizeof(waiting));
	assert_bytes(&rows, NW_ATTR_SKMEMINFO, 36, 9);
	rows_free(&rows);
}
END_TEST

/* A path comes with its NUL, an abstract name begins with one and may hold more. */
START_TEST(names)
{
	static const struct {
		const char *sent;
		size_t len;
		const char *kept;
		size_t kept_len;
	} all[] = {
		{ "/run/a", 7, "/run/a", 6 },
		{ "/run/a", 6, "/run/a", 6 },
		{ "x", 2, "x", 1 },
		{ "relative/path", 14, "relative/path", 13 },
		{ "\0abstract", 9, "\0abstract", 9 },
		{ "\0abstract\0", 10, "\0abstract\0", 10 },
		{ "\0a\0b", 4, "\0a\0b", 4 },
		{ "\0"
		  "0001f",
		  6,
		  "\0"
		  "0001f",
		  6 },
		{ "\0", 1, "\0", 1 },
		{ "/a\nb\x1b[2J\xff", 10, "/a\nb\x1b[2J\xff", 9 },
	};
	char longest[108];

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct rows rows = { 0 };
		struct message m;

		message_begin(&m, &connected, sizeof(connected));
		message_attr(&m, UNIX_DIAG_NAME, all[i].sent, all[i].len);
		ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
		assert_attr(&rows, NW_ATTR_NAME, all[i].kept, all[i].kept_len);
		rows_free(&rows);
	}

	/* sun_path filled to its end has no NUL. */
	memset(longest, 'p', sizeof(longest));
	for (size_t abstract = 0; abstract < 2; abstract++) {
		struct rows rows = { 0 };
		struct message m;

		longest[0] = abstract ? '\0' : '/';
		message_begin(&m, &connected, sizeof(connected));
		message_attr(&m, UNIX_DIAG_NAME, longest, sizeof(longest));
		ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
		assert_attr(&rows, NW_ATTR_NAME, longest, sizeof(longest));
		rows_free(&rows);
	}
}
END_TEST

START_TEST(no_name)
{
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &connected, sizeof(connected));
	message_attr(&m, UNIX_DIAG_NAME, NULL, 0);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	ck_assert(!has_attr(&rows, NW_ATTR_NAME));
	rows_free(&rows);
}
END_TEST

/* What the kernel did not say is not known: 0 is root's number. */
START_TEST(a_header_alone)
{
	struct unix_diag_msg head = connected;
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->has, HAS_COOKIE);
	ck_assert_uint_eq(last_row(&rows)->attrs_len, 0);

	head.udiag_cookie[0] = head.udiag_cookie[1] = UINT32_MAX;
	message_begin(&m, &head, sizeof(head));
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->has, 0);
	rows_free(&rows);
}
END_TEST

START_TEST(states_and_types)
{
	static const uint8_t types[] = { SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET };
	static const uint8_t states[] = { NW_STATE_ESTABLISHED, NW_STATE_CLOSE,
					  NW_STATE_LISTEN };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct unix_diag_msg head = connected;
		struct rows rows = { 0 };
		struct message m;

		head.udiag_type = types[i];
		head.udiag_state = states[i];
		message_begin(&m, &head, sizeof(head));
		ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
		ck_assert_uint_eq(last_row(&rows)->type, types[i]);
		ck_assert_uint_eq(last_row(&rows)->state, states[i]);
		rows_free(&rows);
	}
}
END_TEST

START_TEST(too_short_is_absent)
{
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &connected, sizeof(connected));
	message_bytes(&m, UNIX_DIAG_VFS, sizeof(struct unix_diag_vfs) - 1, 1);
	message_bytes(&m, UNIX_DIAG_PEER, 3, 1);
	message_bytes(&m, UNIX_DIAG_ICONS, 3, 1);
	message_bytes(&m, UNIX_DIAG_RQLEN, sizeof(struct unix_diag_rqlen) - 1, 1);
	message_bytes(&m, UNIX_DIAG_MEMINFO, 3, 1);
	message_bytes(&m, UNIX_DIAG_SHUTDOWN, 0, 1);
	message_bytes(&m, UNIX_DIAG_UID, 3, 1);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->has, HAS_COOKIE);
	ck_assert_uint_eq(last_row(&rows)->attrs_len, 0);
	rows_free(&rows);
}
END_TEST

START_TEST(longer_than_known)
{
	static const uint32_t queues[] = { 5, 6, 7 }, uid[] = { 42, 43 };
	struct rows rows = { 0 };
	struct message m;

	message_begin(&m, &connected, sizeof(connected));
	message_attr(&m, UNIX_DIAG_RQLEN, queues, sizeof(queues));
	message_attr(&m, UNIX_DIAG_UID, uid, sizeof(uid));
	message_bytes(&m, UNIX_DIAG_VFS, 32, 1);
	ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
	ck_assert_uint_eq(last_row(&rows)->recvq, 5);
	ck_assert_uint_eq(last_row(&rows)->sendq, 6);
	ck_assert_uint_eq(last_row(&rows)->uid, 42);
	assert_bytes(&rows, NW_ATTR_VFS, 32, 1);
	rows_free(&rows);
}
END_TEST

START_TEST(other_families)
{
	struct message m;

	full(&m);
	check_family(&parser, &m);
}
END_TEST

START_TEST(robust)
{
	struct message m;

	full(&m);
	check_robust(&parser, &m);
}
END_TEST

UNIT_MAIN("diag-unix", asking, asking_for_states, asking_for_one, everything, names,
	  no_name, a_header_alone, states_and_types, too_short_is_absent,
	  longer_than_known, other_families, robust)
