/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of two samples: rates, gauges, interfaces that come and go, processors. */
#include "unit-samples.h"

#define DEV(lines) "x\n face |bytes packets multicast|bytes packets\n" lines

static struct nstat_rows rows;

static void end(void)
{
	nstat_rows_free(&rows);
	samples_end();
}

static const struct nstat_row *row_of(const char *item)
{
	for (size_t i = 0; i < rows.n; i++)
		if (strcmp(rows.at[i].item, item) == 0)
			return &rows.at[i];
	return NULL;
}

static void tcp(const char *text)
{
	samples_take(NW_COUNTERS_SNMP, "snmp", text);
}

START_TEST(rates)
{
	samples_begin();
	tcp("Tcp: ActiveOpens PassiveOpens InSegs OutSegs\nTcp: 10 20 30 40\n");
	/* By name, wherever they stand by now. */
	tcp("Tcp: OutSegs New InSegs PassiveOpens ActiveOpens\nTcp: 140 9 30 21 15\n");
	samples_rows("TCP", 2, &rows);
	ck_assert_uint_eq(rows.n, 1);
	ck_assert_str_eq(rows.at[0].item, "");
	assert_cell(rows.at, "TCP", "active/s", 2.5);
	assert_cell(rows.at, "TCP", "passive/s", 0.5);
	assert_cell(rows.at, "TCP", "iseg/s", 0);
	assert_cell(rows.at, "TCP", "oseg/s", 50);
	ck_assert_uint_eq(cell_of(rows.at, "TCP", "oseg/s")->growth, 100);
	ck_assert(rows.at[0].changed);
	end();
}
END_TEST

START_TEST(nothing_changed)
{
	samples_begin();
	tcp("Tcp: ActiveOpens PassiveOpens InSegs OutSegs\nTcp: 10 20 30 40\n");
	tcp("Tcp: ActiveOpens PassiveOpens InSegs OutSegs\nTcp: 10 20 30 40\n");
	samples_rows("TCP", 1, &rows);
	ck_assert(!rows.at[0].changed);
	assert_cell(rows.at, "TCP", "active/s", 0);
	end();
}
END_TEST

/* Absent is not 0, and what shrank is not known; the others are. */
START_TEST(unknown)
{
	samples_begin();
	tcp("Tcp: ActiveOpens PassiveOpens InSegs\nTcp: 10 20 -1\n");
	tcp("Tcp: ActiveOpens PassiveOpens InSegs OutSegs\nTcp: 5 30 7 8\n");
	samples_rows("TCP", 1, &rows);
	assert_unknown(rows.at, "TCP", "active/s");
	assert_cell(rows.at, "TCP", "passive/s", 10);
	assert_unknown(rows.at, "TCP", "iseg/s");
	assert_unknown(rows.at, "TCP", "oseg/s");
	samples_rows("ETCP", 1, &rows);
	ck_assert_uint_eq(rows.n, 1);
	assert_unknown(rows.at, "ETCP", "retrans/s");
	end();
}
END_TEST

START_TEST(began_anew)
{
	samples_begin();
	tcp("Tcp: ActiveOpens PassiveOpens InSegs OutSegs\nTcp: 4294967295 0 0 0\n");
	tcp("Tcp: ActiveOpens PassiveOpens InSegs OutSegs\nTcp: 4 0 0 0\n");
	samples_rows("TCP", 1, &rows);
	assert_cell(rows.at, "TCP", "active/s", 5);
	end();
}
END_TEST

START_TEST(since_boot)
{
	samples_begin();
	tcp("Tcp: ActiveOpens PassiveOpens InSegs OutSegs\nTcp: 10 20 30 40\n");
	samples_rows("TCP", 10, &rows);
	assert_cell(rows.at, "TCP", "active/s", 1);
	assert_cell(rows.at, "TCP", "oseg/s", 4);
	end();
}
END_TEST

START_TEST(no_time)
{
	samples_begin();
	tcp("Tcp: ActiveOpens PassiveOpens InSegs OutSegs\nTcp: 10 20 30 40\n");
	tcp("Tcp: ActiveOpens PassiveOpens InSegs OutSegs\nTcp: 11 21 31 41\n");
	/* Not known, or nothing: no division by it in any case. */
	for (int seconds = 0; seconds >= -1; seconds--) {
		samples_rows("TCP", seconds, &rows);
		if (cell_of(rows.at, "TCP", "active/s")->known)
			assert_cell(rows.at, "TCP", "active/s", 0);
	}
	ck_assert(nstat_rate(NSTAT_RATE, 5, 0) == 0);
	ck_assert(nstat_rate(NSTAT_KILO, 2048, 2) == 1);
	end();
}
END_TEST

START_TEST(gauges)
{
	samples_begin();
	samples_take(NW_COUNTERS_SOCKSTAT, "sockstat", "sockets: used 9\nTCP: inuse 5 tw 3\n");
	samples_take(NW_COUNTERS_SOCKSTAT, "sockstat", "sockets: used 8\nTCP: inuse 2 tw 0\n");
	samples_rows("SOCK", 7, &rows);
	ck_assert_uint_eq(rows.n, 1);
	assert_cell(rows.at, "SOCK", "totsck", 8);
	assert_cell(rows.at, "SOCK", "tcpsck", 2);
	assert_cell(rows.at, "SOCK", "tcp-tw", 0);
	assert_unknown(rows.at, "SOCK", "rawsck");
	ck_assert(cell_of(rows.at, "SOCK", "totsck")->gauge);
	end();
}
END_TEST

/* NFS 3 and 4 add up; one of them may be missing. */
START_TEST(parts)
{
	samples_begin();
	samples_take(NW_COUNTERS_NFS, "rpc/nfs",
		     "rpc 1 0 0\nproc3 22 0 1 0 0 0 0 5\nproc4 4 0 10 0 0\n");
	samples_take(NW_COUNTERS_NFS, "rpc/nfs",
		     "rpc 4 0 0\nproc3 22 0 3 0 0 0 0 9\nproc4 4 0 40 0 0\n");
	samples_rows("NFS", 1, &rows);
	assert_cell(rows.at, "NFS", "call/s", 3);
	assert_cell(rows.at, "NFS", "read/s", 34);
	assert_cell(rows.at, "NFS", "getatt/s", 2);
	end();
}
END_TEST

/* ---- interfaces ------------------------------------------------------------------- */

static void dev(const char *text)
{
	samples_take(NW_COUNTERS_DEV, "dev", text);
}

START_TEST(interfaces)
{
	samples_begin();
	dir_text("sys/class/net/a/speed", "10\n");
	dir_text("sys/class/net/a/duplex", "full\n");
	dir_text("sys/class/net/b/speed", "10\n");
	dir_text("sys/class/net/b/duplex", "half\n");
	dev(DEV("a: 0 0 0 0 0\nb: 0 0 0 0 0\nc: 0 0 0 0 0\n"));
	dev(DEV("a: 125000 1 2 62500 4\nb: 125000 1 2 62500 4\nc: 1024 0 0 2048 0\n"));
	samples_rows("DEV", 1, &rows);
	ck_assert_uint_eq(rows.n, 3);
	assert_cell(row_of("a"), "DEV", "rxpck/s", 1);
	assert_cell(row_of("a"), "DEV", "txpck/s", 4);
	assert_cell(row_of("a"), "DEV", "rxmcst/s", 2);
	/* A million bits of ten million; on a half duplex line both directions count. */
	assert_cell(row_of("a"), "DEV", "%ifutil", 10);
	assert_cell(row_of("b"), "DEV", "%ifutil", 15);
	assert_cell(row_of("c"), "DEV", "%ifutil", 0);
	assert_cell(row_of("c"), "DEV", "rxkB/s", 1);
	assert_cell(row_of("c"), "DEV", "txkB/s", 2);
	assert_unknown(row_of("c"), "DEV", "rxcmp/s");
	end();
}
END_TEST

/* Of one that was not there before nothing is known: all it ever moved is no rate. */
START_TEST(interfaces_come_and_go)
{
	samples_begin();
	dev(DEV("a: 5000 5 0 5000 5\nb: 7 7 7 7 7\n"));
	dev(DEV("c: 9000000 9 0 9 9\na: 6024 6 0 5000 5\n"));
	samples_rows("DEV", 1, &rows);
	ck_assert_uint_eq(rows.n, 1);
	assert_cell(row_of("a"), "DEV", "rxkB/s", 1);
	/* Another one of the same name began at 0. */
	dev(DEV("a: 10 1 0 5 1\nc: 9000000 9 0 9 9\n"));
	samples_rows("DEV", 1, &rows);
	ck_assert_ptr_nonnull(row_of("c"));
	if (row_of("a")) {
		assert_unknown(row_of("a"), "DEV", "rxkB/s");
		assert_unknown(row_of("a"), "DEV", "rxpck/s");
	}
	end();
}
END_TEST

START_TEST(many_interfaces)
{
	static char before[65536], now[65536];

	samples_begin();
	strcpy(before, DEV(""));
	strcpy(now, DEV(""));
	for (int i = 0; i < 1000; i++) {
		snprintf(before + strlen(before), 64, "if%d: 0 0 0 0 0\n", i);
		snprintf(now + strlen(now), 64, "if%d: %d 0 0 0 0\n", i, 1024 * i);
	}
	dev(before);
	dev(now);
	samples_rows("DEV", 1, &rows);
	ck_assert_uint_eq(rows.n, 1000);
	for (int i = 0; i < 1000; i += 111) {
		char name[16];

		snprintf(name, sizeof(name), "if%d", i);
		assert_cell(row_of(name), "DEV", "rxkB/s", i);
	}
	end();
}
END_TEST

/* ---- processors --------------------------------------------------------------------- */

static void softnet(const char *text)
{
	samples_take(NW_COUNTERS_SOFTNET, "softnet_stat", text);
}

START_TEST(processors)
{
	samples_begin();
	softnet("00000010 0 0 0 0 0 0 0 0 0 0 5 00000000\nffffffff 0 0 0 0 0 0 0 0 0 0 6 00000001\n");
	softnet("00000020 1 0 0 0 0 0 0 0 0 0 3 00000000\n00000003 2 0 0 0 0 0 0 0 0 0 4 00000001\n");
	samples_rows("SOFT", 2, &rows);
	ck_assert_uint_eq(rows.n, 3);
	ck_assert_str_eq(rows.at[0].item, "all");
	ck_assert(rows.at[0].sum);
	assert_cell(row_of("0"), "SOFT", "total/s", 8);
	assert_cell(row_of("1"), "SOFT", "total/s", 2);
	assert_cell(row_of("all"), "SOFT", "total/s", 10);
	assert_cell(row_of("all"), "SOFT", "dropd/s", 1.5);
	assert_cell(row_of("all"), "SOFT", "blg_len", 7);
	end();
}
END_TEST

START_TEST(processor_goes_off)
{
	samples_begin();
	softnet("00000010 0 0 0 0 0 0 0 0 0 0 0 00000000\n00000001 0 0 0 0 0 0 0 0 0 0 0 00000001\n");
	softnet("00000003 0 0 0 0 0 0 0 0 0 0 0 00000001\n");
	samples_rows("SOFT", 1, &rows);
	ck_assert_ptr_null(row_of("0"));
	assert_cell(row_of("1"), "SOFT", "total/s", 2);
	assert_cell(row_of("all"), "SOFT", "total/s", 2);
	end();
}
END_TEST

UNIT_DIR_MAIN("nstat-rows", rates, nothing_changed, unknown, began_anew, since_boot,
	      no_time, gauges, parts, interfaces, interfaces_come_and_go, many_interfaces,
	      processors, processor_goes_off)
