/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths of control groups in recordings that were written by hand. */
#include "sys-cgroup.h"
#include "unit-dir.h"

static int ask(uint64_t id, char *path, size_t size)
{
	_cleanup_(sys_freep) struct sys *sys = dir_open();

	return sys_cgroup_path(sys, id, path, size);
}

START_TEST(recorded)
{
	char path[64];

	dir_recording("complete\n");
	dir_text("index", "size 17 cgroup/77\nerror EACCES cgroup/78\nerror ENOENT cgroup/79\n");
	dir_text("cgroup/77", "/system.slice/a\n");
	dir_text("cgroup/18446744073709551615", "/\n");

	ck_assert_int_eq(ask(UINT64_MAX, path, sizeof(path)), 0);
	ck_assert_str_eq(path, "/");
	ck_assert_int_eq(ask(78, path, sizeof(path)), -EACCES);
	ck_assert_int_eq(ask(79, path, sizeof(path)), -ENOENT);
	ck_assert_int_eq(ask(80, path, sizeof(path)), -ENOENT);
	ck_assert_int_eq(ask(0, path, sizeof(path)), -ENOENT);
	/* Cut: its index knows of one more byte. */
	ck_assert_int_eq(ask(77, path, sizeof(path)), -EBADMSG);
	ck_assert_str_eq(path, "/");
}
END_TEST

START_TEST(room)
{
	char path[4] = "abc";

	dir_recording("complete\n");
	dir_text("cgroup/1", "/xy\n");
	dir_text("cgroup/2", "/xyz\n");
	ck_assert_int_eq(ask(2, path, sizeof(path)), -ENAMETOOLONG);
	ck_assert_int_eq(ask(1, path, 0), -ENAMETOOLONG);
	ck_assert_str_eq(path, "abc");
	ck_assert_int_eq(ask(1, path, sizeof(path)), 0);
	ck_assert_str_eq(path, "/xy");
}
END_TEST

START_TEST(no_path)
{
	static const struct {
		const char *bytes;
		size_t len;
	} all[] = {
		{ "", 0 },         { "\n", 1 },     { "/", 1 },
		{ "/a", 2 },       { "a\n", 2 },    { "\n/a\n", 4 },
		{ "/a\n/b\n", 6 }, { "/a\0\n", 4 }, { "/\n\n", 3 },
	};
	char path[64] = "before";

	dir_recording("complete\n");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		dir_bytes("cgroup/5", all[i].bytes, all[i].len);
		ck_assert_int_eq(ask(5, path, sizeof(path)), -EBADMSG);
	}
	dir_folder("cgroup/6");
	ck_assert_int_lt(ask(6, path, sizeof(path)), 0);
	dir_link("cgroup/7", "/proc/self/cgroup");
	ck_assert_int_lt(ask(7, path, sizeof(path)), 0);
	ck_assert_str_eq(path, "before");
}
END_TEST

UNIT_DIR_MAIN("sys-cgroup", recorded, room, no_path)
