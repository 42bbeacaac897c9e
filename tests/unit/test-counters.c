/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples of counters from recordings, of namespaces; how much a counter grew. */
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "unit-counters.h"
#include "unit-dir.h"

#define SNMP "Tcp: CurrEstab ActiveOpens\nTcp: 3 7\n"

static struct nw *nw;
static struct nw_counters *sample;

static void open_here(void)
{
	ck_assert_int_eq(nw_open(dir_own, &nw), 0);
}

static void begin(void)
{
	dir_recording("complete\n");
	dir_link("proc/1/ns/net", "net:[" DIR_NETNS "]");
}

static void take(uint64_t sources)
{
	open_here();
	ck_assert_int_eq(nw_counters_take(nw, NULL, sources, &sample), 0);
}

static void end(void)
{
	nw_counters_free(sample);
	nw_free(nw);
	sample = NULL;
	nw = NULL;
}

static uint64_t value(enum nw_counter_source source, const char *group, const char *item,
		      const char *name)
{
	const struct nw_counter *counter = nw_counters_find(sample, source, group, item, name);

	ck_assert_msg(counter, "no %s %s %s", group, item, name);
	return nw_counter_value(counter);
}

/* ---- files ----------------------------------------------------------------------- */

START_TEST(sources)
{
	begin();
	dir_text("proc/net/snmp", SNMP);
	dir_text("proc/net/netstat", "TcpExt: ListenDrops\nTcpExt: 4\n");
	dir_text("proc/net/sctp/snmp", "SctpCurrEstab\t1\nSctpActiveEstabs 2\n");
	take(NW_BIT(NW_COUNTERS_SNMP) | NW_BIT(NW_COUNTERS_NETSTAT) |
	     NW_BIT(NW_COUNTERS_SCTP) | NW_BIT(NW_COUNTERS_SNMP6));
	ck_assert_uint_eq(nw_counters_sources(sample), NW_BIT(NW_COUNTERS_SNMP) |
							       NW_BIT(NW_COUNTERS_NETSTAT) |
							       NW_BIT(NW_COUNTERS_SCTP));
	ck_assert_uint_eq(value(NW_COUNTERS_SNMP, "Tcp", "", "ActiveOpens"), 7);
	ck_assert_uint_eq(value(NW_COUNTERS_NETSTAT, "TcpExt", "", "ListenDrops"), 4);
	ck_assert_uint_eq(value(NW_COUNTERS_SCTP, "Sctp", "", "ActiveEstabs"), 2);
	ck_assert_ptr_null(
		nw_counters_find(sample, NW_COUNTERS_NETSTAT, "Tcp", "", "ActiveOpens"));
	/* What is not there is said. */
	ck_assert_uint_eq(nw_counters_notes(sample), 1);
	ck_assert_int_eq(nw_note_kind(nw_counters_note(sample, 0)), NW_NOTE_ABSENT);
	ck_assert_ptr_null(nw_counters_note(sample, 1));
	ck_assert_ptr_null(nw_counters_at(sample, nw_counters_count(sample)));
	end();
}
END_TEST

START_TEST(malformed)
{
	begin();
	dir_text("proc/net/snmp", SNMP "Udp: A\n");
	take(NW_BIT(NW_COUNTERS_SNMP));
	ck_assert_uint_eq(nw_counters_notes(sample), 1);
	ck_assert_int_eq(nw_note_kind(nw_counters_note(sample, 0)), NW_NOTE_MALFORMED);
	ck_assert_uint_eq(value(NW_COUNTERS_SNMP, "Tcp", "", "CurrEstab"), 3);
	end();
}
END_TEST

START_TEST(gauges)
{
	static const struct {
		enum nw_counter_source source;
		const char *group, *name;
		bool gauge;
	} known[] = {
		{ NW_COUNTERS_SNMP, "Tcp", "CurrEstab", true },
		{ NW_COUNTERS_SNMP, "Tcp", "ActiveOpens", false },
		{ NW_COUNTERS_SNMP, "Ip", "DefaultTTL", true },
		{ NW_COUNTERS_SNMP, "Udp", "DefaultTTL", false },
		{ NW_COUNTERS_NETSTAT, "MPTcpExt", "MPCurrEstab", true },
		{ NW_COUNTERS_NETSTAT, "TcpExt", "CurrEstab", false },
		{ NW_COUNTERS_SOCKSTAT, "anything", "at all", true },
		{ NW_COUNTERS_DEV, "dev", "speed", true },
		{ NW_COUNTERS_DEV, "dev", "rx_bytes", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		ck_assert_msg(counter_is_gauge(known[i].source, known[i].group,
					       known[i].name) == known[i].gauge,
			      "%s %s", known[i].group, known[i].name);
}
END_TEST

static void add_link(struct stream *stream, int index, const char *name)
{
	const struct ifinfomsg info = { .ifi_index = index };
	struct message m;

	message_begin(&m, &info, sizeof(info));
	m.head.nlmsg_type = RTM_NEWLINK;
	message_attr(&m, IFLA_IFNAME, name, strlen(name) + 1);
	stream_add(stream, &m);
}

START_TEST(interfaces)
{
	struct stream stream = { .n = 0 };

	begin();
	dir_text("proc/net/dev", "x\n face |bytes|bytes\n lo: 1 2\n eth0: 3 4\n wifi: 5 6\n");
	add_link(&stream, 1, "lo");
	add_link(&stream, 77, "eth0");
	stream_end(&stream, NLMSG_DONE, 0);
	stream_save(&stream, "links");
	dir_text("sys/class/net/eth0/speed", "1000\n");
	dir_text("sys/class/net/eth0/duplex", "half\n");
	dir_text("sys/class/net/wifi/speed", "-1\n");
	dir_text("sys/class/net/wifi/duplex", "full\n");
	take(NW_BIT(NW_COUNTERS_DEV));
	ck_assert_uint_eq(value(NW_COUNTERS_DEV, "dev", "eth0", "tx_bytes"), 4);
	ck_assert_uint_eq(value(NW_COUNTERS_DEV, "dev", "eth0", "speed"), 1000);
	ck_assert_uint_eq(value(NW_COUNTERS_DEV, "dev", "eth0", "duplex"), 1);
	ck_assert_ptr_null(nw_counters_find(sample, NW_COUNTERS_DEV, "dev", "wifi", "speed"));
	ck_assert_ptr_null(nw_counters_find(sample, NW_COUNTERS_DEV, "dev", "lo", "speed"));
	ck_assert_uint_eq(nw_counter_index(nw_counters_find(sample, NW_COUNTERS_DEV,
							    "dev", "eth0", "speed")),
			  77);
	ck_assert_uint_eq(nw_counter_index(nw_counters_find(sample, NW_COUNTERS_DEV,
							    "dev", "wifi", "rx_bytes")),
			  0);
	end();
}
END_TEST

START_TEST(adapters)
{
	begin();
	dir_text("sys/class/fc_host/host3/statistics/rx_frames", "0xff\n");
	dir_text("sys/class/fc_host/host3/statistics/tx_frames", "0xffffffffffffffff\n");
	dir_text("sys/class/fc_host/host3/statistics/rx_words", "none\n");
	dir_text("sys/class/fc_host/other/statistics/rx_frames", "0x1\n");
	take(NW_BIT(NW_COUNTERS_FC));
	ck_assert_uint_eq(value(NW_COUNTERS_FC, "fc_host", "host3", "rx_frames"), 255);
	ck_assert_uint_eq(value(NW_COUNTERS_FC, "fc_host", "host3", "tx_frames"), UINT64_MAX);
	ck_assert_uint_eq(nw_counters_count(sample), 2);
	end();
}
END_TEST

START_TEST(times)
{
	struct nw_host host;

	begin();
	dir_text("proc/net/snmp", SNMP);
	take(NW_BIT(NW_COUNTERS_SNMP));
	ck_assert_uint_eq(nw_counters_realtime(sample), 0);
	ck_assert_int_eq(nw_host(nw, &host), -ENOENT);
	end();
	dir_text("host", "sysname Linux\nnodename a b\nrelease 6.1\nmachine x86_64\ncpus 4\n"
			 "realtime 1700000000000000001\nboottime 2\nmonotonic 3\n");
	take(NW_BIT(NW_COUNTERS_SNMP));
	ck_assert_uint_eq(nw_counters_realtime(sample), UINT64_C(1700000000000000001));
	ck_assert_uint_eq(nw_counters_boottime(sample), 2);
	ck_assert_uint_eq(nw_counters_monotonic(sample), 3);
	ck_assert_int_eq(nw_host(nw, &host), 0);
	ck_assert_str_eq(host.nodename, "a b");
	ck_assert_uint_eq(host.cpus, 4);
	end();
}
END_TEST

/* ---- namespaces ------------------------------------------------------------------ */

START_TEST(namespaces)
{
	struct nw_netns_list *list = NULL;

	begin();
	dir_text("proc/net/snmp", SNMP);
	dir_link("run/netns/blue", "net:[4026532001]");
	dir_text("netns/4026532001/snmp", "Tcp: ActiveOpens\nTcp: 100\n");
	dir_link("proc/7/ns/net", "net:[4026532002]");
	dir_text("proc/7/net/snmp", "Tcp: ActiveOpens\nTcp: 200\n");
	open_here();
	ck_assert_int_eq(nw_netns_find(nw, NULL, &list), 0);
	ck_assert_uint_eq(nw_netns_count(list), 1);
	ck_assert_uint_eq(nw_netns_inode(nw_netns_at(list, 0)), 4026531840);
	ck_assert_ptr_null(nw_netns_at(list, 1));
	nw_netns_list_free(list);

	ck_assert_int_eq(nw_netns_find(nw, "all", &list), 0);
	ck_assert_uint_eq(nw_netns_count(list), 3);
	ck_assert_str_eq(nw_netns_name(nw_netns_at(list, 1)), "blue");
	for (size_t i = 0; i < 3; i++) {
		static const uint64_t expected[] = { 7, 100, 200 };

		ck_assert_int_eq(nw_counters_take(nw, nw_netns_at(list, i),
						  NW_BIT(NW_COUNTERS_SNMP), &sample),
				 0);
		ck_assert_uint_eq(value(NW_COUNTERS_SNMP, "Tcp", "", "ActiveOpens"),
				  expected[i]);
		ck_assert_uint_eq(nw_counters_netns(sample),
				  nw_netns_inode(nw_netns_at(list, i)));
		nw_counters_free(sample);
		sample = NULL;
	}
	nw_netns_list_free(list);
	end();
}
END_TEST

START_TEST(namespaces_by_name)
{
	static const struct {
		const char *which;
		uint64_t inode;
	} good[] = {
		{ "blue", 4026532001 },
		{ "7", 4026532002 },
		{ "4026532001", 4026532001 },
	};
	struct nw_netns_list *list = NULL;

	begin();
	dir_link("run/netns/blue", "net:[4026532001]");
	dir_link("proc/7/ns/net", "net:[4026532002]");
	open_here();
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		ck_assert_int_eq(nw_netns_find(nw, good[i].which, &list), 0);
		ck_assert_uint_eq(nw_netns_count(list), 1);
		ck_assert_uint_eq(nw_netns_inode(nw_netns_at(list, 0)), good[i].inode);
		nw_netns_list_free(list);
		list = NULL;
	}
	ck_assert_int_lt(nw_netns_find(nw, "red", &list), 0);
	ck_assert_int_lt(nw_netns_find(nw, "8", &list), 0);
	ck_assert_int_lt(nw_netns_find(nw, "", &list), 0);
	ck_assert_int_lt(nw_netns_find(nw, "../../etc", &list), 0);
	ck_assert_ptr_null(list);
	nw_netns_list_free(NULL);
	end();
}
END_TEST

/* A process that ended took its files with it: of its namespace there is no sample. */
START_TEST(namespace_gone)
{
	struct nw_netns_list *list = NULL;

	begin();
	dir_link("proc/7/ns/net", "net:[4026532002]");
	open_here();
	ck_assert_int_eq(nw_netns_find(nw, "7", &list), 0);
	ck_assert_int_eq(nw_counters_take(nw, nw_netns_at(list, 0),
					  NW_BIT(NW_COUNTERS_SNMP), &sample),
			 -ENOENT);
	ck_assert_ptr_null(sample);
	nw_netns_list_free(list);
	end();
}
END_TEST

/* Files stay open between samples: what is read is what they say by then. */
START_TEST(again_live)
{
	unsigned before;

	ck_assert_int_eq(nw_open(NULL, &nw), 0);
	before = dir_open_descriptors();
	for (int i = 0; i < 3; i++) {
		uint64_t time = sample ? nw_counters_boottime(sample) : 0;

		nw_counters_free(sample);
		ck_assert_int_eq(nw_counters_take(nw, NULL,
						  NW_BIT(NW_COUNTERS_SNMP) |
							  NW_BIT(NW_COUNTERS_SOCKSTAT),
						  &sample),
				 0);
		ck_assert_uint_gt(value(NW_COUNTERS_SOCKSTAT, "sockets", "", "used"), 0);
		ck_assert_uint_gt(nw_counters_boottime(sample), time);
		ck_assert_uint_eq(dir_open_descriptors(), before + 2);
	}
	end();
}
END_TEST

/* ---- growth ----------------------------------------------------------------------- */

START_TEST(growth)
{
	static const struct {
		enum counter_width width;
		uint64_t before, now;
		bool known;
		uint64_t growth;
	} known[] = {
		{ COUNTER_WORD, 5, 5, true, 0 },
		{ COUNTER_WORD, 5, 12, true, 7 },
		{ COUNTER_WORD, 0, UINT64_MAX, true, UINT64_MAX },
		/* Began anew. */
		{ COUNTER_32, UINT32_MAX, 0, true, 1 },
		{ COUNTER_32, UINT32_MAX - 9, 10, true, 20 },
		{ COUNTER_WORD, UINT32_MAX - 9, 10, true, 20 },
		{ COUNTER_EITHER, UINT32_MAX, 4, true, 5 },
		{ COUNTER_64, UINT32_MAX, 4, false, 0 },
		/* Another one of the same name, or set back. */
		{ COUNTER_32, 100, 50, false, 0 },
		{ COUNTER_WORD, UINT32_MAX, UINT32_MAX - 1, false, 0 },
		{ COUNTER_EITHER, UINT64_C(1) << 40, 7, false, 0 },
		{ COUNTER_WORD, UINT64_MAX, 0, false, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		struct nw_counter before = { .value = known[i].before };
		struct nw_counter now = { .value = known[i].now };
		uint64_t grown = 99;

		before.source = now.source = NW_COUNTERS_NFS;
		before.width = now.width = (uint8_t)known[i].width;
		ck_assert_msg(nw_counter_growth(&before, &now, &grown) == known[i].known,
			      "%zu", i);
		ck_assert_msg(grown == (known[i].known ? known[i].growth : 99), "%zu", i);
	}
}
END_TEST

START_TEST(no_growth)
{
	struct nw_counters *before;
	const struct nw_counter *was, *is;
	uint64_t grown;

	begin();
	dir_text("proc/net/snmp", "Tcp: CurrEstab MaxConn ActiveOpens\nTcp: 3 -1 7\n");
	take(NW_BIT(NW_COUNTERS_SNMP));
	before = sample;
	dir_text("proc/net/snmp", "Tcp: CurrEstab MaxConn ActiveOpens\nTcp: 5 10 9\n");
	ck_assert_int_eq(nw_counters_take(nw, NULL, NW_BIT(NW_COUNTERS_SNMP), &sample), 0);
	for (size_t i = 0; i < 3; i++) {
		was = nw_counters_at(before, i);
		is = nw_counters_at(sample, i);
		ck_assert(nw_counter_growth(was, is, &grown) == (i == 2));
	}
	ck_assert_uint_eq(grown, 2);
	nw_counters_free(before);
	end();
}
END_TEST

UNIT_DIR_MAIN("counters", sources, malformed, gauges, interfaces, adapters, times,
	      namespaces, namespaces_by_name, namespace_gone, again_live, growth, no_growth)
