/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters of interfaces and of processors. */
#include "unit-counters.h"

#define TOP                                                                              \
	"Inter-|   Receive                                                |  Transmit\n"
#define HEADER                                                                           \
	" face |bytes    packets errs drop fifo frame compressed multicast|bytes    "    \
	"packets errs drop fifo colls carrier compressed\n"

static struct read_file file;

START_TEST(devices)
{
	read_text(counter_devices, NW_COUNTERS_DEV,
		  TOP HEADER "    lo: 4294967296 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n"
			     "  eth0:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 18446744073709551615\n",
		  &file);
	ck_assert_uint_eq(file.malformed, 0);
	ck_assert_uint_eq(nw_counters_count(&file.counters), 32);
	assert_counter(&file, "dev", "lo", "rx_bytes", 4294967296);
	assert_counter(&file, "dev", "lo", "rx_multicast", 8);
	assert_counter(&file, "dev", "lo", "tx_bytes", 9);
	assert_counter(&file, "dev", "lo", "tx_carrier", 15);
	assert_counter(&file, "dev", "eth0", "rx_bytes", 1);
	assert_counter(&file, "dev", "eth0", "tx_compressed", UINT64_MAX);
	read_end(&file);
}
END_TEST

START_TEST(columns_by_name)
{
	read_text(counter_devices, NW_COUNTERS_DEV,
		  TOP " face |packets bytes new|drop bytes\neth0: 1 2 3 4 5\n", &file);
	ck_assert_uint_eq(file.malformed, 0);
	assert_counter(&file, "dev", "eth0", "rx_packets", 1);
	assert_counter(&file, "dev", "eth0", "rx_bytes", 2);
	assert_counter(&file, "dev", "eth0", "rx_new", 3);
	assert_counter(&file, "dev", "eth0", "tx_drop", 4);
	assert_counter(&file, "dev", "eth0", "tx_bytes", 5);
	read_end(&file);
}
END_TEST

/* The name ends at the last colon: an alias has one of its own. */
START_TEST(names_of_devices)
{
	read_text(counter_devices, NW_COUNTERS_DEV,
		  TOP " face |bytes|bytes\n eth0:1: 5 6\n a\x1b[2Jb:7 8\n: 1 2\nnone 1 2\n",
		  &file);
	assert_counter(&file, "dev", "eth0:1", "rx_bytes", 5);
	assert_counter(&file, "dev", "a\x1b[2Jb", "tx_bytes", 8);
	ck_assert_uint_eq(nw_counters_count(&file.counters), 4);
	ck_assert_uint_eq(file.malformed, 2);
	read_end(&file);
}
END_TEST

START_TEST(bad_devices)
{
	read_text(counter_devices, NW_COUNTERS_DEV,
		  TOP " face |bytes packets|bytes\na: 1 -2 x\nb: 3\n", &file);
	assert_counter(&file, "dev", "a", "rx_bytes", 1);
	assert_absent(&file, "dev", "a", "rx_packets");
	assert_absent(&file, "dev", "a", "tx_bytes");
	assert_counter(&file, "dev", "b", "rx_bytes", 3);
	assert_absent(&file, "dev", "b", "tx_bytes");
	ck_assert_uint_eq(file.malformed, 4);
	read_end(&file);

	/* Without a header nobody knows what is what. */
	read_text(counter_devices, NW_COUNTERS_DEV,
		  "eth0: 1 2 3\neth1: 1 2 3\neth2: 4 5 6\n", &file);
	ck_assert_uint_eq(nw_counters_count(&file.counters), 0);
	ck_assert_uint_gt(file.malformed, 0);
	read_end(&file);
	read_text(counter_devices, NW_COUNTERS_DEV, "", &file);
	ck_assert_uint_eq(file.malformed, 1);
	read_end(&file);
}
END_TEST

START_TEST(many_columns)
{
	char text[2048] = TOP "face|";

	for (int i = 0; i < 80; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "c%d ", i);
	strcat(text, "|t\na:");
	for (int i = 0; i < 81; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), " %d", i);
	read_text(counter_devices, NW_COUNTERS_DEV, text, &file);
	assert_counter(&file, "dev", "a", "rx_c63", 63);
	ck_assert_uint_gt(file.malformed, 0);
	read_end(&file);
}
END_TEST

/* ---- softnet_stat -------------------------------------------------------------------- */

/* Each kernel appended: columns 1-9, then rps, flow limit, backlog, the processor's number. */
START_TEST(processors)
{
	read_text(counter_softnet, NW_COUNTERS_SOFTNET,
		  "0000000a 00000001 00000002 0 0 0 0 0 00000003 00000004 00000005 00000006 "
		  "00000007 00000008 00000009\n"
		  "ffffffff 00000000 00000000 0 0 0 0 0 0 0 0 0 00000003 0 0\n",
		  &file);
	ck_assert_uint_eq(file.malformed, 0);
	assert_counter(&file, "softnet", "7", "processed", 10);
	assert_counter(&file, "softnet", "7", "dropped", 1);
	assert_counter(&file, "softnet", "7", "time_squeeze", 2);
	assert_counter(&file, "softnet", "7", "received_rps", 4);
	assert_counter(&file, "softnet", "7", "flow_limit_count", 5);
	assert_counter(&file, "softnet", "7", "backlog_len", 6);
	assert_counter(&file, "softnet", "3", "processed", UINT32_MAX);
	ck_assert_uint_eq(
		nw_counter_index(counter_of(&file.counters, "softnet", "7", "dropped")), 7);
	ck_assert(nw_counter_gauge(counter_of(&file.counters, "softnet", "7", "backlog_len")));
	ck_assert(!nw_counter_gauge(counter_of(&file.counters, "softnet", "7", "dropped")));
	read_end(&file);
}
END_TEST

START_TEST(old_processors)
{
	/* Of Linux 2.6: nine columns, and a line is a processor. */
	read_text(counter_softnet, NW_COUNTERS_SOFTNET,
		  "00000001 0 0 0 0 0 0 0 0\n00000002 0 0 0 0 0 0 0 0\n", &file);
	assert_counter(&file, "softnet", "0", "processed", 1);
	assert_counter(&file, "softnet", "1", "processed", 2);
	assert_absent(&file, "softnet", "0", "backlog_len");
	read_end(&file);
}
END_TEST

START_TEST(bad_processors)
{
	read_text(counter_softnet, NW_COUNTERS_SOFTNET,
		  "\n1 2\nzz 1 2\n1 2 3 more\n1 2 3", &file);
	ck_assert_uint_eq(file.malformed, 3);
	ck_assert_uint_eq(nw_counters_count(&file.counters), 6);
	read_end(&file);
}
END_TEST

START_TEST(cut_anywhere)
{
	check_cut_file(counter_devices, NW_COUNTERS_DEV,
		       TOP HEADER "  eth0:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n");
	check_cut_file(counter_softnet, NW_COUNTERS_SOFTNET,
		       "0000000a 00000001 00000002 0 0 0 0 0 3 4 5 6 7 8 9\n");
}
END_TEST

UNIT_MAIN("counter-items", devices, columns_by_name, names_of_devices, bad_devices,
	  many_columns, processors, old_processors, bad_processors, cut_anywhere)
