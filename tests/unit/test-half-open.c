/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Half-open connections: whose they are, and how often their SYN-ACK was sent again. */
#include <arpa/inet.h>
#include <sys/socket.h>

#include "unit-stage.h"

static struct nw_sock *add_tcp(struct stage *stage, int af, enum nw_state state,
			       const char *local, uint32_t local_port, const char *remote,
			       uint32_t remote_port)
{
	struct nw_sock *sock = stage_add(stage, NW_TCP, af, 0, state);

	ck_assert_int_eq(inet_pton(af, local, sock->local), 1);
	ck_assert_int_eq(inet_pton(af, remote, sock->remote), 1);
	sock->local_port = local_port;
	sock->remote_port = remote_port;
	sock->has = HAS_LOCAL | HAS_REMOTE;
	return sock;
}

static void add_listener(struct stage *stage, const char *local, uint32_t port, uint32_t uid)
{
	struct nw_sock *sock = add_tcp(stage, strchr(local, ':') ? AF_INET6 : AF_INET,
				       NW_STATE_LISTEN, local, port,
				       strchr(local, ':') ? "::" : "0.0.0.0", 0);

	sock->uid = uid;
	sock->has |= HAS_UID;
}

/* As sock_diag tells of it: no user. */
static void add_half_open(struct stage *stage, const char *local, uint32_t port)
{
	add_tcp(stage, AF_INET, NW_STATE_SYN_RECV, local, port, "10.0.0.9", 40000);
}

static void open_stage(struct stage *stage)
{
	dir_recording("complete\n");
	stage_open(stage);
}

#define LAST(stage) (&(stage).rows.socks.at[(stage).rows.socks.n - 1])

static void assert_user(const struct nw_sock *sock, uint32_t uid)
{
	ck_assert(sock->has & HAS_UID);
	ck_assert_uint_eq(sock->uid, uid);
}

/* ---- users ------------------------------------------------------------------- */

START_TEST(users)
{
	static const struct {
		struct {
			const char *local;
			uint32_t port, uid;
		} listeners[4];
		const char *local;
		bool known;
		uint32_t uid;
	} all[] = {
		{ { { "127.0.0.1", 80, 1000 } }, "127.0.0.1", true, 1000 },
		{ { { "0.0.0.0", 80, 1000 } }, "127.0.0.1", true, 1000 },
		/* A listener for both IP versions. */
		{ { { "::", 80, 1000 } }, "127.0.0.1", true, 1000 },
		/* Root's number is a number like any other. */
		{ { { "0.0.0.0", 80, 0 } }, "127.0.0.1", true, 0 },
		{ { { "0.0.0.0", 80, 5 }, { "0.0.0.0", 80, 5 }, { "::", 80, 5 } },
		  "127.0.0.1",
		  true,
		  5 },
		{ { { "0.0.0.0", 79, 1 }, { "0.0.0.0", 80, 5 }, { "0.0.0.0", 81, 2 } },
		  "127.0.0.1",
		  true,
		  5 },
		{ { { "0.0.0.0", 80, 0 }, { "0.0.0.0", 80, 5 } }, "127.0.0.1", false, 0 },
		{ { { "0.0.0.0", 80, 5 }, { "0.0.0.0", 80, 5 }, { "0.0.0.0", 80, 6 } },
		  "127.0.0.1",
		  false,
		  0 },
		{ { { "0.0.0.0", 80, 6 }, { "0.0.0.0", 80, 5 }, { "0.0.0.0", 80, 5 } },
		  "127.0.0.1",
		  false,
		  0 },
		{ { { "0.0.0.0", 81, 5 } }, "127.0.0.1", false, 0 },
		/* Its listener has closed meanwhile. */
		{ { { NULL, 0, 0 } }, "127.0.0.1", false, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct stage stage = { 0 };

		open_stage(&stage);
		for (size_t j = 0; j < 4 && all[i].listeners[j].local; j++)
			add_listener(&stage, all[i].listeners[j].local,
				     all[i].listeners[j].port, all[i].listeners[j].uid);
		add_half_open(&stage, all[i].local, 80);
		ck_assert_int_eq(join_half_open(&stage.taking), 0);
		ck_assert_msg(!!(LAST(stage)->has & HAS_UID) == all[i].known, "case %zu", i);
		if (all[i].known)
			ck_assert_uint_eq(LAST(stage)->uid, all[i].uid);
		stage_close(&stage);
	}
}
END_TEST

START_TEST(either_name_of_the_state)
{
	struct stage stage = { 0 };

	open_stage(&stage);
	add_half_open(&stage, "127.0.0.1", 80);
	add_half_open(&stage, "127.0.0.1", 81);
	LAST(stage)->state = NW_STATE_NEW_SYN_RECV;
	add_listener(&stage, "0.0.0.0", 81, 7);
	add_listener(&stage, "0.0.0.0", 80, 6);
	ck_assert_int_eq(join_half_open(&stage.taking), 0);
	assert_user(&stage.rows.socks.at[0], 6);
	assert_user(&stage.rows.socks.at[1], 7);
	/* Besides what was known of it. */
	ck_assert(stage.rows.socks.at[0].has & HAS_LOCAL);
	stage_close(&stage);
}
END_TEST

/* A user that is known already stays, and nobody else is given one. */
START_TEST(others_stay_as_they_are)
{
	struct stage stage = { 0 };

	open_stage(&stage);
	add_listener(&stage, "0.0.0.0", 80, 6);
	add_half_open(&stage, "127.0.0.1", 80);
	LAST(stage)->uid = 77;
	LAST(stage)->has |= HAS_UID;
	add_tcp(&stage, AF_INET, NW_STATE_TIME_WAIT, "127.0.0.1", 80, "10.0.0.9", 1);
	add_tcp(&stage, AF_INET, NW_STATE_ESTABLISHED, "127.0.0.1", 80, "10.0.0.9", 2);
	add_half_open(&stage, "127.0.0.1", 80);
	LAST(stage)->family = NW_UDP;
	add_half_open(&stage, "127.0.0.1", 80);
	ck_assert_int_eq(join_half_open(&stage.taking), 0);
	assert_user(&stage.rows.socks.at[1], 77);
	for (size_t i = 2; i < 5; i++)
		ck_assert(!(stage.rows.socks.at[i].has & HAS_UID));
	assert_user(&stage.rows.socks.at[5], 6);
	stage_close(&stage);
}
END_TEST

/* What is not known of a listener is not known of its connections: 0 is root. */
START_TEST(a_listener_nobody_knows)
{
	struct stage stage = { 0 };

	open_stage(&stage);
	add_tcp(&stage, AF_INET, NW_STATE_LISTEN, "0.0.0.0", 80, "0.0.0.0", 0);
	add_half_open(&stage, "127.0.0.1", 80);
	ck_assert_int_eq(join_half_open(&stage.taking), 0);
	ck_assert(!(LAST(stage)->has & HAS_UID));
	stage_close(&stage);
}
END_TEST

/* Listeners of other families are not theirs. */
START_TEST(listeners_of_others)
{
	struct stage stage = { 0 };

	open_stage(&stage);
	add_listener(&stage, "0.0.0.0", 80, 6);
	LAST(stage)->family = NW_MPTCP;
	add_half_open(&stage, "127.0.0.1", 80);
	ck_assert_int_eq(join_half_open(&stage.taking), 0);
	ck_assert(!(LAST(stage)->has & HAS_UID));
	stage_close(&stage);
}
END_TEST

/* ---- counts ------------------------------------------------------------------ */

#define TITLES                                                                           \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt uid\n"

/* A line of the file, its addresses in words of this machine. */
static void put_line(char *file, const char *local, uint32_t local_port, const char *remote,
		     uint32_t remote_port, unsigned state, unsigned retransmits)
{
	const int af = strchr(local, ':') ? AF_INET6 : AF_INET;
	const char *hosts[] = { local, remote };
	const uint32_t ports[] = { local_port, remote_port };

	strcat(file, "   0:");
	for (size_t i = 0; i < 2; i++) {
		uint32_t words[4];

		ck_assert_int_eq(inet_pton(af, hosts[i], words), 1);
		strcat(file, " ");
		for (size_t w = 0; w < (af == AF_INET6 ? 4 : 1); w++)
			sprintf(file + strlen(file), "%08X", words[w]);
		sprintf(file + strlen(file), ":%04X", ports[i]);
	}
	sprintf(file + strlen(file),
		" %02X 00000000:00000000 01:00000064 %08X  1234        0 0 0 0000000000000000\n",
		state, retransmits);
}

static void add_counted(struct stage *stage, int af, const char *local, uint32_t port)
{
	struct nw_sock *sock = add_tcp(stage, af, NW_STATE_SYN_RECV, local, port,
				       af == AF_INET6 ? "fd00::9" : "10.0.0.9", 40000);

	sock->retransmits = 9;
	sock->has |= HAS_RETRANSMITS;
}

/* sock_diag counts every SYN-ACK sent again, the file only those of the timer. */
START_TEST(counts)
{
	struct stage stage = { 0 };
	char file[4096] = TITLES, file6[4096] = TITLES;

	put_line(file, "127.0.0.1", 80, "10.0.0.9", 40000, NW_STATE_SYN_RECV, 2);
	put_line(file, "127.0.0.1", 80, "10.0.0.9", 40001, NW_STATE_SYN_RECV, 3);
	put_line(file, "127.0.0.1", 80, "10.0.0.8", 40000, NW_STATE_SYN_RECV, 4);
	put_line(file, "127.0.0.2", 80, "10.0.0.9", 40000, NW_STATE_SYN_RECV, 5);
	put_line(file, "127.0.0.1", 81, "10.0.0.9", 40000, NW_STATE_SYN_RECV, 0);
	/* The handshake was finished between the two looks. */
	put_line(file, "127.0.0.1", 82, "10.0.0.9", 40000, NW_STATE_ESTABLISHED, 6);
	for (uint32_t port = 50000; port < 50009; port++)
		put_line(file, "127.0.0.3", 80, "10.0.0.9", port, NW_STATE_SYN_RECV, port % 7);
	strcat(file, "nonsense\n");
	put_line(file6, "fd00::1", 80, "fd00::9", 40000, NW_STATE_SYN_RECV, 7);
	dir_text("proc/net/tcp", file);
	dir_text("proc/net/tcp6", file6);
	open_stage(&stage);
	stage.taking.want = NW_WANT_TIMERS;
	add_counted(&stage, AF_INET, "127.0.0.1", 80);
	add_counted(&stage, AF_INET, "127.0.0.2", 80);
	add_counted(&stage, AF_INET, "127.0.0.1", 81);
	add_counted(&stage, AF_INET, "127.0.0.1", 82);
	add_counted(&stage, AF_INET6, "fd00::1", 80);
	add_counted(&stage, AF_INET6, "fd00::2", 80);
	for (uint32_t port = 50000; port < 50009; port++) {
		add_counted(&stage, AF_INET, "127.0.0.3", 80);
		LAST(stage)->remote_port = port;
	}
	ck_assert_int_eq(join_half_open(&stage.taking), 0);
	ck_assert_uint_eq(stage.rows.socks.n, 6 + 9);
	for (uint32_t i = 0; i < 9; i++)
		ck_assert_uint_eq(stage.rows.socks.at[6 + i].retransmits, (50000 + i) % 7);
	ck_assert_uint_eq(stage.rows.socks.at[0].retransmits, 2);
	ck_assert_uint_eq(stage.rows.socks.at[1].retransmits, 5);
	ck_assert_uint_eq(stage.rows.socks.at[2].retransmits, 0);
	ck_assert_uint_eq(stage.rows.socks.at[3].retransmits, 9);
	ck_assert_uint_eq(stage.rows.socks.at[4].retransmits, 7);
	ck_assert_uint_eq(stage.rows.socks.at[5].retransmits, 9);
	stage_close(&stage);
}
END_TEST

START_TEST(counts_not_wanted)
{
	struct stage stage = { 0 };
	char file[4096] = TITLES;

	put_line(file, "127.0.0.1", 80, "10.0.0.9", 40000, NW_STATE_SYN_RECV, 2);
	dir_text("proc/net/tcp", file);
	open_stage(&stage);
	stage.taking.want = NW_WANT_HOLDERS | NW_WANT_INFO;
	add_counted(&stage, AF_INET, "127.0.0.1", 80);
	ck_assert_int_eq(join_half_open(&stage.taking), 0);
	ck_assert_uint_eq(LAST(stage)->retransmits, 9);
	/* The file knows whose its listener is, which may have closed. */
	ck_assert_uint_ne(LAST(stage)->has & HAS_UID, 0);
	ck_assert_uint_eq(LAST(stage)->uid, 1234);
	stage_close(&stage);
}
END_TEST

/* Without the file sock_diag's count is the best there is, and users are found for that. */
START_TEST(no_file)
{
	struct stage stage = { 0 };

	open_stage(&stage);
	stage.taking.want = NW_WANT_TIMERS;
	add_listener(&stage, "0.0.0.0", 80, 6);
	add_counted(&stage, AF_INET, "127.0.0.1", 80);
	ck_assert_int_eq(join_half_open(&stage.taking), 0);
	ck_assert_uint_eq(LAST(stage)->retransmits, 9);
	assert_user(LAST(stage), 6);
	stage_close(&stage);
}
END_TEST

UNIT_DIR_MAIN("half-open", users, either_name_of_the_state, others_stay_as_they_are,
	      a_listener_nobody_knows, listeners_of_others, counts, counts_not_wanted, no_file)
