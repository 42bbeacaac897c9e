/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of a report, in the table's order or sorted by a column. */
#include "report.h"
#include "unit-table.h"

/* Five listeners: port, inode and user of each; a UNIX socket has no port. */
static struct nw_table *make_table(void)
{
	static const struct {
		uint16_t port;
		uint32_t inode, uid;
	} all[] = { { 10, 500, 7 }, { 20, 9, 1000 }, { 30, 80, 7 }, { 40, 0, 20 }, { 50, 1000, 7 } };
	struct stream stream = { .n = 0 };

	dir_recording("complete\n");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct inet_diag_msg head =
			tcp_head(NW_STATE_LISTEN, all[i].port, 0, all[i].inode);

		head.id.idiag_cookie[0] = 1 + (uint32_t)i;
		head.idiag_uid = all[i].uid;
		add_head(&stream, &head);
	}
	save_done(&stream, "tcp-inet");
	save_empty("tcp-inet6");
	return take_families(NW_BIT(NW_TCP), 0);
}

static void assert_ports(const char *key, bool descending, const uint16_t ports[5])
{
	_table_ struct nw_table *table = make_table();
	struct view view = { .scratch = { .fd = -1 }, .numeric_users = true };
	struct report report = { .table = table, .view = &view };
	struct column column;

	if (key)
		ck_assert(column_find(key, strlen(key), &column));
	ck_assert_int_eq(report_rows(&report, key ? &column : NULL, descending), 0);
	ck_assert_uint_eq(report.n, 5);
	for (size_t i = 0; i < 5; i++) {
		struct nw_address address;

		ck_assert(nw_sock_address(report.rows[i], NW_LOCAL, &address));
		ck_assert_uint_eq(address.port, ports[i]);
	}
	report_free(&report);
	buffer_free(&view.scratch);
}

START_TEST(unsorted)
{
	assert_ports(NULL, false, (uint16_t[]){ 10, 20, 30, 40, 50 });
	assert_ports(NULL, true, (uint16_t[]){ 10, 20, 30, 40, 50 });
}
END_TEST

/* As numbers; what has none comes last, either way. */
START_TEST(by_number)
{
	assert_ports("inode", false, (uint16_t[]){ 20, 30, 10, 50, 40 });
	assert_ports("inode", true, (uint16_t[]){ 50, 10, 30, 20, 40 });
}
END_TEST

/* Among equals the table's order stays. */
START_TEST(by_equals)
{
	assert_ports("uid", false, (uint16_t[]){ 10, 30, 50, 40, 20 });
	assert_ports("uid", true, (uint16_t[]){ 20, 40, 10, 30, 50 });
	assert_ports("state", false, (uint16_t[]){ 10, 20, 30, 40, 50 });
	assert_ports("state", true, (uint16_t[]){ 10, 20, 30, 40, 50 });
	/* Nobody has one. */
	assert_ports("device", true, (uint16_t[]){ 10, 20, 30, 40, 50 });
}
END_TEST

/* "1000", "20", "7": text is text. */
START_TEST(by_text)
{
	assert_ports("user", false, (uint16_t[]){ 20, 40, 10, 30, 50 });
	assert_ports("user", true, (uint16_t[]){ 10, 30, 50, 40, 20 });
}
END_TEST

UNIT_DIR_MAIN("report", unsorted, by_number, by_equals, by_text)
