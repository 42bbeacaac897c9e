/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables for machines: CSV and JSON. */
#include "unit-desk.h"

/* ---- CSV --------------------------------------------------------------------- */

START_TEST(csv)
{
	struct desk desk;

	desk_open(&desk);
	add_column(&desk.report.sections[0], &our_word);
	add_column(&desk.report.sections[0], &our_number);
	add_column(&desk.report.sections[0], &our_flag);
	add_row(&desk, ONE, 1)->v6only = 1;
	add_row(&desk, COMMA, 404);
	add_row(&desk, BLANK_LAST, 5);
	add_row(&desk, QUOTES, 3);
	add_row(&desk, BLANK_FIRST, 4);
	add_row(&desk, -1, 6);
	add_row(&desk, EMPTY, 7);
	add_row(&desk, HOSTILE, 8);
	/* RFC 4180: lines end in CR LF, quotes are doubled. */
	assert_out(&desk, out_csv,
		   "word,number,flag\r\n"
		   "a,1,1\r\n"
		   "\"a,b\",,0\r\n"
		   "\"x \",5,0\r\n"
		   "\"say \"\"x\"\"\",3,0\r\n"
		   "\" x\",4,0\r\n"
		   ",6,0\r\n"
		   ",7,0\r\n"
		   "\\x0a\\x1b[2J,8,0\r\n");
	desk.report.header = false;
	desk.report.n = 1;
	assert_out(&desk, out_csv, "a,1,1\r\n");
	desk.report.n = 0;
	assert_out(&desk, out_csv, "");
	desk_close(&desk);
}
END_TEST

/* ---- JSON -------------------------------------------------------------------- */

START_TEST(ndjson)
{
	struct desk desk;

	desk_open(&desk);
	add_column(&desk.report.sections[0], &our_word);
	add_column(&desk.report.sections[0], &our_number);
	add_column(&desk.report.sections[0], &our_flag);
	add_row(&desk, QUOTES, 1)->v6only = 1;
	/* What is absent has no key; what is empty or 0 has. */
	add_row(&desk, -1, 0);
	add_row(&desk, EMPTY, 404);
	add_row(&desk, BAD, 404);
	assert_out(&desk, out_ndjson,
		   "{\"word\":\"say \\\"x\\\"\",\"number\":1,\"flag\":true}\n"
		   "{\"number\":0,\"flag\":false}\n"
		   "{\"word\":\"\",\"flag\":false}\n"
		   "{\"word\":\"\xef\xbf\xbd\",\"word_hex\":\"ff\",\"flag\":false}\n");
	desk_close(&desk);
}
END_TEST

START_TEST(json)
{
	struct desk desk;
	char expected[512];

	desk_open(&desk);
	add_column(&desk.report.sections[0], &our_number);
	add_row(&desk, -1, 1);
	add_row(&desk, -1, 404);
	snprintf(expected, sizeof(expected),
		 "{\"netwho\":\"%s\",\"sockets\":[\n{\"number\":1},\n{}\n],\"notes\":[\n]}\n",
		 nw_version());
	assert_out(&desk, out_json, expected);
	desk.report.n = 0;
	snprintf(expected, sizeof(expected),
		 "{\"netwho\":\"%s\",\"sockets\":[\n],\"notes\":[\n]}\n", nw_version());
	assert_out(&desk, out_json, expected);
	desk_close(&desk);
}
END_TEST

/* What could not be seen is data. */
START_TEST(json_of_notes)
{
	struct desk desk;
	struct nw_query query = query_of(NW_BIT(NW_VSOCK), 0);
	char expected[512];

	dir_recording("");
	dir_text("index", "error EPERM diag/" DIR_NETNS "/vsock\n");
	desk_open(&desk);
	nw_table_free(desk.table);
	dir_recording("");
	dir_text("proc/net/protocols", "AF_VSOCK\n");
	desk.report.table = desk.table = take(&query);
	assert_out(&desk, out_ndjson,
		   "{\"note\":{\"kind\":\"unreadable\",\"where\":\"sock_diag vsock\","
		   "\"error\":\"EPERM\"}}\n"
		   "{\"note\":{\"kind\":\"cut\",\"where\":\"netwho\"}}\n");
	snprintf(expected, sizeof(expected),
		 "{\"netwho\":\"%s\",\"sockets\":[\n],\"notes\":[\n"
		 "{\"kind\":\"unreadable\",\"where\":\"sock_diag vsock\",\"error\":\"EPERM\"},\n"
		 "{\"kind\":\"cut\",\"where\":\"netwho\"}\n]}\n",
		 nw_version());
	assert_out(&desk, out_json, expected);
	desk_close(&desk);
}
END_TEST

UNIT_DIR_MAIN("out", csv, ndjson, json, json_of_notes)
