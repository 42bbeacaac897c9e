/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a filter needs to be answered: families, states, holders, control groups. */
#include "filter-inside.h"
#include "unit-filter.h"

static void expect_needs(const char *text, uint32_t want, uint64_t families, bool states,
			 bool peer)
{
	struct filter *filter = filter_of(text);

	ck_assert_msg(filter_want(filter) == want, "%s: wants %x", text, filter_want(filter));
	ck_assert_msg(filter_families(filter) == families, "%s: families %lx", text,
		      (unsigned long)filter_families(filter));
	ck_assert_msg(filter_names_states(filter) == states, "%s", text);
	ck_assert_msg(filter_needs_peer(filter) == peer, "%s", text);
	filter_free(filter);
}

#define ALL (NW_BIT(NW_FAMILIES_) - 1)
#define IP (NW_BIT(NW_PING + 1) - 1)
#define PORTS (ALL & ~(NW_BIT(NW_UNIX) | NW_BIT(NW_PACKET)))

START_TEST(needs)
{
	expect_needs("", 0, ALL, false, false);
	expect_needs("sport = 22", 0, PORTS, false, false);
	expect_needs("sport != 22", 0, ALL, false, false);
	expect_needs("not sport = 22 or pid 1", NW_WANT_HOLDERS, ALL, false, false);
	expect_needs("src 10.0.0.1", 0, IP, false, false);
	expect_needs("src /tmp/*", 0, NW_BIT(NW_UNIX), false, false);
	expect_needs("dst unix:x", 0, NW_BIT(NW_UNIX), false, true);
	expect_needs("src 10.0.0.1 or src /tmp/*", 0, IP | NW_BIT(NW_UNIX), false, false);
	expect_needs("src 10.0.0.1 src /tmp/*", 0, 0, false, false);
	expect_needs("src link:ip:eth0", NW_WANT_DEVICES, NW_BIT(NW_PACKET), false, false);
	expect_needs("dev eth0", NW_WANT_DEVICES, IP | NW_BIT(NW_PACKET) | NW_BIT(NW_XDP),
		     false, false);
	expect_needs("dev 3", 0, IP | NW_BIT(NW_PACKET) | NW_BIT(NW_XDP), false, false);
	expect_needs("dev 0", 0, ALL, false, false);
	expect_needs("dev != eth0", NW_WANT_DEVICES, ALL, false, false);
	expect_needs("fwmark 1", NW_WANT_DETAILS, IP, false, false);
	expect_needs("cgroup 5", 0, IP, false, false);
	expect_needs("cgroup /x", NW_WANT_LABELS, IP, false, false);
	expect_needs("unit x", NW_WANT_HOLDERS | NW_WANT_LABELS | NW_WANT_PURPOSE, ALL, false, false);
	expect_needs("comm x", NW_WANT_HOLDERS | NW_WANT_STAT, ALL, false, false);
	expect_needs("program x", NW_WANT_HOLDERS | NW_WANT_PROGRAM, ALL, false, false);
	expect_needs("rtt > 1 state listening", NW_WANT_INFO, NW_BIT(NW_TCP), true, false);
	expect_needs("rcvbuf > 1", NW_WANT_MEMORY, ALL, false, false);
	expect_needs("retransmits > 1", NW_WANT_TIMERS, NW_BIT(NW_TCP) | NW_BIT(NW_MPTCP),
		     false, false);
	expect_needs("proto = tcp", 0, NW_BIT(NW_TCP), false, false);
	expect_needs("family = inet6", 0, IP, false, false);
	expect_needs("state bound", 0, ALL, true, false);
	expect_needs("state unknown", 0, 0, true, false);
}
END_TEST

/* The processes it is about, "" if it is about others as well. */
static void expect_pids(const char *text, const char *wanted, bool pointed)
{
	struct filter *filter = filter_of(text);
	struct pids pids = { 0 };
	char found[80] = "";
	int r = filter_pids(filter, &pids);

	for (size_t i = 0; i < pids.all.n; i++)
		sprintf(found + strlen(found), "%s%u", i ? "," : "", pids.all.at[i]);
	ck_assert_int_eq(r, *wanted ? 1 : r);
	ck_assert_msg(strcmp(found, wanted) == 0, "%s: %s", text, found);
	ck_assert_msg(filter_is_pointed(filter) == pointed, "%s", text);
	vec_free(&pids.all);
	filter_free(filter);
}

START_TEST(few_are_asked_about)
{
	expect_pids("", "", false);
	expect_pids("pid = 5", "5", false);
	expect_pids("pid = 5,6 or pid 7", "5,6,7", false);
	expect_pids("not pid = 5 sport = 80", "5", false);
	expect_pids("pid = 5 and user = alice", "5", false);
	expect_pids("pid = 4294967296", "", false);
	expect_pids("pid != 5", "", false);
	expect_pids("pid > 5", "", false);
	expect_pids("pid = 5 and comm = x", "", false);
	expect_pids("pid = 5 or reason = unknown", "", false);
	expect_pids("inode = 5", "", true);
	expect_pids("inode = 5 or cookie = 6", "", true);
	expect_pids("inode = 5 or sport = 6", "", false);
	expect_pids("inode = 5 sport = 6", "", true);
	expect_pids("not inode = 5", "", false);
	expect_pids("inode > 5", "", false);
	expect_pids("pid = 5 inode = 5", "5", true);
}
END_TEST

static uint32_t states_of(const char *text, enum nw_family family)
{
	struct filter *filter = filter_of(text);
	uint32_t states = filter_states(filter, family);

	filter_free(filter);
	return states;
}

#define BIT(state) (1U << NW_STATE_##state)

START_TEST(states_to_ask_for)
{
	const uint32_t listen = BIT(LISTEN), estab = BIT(ESTABLISHED);
	const uint32_t closed = BIT(CLOSE) | BIT(NONE);
	const uint32_t half = BIT(SYN_RECV) | BIT(NEW_SYN_RECV);

	ck_assert_uint_eq(states_of("", NW_TCP), STATES_SHOWN);
	ck_assert_uint_eq(states_of("sport 1", NW_TCP), STATES_SHOWN);
	ck_assert_uint_eq(states_of("state listening", NW_TCP), listen);
	ck_assert_uint_eq(states_of("state listening sport 1 or sport 2", NW_TCP), listen);
	ck_assert_uint_eq(states_of("state listening or state estab", NW_TCP), listen | estab);
	ck_assert_uint_eq(states_of("state listening or sport 2", NW_TCP), STATES_SHOWN);
	ck_assert_uint_eq(states_of("state listening or sport 2", NW_UNIX), listen);
	ck_assert_uint_eq(states_of("not state listening", NW_TCP), STATES_SHOWN & ~listen);
	ck_assert_uint_eq(states_of("state syn-recv", NW_TCP), half);
	ck_assert_uint_eq(states_of("state closed", NW_PACKET), closed);
	ck_assert_uint_eq(states_of("state bound-inactive", NW_TCP), BIT(BOUND_INACTIVE));
	ck_assert_uint_eq(states_of("state all", NW_TCP), STATES_SHOWN | BIT(BOUND_INACTIVE));
	ck_assert_uint_eq(states_of("exclude closed", NW_TCP), STATES_SHOWN & ~closed);
	ck_assert_uint_eq(states_of("src /x", NW_TCP), 0);
}
END_TEST

/* ---- what only others know ----------------------------------------------------- */

static bool find_cgroup(void *arg, const char *path, uint64_t *ret)
{
	(*(unsigned *)arg)++;
	*ret = 77;
	return strcmp(path, "/here") == 0;
}

START_TEST(control_groups)
{
	struct filter *filter = filter_of("cgroup 5 or cgroup = /here or cgroup != /gone");
	struct nw_sock sock = { .family = NW_TCP, .has = HAS_CGROUP, .cgroup = 77 };
	char program[64] __attribute__((aligned(8)));
	struct filter_error error;
	unsigned asked = 0;

	ck_assert_int_eq(filter_resolve(filter, find_cgroup, &asked, &error), -ENOENT);
	ck_assert_uint_eq(asked, 2);
	ck_assert_str_eq(error.what, "no such control group");
	ck_assert_uint_eq(error.at, 40);
	ck_assert_uint_eq(error.len, 5);
	filter_free(filter);

	filter = filter_of("cgroup = here/");
	ck_assert(!filter_match(filter, &sock, NULL));
	ck_assert_uint_eq(filter_want(filter), NW_WANT_LABELS);
	ck_assert_uint_eq(filter_bytecode(filter, NW_TCP, 0, false, program, 64), 0);
	ck_assert_int_eq(filter_resolve(filter, find_cgroup, &asked, &error), 0);
	ck_assert(filter_match(filter, &sock, NULL));
	/* The kernel compares ids, and no path of a socket's group is needed. */
	ck_assert_uint_eq(filter_want(filter), 0);
	ck_assert_uint_gt(filter_bytecode(filter, NW_TCP, 0, false, program, 64), 0);
	sock.cgroup = 78;
	ck_assert(!filter_match(filter, &sock, NULL));
	filter_free(filter);
}
END_TEST

START_TEST(ephemeral_ports)
{
	struct filter *filter = filter_of("autobound");
	struct nw_sock sock = { .family = NW_UDP, .local_port = 1500 };

	ck_assert(!filter_match(filter, &sock, NULL));
	filter_set_ports(filter, 1024, 1500);
	ck_assert(filter_match(filter, &sock, NULL));
	filter_set_ports(filter, 1024, 1499);
	ck_assert(!filter_match(filter, &sock, NULL));
	filter_free(filter);
}
END_TEST

UNIT_MAIN("filter-needs", needs, few_are_asked_about, states_to_ask_for, control_groups,
	  ephemeral_ports)
