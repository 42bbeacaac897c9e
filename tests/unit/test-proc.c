/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of a process say of it. */
#include "proc.h"
#include "unit.h"

/* From memory that ends where the text ends. */
static char *copy_of(const char *data, size_t len)
{
	char *copy = malloc(len ? len : 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, data, len);
	return copy;
}

static void assert_text(const struct text *t, const char *s, size_t len)
{
	ck_assert_uint_eq(text_len(t), len);
	ck_assert_mem_eq(t->p, s, len);
}

/* ---- stat -------------------------------------------------------------------- */

/* Everything behind the name up to the 21st field. */
#define FIELDS " S 1 602 600 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0"

START_TEST(stat_names)
{
	static const struct {
		const char *stat, *comm;
	} all[] = {
		{ "600 (sshd)" FIELDS " 12345 0 0\n", "sshd" },
		/* A process may call itself anything of 15 bytes. */
		{ "600 (a b)" FIELDS " 12345 0 0\n", "a b" },
		{ "600 (a) R 1 (b)" FIELDS " 12345 0 0\n", "a) R 1 (b" },
		{ "600 ())" FIELDS " 12345 0 0\n", ")" },
		{ "600 (()" FIELDS " 12345 0 0\n", "(" },
		{ "600 ()" FIELDS " 12345 0 0\n", "" },
		{ "600 (a\nb)" FIELDS " 12345 0 0\n", "a\nb" },
		{ "600 (\x1b[2J\xff)" FIELDS " 12345 0 0\n", "\x1b[2J\xff" },
		{ "600 (sshd)" FIELDS " 12345", "sshd" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const size_t len = strlen(all[i].stat);
		char *copy = copy_of(all[i].stat, len);
		struct proc_stat stat;

		ck_assert(proc_parse_stat(copy, len, &stat));
		assert_text(&stat.comm, all[i].comm, strlen(all[i].comm));
		ck_assert_uint_eq(stat.start, 12345);
		ck_assert_int_eq(stat.state, 'S');
		ck_assert_uint_eq(stat.parent, 1);
		ck_assert_uint_eq(stat.group, 602);
		ck_assert_uint_eq(stat.threads, 1);
		free(copy);
	}
}
END_TEST

START_TEST(stat_starts)
{
	static const char last[] = "1 (x)" FIELDS " 18446744073709551615 9 9\n";
	struct proc_stat stat;

	ck_assert(proc_parse_stat(last, strlen(last), &stat));
	ck_assert_uint_eq(stat.start, UINT64_MAX);
}
END_TEST

START_TEST(stat_that_is_none)
{
	static const char *const all[] = {
		"",
		"\n",
		"600",
		"600 sshd" FIELDS " 12345",
		"600 (sshd" FIELDS " 12345",
		"600 sshd)" FIELDS " 12345",
		"600 )sshd(" FIELDS " 12345",
		"600 (sshd)",
		"600 (sshd)" FIELDS,
		"600 (sshd)" FIELDS " ",
		"600 (sshd)" FIELDS " x",
		"600 (sshd) S x 602 600 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 12345",
		"600 (sshd) S 1 4294967296 600 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 12345",
		"600 (sshd) SS 1 602 600 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 12345",
		"600 (sshd)" FIELDS " -1",
		"600 (sshd)" FIELDS " 18446744073709551616",
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const size_t len = strlen(all[i]);
		char *copy = copy_of(all[i], len);
		struct proc_stat stat;

		ck_assert(!proc_parse_stat(copy, len, &stat));
		free(copy);
	}
}
END_TEST

/* ---- status ------------------------------------------------------------------ */

START_TEST(status_users)
{
	static const struct {
		const char *status;
		uint32_t uid;
	} all[] = {
		{ "Name:\tsshd\nUmask:\t0022\nUid:\t1000\t0\t0\t0\nGid:\t5\t5\t5\t5\n", 1000 },
		{ "Uid:\t0\t1\t2\t3\n", 0 },
		{ "Uid:\t4294967295\t1\t2\t3", 4294967295U },
		/* The kernel writes newlines in names as \n: a name is one line. */
		{ "Name:\tUid:\t7\nUid:\t8\t8\t8\t8\n", 8 },
		{ "Xuid:\t7\nUid:\t8\n", 8 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const size_t len = strlen(all[i].status);
		char *copy = copy_of(all[i].status, len);
		uint32_t uid = 77;

		ck_assert(proc_parse_status(copy, len, &uid));
		ck_assert_uint_eq(uid, all[i].uid);
		free(copy);
	}
}
END_TEST

START_TEST(status_without_user)
{
	static const char *const all[] = {
		"",           "\n",        "Name:\tsshd\n", "Uid",
		"Uid:",       "Uid:\tx\n", "Uid:\t-1\n",    "Uid:\t4294967296\n",
		" Uid:\t1\n", "Gid:\t1\n", "uid:\t1\n",     "Uid:\n1\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const size_t len = strlen(all[i]);
		char *copy = copy_of(all[i], len);
		uint32_t uid = 77;

		ck_assert(!proc_parse_status(copy, len, &uid));
		ck_assert_uint_eq(uid, 77);
		free(copy);
	}
}
END_TEST

/* ---- the program ------------------------------------------------------------- */

/* Only what begins with a slash is a path: titles that hold one stay whole. */
START_TEST(programs)
{
	static const struct {
		const char *argv;
		size_t len;
		const char *program;
	} all[] = {
		{ "/usr/sbin/sshd\0-D\0", 18, "sshd" },
		{ "/usr/sbin/sshd", 14, "sshd" },
		{ "sshd\0/a/b\0", 10, "sshd" },
		{ "bin/sshd\0", 9, "bin/sshd" },
		{ "./sshd\0", 7, "./sshd" },
		{ "sshd: /usr/sbin/sshd -D [listener]\0", 35,
		  "sshd: /usr/sbin/sshd -D [listener]" },
		{ "nginx: master process\0", 22, "nginx: master process" },
		{ "/opt/a b/c d\0", 13, "c d" },
		{ "/sshd\0", 6, "sshd" },
		{ "/\0", 2, "" },
		{ "/usr/bin/\0", 10, "" },
		{ "\0hidden\0", 8, "" },
		{ "", 0, "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		char *copy = copy_of(all[i].argv, all[i].len);
		const struct text program = proc_program_of(copy, all[i].len);

		assert_text(&program, all[i].program, strlen(all[i].program));
		free(copy);
	}
}
END_TEST

UNIT_MAIN("proc", stat_names, stat_starts, stat_that_is_none, status_users,
	  status_without_user, programs)
