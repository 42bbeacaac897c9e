/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a program is told of the kernel's own sockets, and of systemd's. */
#include <linux/inet_diag.h>

#include "unit-table.h"

#define TCP NW_BIT(NW_TCP)
#define PURPOSE (NW_WANT_HOLDERS | NW_WANT_PURPOSE)

static void assert_text(const char *text, size_t len, const char *expected)
{
	ck_assert_ptr_nonnull(text);
	ck_assert_uint_eq(len, strlen(expected));
	ck_assert_mem_eq(text, expected, len);
}

static void save_tcp(struct stream *stream)
{
	save_done(stream, "tcp-inet");
	save_empty("tcp-inet6");
	dir_folder("proc/1/fd");
	dir_link("proc/self/ns/pid", "pid:[4026531836]");
}

/* Of which the second is the peer's. */
static void mount_nfs(const char *name)
{
	dir_text(name, "30 22 0:40 / /mnt/a rw - nfs4 s:/ rw,addr=10.0.0.1\n"
		       "31 22 0:41 / /mnt/b rw - nfs4 s:/ rw,addr=192.0.2.9\n");
}

START_TEST(hints)
{
	_table_ struct nw_table *table = NULL, *unasked = NULL;
	struct stream stream = { .n = 0 };
	struct inet_diag_msg head = tcp_head(NW_STATE_ESTABLISHED, 800, 2049, 100);
	const char *hint;
	size_t len = 0;

	dir_recording("complete\n");
	memset(head.id.idiag_dst, 0, sizeof(head.id.idiag_dst));
	head.id.idiag_dst[0] = htonl(0xc0000209);
	add_head(&stream, &head);
	add_tcp(&stream, NW_STATE_LISTEN, 2049, 0, 200);
	add_tcp(&stream, NW_STATE_LISTEN, 22, 0, 300);
	add_tcp(&stream, NW_STATE_LISTEN, 445, 0, 400);
	save_tcp(&stream);
	dir_descriptor(7, 7, 3, "socket:[400]");
	mount_nfs("proc/self/mountinfo");
	unasked = take_families(TCP, NW_WANT_HOLDERS);
	ck_assert_ptr_null(nw_sock_hint(sock_of(unasked, 200), &len));
	table = take_families(TCP, PURPOSE | NW_WANT_INFO);
	hint = nw_sock_hint(sock_of(table, 100), &len);
	assert_text(hint, len, "nfs /mnt/b");
	hint = nw_sock_hint(sock_of(table, 200), &len);
	assert_text(hint, len, "nfsd?");
	ck_assert_ptr_null(nw_sock_hint(sock_of(table, 300), &len));
	/* Somebody holds it. */
	ck_assert_ptr_null(nw_sock_hint(sock_of(table, 400), &len));
	ck_assert_ptr_null(
		nw_sock_attribute(sock_of(table, 200), (enum nw_attribute)0x8000, &len));
	ck_assert_uint_eq(nw_table_notes(table), 0);
}
END_TEST

/* What is mounted is seen from a process that lives there. */
START_TEST(other_namespace)
{
	_table_ struct nw_table *table = NULL;
	struct nw_query query = query_of(TCP, PURPOSE);
	struct stream stream = { .n = 0 }, empty = { .n = 0 };
	struct inet_diag_msg head = tcp_head(NW_STATE_ESTABLISHED, 800, 2049, 100);
	const char *hint;
	size_t len = 0;

	dir_recording("complete\n");
	memset(head.id.idiag_dst, 0, sizeof(head.id.idiag_dst));
	head.id.idiag_dst[0] = htonl(0xc0000209);
	add_head(&stream, &head);
	stream_end(&stream, NLMSG_DONE, 0);
	stream_end(&empty, NLMSG_DONE, 0);
	dir_bytes("diag/4026532001/tcp-inet", stream.at, stream.n);
	dir_bytes("diag/4026532001/tcp-inet6", empty.at, empty.n);
	dir_folder("proc/1/fd");
	dir_link("proc/self/ns/pid", "pid:[4026531836]");
	dir_link("proc/7/ns/net", "net:[4026532001]");
	dir_text("proc/self/mountinfo", "1 1 0:1 / /ours rw - nfs4 s:/ rw,addr=192.0.2.9\n");
	mount_nfs("proc/7/mountinfo");
	query.netns = "7";
	table = take(&query);
	hint = nw_sock_hint(sock_of(table, 100), &len);
	assert_text(hint, len, "nfs /mnt/b");
}
END_TEST

/* Ports say something without any file. */
START_TEST(no_mounts)
{
	_table_ struct nw_table *table = NULL;
	struct stream stream = { .n = 0 };
	const char *hint;
	size_t len = 0;

	dir_recording("complete\n");
	add_tcp(&stream, NW_STATE_ESTABLISHED, 800, 2049, 100);
	save_tcp(&stream);
	table = take_families(TCP, PURPOSE);
	hint = nw_sock_hint(sock_of(table, 100), &len);
	assert_text(hint, len, "nfs?");
	ck_assert_uint_eq(nw_table_notes(table), 0);
}
END_TEST

/* Holders that cannot be seen are not the kernel. */
START_TEST(not_the_kernel)
{
	_table_ struct nw_table *table = NULL;
	struct stream stream = { .n = 0 };
	size_t len;

	dir_recording("complete\n");
	add_tcp(&stream, NW_STATE_LISTEN, 2049, 0, 200);
	save_done(&stream, "tcp-inet");
	save_empty("tcp-inet6");
	dir_folder("proc/1/fd");
	dir_link("proc/self/ns/pid", "pid:[4026532999]");
	table = take_families(TCP, PURPOSE);
	ck_assert_int_eq(nw_sock_reason(sock_of(table, 200)), NW_REASON_OTHER_PIDNS);
	ck_assert_ptr_null(nw_sock_hint(sock_of(table, 200), &len));
}
END_TEST

/* ---- systemd ------------------------------------------------------------------------- */

static void stat_of_first(const char *comm)
{
	char text[128];

	snprintf(text, sizeof(text),
		 "1 (%s) S 0 1 1 0 -1 4 1 2 3 4 5 6 7 8 20 0 1 0 4 0\n", comm);
	dir_text("proc/1/stat", text);
}

/* A unit of one port, of any IPv4 address. */
static void write_unit(const char *name, unsigned port)
{
	char path[128], text[128];

	snprintf(path, sizeof(path), "etc/systemd/system/%s", name);
	snprintf(text, sizeof(text), "[Socket]\nListenStream=0.0.0.0:%u\n", port);
	dir_text(path, text);
}

static void add_any(struct stream *stream, enum nw_state state, unsigned port,
		    unsigned peer, uint32_t inode, uint64_t group)
{
	struct inet_diag_msg head = tcp_head(state, (uint16_t)port, (uint16_t)peer, inode);
	struct message m;

	memset(head.id.idiag_src, 0, sizeof(head.id.idiag_src));
	message_begin(&m, &head, sizeof(head));
	if (group)
		message_attr(&m, INET_DIAG_CGROUP_ID, &group, sizeof(group));
	stream_add(stream, &m);
}

START_TEST(units)
{
	_table_ struct nw_table *table = NULL, *unasked = NULL;
	struct stream stream = { .n = 0 };
	const char *unit;
	size_t len = 0;

	dir_recording("complete\n");
	add_any(&stream, NW_STATE_LISTEN, 21, 0, 100, 0);
	add_any(&stream, NW_STATE_LISTEN, 22, 0, 200, 5);
	add_any(&stream, NW_STATE_ESTABLISHED, 21, 40000, 300, 0);
	add_any(&stream, NW_STATE_LISTEN, 23, 0, 400, 0);
	add_any(&stream, NW_STATE_LISTEN, 24, 0, 500, 6);
	save_tcp(&stream);
	stat_of_first("systemd");
	dir_text("cgroup/5", "/system.slice/truth.socket\n");
	dir_text("cgroup/6", "/init.scope\n");
	for (unsigned i = 1; i <= 3; i++)
		dir_descriptor(1, 1, 10 + i,
			       i == 1   ? "socket:[100]"
			       : i == 2 ? "socket:[200]"
					: "socket:[300]");
	dir_descriptor(1, 1, 15, "socket:[500]");
	dir_descriptor(7, 7, 3, "socket:[400]");
	dir_descriptor(7, 7, 4, "socket:[100]");
	write_unit("ftp.socket", 21);
	write_unit("liar.socket", 22);
	write_unit("telnet.socket", 23);
	write_unit("mail.socket", 24);
	unasked = take_families(TCP, NW_WANT_HOLDERS);
	ck_assert_ptr_null(nw_sock_unit(sock_of(unasked, 100), &len));
	table = take_families(TCP, PURPOSE);
	unit = nw_sock_unit(sock_of(table, 100), &len);
	assert_text(unit, len, "ftp.socket");
	unit = nw_sock_unit(sock_of(table, 200), &len);
	assert_text(unit, len, "truth.socket");
	/* Its own group, when systemd did not go to the unit's. */
	unit = nw_sock_unit(sock_of(table, 500), &len);
	assert_text(unit, len, "mail.socket");
	/* Accepted; not systemd's. */
	ck_assert_ptr_null(nw_sock_unit(sock_of(table, 300), &len));
	ck_assert_ptr_null(nw_sock_unit(sock_of(table, 400), &len));
}
END_TEST

START_TEST(not_systemd)
{
	_table_ struct nw_table *table = NULL;
	struct stream stream = { .n = 0 };
	size_t len;

	dir_recording("complete\n");
	add_any(&stream, NW_STATE_LISTEN, 21, 0, 100, 0);
	save_tcp(&stream);
	stat_of_first("systemd-not");
	dir_descriptor(1, 1, 10, "socket:[100]");
	write_unit("ftp.socket", 21);
	table = take_families(TCP, PURPOSE);
	ck_assert_ptr_null(nw_sock_unit(sock_of(table, 100), &len));
}
END_TEST

/* A file in the way of a directory would be told of: nobody goes there. */
START_TEST(nothing_read)
{
	_table_ struct nw_table *table = NULL, *with_one = NULL;
	struct stream stream = { .n = 0 };
	const struct nw_note *note = NULL;

	dir_recording("complete\n");
	add_any(&stream, NW_STATE_LISTEN, 21, 0, 100, 0);
	add_any(&stream, NW_STATE_LISTEN, 2049, 0, 200, 0);
	add_any(&stream, NW_STATE_ESTABLISHED, 21, 40000, 300, 0);
	save_tcp(&stream);
	stat_of_first("systemd");
	dir_descriptor(1, 1, 10, "socket:[300]");
	dir_descriptor(7, 7, 10, "socket:[100]");
	dir_text("etc", "no directory");
	dir_folder("proc/self/mountinfo");
	table = take_families(TCP, PURPOSE);
	ck_assert_uint_eq(nw_table_notes(table), 0);
	dir_descriptor(1, 1, 11, "socket:[100]");
	with_one = take_families(TCP, PURPOSE);
	ck_assert_uint_eq(notes_of(with_one, NW_NOTE_UNREADABLE, &note), 1);
	ck_assert_str_eq(nw_note_where(note), "etc");
}
END_TEST

static size_t shown(const char *text)
{
	_cleanup_(nw_freep) struct nw *nw = NULL;
	struct nw_query query = query_of(TCP, NW_WANT_HOLDERS);
	struct nw_table *table = NULL;
	struct nw_filter *filter = NULL;
	const char *what;
	size_t at, len, n;

	ck_assert_int_eq(nw_open(dir_own, &nw), 0);
	ck_assert_int_eq(nw_filter_parse(nw, AF_UNSPEC, text, &filter, &at, &len, &what), 0);
	query.filter = filter;
	ck_assert_int_eq(nw_table_take(nw, &query, &table), 0);
	n = nw_table_socks(table);
	nw_table_free(table);
	nw_filter_free(filter);
	return n;
}

START_TEST(filtered)
{
	struct stream stream = { .n = 0 };

	dir_recording("complete\n");
	add_any(&stream, NW_STATE_LISTEN, 21, 0, 100, 0);
	add_any(&stream, NW_STATE_LISTEN, 22, 0, 200, 0);
	save_tcp(&stream);
	stat_of_first("systemd");
	dir_descriptor(1, 1, 10, "socket:[100]");
	dir_descriptor(1, 1, 11, "socket:[200]");
	dir_text("proc/1/cgroup", "0::/init.scope\n");
	write_unit("ftp.socket", 21);
	ck_assert_uint_eq(shown("unit = ftp.socket"), 1);
	ck_assert_uint_eq(shown("unit = *.socket"), 1);
	ck_assert_uint_eq(shown("unit = init.scope"), 2);
	ck_assert_uint_eq(shown("unit != ftp.socket"), 1);
	ck_assert_uint_eq(shown("unit = telnet.socket"), 0);
}
END_TEST

UNIT_DIR_MAIN("table-purpose", hints, other_namespace, no_mounts, not_the_kernel, units,
	      not_systemd, nothing_read, filtered)
