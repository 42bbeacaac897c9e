/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The grammar of filters, what is wrong with a bad one and where, and what a good one needs. */
#include "filter-inside.h"
#include "unit-filter.h"

/* ---- mistakes ------------------------------------------------------------------ */

static int parse(const char *text, size_t len, struct filter_error *error)
{
	char *copy = malloc(len ? len : 1);
	struct filter *filter = NULL;
	int r;

	/* Memory that ends where the text does. */
	memcpy(copy, text, len);
	memset(error, 0, sizeof(*error));
	r = filter_parse(unit_names(), AF_UNSPEC, copy, len, &filter, error);
	ck_assert(r == 0 || r == -EINVAL);
	ck_assert((r == 0) == !!filter);
	ck_assert((r == 0) == !error->what);
	ck_assert_uint_le(error->at + error->len, len);
	filter_free(filter);
	free(copy);
	return r;
}

struct mistake {
	const char *text;
	const char *below; /* the mistake underlined, at the end "^" */
	const char *what;
};

static void expect_mistake(const struct mistake *mistake)
{
	struct filter_error error;
	char below[80];
	int r = parse(mistake->text, strlen(mistake->text), &error);

	ck_assert_msg(r == -EINVAL, "%s: is taken", mistake->text);
	snprintf(below, sizeof(below), "%*s%.*s", (int)error.at, "",
		 error.len ? (int)error.len : 1, "^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~");
	ck_assert_msg(strcmp(below, mistake->below) == 0 &&
			      strcmp(error.what, mistake->what) == 0,
		      "%s\n%s %s", mistake->text, below, error.what);
}

static const struct mistake mistakes[] = {
	{ "sprot = 22", "^~~~~", "unknown word" },
	{ "sport = 22 nonsense", "           ^~~~~~~~", "unknown word" },
	{ "and", "^~~", "a condition is expected" },
	{ "sport = 22 and", "              ^", "a condition is expected" },
	{ "sport = 22 or or", "              ^~", "a condition is expected" },
	{ "not", "   ^", "a condition is expected" },
	{ "= 5", "^", "a condition is expected" },
	{ "( )", "  ^", "a condition is expected" },
	{ "sport 22 = 5", "         ^", "a condition is expected" },
	{ "autobound = 1", "          ^", "a condition is expected" },
	{ "( sport = 22", "^", "this parenthesis is not closed" },
	{ "sport 22 ( dport 1", "         ^", "this parenthesis is not closed" },
	{ "sport = 22 )", "           ^", "this parenthesis was not opened" },
	{ "sport", "     ^", "a value is expected" },
	{ "sport = ", "        ^", "a value is expected" },
	{ "( sport = )", "          ^", "a value is expected" },
	{ "state", "     ^", "a value is expected" },
	{ "comm = 'x", "       ^~", "the quote is not closed" },
	{ "sport = nothing", "        ^~~~~~~", "a port or service name is expected" },
	{ "sport = 10.0.0.1:22", "        ^~~~~~~~~~~", "a port or service name is expected" },
	{ "sport = 1x", "        ^~", "a port or service name is expected" },
	{ "sport = -1", "        ^~", "a port or service name is expected" },
	{ "sport < *", "        ^", "a port or service name is expected" },
	{ "sport = exec", "        ^~~~", "this service has several ports; give a number" },
	{ "sport = unix:1", "        ^~~~~~", "these sockets have no ports" },
	{ "sport > link:eth0", "        ^~~~~~~~~", "interfaces have an order by number only" },
	{ "src > 10.0.0.1", "    ^", "this operator does not fit here" },
	{ "src ~ 10.0.0.1", "    ^", "this operator does not fit here" },
	{ "dev < 5", "    ^", "this operator does not fit here" },
	{ "comm >= x", "     ^~", "this operator does not fit here" },
	{ "state < listen", "      ^", "this operator does not fit here" },
	{ "src localhost", "    ^~~~~~~~~",
	  "an address is expected; host names are not resolved" },
	{ "src a.b:80", "    ^~~~~~", "an address is expected; host names are not resolved" },
	{ "src 300.1.1.1", "    ^~~~~~~~~",
	  "an address is expected; host names are not resolved" },
	{ "src 010.1.1.1", "    ^~~~~~~~~",
	  "an address is expected; host names are not resolved" },
	{ "src 1.2.3.4.5", "    ^~~~~~~~~",
	  "an address is expected; host names are not resolved" },
	{ "src 1.2.3.4/33", "    ^~~~~~~~~~",
	  "an address is expected; host names are not resolved" },
	{ "src 1.2.3.4/", "    ^~~~~~~~", "an address is expected; host names are not resolved" },
	{ "src 1.2.3.4/255.0.255.0", "    ^~~~~~~~~~~~~~~~~~~",
	  "an address is expected; host names are not resolved" },
	{ "src [::1", "    ^~~~", "an address is expected; host names are not resolved" },
	{ "src [::1]x", "    ^~~~~~", "an address is expected; host names are not resolved" },
	{ "src ::1/129", "    ^~~~~~~", "an address is expected; host names are not resolved" },
	{ "src inet:::1", "    ^~~~~~~~", "an address is expected; host names are not resolved" },
	{ "src inet6:1.2.3.4", "    ^~~~~~~~~~~~~",
	  "an address is expected; host names are not resolved" },
	{ "src ''", "     ^", "an address is expected; host names are not resolved" },
	{ "src 1.2.3.4:x", "    ^~~~~~~~~", "a port or service name is expected" },
	{ "src link:nope", "    ^~~~~~~~~", "no such protocol" },
	{ "src netlink:nope:1", "    ^~~~~~~~~~~~~~", "no such protocol" },
	{ "src vsock:x", "    ^~~~~~~", "a context id (CID) is expected" },
	{ "state connceted", "      ^~~~~~~~~", "a state is expected" },
	{ "state new-syn-recv", "      ^~~~~~~~~~~~", "a state is expected" },
	{ "state established exclude x", "                          ^", "a state is expected" },
	{ "fwmark 1/", "       ^~", "a mark is expected: MARK or MARK/MASK" },
	{ "fwmark 0x100000000", "       ^~~~~~~~~~~", "a mark is expected: MARK or MARK/MASK" },
	{ "pid = 1,x", "      ^~~", "a number is expected" },
	{ "pid < 1,2", "      ^~~", "one number is expected here" },
	{ "pid = 1,", "      ^~", "a number is expected" },
	{ "inode = 0x", "        ^~", "a number is expected" },
	{ "cookie = 18446744073709551616", "         ^~~~~~~~~~~~~~~~~~~~",
	  "a number is expected" },
	{ "user = bob", "       ^~~", "no such user" },
	{ "reason = because", "         ^~~~~~~", "no such reason" },
	{ "proto = decnet", "        ^~~~~~", "no such family or protocol" },
	{ "rtt > 5k", "      ^~",
	  "this unit does not fit here: k M G Ki Mi Gi of amounts, us ms s of times" },
	{ "recv_q > 5ms", "         ^~~",
	  "this unit does not fit here: k M G Ki Mi Gi of amounts, us ms s of times" },
	{ "rtt > 0.0001ms", "      ^~~~~~~~", "this is not counted so finely" },
	{ "rtt > .5", "      ^~", "a number is expected" },
	{ "rtt > 99999999999999999s", "      ^~~~~~~~~~~~~~~~~~", "a smaller number is expected" },
};

START_TEST(every_mistake_is_pointed_at)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++)
		expect_mistake(&mistakes[i]);
}
END_TEST

/* Whatever a good or bad filter is cut to, and with any byte of it changed. */
START_TEST(any_bytes)
{
	static const char good[] = "state listening ( sport = :22 or src 10.0.0.1/8:ssh ) "
				   "!(dst [::1]:80 & comm ~ 'a b') rtt > 1.5ms pid=1,2";
	char text[sizeof(good)];
	struct filter_error error;

	ck_assert_int_eq(parse(good, sizeof(good) - 1, &error), 0);
	for (size_t len = 0; len < sizeof(good); len++)
		parse(good, len, &error);
	for (size_t i = 0; i < sizeof(good) - 1; i++)
		for (int c = 0; c < 256; c++) {
			memcpy(text, good, sizeof(text));
			text[i] = (char)c;
			parse(text, sizeof(good) - 1, &error);
		}
}
END_TEST

static int parse_nested(const char *before, const char *inside, const char *after, size_t n)
{
	struct filter_error error;
	char text[1024] = "";
	int r;

	for (size_t i = 0; i < n; i++)
		strcat(text, before);
	strcat(text, inside);
	for (size_t i = 0; i < n; i++)
		strcat(text, after);
	r = parse(text, strlen(text), &error);
	if (r < 0)
		ck_assert_str_eq(error.what, "too many parentheses and nots in each other");
	return r;
}

START_TEST(depth_is_limited)
{
	struct filter_error error;
	char *many;
	const size_t n = FILTER_TEXT_MAX + 10;

	ck_assert_int_eq(parse_nested("(", "sport 1", ")", FILTER_DEPTH_MAX), 0);
	ck_assert_int_eq(parse_nested("(", "sport 1", ")", FILTER_DEPTH_MAX + 1), -EINVAL);
	ck_assert_int_eq(parse_nested("! ", "sport 1", "", FILTER_DEPTH_MAX), 0);
	ck_assert_int_eq(parse_nested("! ", "sport 1", "", FILTER_DEPTH_MAX + 1), -EINVAL);
	ck_assert_int_eq(parse_nested("!(", "sport 1", ")", FILTER_DEPTH_MAX / 2), 0);
	ck_assert_int_eq(parse_nested("!(", "sport 1", ")", FILTER_DEPTH_MAX / 2 + 1), -EINVAL);

	many = malloc(n);
	memset(many, '(', n);
	ck_assert_int_eq(parse(many, FILTER_TEXT_MAX, &error), -EINVAL);
	ck_assert_int_eq(parse(many, n, &error), -EINVAL);
	ck_assert_str_eq(error.what, "the filter is too long");
	memset(many, ' ', n);
	ck_assert_int_eq(parse(many, FILTER_TEXT_MAX, &error), 0);
	free(many);
}
END_TEST

START_TEST(breadth_is_not_limited)
{
	struct filter_error error;
	char *many = malloc(FILTER_TEXT_MAX);
	size_t n = 0;

	for (int i = 0; i < 5000; i++)
		n += (size_t)sprintf(many + n, "%s%d", i ? "|sport " : "sport ", i);
	ck_assert_int_eq(parse(many, n, &error), -EINVAL); /* "0|sport" is one word */
	n = 0;
	for (int i = 0; i < 4000; i++)
		n += (size_t)sprintf(many + n, "%s%d", i ? " | sport " : "sport ", i);
	ck_assert_int_eq(parse(many, n, &error), 0);
	free(many);
}
END_TEST

/* ---- what it needs ------------------------------------------------------------- */

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

/* As after -x, -4: whose addresses are meant. */
START_TEST(preferred_families)
{
	static const struct {
		int af;
		const char *text;
		const char *letters;
	} all[] = {
		{ AF_UNIX, "src *x11*", "i" },
		{ AF_UNIX, "src 10.0.0.1", "" },
		{ AF_UNIX, "src *bus*", "j" },
		{ AF_UNIX, "src /tmp/* | src @*", "ijl" },
		{ AF_UNIX, "src inet:10.0.0.1", "bef" },
		{ AF_INET, "src 10.0.0.1:22", "bf" },
		{ AF_INET6, "src ::", "d" },
		{ AF_INET6, "src *:443", "d" },
		{ AF_PACKET, "src ip:eth0", "m" },
		{ AF_PACKET, "src *", "m" },
		{ AF_PACKET, "src ip", "m" },
		{ AF_PACKET, "src IP:*", "m" },
		{ AF_PACKET, "src :eth0", "m" },
		{ AF_PACKET, "src *:eth0", "m" },
		{ AF_PACKET, "src :eth1", "" },
		{ AF_PACKET, "sport = eth0", "m" },
		{ AF_PACKET, "sport = :eth0", "m" },
		{ AF_PACKET, "sport = 3", "m" },
		{ AF_PACKET, "sport ge :3", "m" },
		{ AF_PACKET, "sport gt 3", "" },
		{ AF_PACKET, "sport = eth1", "" },
		{ AF_PACKET, "dport = :eth0", "" },
		{ AF_NETLINK, "src rtnl", "n" },
		{ AF_NETLINK, "src RTNL:*", "n" },
		{ AF_NETLINK, "src 0", "n" },
		{ AF_NETLINK, "src 0:4242", "n" },
		{ AF_NETLINK, "src *:4242", "n" },
		{ AF_NETLINK, "sport = :4242", "n" },
		{ AF_NETLINK, "sport = kernel", "" },
		{ AF_NETLINK, "sport != kernel", "!" },
		{ AF_VSOCK, "sport = 1024", "p" },
		{ AF_VSOCK, "src :1024", "p" },
		{ AF_VSOCK, "src 3:1024", "p" },
	};
	struct unit_table table;

	unit_table_make(&table);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct filter *filter = filter_for(all[i].af, all[i].text);
		char found[UNIT_ROWS + 1];

		unit_matches(&table, filter, found);
		if (strcmp(all[i].letters, "!") == 0)
			ck_assert_uint_eq(strlen(found), UNIT_ROWS);
		else
			ck_assert_msg(strcmp(found, all[i].letters) == 0, "%s: %s",
				      all[i].text, found);
		filter_free(filter);
	}
	unit_table_free(&table);
}
END_TEST

UNIT_MAIN("filter", every_mistake_is_pointed_at, any_bytes, depth_is_limited,
	  breadth_is_not_limited, needs, states_to_ask_for, control_groups,
	  ephemeral_ports, preferred_families)
