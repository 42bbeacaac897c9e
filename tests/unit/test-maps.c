/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mappings of a Linux 6.18, and those that lsof showed of them. */
#include <stdio.h>
#include <sys/sysmacros.h>

#include "maps.h"
#include "unit.h"

static bool read_string(const char *line, struct map *ret)
{
	return map_read(text_of(line, strlen(line)), ret);
}

static void assert_text(const struct text *t, const char *expected)
{
	ck_assert_uint_eq(text_len(t), strlen(expected));
	ck_assert_mem_eq(t->p, expected, strlen(expected));
}

START_TEST(fields)
{
	struct map map;

	ck_assert(read_string("7ff81c2c9000-7ff81c41f000 r-xp 00026000 fe:01 332835          "
			      "           /usr/lib/libc.so.6",
			      &map));
	ck_assert_uint_eq(map.start, 0x7ff81c2c9000);
	ck_assert_uint_eq(map.end, 0x7ff81c41f000);
	ck_assert_uint_eq(map.offset, 0x26000);
	ck_assert_uint_eq(map.dev, makedev(254, 1));
	ck_assert_uint_eq(map.inode, 332835);
	ck_assert_uint_eq(map.bits, MAP_BIT_READ | MAP_BIT_EXEC);
	ck_assert(!map.deleted);
	assert_text(&map.path, "/usr/lib/libc.so.6");

	ck_assert(read_string("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0       "
			      "           [vsyscall]",
			      &map));
	ck_assert_uint_eq(map.bits, MAP_BIT_EXEC);
	assert_text(&map.path, "[vsyscall]");
	ck_assert(read_string("7ff81c2a0000-7ff81c2a3000 rw-s 00000000 00:00 0 ", &map));
	ck_assert_uint_eq(map.bits, MAP_BIT_READ | MAP_BIT_WRITE | MAP_BIT_SHARED);
	assert_text(&map.path, "");
	ck_assert(read_string("0-1 ---p 0 0:0 0", &map));
	ck_assert_uint_eq(map.bits, 0);
	assert_text(&map.path, "");
	/* Wide numbers move the path. */
	ck_assert(read_string("7ff81c2c9000-7ff81c41f000 r--p 7fffffffffff000 103:fffff "
			      "18446744073709551615 /a",
			      &map));
	ck_assert_uint_eq(map.dev, makedev(0x103, 0xfffff));
	ck_assert_uint_eq(map.inode, UINT64_MAX);
	assert_text(&map.path, "/a");
}
END_TEST

START_TEST(path_texts)
{
	static const struct {
		const char *written, *path;
		bool deleted;
	} all[] = {
		{ "/tmp/gone (deleted)", "/tmp/gone", true },
		{ "/tmp/x (deleted) (deleted)", "/tmp/x (deleted)", true },
		{ "/SYSV00001234 (deleted)", "/SYSV00001234", true },
		{ "/memfd:mymem (deleted)", "/memfd:mymem", true },
		{ "/tmp/a\\012b", "/tmp/a\nb", false },
		{ "/tmp/a\\134b\\01", "/tmp/a\\134b\\01", false },
		{ "/tmp/blank x:y ", "/tmp/blank x:y ", false },
		{ "/tmp/tab\tx", "/tmp/tab\tx", false },
		{ "anon_inode:[io_uring]", "anon_inode:[io_uring]", false },
		{ "socket:[60348491]", "socket:[60348491]", false },
		{ "/[aio] (deleted)", "/[aio]", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		char line[128], path[64];
		struct map map;

		snprintf(line, sizeof(line), "1000-2000 r--s 00000000 00:01 5   %s",
			 all[i].written);
		ck_assert(read_string(line, &map));
		ck_assert(map.deleted == all[i].deleted);
		ck_assert_uint_eq(map_path(&map, path, sizeof(path)), strlen(all[i].path));
		ck_assert_str_eq(path, all[i].path);
		ck_assert_uint_eq(map_path(&map, path, 4), 3);
		ck_assert_uint_eq(strlen(path), 3);
		ck_assert_uint_eq(map_path(&map, path, 0), 0);
	}
}
END_TEST

START_TEST(no_maps)
{
	static const char *const all[] = {
		"",
		"1000",
		"1000-",
		"1000-2000",
		"1000-2000 r--",
		"1000-2000 r--x 0 0:0 0",
		"1000-2000 q--p 0 0:0 0",
		"1000-2000 r--p",
		"1000-2000 r--p 0",
		"1000-2000 r--p 0 0",
		"1000-2000 r--p 0 0:0",
		"1000-2000 r--p 0 0:0 x",
		"1000-2000 r--p 0 0:0 5/a",
		"1000-2000 r--p 0 100000000:0 5 /a",
		"1000-2000 r--p 0 0:0 18446744073709551616 /a",
		/* The second line of a name that is not escaped. */
		"/b",
	};
	struct map map = { .start = 77 };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		ck_assert_msg(!read_string(all[i], &map), "%s", all[i]);
	ck_assert_uint_eq(map.start, 77);
}
END_TEST

/* Of each file one row, in the order of the addresses; none of the executable. */
static const char process[] =
	"559d93069000-559d9306a000 r--p 00000000 fe:00 10953606      /tmp/e/mp\n"
	"559d9306a000-559d9306b000 r-xp 00001000 fe:00 10953606      /tmp/e/mp\n"
	"559d9d391000-559d9d3b2000 rw-p 00000000 00:00 0             [heap]\n"
	"7f5471200000-7f5471400000 rw-s 00000000 00:11 60348492      /memfd:huge (deleted)\n"
	"7f54714de000-7f54714df000 rw-s 00000000 00:13 60348496      /[aio] (deleted)\n"
	"7f54714e3000-7f54714e5000 rw-s 00000000 00:10 1038          anon_inode:[perf_event]\n"
	"7f54714e5000-7f54714e6000 rw-s 00000000 00:09 60348491      socket:[60348491]\n"
	"7f54714e6000-7f54714e8000 rw-s 00000000 00:01 29093         /dev/zero (deleted)\n"
	"7f54714e8000-7f54714ea000 rw-p 00000000 00:00 0 \n"
	"7f54714ea000-7f54714eb000 rw-p 00000000 00:06 4             /dev/zero\n"
	"7f54714eb000-7f54714ec000 rw-s 00000000 00:01 29092         /dev/zero (deleted)\n"
	"7f54714ef000-7f54714f0000 rw-s 00000000 00:01 2             /SYSV00000000 (deleted)\n"
	"7f54714f1000-7f54714f2000 rw-s 00000000 00:01 0             /SYSV00001234 (deleted)\n"
	"7f54714f5000-7f547151b000 r--p 00000000 fe:00 332835        /usr/lib/libc.so.6\n"
	"7f547151b000-7f5471671000 r-xp 00026000 fe:00 332835        /usr/lib/libc.so.6\n"
	"7f54716d7000-7f54716d8000 r--s 00000000 fe:00 10953607      /tmp/e/M.hard\n"
	"7f54716db000-7f54716dc000 r--s 00000000 fe:00 10953682      /tmp/e/M.a\\012b\n"
	"7f54716e0000-7f54716e1000 r--s 00000000 fe:00 10953607      /tmp/e/M.plain\n"
	"7f54716e4000-7f54716e8000 r--p 00000000 00:00 0             [vvar]\n";

static void check_rows(const struct map_file *exe, const char *const *paths, size_t n)
{
	struct text cursor = text_of(process, strlen(process));
	struct map_files seen = { 0 };
	struct map map;

	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(map_next_row(&cursor, exe, &seen, &map), 1);
		assert_text(&map.path, paths[i]);
	}
	ck_assert_int_eq(map_next_row(&cursor, exe, &seen, &map), 0);
	map_files_free(&seen);
}

START_TEST(rows)
{
	static const char *const paths[] = {
		"/tmp/e/mp",
		"/memfd:huge",
		"/[aio]",
		"anon_inode:[perf_event]",
		"socket:[60348491]",
		"/dev/zero",
		"/dev/zero",
		"/dev/zero",
		"/SYSV00000000",
		"/SYSV00001234",
		"/usr/lib/libc.so.6",
		"/tmp/e/M.hard",
		"/tmp/e/M.a\\012b",
	};
	const struct map_file exe = { makedev(254, 0), 10953606 };

	check_rows(&exe, paths + 1, ARRAY_SIZE(paths) - 1);
	check_rows(NULL, paths, ARRAY_SIZE(paths));
}
END_TEST

START_TEST(fates)
{
	const struct map_file same = { 5, 6 }, dev = { 7, 6 }, inode = { 5, 8 };
	struct map map = { .dev = 5, .inode = 6 };

	ck_assert_int_eq(map_fate(&map, &same), MAP_THERE);
	ck_assert_int_eq(map_fate(&map, &dev), MAP_OTHER);
	ck_assert_int_eq(map_fate(&map, &inode), MAP_OTHER);
	ck_assert_int_eq(map_fate(&map, NULL), MAP_UNSEEN);
	map.deleted = true;
	/* A file that is called "x (deleted)": its path is cut, and nothing is there. */
	ck_assert_int_eq(map_fate(&map, NULL), MAP_DELETED);
	ck_assert_int_eq(map_fate(&map, &dev), MAP_DELETED);
	/* One that was deleted and linked again: lsof shows what is there. */
	ck_assert_int_eq(map_fate(&map, &same), MAP_THERE);
}
END_TEST

START_TEST(many_files)
{
	struct map_files files = { 0 };

	for (int round = 0; round < 2; round++) {
		for (uint64_t i = 0; i < 20000; i++) {
			const struct map_file file = { i % 7, 1 + i / 7 };

			ck_assert_int_eq(map_files_add(&files, file), 1);
			ck_assert_int_eq(map_files_add(&files, file), 0);
		}
		ck_assert_uint_eq(files.n, 20000);
		map_files_clear(&files);
		ck_assert_uint_eq(files.n, 0);
	}
	map_files_free(&files);
	map_files_clear(&files);
	map_files_free(&files);
}
END_TEST

UNIT_MAIN("maps", fields, path_texts, no_maps, rows, fates, many_files)
