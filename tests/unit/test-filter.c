/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The grammar of filters, and what is wrong with a bad one and where. */
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

#define WANTS_STATE                                                                      \
	"a state is expected: established syn-sent syn-recv fin-wait-1 fin-wait-2 "      \
	"time-wait closed close-wait last-ack listening closing bound, or one of the "   \
	"groups connected synchronized bucket big all"
#define HINT "a condition is expected, such as \"sport = :8080\" or \"port = 8080\""

static const struct mistake mistakes[] = {
	{ "sprot = 22", "^~~~~", "unknown word" },
	{ "sport = 22 nonsense", "           ^~~~~~~~", "unknown word" },
	{ "8080", "^~~~", HINT },
	{ ":22", "^~~", HINT },
	{ "port = x", "       ^", "a port or service name is expected" },
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
	{ "src localhost", "    ^~~~~~~~~", "no host of this name was found" },
	{ "src inet6:nobody:80", "    ^~~~~~~~~~~~~~~", "no host of this name was found" },
	{ "src old.host:80", "    ^~~~~~~~~~~", "a recording has no addresses of hosts" },
	{ "src a-host:x", "    ^~~~~~~~", "a port or service name is expected" },
	{ "src a-host/8", "    ^~~~~~~~", "an address is expected" },
	{ "src [a-host]", "    ^~~~~~~~", "an address is expected" },
	{ "sport = 70000", "        ^~~~~",
	  "ports end at 65535; those of others are written netlink:NUMBER, vsock:NUMBER" },
	{ "src 10.0.0.1:65536", "    ^~~~~~~~~~~~~~",
	  "ports end at 65535; those of others are written netlink:NUMBER, vsock:NUMBER" },
	{ "src a.b:80", "    ^~~~~~", "no host of this name was found" },
	{ "src 300.1.1.1", "    ^~~~~~~~~",
	  "an address is expected" },
	{ "src 010.1.1.1", "    ^~~~~~~~~",
	  "an address is expected" },
	{ "src 1.2.3.4.5", "    ^~~~~~~~~",
	  "an address is expected" },
	{ "src 1.2.3.4/33", "    ^~~~~~~~~~",
	  "the prefix of an IPv4 address has up to 32 bits, or is a mask" },
	{ "src 1.2.3.4/", "    ^~~~~~~~",
	  "the prefix of an IPv4 address has up to 32 bits, or is a mask" },
	{ "src 1.2.3.4/255.0.255.0", "    ^~~~~~~~~~~~~~~~~~~",
	  "the prefix of an IPv4 address has up to 32 bits, or is a mask" },
	{ "src [::1", "    ^~~~", "an address is expected" },
	{ "src [::1]x", "    ^~~~~~", "an address is expected" },
	{ "src ::1/129", "    ^~~~~~~", "the prefix of an IPv6 address has up to 128 bits" },
	{ "src [::1/129]:80", "    ^~~~~~~~~~~~",
	  "the prefix of an IPv6 address has up to 128 bits" },
	{ "src 10.0.0.0/33:80", "    ^~~~~~~~~~~~~~",
	  "the prefix of an IPv4 address has up to 32 bits, or is a mask" },
	{ "src inet:::1", "    ^~~~~~~~", "an address is expected" },
	{ "src inet6:1.2.3.4", "    ^~~~~~~~~~~~~",
	  "an address is expected" },
	{ "src ''", "     ^", "an address is expected" },
	{ "src 1.2.3.4:x", "    ^~~~~~~~~", "a port or service name is expected" },
	{ "src link:nope", "    ^~~~~~~~~", "no such protocol" },
	{ "src netlink:nope:1", "    ^~~~~~~~~~~~~~", "no such protocol" },
	{ "src vsock:x", "    ^~~~~~~", "a context id (CID) is expected" },
	{ "state connceted", "      ^~~~~~~~~", WANTS_STATE },
	{ "state new-syn-recv", "      ^~~~~~~~~~~~", WANTS_STATE },
	{ "state established exclude x", "                          ^", WANTS_STATE },
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
	  breadth_is_not_limited, preferred_families)
