/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rows a filter takes: every condition, on sockets of every family. */
#include "unit-filter.h"

static struct unit_table table;

static const char everything[] = "abcdefghijklmnopqr";

/* The letters of `everything` that are not among these. */
static const char *others(const char *letters)
{
	static char ret[sizeof(everything)];
	size_t n = 0;

	for (const char *c = everything; *c; c++)
		if (!strchr(letters, *c))
			ret[n++] = *c;
	ret[n] = '\0';
	return ret;
}

static void expect(int af, const char *text, const char *letters)
{
	struct filter *filter = filter_for(af, text);
	char found[UNIT_ROWS + 1], inverse[256], wanted[UNIT_ROWS + 1];

	strcpy(wanted, *letters == '!' ? others(letters + 1) : letters);

	unit_matches(&table, filter, found);
	ck_assert_msg(strcmp(found, wanted) == 0, "%s: takes %s, not %s", text, found, wanted);
	filter_free(filter);

	if (!*text)
		return;
	/* "not" is the opposite, whatever is absent. */
	snprintf(inverse, sizeof(inverse), "not ( %s )", text);
	filter = filter_for(af, inverse);
	unit_matches(&table, filter, found);
	ck_assert_msg(strcmp(found, others(wanted)) == 0, "%s: takes %s", inverse, found);
	filter_free(filter);
}

struct expectation {
	const char *text, *letters; /* "!ab": all but a and b */
};

static void expect_all(const struct expectation *all, size_t n)
{
	unit_table_make(&table);
	for (size_t i = 0; i < n; i++)
		expect(AF_UNSPEC, all[i].text, all[i].letters);
	unit_table_free(&table);
}

#define EXPECT(...)                                                                      \
	do {                                                                             \
		static const struct expectation all[] = { __VA_ARGS__ };                 \
                                                                                         \
		expect_all(all, ARRAY_SIZE(all));                                        \
	} while (0)

START_TEST(states)
{
	EXPECT({ "state all", everything }, { "state established", "bchk" },
	       { "state ESTAB", "bchk" }, { "exclude established", "adefgijlmnopr" },
	       { "state connected", "bcefhk" }, { "state synchronized", "bcefhk" },
	       { "state bucket", "ef" }, { "state big", "abcdghijklmnopr" },
	       { "state listening", "adip" }, { "state LISTEN", "adip" },
	       { "state syn-recv", "f" }, { "state SYN_RECV", "f" },
	       { "state syn-rcv", "f" }, { "state TIME_WAIT", "e" },
	       { "state fin_wait1", "" }, { "state closed", "gjlmnor" },
	       { "state unconnected", "gjlmnor" }, { "state bound-inactive", "q" },
	       { "state unknown", "" }, { "state listening state time-wait", "adeip" },
	       { "state all exclude closed exclude bound", "abcdefhikp" },
	       { "exclude listening state listening", "abcdefghijklmnopr" },
	       { "state = listen", "adip" }, { "state != listen", "bcefghjklmnor" },
	       { "state closed or state listening", "adgijlmnopr" },
	       { "( state closed ) state listening", "" },
	       { "not state established", "adefgijlmnopqr" });
}
END_TEST

START_TEST(ports)
{
	EXPECT({ "sport = 22", "abf" }, { "sport 22", "abf" }, { "sport == :22", "abf" },
	       { "sport eq ssh", "abf" }, { "sport = :ssh", "abf" }, { "sport=0x16", "abf" },
	       { "sport != 22", "cdeghijklmnopqr" }, { "sport ne :ssh", "cdeghijklmnopqr" },
	       { "sport < 53", "abfr" }, { "sport <= 53", "abfgr" },
	       { "sport > 40000", "eo" }, { "sport >= 40001", "eo" },
	       { "sport le 1", "r" }, { "sport gt 100000", "o" }, { "sport gt netlink:100000", "o" }, { "sport lt 0", "" },
	       { "sport ge 0", "abcdefghnopqr" }, { "dport = 443", "e" },
	       { "dport = https", "e" }, { "dport < 53", "adgqr" }, { "dport = domain", "h" },
	       { "dport != 0", "bcefhijklmnop" }, { "sport = *", everything },
	       { "sport = :*", everything }, { "sport = *:22", "abf" }, { "port = 443", "de" },
	       { "port != 443", "!de" }, { "port = ssh", "abf" }, { "port < 5", "adgqr" },
	       { "not port = :443 sport < 100", "abfgr" },
	       { "sport = inet:22", "abf" }, { "sport = inet6:443", "d" },
	       { "sport = inet6::443", "d" }, { "sport = inet:443", "" },
	       { "sport = inet6:*", "cdh" }, { "sport = vsock:1024", "p" },
	       { "sport = netlink:4242", "n" }, { "sport = netlink::kernel", "" },
	       { "sport = 4242", "n" }, { "sport > 22 sport < 500", "dg" });
}
END_TEST

START_TEST(addresses)
{
	EXPECT({ "src 10.0.0.1", "bcef" }, { "src = 10.0.0.1", "bcef" },
	       { "src != 10.0.0.1", "adghijklmnopqr" }, { "src 10.0.0.1:22", "bf" },
	       { "src 10/8", "bcef" }, { "src 10.0.0.0/255.0.0.0", "bcef" },
	       { "src 10.0.0.0/31:22", "bf" }, { "src 10.0.0.2/31", "" },
	       { "src 0.0.0.0/0", "abcefgqr" }, { "src 0.0.0.0", "ar" },
	       { "src inet:10.0.0.1", "bef" }, { "src inet:10.0.0.1:ssh", "bf" },
	       { "src inet:", "abefgqr" }, { "src inet:*", "abefgqr" },
	       { "src inet6:*", "cdh" }, { "src inet6:*:443", "d" },
	       { "src inet6:[::]:443", "d" }, { "src ::ffff:10.0.0.1", "c" },
	       { "src ::ffff:0:0/96", "c" }, { "src ::", "d" }, { "src [::]", "d" },
	       { "src [::]:443", "d" }, { "src ::/0", "cdh" }, { "src [::/0]:443", "d" },
	       { "src [::]/0:443", "d" }, { "src 2001:db8::/32", "h" },
	       { "dst 2001:db8::2", "h" }, { "dst [2001:db8::2]:53", "h" },
	       { "dst [2001:db8::2]:domain", "h" }, { "dst 2001:db8::2/127:53", "h" },
	       { "dst 2001:db8::2:53", "h" }, { "dst != 2001:db8::2:53", "!h" },
	       { "dst 2001:db8::2:54", "" },
	       { "src a-host", "bcefh" }, { "src a-host:22", "bf" }, { "src inet6:a-host", "h" },
	       { "src != a-host", "!bcefh" }, { "src a-host:ssh or dport 443", "bef" },
	       { "( src a-host ) dst 192.0.2.7", "bc" }, { "dst 2001:db8:0:0:0:0:0:2:53", "h" },
	       { "dst 192.0.2.0/24", "bcf" }, { "dst 192.0.2.7", "bc" },
	       { "dst *:443", "e" }, { "dst :443", "e" }, { "dst :https", "e" },
	       { "src *", everything }, { "src any", everything }, { "src *:*", everything },
	       { "src *:1024", "p" }, { "src 127/8", "gq" }, { "src 127.0.0.53:", "g" },
	       { "src 127.0.0.53:*", "g" }, { "src 10.0.0.1 or dst 2001:db8::2", "bcefh" });
}
END_TEST

START_TEST(other_families)
{
	EXPECT({ "src unix:/tmp/*", "i" }, { "src /tmp/.X11-unix/*", "i" },
	       { "src /TMP/.x11-UNIX/x?", "i" }, { "src unix:*x1[0-2]*", "i" },
	       { "src unix:", "k" }, { "src unix:?*", "ijl" }, { "src unix:*", "ijkl" }, { "path = *x0", "i" },
	       { "name = @bus*", "j" }, { "name ~ bus", "j" }, { "name !~ bus", "!j" },
	       { "path != @*", "!jl" },
	       { "src @bus@x", "j" }, { "src unix:@Bus*", "j" }, { "src @*", "jl" },
	       { "src != unix:@*", "!jl" }, { "dst unix:/tmp/*", "k" }, { "dst unix:", "ijl" },
	       { "src \"unix:/tmp/.X11-unix/X0\"", "i" }, { "src 'unix:/tmp/*'", "" },
	       { "src unix:/tmp/\\*", "" }, { "( src unix:/tmp/.X11-unix/X(0) )", "" },
	       { "(src unix:/tmp/.X11-unix/X0)", "i" }, { "src link:ip", "m" },
	       { "src link:IP:eth0", "m" }, { "src link:*:3", "m" }, { "src link:arp", "" },
	       { "src link::eth1", "" }, { "src link:0x0800:*", "m" }, { "dst link:*", "m" },
	       { "dst link:ip", "" }, { "src LINK:ip", "m" }, { "sport = link:eth0", "m" },
	       { "sport != link::eth0", "!m" }, { "sport = link:3", "m" },
	       { "sport > link:3", "" }, { "sport = link:*", "m" },
	       { "src UNIX:*x0", "i" }, { "src Netlink:RTNL", "n" }, { "src link:", "m" }, { "src netlink:rtnl", "n" },
	       { "src netlink:genl", "o" }, { "src netlink:16:0xfffff001", "o" },
	       { "src netlink:*:4242", "n" }, { "src netlink:rtnl:kernel", "" },
	       { "src netlink:", "no" }, { "src vsock:3", "p" },
	       { "src vsock:3:1024", "p" }, { "src vsock:*:1024", "p" },
	       { "src vsock:2", "" }, { "dst vsock:3", "" }, { "dst vsock:*", "p" });
}
END_TEST

START_TEST(words_of_ss)
{
	EXPECT({ "dev eth0", "cm" }, { "dev = 3", "cm" }, { "dev != eth0", "!cm" },
	       { "dev eth", "" }, { "dev lo", "" }, { "dev 0", "!cm" },
	       { "fwmark 0x11", "b" }, { "fwmark = 1/1", "b" }, { "fwmark 0x10/0xf0", "b" },
	       { "fwmark 0x11/1", "" }, { "fwmark != 17", "!b" }, { "cgroup 77", "b" },
	       { "cgroup != 0x4d", "!b" }, { "cgroup /x", "" }, { "autobound", "ehklop" });
}
END_TEST

START_TEST(holders)
{
	EXPECT({ "pid = 10", "a" }, { "pid 12", "b" }, { "pid = 10,20,999", "ac" },
	       { "pid != 10", "bci" }, { "pid != 12,20", "ai" }, { "pid < 12", "ab" },
	       { "pid >= 12", "bci" }, { "pid > 12", "ci" }, { "pid <= 10", "a" },
	       { "comm = sshd", "ab" }, { "comm ss*", "ab" }, { "comm != sshd", "ci" },
	       { "comm ~ s", "ab" }, { "comm ~ gin", "c" }, { "comm !~ gin", "abi" },
	       { "comm = SSHD", "" }, { "comm = 'Web Content'", "i" },
	       { "comm = Web\\ Content", "i" }, { "comm ~ [[:space:]]", "i" },
	       { "program = sshd", "a" }, { "program = Xorg", "i" },
	       { "program ~ sshd", "ab" }, { "program != sshd", "bci" },
	       { "reason = time-wait", "e" }, { "reason != time-wait", "dfghjklmnopqr" },
	       { "reason = no-permission", "d" }, { "pid > 0 or reason = unknown", "!def" });
}
END_TEST

START_TEST(labels)
{
	EXPECT({ "container = web-*", "c" }, { "container ~ eb", "c" },
	       { "container != x", "bci" }, { "container = db-2", "b" },
	       { "unit = nginx.service", "c" }, { "unit = user@33*", "c" },
	       { "unit != nginx*", "" }, { "pod pod-a", "c" }, { "runtime = docker", "c" },
	       { "slice = *", "c" }, { "session = 4", "" },
	       { "container = 0123456789ab", "i" }, { "container != 0123456789abc", "bc" },
	       { "container = 0123456789a", "" }, { "container = 0123456789ac", "" }, { "cgroup /a.slice/b", "b" },
	       { "cgroup a.slice/b/", "b" }, { "cgroup /sys/fs/cgroup/a.slice/b", "b" },
	       { "cgroup /sys/fs/cgroup/unified/a.slice/b", "b" },
	       { "cgroup != /a.slice/b", "!b" }, { "cgroup /a.slice", "" },
	       { "cgroup /", "" });
}
END_TEST

START_TEST(numbers)
{
	EXPECT({ "user = 1000", "bhjk" }, { "user = alice", "bhjk" },
	       { "user != alice", "acdgilmqr" }, { "user 0x21", "c" }, { "uid = 1000", "bhjk" },
	       { "uid > 32", "bchjk" }, { "uid != 0", "bchjk" },
	       { "inode = 102", "b" }, { "inode = 0", "ef" }, { "inode > 115", "pqr" },
	       { "inode != 0", "!ef" }, { "cookie = 0x1a62", "b" },
	       { "cookie > 0x1a70", "qr" }, { "cookie != 0x1a62", "acdefghqr" },
	       { "netns = 4026531840", everything }, { "netns = blue", everything },
	       { "netns != blue", "" }, { "netns = green", "" }, { "netns = self", "" },
	       { "netns != 1", everything }, { "proto = tcp", "abcdefq" },
	       { "proto = 6", "abcdefq" }, { "proto != tcp", "!abcdefq" },
	       { "proto = icmp", "r" }, { "proto = tcp6", "cd" },
	       { "proto = udp6", "h" }, { "proto = udp", "gh" }, { "proto != udp6", "!h" }, { "proto = 16", "o" }, { "proto != 6", "ghmnopr" },
	       { "family = unix", "ijkl" }, { "family = inet", "abefgqr" },
	       { "family = inet6", "cdh" }, { "family != inet6", "!cdh" },
	       { "family = link", "m" }, { "family = packet", "m" });
}
END_TEST

START_TEST(metrics)
{
	EXPECT({ "rtt > 20ms", "b" }, { "rtt >= 25ms", "b" }, { "rtt > 25ms", "" },
	       { "rtt = 25000", "b" }, { "rtt = 25000us", "b" }, { "rtt < 0.1s", "b" },
	       { "rtt >= 0.025s", "b" }, { "rtt = 24.999ms", "" }, { "rtt != 1", "b" },
	       { "not (rtt > 5)", "!b" }, { "recv_q > 0", "b" }, { "recv_q = 5k", "b" },
	       { "recv_q < 5Ki", "abcdefghqr" }, { "recv_q > 4.8K", "b" },
	       { "rcvbuf = 208Ki", "g" }, { "rcvbuf > 1Mi", "" }, { "rcvbuf = 208KiB", "g" },
	       { "rcvbuf < 1MiB", "g" }, { "rcvbuf < 1GiB", "g" },
	       { "snd_cwnd < 10", "b" }, { "ifindex = 3", "cm" }, { "ifindex != 3", "" },
	       { "peer_inode = 109", "k" }, { "mark = 0x11", "b" }, { "refcount > 1", "" });
}
END_TEST

START_TEST(logic)
{
	EXPECT({ "", everything }, { "sport = 22 and dst 192.0.2.7", "b" },
	       { "sport = 22 dst 192.0.2.7", "b" }, { "sport = 22 & dst 192.0.2.7", "b" },
	       { "sport = 22 && dst 192.0.2.7", "b" }, { "sport 53 | sport 443", "dg" },
	       { "sport 53 || sport 443 or dport 443", "deg" },
	       { "sport 53 or sport 22 and dst 192.0.2.9", "fg" },
	       { "sport 53 or sport 22 dst 192.0.2.9", "fg" },
	       { "( sport 53 or sport 22 ) and dst 192.0.2.9", "f" },
	       { "not sport 22 sport < 100", "gr" },
	       { "! sport 22 and sport < 100", "gr" }, { "!sport=22 sport<100", "gr" },
	       { "not ( sport 22 or sport 53 ) sport < 500", "dr" },
	       { "not not sport 53", "g" }, { "!!sport 53", "g" },
	       { "((sport=53))", "g" }, { "state listening sport 22 or sport 443", "ad" },
	       { "state listening sport 22 or dport 443", "a" },
	       { "state listening and sport 22 or dport 443", "ae" },
	       { "state listening or dport 443", "adeip" },
	       { "dport 443 or state listening sport 22", "ae" });
}
END_TEST

UNIT_MAIN("filter-rows", states, ports, addresses, other_families, words_of_ss, holders,
	  labels, numbers, metrics, logic)
