/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What fdinfo has many of: locks, and what is watched. Text of a Linux 6.18. */
#include <sys/sysmacros.h>

#include "fdinfo.h"
#include "unit.h"

#define BASE "pos:\t0\nflags:\t02\nmnt_id:\t17\nino:\t1038\n"

START_TEST(targets)
{
	static const char data[] = BASE
		"tfd:        4 events: 80000019 data:             1234  pos:0 ino:40e sdev:10\n"
		"tfd:      100 events: 80000019 data: ffffffffffffffff  pos:-2 ino:40e "
		"sdev:fe00001\n"
		"tfd:        8 events:       19 data:                8\n";
	struct text cursor = text_of(data, strlen(data));
	struct fdinfo_target target;

	ck_assert(fdinfo_next_target(&cursor, &target));
	ck_assert_uint_eq(target.fd, 4);
	ck_assert_uint_eq(target.events, 0x80000019);
	ck_assert_uint_eq(target.data, 0x1234);
	ck_assert(target.has_file);
	ck_assert_uint_eq(target.inode, 0x40e);
	ck_assert_uint_eq(target.dev, makedev(0, 16));
	ck_assert(fdinfo_next_target(&cursor, &target));
	ck_assert_uint_eq(target.fd, 100);
	ck_assert_uint_eq(target.data, UINT64_MAX);
	ck_assert_int_eq(target.pos, -2);
	ck_assert_uint_eq(target.dev, makedev(254, 1));
	/* As kernels before 4.13 have it. */
	ck_assert(fdinfo_next_target(&cursor, &target));
	ck_assert_uint_eq(target.fd, 8);
	ck_assert(!target.has_file);
	ck_assert(!fdinfo_next_target(&cursor, &target));
	ck_assert_uint_eq(target.fd, 8);
	ck_assert_uint_eq(text_len(&cursor), 0);
}
END_TEST

START_TEST(watches)
{
	static const char data[] = BASE
		"inotify wd:2 ino:2 sdev:fe00000 mask:100 ignored_mask:0 fhandle-bytes:8 "
		"fhandle-type:1 f_handle:0200000000000000\n"
		"inotify wd:1f ino:a72130 sdev:fe00000 mask:fff ignored_mask:0 ";
	struct text cursor = text_of(data, strlen(data));
	struct fdinfo_watch watch;

	ck_assert(fdinfo_next_watch(&cursor, &watch));
	ck_assert_uint_eq(watch.wd, 2);
	ck_assert_uint_eq(watch.inode, 2);
	ck_assert_uint_eq(watch.dev, makedev(254, 0));
	ck_assert_uint_eq(watch.mask, 0x100);
	ck_assert(fdinfo_next_watch(&cursor, &watch));
	ck_assert_uint_eq(watch.wd, 0x1f);
	ck_assert_uint_eq(watch.inode, 0xa72130);
	ck_assert(!fdinfo_next_watch(&cursor, &watch));
}
END_TEST

START_TEST(marks)
{
	static const char data[] = BASE
		"fanotify flags:0 event-flags:8000\n"
		"fanotify sdev:1b mflags:0 mask:18 ignored_mask:0\n"
		"fanotify mnt_id:1e mflags:2 mask:18 ignored_mask:4\n"
		"fanotify ino:a72130 sdev:fe00000 mflags:0 mask:20 ignored_mask:0 "
		"fhandle-bytes:8 fhandle-type:1 f_handle:3021a700fefadff8\n"
		"fanotify mnt_ns:4026531832 mflags:0 mask:3000000 ignored_mask:0\n";
	const struct fdinfo_mark expected[] = {
		{ FDINFO_MARK_FILESYSTEM, 0, makedev(0, 27), 0, 0x18, 0 },
		{ FDINFO_MARK_MOUNT, 0x1e, 0, 2, 0x18, 4 },
		{ FDINFO_MARK_INODE, 0xa72130, makedev(254, 0), 0, 0x20, 0 },
		{ FDINFO_MARK_NAMESPACE, 4026531832, 0, 0, 0x3000000, 0 },
	};
	struct text cursor = text_of(data, strlen(data));
	struct fdinfo_mark mark;

	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		ck_assert(fdinfo_next_mark(&cursor, &mark));
		ck_assert_uint_eq(mark.kind, expected[i].kind);
		ck_assert_uint_eq(mark.id, expected[i].id);
		ck_assert_uint_eq(mark.dev, expected[i].dev);
		ck_assert_uint_eq(mark.flags, expected[i].flags);
		ck_assert_uint_eq(mark.mask, expected[i].mask);
		ck_assert_uint_eq(mark.ignored, expected[i].ignored);
	}
	ck_assert(!fdinfo_next_mark(&cursor, &mark));
}
END_TEST

START_TEST(locks)
{
	static const char data[] = BASE
		"lock:\t1: FLOCK  ADVISORY  WRITE 24325 fe:00:10953584 0 EOF\n"
		"lock:\t2: POSIX  ADVISORY  READ 24325 fe:00:10953584 50 54\n"
		"lock:\t3: nothing\n"
		"lock:\t1: OFDLCK ADVISORY  WRITE -1 fe:00:10953290 5 9\n";
	static const char letters[] = { 'W', 'r', 'w' };
	struct text cursor = text_of(data, strlen(data));
	struct lock lock;

	for (size_t i = 0; i < ARRAY_SIZE(letters); i++) {
		ck_assert(fdinfo_next_lock(&cursor, &lock));
		ck_assert_int_eq(lock_letter(&lock), letters[i]);
	}
	ck_assert_uint_eq(lock.kind, LOCK_KIND_OFD);
	ck_assert(!fdinfo_next_lock(&cursor, &lock));
}
END_TEST

/* Lines cut anywhere are passed over, and those behind them read. */
START_TEST(broken)
{
	static const char *const all[] = {
		"tfd:",
		"tfd: x events: 1 data: 1",
		"tfd: 4 events: data: 1",
		"tfd: 4 events: 1 dat",
		"tfd: -1 events: 1 data: 1",
		"inotify ",
		"inotify wd:1 ino:",
		"inotify wd:1 ino:1 sdev:",
		"inotify wd:1 ino:1 sdev:100000000 mask:1",
		"inotify wd:1 ino:1 sdev:1",
		"fanotify ",
		"fanotify ino:1 mflags:0 mask:20 ignored_mask:0",
		"fanotify sdev:1b mflags:0 mask:18",
		"fanotify mnt_ns:x mflags:0 mask:18 ignored_mask:0",
		"lock:",
		"lock:\t1:",
		"lock:\t1: POSIX  ADVISORY  READ 24325 fe:00:10953584 50",
	};
	static const char whole[] = "\ntfd: 7 events: 1 data: 1\n"
				    "inotify wd:7 ino:1 sdev:1 mask:1\n"
				    "fanotify mnt_id:7 mflags:0 mask:18 ignored_mask:0\n"
				    "lock:\t7: POSIX  ADVISORY  READ 1 fe:00:1 0 EOF\n";

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		char data[512];
		const size_t len = (size_t)snprintf(data, sizeof(data), "%s%s", all[i], whole);
		struct text cursor = text_of(data, len);
		struct fdinfo_target target;
		struct fdinfo_watch watch;
		struct fdinfo_mark mark;
		struct lock lock;

		ck_assert(fdinfo_next_target(&cursor, &target));
		ck_assert_uint_eq(target.fd, 7);
		cursor = text_of(data, len);
		ck_assert(fdinfo_next_watch(&cursor, &watch));
		ck_assert_uint_eq(watch.wd, 7);
		cursor = text_of(data, len);
		ck_assert(fdinfo_next_mark(&cursor, &mark));
		ck_assert_uint_eq(mark.id, 7);
		cursor = text_of(data, len);
		ck_assert(fdinfo_next_lock(&cursor, &lock));
		ck_assert_uint_eq(lock.number, 7);
	}
}
END_TEST

UNIT_MAIN("fdinfo-lines", targets, watches, marks, locks, broken)
