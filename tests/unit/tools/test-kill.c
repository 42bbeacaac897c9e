/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --kill: which sockets have gone with their other end, and which were not found. */
#include <arpa/inet.h>

#include "row.h"
#include "sys.h"
#include "unit.h"

/* What is looked at is inside of it. */
#include "nsockets-kill.c"

struct end {
	uint64_t netns;
	enum nw_family family;
	const char *local, *remote;
	uint16_t local_port, remote_port;
};

static void fill(const struct end *end, struct netns *netns, struct nw_sock *ret)
{
	netns->inum = end->netns;
	*ret = (struct nw_sock){
		.family = (uint8_t)end->family,
		.af = strchr(end->local, ':') ? AF_INET6 : AF_INET,
		.local_port = end->local_port,
		.remote_port = end->remote_port,
		.has = HAS_LOCAL | HAS_REMOTE,
		.netns = netns,
	};
	ck_assert_int_eq(inet_pton(ret->af, end->local, ret->local), 1);
	ck_assert_int_eq(inet_pton(ret->af, end->remote, ret->remote), 1);
}

/* One was ended, the other was not found: is it forgiven? */
static bool is_forgiven(const struct end *ended, const struct end *missed)
{
	struct netns netns[2] = { 0 };
	struct nw_sock socks[2];
	const void *rows[] = { &socks[0], &socks[1] };
	const struct report report = { .rows = rows, .n = 2 };
	int results[] = { 0, -ENOENT };

	fill(ended, &netns[0], &socks[0]);
	fill(missed, &netns[1], &socks[1]);
	forgive(&report, results);
	ck_assert_int_eq(results[0], 0);
	return results[1] == 0;
}

static const struct end client = { 1, NW_TCP, "127.0.0.1", "127.0.0.2", 1000, 80 };

START_TEST(other_end)
{
	const struct end server = { 1, NW_TCP, "127.0.0.2", "127.0.0.1", 80, 1000 };
	const struct end elsewhere = { 2, NW_TCP, "127.0.0.2", "127.0.0.1", 80, 1000 };
	const struct end alike = { 1, NW_MPTCP, "127.0.0.2", "127.0.0.1", 80, 1000 };
	const struct end port = { 1, NW_TCP, "127.0.0.2", "127.0.0.1", 80, 1001 };
	const struct end crossed = { 1, NW_TCP, "127.0.0.1", "127.0.0.2", 80, 1000 };

	ck_assert(is_forgiven(&client, &server));
	ck_assert(is_forgiven(&server, &client));
	/* The same pair, but not the same connection. */
	ck_assert(!is_forgiven(&client, &elsewhere));
	ck_assert(!is_forgiven(&client, &alike));
	ck_assert(!is_forgiven(&client, &port));
	ck_assert(!is_forgiven(&client, &crossed));
}
END_TEST

/* Another socket with the same addresses is not its other end. */
START_TEST(same_direction)
{
	const struct end oneself = { 1, NW_TCP, "127.0.0.1", "127.0.0.1", 80, 80 };

	ck_assert(!is_forgiven(&client, &client));
	ck_assert(is_forgiven(&oneself, &oneself));
}
END_TEST

START_TEST(dual_stack)
{
	const struct end mapped = { 1, NW_TCP, "::ffff:127.0.0.2", "::ffff:127.0.0.1", 80, 1000 };
	const struct end other = { 1, NW_TCP, "::127.0.0.2", "::127.0.0.1", 80, 1000 };
	const struct end six = { 1, NW_TCP, "::1", "::2", 1000, 80 };
	const struct end six_server = { 1, NW_TCP, "::2", "::1", 80, 1000 };

	ck_assert(is_forgiven(&client, &mapped));
	ck_assert(is_forgiven(&mapped, &client));
	ck_assert(!is_forgiven(&client, &other));
	ck_assert(is_forgiven(&six, &six_server));
}
END_TEST

/* Nothing is sent to the peer of these. */
START_TEST(datagrams)
{
	const struct end one = { 1, NW_UDP, "127.0.0.1", "127.0.0.2", 1000, 80 };
	const struct end other = { 1, NW_UDP, "127.0.0.2", "127.0.0.1", 80, 1000 };

	ck_assert(!is_forgiven(&one, &other));
}
END_TEST

UNIT_MAIN("kill", other_end, same_direction, dual_stack, datagrams)
