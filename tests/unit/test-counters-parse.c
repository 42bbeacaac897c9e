/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters from text at hand, by way of the public door. */
#include "unit.h"

static struct nw_counters *parse(enum nw_counter_source source, const char *text)
{
	struct nw_counters *counters = NULL;

	ck_assert_int_eq(nw_counters_parse(source, text, strlen(text), &counters), 0);
	ck_assert_uint_eq(nw_counters_sources(counters), NW_BIT(source));
	ck_assert_uint_eq(nw_counters_netns(counters), 0);
	ck_assert_uint_eq(nw_counters_realtime(counters), 0);
	return counters;
}

static void holds(const struct nw_counters *counters, enum nw_counter_source source,
		  const char *group, const char *item, const char *name, uint64_t value)
{
	const struct nw_counter *counter =
		nw_counters_find(counters, source, group, item, name);

	ck_assert_msg(counter, "%s%s %s", group, name, item);
	ck_assert_uint_eq(nw_counter_value(counter), value);
}

static const struct known {
	enum nw_counter_source source;
	const char *text;
	const char *group, *item, *name;
	uint64_t value;
} known[] = {
	{ NW_COUNTERS_SNMP, "Tcp: MaxConn InSegs\nTcp: -1 18446744073709551615\n", "Tcp",
	  "", "InSegs", UINT64_MAX },
	{ NW_COUNTERS_NETSTAT, "TcpExt: A B\nTcpExt: 1 2\nIpExt: A\nIpExt: 3", "IpExt",
	  "", "A", 3 },
	{ NW_COUNTERS_SNMP6, "Ip6InReceives\t7\nUdpLite6InErrors 8\n", "UdpLite6", "",
	  "InErrors", 8 },
	{ NW_COUNTERS_SCTP, "SctpActiveEstabs\t9\n", "Sctp", "", "ActiveEstabs", 9 },
	{ NW_COUNTERS_SOCKSTAT, "TCP: inuse 5 orphan 1\n", "TCP", "", "orphan", 1 },
	{ NW_COUNTERS_DEV, "Inter-| Receive | Transmit\n face |bytes|bytes\n  eth0:5 6\n",
	  "dev", "eth0", "tx_bytes", 6 },
};

START_TEST(every_source)
{
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		struct nw_counters *counters = parse(known[i].source, known[i].text);

		ck_assert_uint_eq(nw_counters_notes(counters), 0);
		holds(counters, known[i].source, known[i].group, known[i].item,
		      known[i].name, known[i].value);
		nw_counters_free(counters);
	}
}
END_TEST

START_TEST(malformed)
{
	struct nw_counters *counters = parse(NW_COUNTERS_SNMP, "Tcp: A B\nTcp: 1\nrubbish\n");
	const struct nw_note *note;

	holds(counters, NW_COUNTERS_SNMP, "Tcp", "", "A", 1);
	ck_assert_uint_eq(nw_counters_count(counters), 1);
	ck_assert_uint_eq(nw_counters_notes(counters), 1);
	note = nw_counters_note(counters, 0);
	ck_assert_int_eq((int)nw_note_kind(note), NW_NOTE_MALFORMED);
	ck_assert_uint_eq(nw_note_count(note), 2);
	nw_counters_free(counters);
}
END_TEST

START_TEST(nothing)
{
	struct nw_counters *counters = parse(NW_COUNTERS_NETSTAT, "");

	ck_assert_uint_eq(nw_counters_count(counters), 0);
	ck_assert_uint_eq(nw_counters_notes(counters), 0);
	nw_counters_free(counters);
}
END_TEST

/* No file of /proc/net; and `ret` stays as it was. */
START_TEST(no_text)
{
	struct nw_counters *counters = NULL;

	ck_assert_int_eq(nw_counters_parse(NW_COUNTERS_FC, "", 0, &counters), -EINVAL);
	ck_assert_int_eq(nw_counters_parse(NW_COUNTERS_SOURCES_, "", 0, &counters), -EINVAL);
	ck_assert_ptr_null(counters);
}
END_TEST

UNIT_MAIN("counters-parse", every_source, malformed, nothing, no_text)
