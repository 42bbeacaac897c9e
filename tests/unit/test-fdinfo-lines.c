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
		"lock:",
		"lock:\t1:",
		"lock:\t1: POSIX  ADVISORY  READ 24325 fe:00:10953584 50",
	};
	static const char whole[] = "\ntfd: 7 events: 1 data: 1\n"
				    "lock:\t7: POSIX  ADVISORY  READ 1 fe:00:1 0 EOF\n";

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		char data[512];
		const size_t len = (size_t)snprintf(data, sizeof(data), "%s%s", all[i], whole);
		struct text cursor = text_of(data, len);
		struct fdinfo_target target;
		struct lock lock;

		ck_assert(fdinfo_next_target(&cursor, &target));
		ck_assert_uint_eq(target.fd, 7);
		cursor = text_of(data, len);
		ck_assert(fdinfo_next_lock(&cursor, &lock));
		ck_assert_uint_eq(lock.number, 7);
	}
}
END_TEST

UNIT_MAIN("fdinfo-lines", targets, locks, broken)
