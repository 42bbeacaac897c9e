/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of columns, and lists of them as people write them. */
#include "column.h"
#include "unit.h"

static bool is_key(const char *key)
{
	return key[0] >= 'a' && key[0] <= 'z' &&
	       strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(key);
}

START_TEST(well_formed)
{
	ck_assert_uint_gt(sock_columns_n, 0);
	for (size_t i = 0; i < sock_columns_n; i++) {
		const struct column *column = &sock_columns[i];

		ck_assert_msg(is_key(column->key), "%s", column->key);
		ck_assert_uint_gt(strlen(column->title), 0);
		/* One line of 80 columns, behind the key. */
		ck_assert_uint_gt(strlen(column->help), 0);
		ck_assert_msg(strlen(column->help) <= 58, "%s: %zu", column->key,
			      strlen(column->help));
		ck_assert_uint_lt(strlen(column->key), 22);
		ck_assert_ptr_nonnull(column->get);
		/* Names of hosts are ours to find, the rest is the library's. */
		ck_assert_uint_eq(column->want & ~(WANT_HOSTS | (2U * NW_WANT_SUBFLOWS - 1)), 0);
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(sock_columns[k].key, column->key);
	}
}
END_TEST

/* Every metric is a column. */
START_TEST(metrics)
{
	ck_assert_uint_eq(columns_count(), sock_columns_n + nw_metrics());
	for (unsigned i = 0; i < nw_metrics(); i++) {
		struct column column;

		columns_get(sock_columns_n + i, &column);
		ck_assert_str_eq(column.key, nw_metric_name(i));
		ck_assert(is_key(column.key));
		ck_assert_str_eq(column.help, nw_metric_help(i));
		ck_assert_uint_eq(column.want, nw_metric_want(i));
		ck_assert_ptr_nonnull(column.get);
		ck_assert(column.right);
	}
}
END_TEST

/* A key means one thing: what --columns help shows can be had. */
START_TEST(keys_are_unique)
{
	for (size_t i = 0; i < columns_count(); i++) {
		struct column one, other;

		columns_get(i, &one);
		for (size_t k = 0; k < i; k++) {
			columns_get(k, &other);
			ck_assert_str_ne(one.key, other.key);
		}
	}
}
END_TEST

/* ---- finding ----------------------------------------------------------------- */

static bool finds(const char *key, const char *expected)
{
	struct column column = { .key = "untouched" };
	bool found = column_find(key, strlen(key), &column);

	ck_assert_str_eq(column.key, found && expected ? expected : "untouched");
	return found;
}

START_TEST(found)
{
	for (size_t i = 0; i < columns_count(); i++) {
		struct column column;

		columns_get(i, &column);
		ck_assert(finds(column.key, column.key));
	}
	ck_assert(finds("local-port", "local_port"));
	ck_assert(finds("multicast-addresses", "multicast_addresses"));
	ck_assert(finds("bind-address_no-port", "bind_address_no_port"));
}
END_TEST

START_TEST(not_found)
{
	static const char *const keys[] = { "",
					    "-",
					    "_",
					    "prot",
					    "protoo",
					    "PROTO",
					    " proto",
					    "proto ",
					    "proto,",
					    "local_port_",
					    "local port",
					    "rt",
					    "no such column" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		ck_assert(!finds(keys[i], NULL));
}
END_TEST

/* Only as many bytes as it is told. */
START_TEST(found_by_length)
{
	struct column column;

	ck_assert(column_find("inode,uid", 5, &column));
	ck_assert_str_eq(column.key, "inode");
	ck_assert(!column_find("inode", 4, &column));
	ck_assert(!column_find("inode\0uid", 9, &column));
}
END_TEST

/* ---- parsing ----------------------------------------------------------------- */

START_TEST(parsed)
{
	struct column_list list = { .set = &sock_set };
	const char *bad = "untouched";
	size_t bad_len = 77;

	ck_assert_int_eq(column_parse(&list, "inode,local-port,rtt", &bad, &bad_len), 0);
	ck_assert_uint_eq(list.n, 3);
	ck_assert_str_eq(list.at[0].key, "inode");
	ck_assert_str_eq(list.at[1].key, "local_port");
	ck_assert_str_eq(list.at[2].key, "rtt");
	ck_assert_str_eq(bad, "untouched");
	ck_assert_uint_eq(bad_len, 77);
	/* What follows is appended. */
	ck_assert_int_eq(column_parse(&list, "uid", &bad, &bad_len), 0);
	ck_assert_uint_eq(list.n, 4);
	ck_assert_str_eq(list.at[3].key, "uid");
}
END_TEST

/* The query must ask for what any of them shows. */
START_TEST(wants)
{
	struct column_list list = { .set = &sock_set };
	const char *bad;
	size_t bad_len;

	ck_assert_int_eq(column_parse(&list, "inode,proto", &bad, &bad_len), 0);
	ck_assert_uint_eq(list.want, 0);
	ck_assert_int_eq(column_parse(&list, "rtt", &bad, &bad_len), 0);
	ck_assert_uint_eq(list.want, NW_WANT_INFO);
	ck_assert_int_eq(column_parse(&list, "pid,drops", &bad, &bad_len), 0);
	ck_assert_uint_eq(list.want, NW_WANT_INFO | NW_WANT_HOLDERS | NW_WANT_MEMORY);
	ck_assert(column_add(&list, "local_host"));
	ck_assert(list.want & WANT_HOSTS);
}
END_TEST

START_TEST(wrong_lists)
{
	static const struct {
		const char *text, *bad;
		size_t len, kept;
	} all[] = {
		{ "", "", 0, 0 },
		{ "nothing", "nothing", 7, 0 },
		{ "inode,nothing,uid", "nothing,uid", 7, 1 },
		{ "inode,,uid", ",uid", 0, 1 },
		{ "inode,", "", 0, 1 },
		{ ",inode", ",inode", 0, 0 },
		{ "inode, uid", " uid", 4, 1 },
		{ "inode,uid,\x1b[2J", "\x1b[2J", 4, 2 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct column_list list = { .set = &sock_set };
		const char *bad = NULL;
		size_t len = 77;

		ck_assert_int_eq(column_parse(&list, all[i].text, &bad, &len), -1);
		ck_assert_str_eq(bad, all[i].bad);
		ck_assert_uint_eq(len, all[i].len);
		ck_assert_uint_eq(list.n, all[i].kept);
	}
}
END_TEST

START_TEST(each_once)
{
	struct column_list list = { .set = &sock_set };
	const char *bad = NULL;
	size_t len = 0;

	ck_assert_int_eq(column_parse(&list, "inode,uid,inode,inode,uid", &bad, &len), 0);
	ck_assert_uint_eq(list.n, 2);
	ck_assert_str_eq(list.at[0].key, "inode");
	ck_assert_str_eq(list.at[1].key, "uid");
	ck_assert_int_eq(column_parse(&list, "uid,nothing", &bad, &len), -1);
}
END_TEST

START_TEST(added)
{
	struct column_list list = { .set = &sock_set };

	ck_assert(!column_has(&list, "inode"));
	ck_assert(column_add(&list, "inode"));
	ck_assert(column_has(&list, "inode"));
	ck_assert(!column_has(&list, "ino"));
	ck_assert(column_add(&list, "uid"));
	ck_assert(column_has(&list, "uid"));
	/* Once is enough. */
	ck_assert(column_add(&list, "inode"));
	ck_assert_uint_eq(list.n, 2);
	ck_assert(!column_add(&list, "nothing"));
	ck_assert_uint_eq(list.n, 2);
}
END_TEST

UNIT_MAIN("column", well_formed, metrics, keys_are_unique, found, not_found,
	  found_by_length, parsed, wants, wrong_lists, each_once, added)
