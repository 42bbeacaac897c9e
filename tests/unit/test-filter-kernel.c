/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs before the running kernel: of sockets in a namespace of our own, those it lets
 * pass must be all that we take, and no others where the program can be exact.
 */
#include <errno.h>
#include <linux/inet_diag.h>

#include "unit-filter.h"
#include "unit-sockets.h"

/* ---- dumps --------------------------------------------------------------------- */

struct request {
	struct nlmsghdr head;
	struct inet_diag_req_v2 req;
	char attributes[8192];
};

static void add_attribute(struct request *request, uint16_t type, const void *data, size_t len)
{
	ck_assert(mnl_attr_put_check(&request->head, sizeof(*request), type, len, data));
}

/* Rows of one dump, with `len` bytes of program; false: there is no such protocol. */
static bool dump(const struct ask *ask, const char *program, size_t len, struct rows *rows)
{
	struct mnl_socket *nl = mnl_socket_open(NETLINK_SOCK_DIAG);
	struct request request = {
		.head = { .nlmsg_type = SOCK_DIAG_BY_FAMILY,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
			  .nlmsg_len = NLMSG_LENGTH(sizeof(request.req)) },
		.req = { .sdiag_family = ask->af,
			 .sdiag_protocol = ask->protocol,
			 .idiag_ext = 1 << (INET_DIAG_INFO - 1),
			 .idiag_states = ~0U },
	};
	const uint32_t mptcp = IPPROTO_MPTCP;
	static char buffer[1 << 16] __attribute__((aligned(8)));
	bool more = true, there = true;

	if (ask->family == NW_MPTCP)
		add_attribute(&request, INET_DIAG_REQ_PROTOCOL, &mptcp, sizeof(mptcp));
	if (len)
		add_attribute(&request, INET_DIAG_REQ_BYTECODE, program, len);
	ck_assert_int_ge(mnl_socket_sendto(nl, &request, request.head.nlmsg_len), 0);
	while (more) {
		ssize_t got = mnl_socket_recvfrom(nl, buffer, sizeof(buffer));
		const struct nlmsghdr *msg = (const struct nlmsghdr *)buffer;
		int left = (int)got;

		ck_assert_int_gt(got, 0);
		for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left)) {
			if (msg->nlmsg_type == SOCK_DIAG_BY_FAMILY) {
				ck_assert_int_eq(inet_read(msg, ask, rows), 0);
				continue;
			}
			more = false;
			if (msg->nlmsg_type != NLMSG_DONE ||
			    *(const int *)mnl_nlmsg_get_payload(msg)) {
				int error = -*(const int *)mnl_nlmsg_get_payload(msg);

				ck_assert_msg(error == ENOENT, "refused: %s", strerror(error));
				there = false;
			}
		}
	}
	mnl_socket_close(nl);
	return there;
}

static struct netns space = { .inum = 1 };

static void seal(struct rows *rows)
{
	for (size_t i = 0; i < rows->socks.n; i++) {
		struct nw_sock *sock = &rows->socks.at[i];

		sock->attrs = sock->attrs_len ? rows->arena.at + sock->attrs_at : NULL;
		sock->device = sock->ifindex ? "lo" : NULL;
		sock->netns = &space;
	}
}

static const struct nw_sock *find(const struct rows *rows, uint64_t cookie)
{
	for (size_t i = 0; i < rows->socks.n; i++)
		if (rows->socks.at[i].cookie == cookie)
			return &rows->socks.at[i];
	return NULL;
}

/* ---- comparing ----------------------------------------------------------------- */

struct filters {
	const char *text;
	bool exact;
};

static const struct filters filters[] = {
	{ "sport = :1022", true },
	{ "sport != 1022", true },
	{ "sport > 1022", true },
	{ "sport >= 1022", true },
	{ "sport < 1022", true },
	{ "sport <= 1022", true },
	{ "dport = 1080", true },
	{ "dport != 1080", true },
	{ "dport gt 1053", true },
	{ "dport lt 1053", true },
	{ "sport = 0", true },
	{ "sport > 65535", true },
	{ "sport < 65536", true },
	{ "sport = inet:1080", true },
	{ "sport = inet6:1080", true },
	{ "src 127.0.0.1", true },
	{ "src != 127.0.0.1", true },
	{ "src 127.0.0.1:1080", true },
	{ "src inet:127.0.0.1:1080", true },
	{ "src 127/8", true },
	{ "src 0.0.0.0/0", true },
	{ "src 0.0.0.0", true },
	{ "src ::ffff:127.0.0.1", true },
	{ "src ::ffff:0:0/96:1080", true },
	{ "src [::1]:1080", true },
	{ "dst ::1", true },
	{ "dst ::/1", true },
	{ "src inet6:*", true },
	{ "src *:1053", true },
	{ "src 10.0.0.0/8", true },
	{ "dev 1", true },
	{ "dev != 1", true },
	{ "dev lo", true },
	{ "dev eth0", false },
	{ "dev != lo", false },
	{ "sport 1022 or sport 1080", true },
	{ "sport 1022 dport > 1024", true },
	{ "sport 1022 and not dport 0", true },
	{ "not ( sport 1022 or dport 1080 )", true },
	{ "not ( sport 1022 dport 0 )", true },
	{ "( sport 1022 or sport 1053 ) ( dport 0 or src 127.0.0.1 )", true },
	{ "!( ( sport 1022 | dport 1022 ) & src 127/8 ) or dport 0", true },
	{ "not not not sport 1022", true },
	{ "not ( not sport 1022 or not dport 0 )", true },
	{ "src unix:/x or sport 1080", true },
	{ "proto = udp sport 1053 or proto = tcp sport 1022", true },
	{ "cgroup 1", true },
	{ "not cgroup 1", true },
	{ "cgroup != 1", true },
	{ "not cgroup != 1", false },
	{ "fwmark 0x11", false },
	{ "fwmark 0x10/0xf0", false },
	{ "fwmark != 0x11", false },
	{ "not ( fwmark 0x11 sport 1022 )", false },
	{ "not fwmark != 0x11 or sport 1022", false },
	{ "pid = 1 sport 1022", false },
	{ "not ( pid = 1 sport 1022 )", false },
	{ "state time-wait dport 1022", false },
	{ "rtt > 0 dport 1080", false },
	{ "family = inet6 state listening", false },
};

static const struct ask asks[] = {
	{ .family = NW_TCP, .protocol = IPPROTO_TCP },
	{ .family = NW_UDP, .protocol = IPPROTO_UDP },
	{ .family = NW_UDPLITE, .protocol = IPPROTO_UDPLITE },
	{ .family = NW_RAW, .protocol = IPPROTO_RAW },
	{ .family = NW_MPTCP },
};

struct counts {
	size_t rows, passed, taken, programs;
};

/* One filter on one dump: `all` is what there is without it. */
static void compare(const struct filters *each, const struct ask *ask,
		    const struct rows *all, struct counts *counts)
{
	static char program[4096];
	struct filter *filter = filter_of(each->text);
	struct rows some = { 0 };
	size_t len = filter_bytecode(filter, ask->family, ask->af, true, program,
				     sizeof(program));

	ck_assert(dump(ask, program, len, &some));
	seal(&some);
	counts->programs += len > 0;
	counts->rows += all->socks.n;
	counts->passed += some.socks.n;
	for (size_t i = 0; i < some.socks.n; i++)
		ck_assert_ptr_nonnull(find(all, some.socks.at[i].cookie));
	for (size_t i = 0; i < all->socks.n; i++) {
		const struct nw_sock *sock = &all->socks.at[i];
		const bool taken = filter_match(filter, sock, NULL);
		const bool passed = find(&some, sock->cookie);

		counts->taken += taken;
		ck_assert_msg(passed || !taken, "%s: %s %d state %d %u > %u is lost",
			      each->text, nw_family_name(sock->family), sock->af,
			      sock->state, sock->local_port, sock->remote_port);
		ck_assert_msg(passed == taken || !each->exact,
			      "%s: %s %d state %d %u > %u passes", each->text,
			      nw_family_name(sock->family), sock->af, sock->state,
			      sock->local_port, sock->remote_port);
	}
	rows_free(&some);
	filter_free(filter);
}

static bool is_moving(const struct rows *rows)
{
	for (size_t i = 0; i < rows->socks.n; i++) {
		const unsigned state = rows->socks.at[i].state;

		if (state == NW_STATE_FIN_WAIT1 || state == NW_STATE_CLOSING ||
		    state == NW_STATE_LAST_ACK || state == NW_STATE_SYN_RECV)
			return true;
	}
	return false;
}

/* Until what is closing has become what it will stay for long. */
static void settle(void)
{
	bool moving = true;

	for (int tries = 0; moving && tries < 200; tries++) {
		struct ask ask = { .family = NW_TCP, .protocol = IPPROTO_TCP, .af = AF_INET };
		struct rows rows = { 0 };

		usleep(10000);
		dump(&ask, NULL, 0, &rows);
		ask.af = AF_INET6;
		dump(&ask, NULL, 0, &rows);
		moving = is_moving(&rows);
		rows_free(&rows);
	}
	ck_assert(!moving);
}

START_TEST(the_kernel_agrees)
{
	struct counts counts = { 0 };

	ck_assert(own_namespace());
	make_sockets();
	settle();
	for (size_t i = 0; i < 2 * ARRAY_SIZE(asks); i++) {
		struct ask ask = asks[i / 2];
		struct rows all = { 0 };

		ask.af = i % 2 ? AF_INET6 : AF_INET;
		ask.want = NW_WANT_INFO;
		if (dump(&ask, NULL, 0, &all)) {
			seal(&all);
			for (size_t f = 0; f < ARRAY_SIZE(filters); f++)
				compare(&filters[f], &ask, &all, &counts);
		}
		rows_free(&all);
	}
	ck_assert_uint_gt(counts.programs, 200);
	ck_assert_uint_gt(counts.taken, 200);
	ck_assert_uint_lt(counts.passed, counts.rows);
}
END_TEST

/* What the kernel knows of ports it chose is more than their number. */
START_TEST(autobound_is_what_the_kernel_says)
{
	struct ask ask = { .family = NW_UDP, .protocol = IPPROTO_UDP, .af = AF_INET };
	struct filter *filter = filter_of("autobound");
	struct rows some = { 0 };
	char program[64];
	size_t len = filter_bytecode(filter, NW_UDP, AF_INET, true, program, sizeof(program));

	ck_assert(own_namespace());
	make_sockets();
	ck_assert_uint_eq(len, 4);
	ck_assert(dump(&ask, program, len, &some));
	seal(&some);
	ck_assert_uint_eq(some.socks.n, 1);
	ck_assert_uint_eq(some.socks.at[0].remote_port, 1053);
	ck_assert(filter_match(filter, &some.socks.at[0], NULL));
	rows_free(&some);
	filter_free(filter);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { the_kernel_agrees, autobound_is_what_the_kernel_says };

	if (!may_unshare()) {
		puts("1..0 # SKIP no network namespaces here");
		return 0;
	}
	return unit_run("filter-kernel", tests, ARRAY_SIZE(tests));
}
