/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the columns say of sockets, and that each gets what it asked for. */
#include <linux/filter.h>
#include <linux/netlink_diag.h>
#include <linux/packet_diag.h>
#include <linux/tls.h>
#include <linux/unix_diag.h>

#include "report.h"
#include "unit-table.h"

/* The cell of a column as text; "(absent)" if it is. */
static const char *text_of_cell(const struct nw_sock *sock, const char *key)
{
	static struct view view = { .numeric_hosts = true,
				    .numeric_ports = true,
				    .numeric_users = true,
				    .scratch = { .fd = -1 } };
	static const struct report report = { .view = &view };
	static char text[512];
	struct buffer buffer = { .fd = -1 };
	struct column column;
	struct cell cell;

	ck_assert_msg(column_find(key, strlen(key), &column), "no column %s", key);
	report_cell(&report, &column, sock, &cell);
	if (cell.kind == CELL_ABSENT) {
		strcpy(text, "(absent)");
	} else {
		cell_print(&cell, &buffer);
		ck_assert_uint_lt(buffer.n, sizeof(text));
		if (buffer.n)
			memcpy(text, buffer.at, buffer.n);
		text[buffer.n] = '\0';
	}
	buffer_free(&buffer);
	buffer_free(&view.scratch);
	return text;
}

#define assert_column(sock, key, expected)                                               \
	ck_assert_str_eq(text_of_cell(sock, key), expected)

/* The only row of a dump of one message, asked for what this column wants. */
static struct nw_table *ask_for(enum nw_family family, const char *dump,
				const struct message *m, const char *key)
{
	struct stream stream = { .n = 0 };
	struct nw_query query = query_of(NW_BIT(family), 0);
	struct nw_table *table;
	struct column column;
	char six[32];

	ck_assert(column_find(key, strlen(key), &column));
	query.want = column.want & ~WANT_HOSTS & ~(uint32_t)NW_WANT_HOLDERS;
	dir_recording("complete\n");
	stream_add(&stream, m);
	save_done(&stream, dump);
	snprintf(six, sizeof(six), "%s6", dump);
	save_empty(six);
	table = take(&query);
	ck_assert_uint_eq(nw_table_socks(table), 1);
	return table;
}

/* ---- sockets of the Internet ------------------------------------------------- */

START_TEST(a_connection)
{
	_table_ struct nw_table *table = NULL;
	struct inet_diag_msg head = tcp_head(NW_STATE_ESTABLISHED, 22, 40000, 402899);
	const struct nw_sock *sock;
	struct message m;

	message_begin(&m, &head, sizeof(head));
	table = ask_for(NW_TCP, "tcp-inet", &m, "timer");
	sock = nw_table_sock(table, 0);
	assert_column(sock, "proto", "tcp");
	assert_column(sock, "family", "tcp");
	assert_column(sock, "ip", "4");
	assert_column(sock, "protocol", "6");
	assert_column(sock, "type", "STREAM");
	assert_column(sock, "state", "ESTABLISHED");
	assert_column(sock, "local", "127.0.0.1:22");
	assert_column(sock, "remote", "127.0.0.2:40000");
	assert_column(sock, "local_address", "127.0.0.1");
	assert_column(sock, "local_port", "22");
	assert_column(sock, "remote_address", "127.0.0.2");
	assert_column(sock, "remote_port", "40000");
	assert_column(sock, "user", "1000");
	assert_column(sock, "uid", "1000");
	assert_column(sock, "inode", "402899");
	assert_column(sock, "cookie", "81985526907151827");
	assert_column(sock, "netns", "4026531840");
	/* The one counter in the message belongs to the timer that runs. */
	assert_column(sock, "timer", "keepalive (7182.83/0/2)");
	assert_column(sock, "timer_name", "keepalive");
	assert_column(sock, "recv_q", "11");
	assert_column(sock, "device", "(absent)");
	assert_column(sock, "path", "(absent)");
	assert_column(sock, "reason", "(absent)");
	assert_column(sock, "holders", "(absent)");
	assert_column(sock, "local_host", "(absent)");
}
END_TEST

START_TEST(timers)
{
	static const struct {
		uint8_t timer;
		const char *text;
	} all[] = {
		/* Whatever stands there, a timer that does not run does not expire. */
		{ NW_TIMER_OFF, "off (0.00/2/0)" },
		{ NW_TIMER_RETRANSMIT, "on (7182.83/2/0)" },
		{ NW_TIMER_KEEPALIVE, "keepalive (7182.83/0/2)" },
		{ NW_TIMER_TIMEWAIT, "timewait (7182.83/2/0)" },
		{ NW_TIMER_PROBE, "probe (7182.83/0/2)" },
		{ NW_TIMER_DELACK, "delack (7182.83/2/0)" },
		{ 9, "unkn-9 (7182.83/2/0)" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		_table_ struct nw_table *table = NULL;
		struct inet_diag_msg head = tcp_head(NW_STATE_ESTABLISHED, 22, 40000, 1);
		struct message m;

		head.idiag_timer = all[i].timer;
		message_begin(&m, &head, sizeof(head));
		table = ask_for(NW_TCP, "tcp-inet", &m, "timer");
		assert_column(nw_table_sock(table, 0), "timer", all[i].text);
	}
}
END_TEST

/* A column that nobody helps asks for what it shows itself. */
START_TEST(what_tcp_columns_ask_for)
{
	const struct inet_diag_msg head = tcp_head(NW_STATE_ESTABLISHED, 22, 40000, 1);
	_table_ struct nw_table *congestion = NULL, *ulp = NULL;
	char nested[32] = { 0 };
	struct nlattr *name = (struct nlattr *)nested;
	struct message m;

	/* INET_ULP_INFO_NAME, a string. */
	*name = (struct nlattr){ .nla_len = 8, .nla_type = 1 };
	memcpy(name + 1, "tls", 4);
	message_begin(&m, &head, sizeof(head));
	message_attr(&m, INET_DIAG_CONG, "bbr", 4);
	message_attr(&m, INET_DIAG_ULP_INFO, nested, 8);
	congestion = ask_for(NW_TCP, "tcp-inet", &m, "congestion");
	assert_column(nw_table_sock(congestion, 0), "congestion", "bbr");
	ulp = ask_for(NW_TCP, "tcp-inet", &m, "ulp");
	assert_column(nw_table_sock(ulp, 0), "ulp", "tls");
}
END_TEST

START_TEST(sctp_addresses)
{
	const struct inet_diag_msg head = tcp_head(NW_STATE_LISTEN, 5000, 0, 1);
	_table_ struct nw_table *locals = NULL, *peers = NULL;
	struct sockaddr_storage all[2] = { { 0 } };
	struct sockaddr_in *four = (struct sockaddr_in *)&all[0];
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&all[1];
	struct message m;

	four->sin_family = AF_INET;
	inet_pton(AF_INET, "10.0.0.1", &four->sin_addr);
	six->sin6_family = AF_INET6;
	inet_pton(AF_INET6, "fd00::1", &six->sin6_addr);
	message_begin(&m, &head, sizeof(head));
	message_attr(&m, INET_DIAG_LOCALS, all, sizeof(all));
	message_attr(&m, INET_DIAG_PEERS, all, sizeof(all[0]));
	locals = ask_for(NW_SCTP, "sctp-inet", &m, "local_addresses");
	assert_column(nw_table_sock(locals, 0), "local_addresses", "10.0.0.1,fd00::1");
	peers = ask_for(NW_SCTP, "sctp-inet", &m, "remote_addresses");
	assert_column(nw_table_sock(peers, 0), "remote_addresses", "10.0.0.1");
}
END_TEST

/* ---- others ------------------------------------------------------------------ */

static void unix_message(struct message *m, const char *name, size_t len)
{
	static const struct unix_diag_msg head = { .udiag_family = AF_UNIX,
						   .udiag_type = SOCK_SEQPACKET,
						   .udiag_state = NW_STATE_LISTEN,
						   .udiag_ino = 5 };

	message_begin(m, &head, sizeof(head));
	if (len)
		message_attr(m, UNIX_DIAG_NAME, name, len);
}

START_TEST(unix_names)
{
	static const struct {
		const char *name;
		size_t len;
		const char *path, *bytes;
	} all[] = {
		{ "/run/a", 7, "/run/a", "/run/a" },
		{ "\0abstract", 9, "@abstract", "\\x00abstract" },
		{ "\0a\0b", 4, "@a@b", "\\x00a\\x00b" },
		{ "@a", 3, "@a", "@a" },
		{ "/a\nb", 5, "/a\\x0ab", "/a\\x0ab" },
		{ "", 0, "(absent)", "(absent)" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		_table_ struct nw_table *table = NULL;
		struct message m;

		unix_message(&m, all[i].name, all[i].len);
		table = ask_for(NW_UNIX, "unix", &m, "path");
		assert_column(nw_table_sock(table, 0), "path", all[i].path);
		assert_column(nw_table_sock(table, 0), "name", all[i].bytes);
		assert_column(nw_table_sock(table, 0), "local", "(absent)");
		assert_column(nw_table_sock(table, 0), "type", "SEQPACKET");
		assert_column(nw_table_sock(table, 0), "flags", "[ ACC ]");
		assert_column(nw_table_sock(table, 0), "state", "LISTENING");
	}
}
END_TEST

START_TEST(unix_clients)
{
	static const uint32_t waiting[] = { 7, 4000000000U };
	_table_ struct nw_table *table = NULL;
	struct message m;

	unix_message(&m, "/a", 3);
	message_attr(&m, UNIX_DIAG_ICONS, waiting, sizeof(waiting));
	table = ask_for(NW_UNIX, "unix", &m, "pending_inodes");
	assert_column(nw_table_sock(table, 0), "pending_inodes", "7,4000000000");
	assert_column(nw_table_sock(table, 0), "pending", "2");
}
END_TEST

/* Groups count from 1, and are as many as there are bits. */
START_TEST(netlink_groups)
{
	static const struct netlink_diag_msg head = { .ndiag_family = AF_NETLINK,
						      .ndiag_type = SOCK_RAW,
						      .ndiag_portid = 7,
						      .ndiag_ino = 5 };
	_table_ struct nw_table *table = NULL;
	unsigned char bits[16] = { 0x01, 0x80, [8] = 0x02 };
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_attr(&m, NETLINK_DIAG_GROUPS, bits, sizeof(bits));
	table = ask_for(NW_NETLINK, "netlink", &m, "groups");
	assert_column(nw_table_sock(table, 0), "groups", "1,16,66");
	/* A port it has, but no address like those of the Internet. */
	assert_column(nw_table_sock(table, 0), "local_address", "(absent)");
	assert_column(nw_table_sock(table, 0), "local_port", "7");
}
END_TEST

START_TEST(packet_filters)
{
	static const struct packet_diag_msg head = { .pdiag_family = AF_PACKET,
						     .pdiag_type = SOCK_RAW,
						     .pdiag_ino = 5 };
	static const struct sock_filter code[] = { { 40, 0, 0, 12 }, { 6, 0, 255, 262144 } };
	static const struct packet_diag_mclist groups[] = {
		{ .pdmc_index = 2, .pdmc_alen = 6, .pdmc_addr = { 1, 0, 0x5e, 0, 0, 0xfb } },
		/* A length that lies. */
		{ .pdmc_index = 2, .pdmc_alen = 4000, .pdmc_addr = { 0xff } },
	};
	_table_ struct nw_table *filter = NULL, *multicast = NULL;
	const char *text;
	struct message m;

	message_begin(&m, &head, sizeof(head));
	message_attr(&m, PACKET_DIAG_FILTER, code, sizeof(code));
	message_attr(&m, PACKET_DIAG_MCLIST, groups, sizeof(groups));
	filter = ask_for(NW_PACKET, "packet", &m, "filter");
	assert_column(nw_table_sock(filter, 0), "filter", "40 0 0 12,6 0 255 262144");
	multicast = ask_for(NW_PACKET, "packet", &m, "multicast_addresses");
	text = text_of_cell(nw_table_sock(multicast, 0), "multicast_addresses");
	ck_assert_mem_eq(text, "01005e0000fb,ff00", 17);
	ck_assert_uint_eq(strlen(text), 12 + 1 + 64);
}
END_TEST

/* ---- holders ----------------------------------------------------------------- */

START_TEST(holders)
{
	_table_ struct nw_table *table = NULL;
	struct stream stream = { .n = 0 };
	const struct nw_sock *sock;

	dir_recording("complete\n");
	add_tcp(&stream, NW_STATE_LISTEN, 22, 0, 100);
	add_tcp(&stream, NW_STATE_TIME_WAIT, 23, 40000, 0);
	save_done(&stream, "tcp-inet");
	save_empty("tcp-inet6");
	dir_folder("proc/1/fd");
	dir_descriptor(7, 7, 3, "socket:[100]");
	dir_descriptor(7, 7, 4, "socket:[100]");
	dir_descriptor(8, 8, 3, "socket:[100]");
	dir_text("proc/8/attr/current", "eight\n");
	dir_text("proc/7/attr/current", "seven\n");
	dir_descriptor(9, 9, 4, "socket:[100]");
	dir_descriptor(9, 11, 5, "socket:[100]");
	dir_text("proc/7/cmdline", "/usr/sbin/sshd");
	dir_text("proc/9/cmdline", "");
	dir_text("proc/9/stat", "9 (k,\x1b) S 1 6 6 0 -1 4 1 2 3 4 5 6 7 8 20 0 1 0 55 0\n");
	table = take_families(NW_BIT(NW_TCP),
			      NW_WANT_HOLDERS | NW_WANT_PROGRAM | NW_WANT_CONTEXT);
	sock = sock_of(table, 100);
	/* Each process once; what has no arguments by its comm. */
	assert_column(sock, "process", "7/sshd,8/,9/k,\\x1b");
	assert_column(sock, "pid", "7,8,9");
	assert_column(sock, "context", "seven");
	assert_column(sock, "holders", "7/sshd/3,7/sshd/4,8//3,9/k,\\x1b/4,9/k,\\x1b/5");
	assert_column(sock, "reason", "(absent)");
	assert_column(sock_of(table, 0), "process", "time-wait");
	assert_column(sock_of(table, 0), "reason", "time-wait");
	assert_column(sock_of(table, 0), "pid", "(absent)");
	assert_column(sock_of(table, 0), "inode", "(absent)");
	assert_column(sock_of(table, 0), "uid", "(absent)");
}
END_TEST

/* Of a row of which nothing is known no column knows anything, and none falls over it. */
START_TEST(nothing_known)
{
	static const struct netns nowhere = { 0 };
	static const char *const always[] = { "proto",  "family",  "flags", "local",
					      "remote", "process", "space", "netns_closed" };

	for (unsigned family = 0; family < NW_FAMILIES_; family++) {
		const struct nw_sock sock = { .family = (uint8_t)family, .netns = &nowhere };

		for (size_t i = 0; i < columns_count(); i++) {
			struct column column;
			bool said = false;

			columns_get(i, &column);
			for (size_t k = 0; k < ARRAY_SIZE(always); k++)
				said |= strcmp(always[k], column.key) == 0;
			if (!said)
				assert_column(&sock, column.key, "(absent)");
			else
				text_of_cell(&sock, column.key);
		}
	}
}
END_TEST

UNIT_DIR_MAIN("column-sock", a_connection, timers, what_tcp_columns_ask_for, sctp_addresses,
	      unix_names, unix_clients, netlink_groups, packet_filters, holders, nothing_known)
