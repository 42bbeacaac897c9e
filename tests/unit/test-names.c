/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names out of recordings: what was recorded, all of it, and nothing else. */
#include <arpa/inet.h>
#include <ftw.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/stat.h>

#include <netwho.h>

#include "names.h"
#include "sys.h"
#include "unit.h"

static char dir[64];

static void make_dir(void)
{
	strcpy(dir, "/tmp/test-names-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static void remove_dir(void)
{
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void write_file(const char *name, const void *data, size_t len)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(data, 1, len, file), len);
	ck_assert_int_eq(fclose(file), 0);
}

/* A recording that holds nothing but these names. */
static void make_recording(const void *names, size_t len)
{
	static const char marker[] = "netwho-recording 1\neuid 0\nnetns 1\ncomplete\n";

	write_file("netwho", marker, sizeof(marker) - 1);
	if (names)
		write_file("names", names, len);
}

static struct nw_address address(const char *text)
{
	struct nw_address a = { .family = strchr(text, ':') ? AF_INET6 : AF_INET };

	ck_assert_int_eq(inet_pton(a.family, text, a.bytes), 1);
	return a;
}

static const char *host(struct names *names, const char *text)
{
	const struct nw_address a = address(text);

	return names_host(names, &a);
}

#define RECORDING(text) make_recording(text, sizeof(text) - 1)

START_TEST(answers_from_the_recording)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	_cleanup_(names_freep) struct names *names = NULL;

	RECORDING("user\t0\tnot-root-here\n"
		  "user\t4000000000\n"
		  "service\t80/tcp\tmy\\x20web\n"
		  "service\t80/udp\n"
		  "protocol\t1\ticmp\n"
		  "host\t192.0.2.1\ta\\x1b\\x5c\\xff\\x7fb\n"
		  "host\t2001:db8::1\tsix.example\n");
	ck_assert_int_eq(sys_open(dir, &sys), 0);
	ck_assert_int_eq(names_open(sys, &names), 0);

	ck_assert_str_eq(names_user(names, 0), "not-root-here");
	ck_assert_ptr_null(names_user(names, 4000000000U));
	ck_assert_str_eq(names_service(names, 80, "tcp"), "my web");
	ck_assert_ptr_null(names_service(names, 80, "udp"));
	ck_assert_str_eq(names_protocol(names, 1), "icmp");
	ck_assert_str_eq(host(names, "192.0.2.1"), "a\x1b\\\xff\x7f"
						   "b");
	ck_assert_str_eq(host(names, "2001:db8::1"), "six.example");
}
END_TEST

/* Every Linux has user 0, port 22 and protocol 6: the local system must not leak in. */
START_TEST(knows_nothing_else)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	_cleanup_(names_freep) struct names *names = NULL;

	make_recording(NULL, 0);
	ck_assert_int_eq(sys_open(dir, &sys), 0);
	ck_assert_int_eq(names_open(sys, &names), 0);

	ck_assert_ptr_null(names_user(names, 0));
	ck_assert_ptr_null(names_service(names, 22, "tcp"));
	ck_assert_ptr_null(names_protocol(names, 6));
	ck_assert_ptr_null(host(names, "127.0.0.1"));
}
END_TEST

START_TEST(counts_hosts_not_recorded)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	_cleanup_(names_freep) struct names *names = NULL;
	struct nw_address asked[] = {
		address("192.0.2.1"),        address("192.0.2.2"),
		address("192.0.2.3"),        address("192.0.2.3"),
		address("::ffff:192.0.2.3"), address("2001:db8::3"),
		address("0.0.0.0"),          address("::"),
		{ .family = AF_UNIX },
	};
	size_t unanswered = 99;

	RECORDING("host\t192.0.2.1\tone.example\nhost\t192.0.2.2\n");
	ck_assert_int_eq(sys_open(dir, &sys), 0);
	ck_assert_int_eq(names_open(sys, &names), 0);

	ck_assert_int_eq(names_resolve(names, asked, ARRAY_SIZE(asked), 0, &unanswered), 0);
	ck_assert_uint_eq(unanswered, 2);
	ck_assert_str_eq(host(names, "::ffff:192.0.2.1"), "one.example");
	ck_assert_ptr_null(host(names, "192.0.2.2"));
	ck_assert_ptr_null(host(names, "2001:db8::3"));
	ck_assert_ptr_null(host(names, "0.0.0.0"));

	ck_assert_int_eq(names_resolve(names, NULL, 0, 0, &unanswered), 0);
	ck_assert_uint_eq(unanswered, 0);
}
END_TEST

static const struct {
	const char *names;
	size_t len;
} broken[] = {
#define BROKEN(text)                                                                     \
	{                                                                                \
		text, sizeof(text) - 1                                                   \
	}
	BROKEN("\n"),
	BROKEN("user\n"),
	BROKEN("user\t\n"),
	BROKEN("colour\t1\tred\n"),
	BROKEN("user\t1\tends\\x4"),
	BROKEN("user\t1\tends\\"
	       "x"),
	BROKEN("user\t1\tnot\\xg0\n"),
	BROKEN("user\t1\tnul\\x00\n"),
	BROKEN("user\t1\tnul\0raw\n"),
	BROKEN("\0\0\0\0"),
	BROKEN("user\t\\x00\tkey\n"),
	BROKEN("user\t7\tother\n"),
#undef BROKEN
};

START_TEST(says_what_cannot_be_read)
{
	static const char good[] = "user\t7\tseven\n";
	_cleanup_(sys_freep) struct sys *sys = NULL;
	_cleanup_(names_freep) struct names *names = NULL;
	char text[128];

	memcpy(text, good, sizeof(good) - 1);
	memcpy(text + sizeof(good) - 1, broken[_i].names, broken[_i].len);
	make_recording(text, sizeof(good) - 1 + broken[_i].len);
	ck_assert_int_eq(sys_open(dir, &sys), 0);
	ck_assert_int_eq(names_open(sys, &names), 1);
	ck_assert_str_eq(names_user(names, 7), "seven");
	ck_assert_ptr_null(names_user(names, 1));
}
END_TEST

START_TEST(says_when_it_is_cut)
{
	static const char cut[] = "size 4000 names\n";
	_cleanup_(sys_freep) struct sys *sys = NULL;
	_cleanup_(names_freep) struct names *names = NULL;

	RECORDING("user\t7\tseven\n");
	write_file("index", cut, sizeof(cut) - 1);
	ck_assert_int_eq(sys_open(dir, &sys), 0);
	ck_assert_int_eq(names_open(sys, &names), 1);
	ck_assert_str_eq(names_user(names, 7), "seven");
}
END_TEST

/* Whatever this machine answers, its recording answers the same. */
START_TEST(a_recording_answers_the_same)
{
	_cleanup_(sys_freep) struct sys *live = NULL, *replay = NULL;
	_cleanup_(names_freep) struct names *before = NULL, *after = NULL;
	char root[128];

	snprintf(root, sizeof(root), "%s/recording", dir);
	ck_assert_int_eq(sys_open(NULL, &live), 0);
	ck_assert_int_eq(names_open(live, &before), 0);
	ck_assert_int_eq(sys_record(live, root), 0);
	names_user(before, 0);
	names_user(before, 4123456789U);
	names_service(before, 22, "tcp");
	names_service(before, 22, "no such protocol");
	names_protocol(before, 6);
	names_protocol(before, UINT32_MAX);
	ck_assert_int_eq(names_save(before), 0);
	ck_assert_int_eq(sys_record_end(live), 0);

	ck_assert_int_eq(sys_open(root, &replay), 0);
	ck_assert_int_eq(names_open(replay, &after), 0);
	ck_assert_pstr_eq(names_user(after, 0), names_user(before, 0));
	ck_assert_ptr_null(names_user(after, 4123456789U));
	ck_assert_pstr_eq(names_service(after, 22, "tcp"), names_service(before, 22, "tcp"));
	ck_assert_ptr_null(names_service(after, 22, "no such protocol"));
	ck_assert_pstr_eq(names_protocol(after, 6), names_protocol(before, 6));
	ck_assert_ptr_null(names_protocol(after, UINT32_MAX));
	/* Not asked for while it was recorded. */
	ck_assert_ptr_null(names_service(after, 80, "tcp"));
}
END_TEST

START_TEST(saves_nothing_unless_recording)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	_cleanup_(names_freep) struct names *names = NULL;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(names_open(sys, &names), 0);
	names_user(names, 0);
	ck_assert_int_eq(names_save(names), 0);
	names_free(NULL);
}
END_TEST

START_TEST(remembers_every_port)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	_cleanup_(names_freep) struct names *names = NULL;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(names_open(sys, &names), 0);
	for (uint32_t port = 0; port < 65536; port++) {
		const char *name = names_service(names, port, "tcp");

		ck_assert_ptr_eq(names_service(names, port, "tcp"), name);
	}
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("recordings");

	tcase_add_checked_fixture(tc, make_dir, remove_dir);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, answers_from_the_recording);
	tcase_add_test(tc, knows_nothing_else);
	tcase_add_test(tc, counts_hosts_not_recorded);
	tcase_add_loop_test(tc, says_what_cannot_be_read, 0, (int)ARRAY_SIZE(broken));
	tcase_add_test(tc, says_when_it_is_cut);
	tcase_add_test(tc, a_recording_answers_the_same);
	tcase_add_test(tc, saves_nothing_unless_recording);
	tcase_add_test(tc, remembers_every_port);
	return unit_run_case("names", tc, NULL, 0);
}
