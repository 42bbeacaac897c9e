/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs for the kernel's filter: sound, exact where they can be, never too strict. */
#include "unit-bytecode.h"
#include "unit-filter.h"

#define ROOM 4096

static struct unit_table table;
static char program[ROOM];

/* Of the rows no dump tells more than that they wait, the kernel knows marks. */
static struct bytecode_entry entry_of(size_t row)
{
	const struct nw_sock *sock = &table.sealed.socks.at[row];
	const bool short_lived = unit_rows[row].letter == 'e' || unit_rows[row].letter == 'f';

	return (struct bytecode_entry){
		.sock = sock,
		.chosen = sock->local_port >= 32768 && sock->local_port <= 60999,
		.mark = unit_rows[row].letter == 'b' || short_lived ? 0x11 : 0,
	};
}

static bool is_inet(size_t row)
{
	return unit_rows[row].family == NW_TCP || unit_rows[row].family == NW_UDP ||
	       unit_rows[row].family == NW_RAW;
}

/* Whom the kernel lets pass, and whom we take; each is run on its own family's program. */
static void run(const char *text, char passed[UNIT_ROWS + 1], char taken[UNIT_ROWS + 1])
{
	struct filter *filter = filter_of(text);
	size_t n_passed = 0, n_taken = 0;

	for (size_t i = 0; i < UNIT_ROWS; i++) {
		const struct bytecode_entry entry = entry_of(i);
		size_t len;

		if (!is_inet(i))
			continue;
		len = filter_bytecode(filter, unit_rows[i].family, unit_rows[i].af, true,
				      program, sizeof(program));
		ck_assert_msg(!len || bytecode_audit(program, (int)len), "%s", text);
		if (!len || bytecode_run(program, (int)len, &entry))
			passed[n_passed++] = unit_rows[i].letter;
		if (filter_match(filter, entry.sock, NULL))
			taken[n_taken++] = unit_rows[i].letter;
	}
	passed[n_passed] = taken[n_taken] = '\0';
	filter_free(filter);
}

/* ---- what it can do ------------------------------------------------------------ */

START_TEST(exact_where_it_can_be)
{
	static const char *const filters[] = {
		"sport = 22",
		"sport != 22",
		"sport < 53",
		"sport > 40000",
		"sport >= 40001",
		"sport <= 53",
		"dport = 443",
		"dport != 0",
		"dport < 53",
		"sport > 70000",
		"sport < 70000",
		"sport < 0",
		"sport ge 0",
		"sport = inet:22",
		"sport = inet6:443",
		"src 10.0.0.1",
		"src != 10.0.0.1",
		"src 10/8:22",
		"src inet:10.0.0.1",
		"src inet6:*",
		"src ::ffff:10.0.0.1",
		"src 0.0.0.0/0",
		"dst 192.0.2.0/24",
		"dst 2001:db8::/31",
		"dst :443",
		"src *",
		"dev 3",
		"dev != 3",
		"dev 0",
		"cgroup 77",
		"not cgroup 77",
		"cgroup != 77",
		"not cgroup != 77",
		"not not sport 22",
		"autobound",
		"sport 22 or sport 53",
		"sport 22 dst 192.0.2.7",
		"not ( sport 22 or sport 443 )",
		"!( sport 22 dport 0 )",
		"( sport 22 or sport 53 ) ( dport 0 or dport 40000 )",
		"sport 22 dport 0 or sport 443 or !( dst 192.0.2.0/24 )",
		"src unix:x or sport 22",
		"proto = tcp sport 22",
		"proto = udp or sport 22",
		"family = inet6 sport 443",
	};

	unit_table_make(&table);
	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		char passed[UNIT_ROWS + 1], taken[UNIT_ROWS + 1];

		run(filters[i], passed, taken);
		ck_assert_msg(strcmp(passed, taken) == 0, "%s: %s pass, %s are meant",
			      filters[i], passed, taken);
	}
	unit_table_free(&table);
}
END_TEST

/* What the kernel cannot tell is left open, on either side of a "not". */
START_TEST(not_exact)
{
	static const struct {
		const char *text, *passed, *taken;
	} filters[] = {
		{ "pid = 10", "abcdefghqr", "a" },
		{ "pid = 10 sport 22", "abf", "a" },
		{ "sport 22 not pid = 10", "abf", "bf" },
		{ "pid = 10 or sport 443", "abcdefghqr", "ad" },
		{ "not ( pid = 10 sport 22 )", "abcdefghqr", "bcdefghqr" },
		{ "not ( pid = 10 or sport 22 )", "cdeghqr", "cdeghqr" },
		{ "state listening sport 22", "abf", "a" },
		{ "dev eth0", "c", "c" },
		{ "dev eth1", "c", "" },
		{ "dev != eth0", "abcdefghqr", "abdefghqr" },
		{ "fwmark 0x11", "bef", "b" },
		{ "not fwmark 0x11", "abcdefghqr", "acdefghqr" },
		{ "fwmark != 0x11", "abcdefghqr", "acdefghqr" },
		{ "not fwmark != 0x11", "bef", "b" },
		{ "not autobound", "abcdefghqr", "abcdfgqr" },
		{ "rtt > 5 or sport 443", "abcdefq", "bd" },
	};

	unit_table_make(&table);
	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		char passed[UNIT_ROWS + 1], taken[UNIT_ROWS + 1];

		run(filters[i].text, passed, taken);
		ck_assert_msg(strcmp(passed, filters[i].passed) == 0, "%s: %s pass",
			      filters[i].text, passed);
		ck_assert_msg(strcmp(taken, filters[i].taken) == 0, "%s: takes %s",
			      filters[i].text, taken);
	}
	unit_table_free(&table);
}
END_TEST

/* ---- its form ------------------------------------------------------------------ */

static size_t compile(const char *text, enum nw_family family, uint8_t af,
		      bool privileged, size_t room)
{
	struct filter *filter = filter_of(text);
	size_t len = filter_bytecode(filter, family, af, privileged, program, room);

	filter_free(filter);
	return len;
}

START_TEST(one_instruction)
{
	static const struct inet_diag_bc_op equal[] = {
		{ INET_DIAG_BC_S_EQ, 8, 12 },
		{ 0, 0, 22 },
	};
	static const struct inet_diag_bc_op none = { INET_DIAG_BC_JMP, 4, 8 };

	ck_assert_uint_eq(compile("sport = 22", NW_TCP, AF_INET, false, ROOM), 8);
	ck_assert_mem_eq(program, equal, 8);
	ck_assert_uint_eq(compile("src 10.0.0.1", NW_TCP, AF_INET, false, ROOM), 16);
	ck_assert_uint_eq(compile("src 10.0.0.1", NW_TCP, AF_INET6, false, ROOM), 16);
	ck_assert_uint_eq(compile("src ::1", NW_TCP, AF_INET6, false, ROOM), 28);
	/* Nothing can match: a program that lets nobody pass. */
	ck_assert_uint_eq(compile("src ::1", NW_TCP, AF_INET, false, ROOM), 4);
	ck_assert_mem_eq(program, &none, 4);
	/* Nothing to say. */
	ck_assert_uint_eq(compile("", NW_TCP, AF_INET, false, ROOM), 0);
	ck_assert_uint_eq(compile("pid = 5", NW_TCP, AF_INET, false, ROOM), 0);
	ck_assert_uint_eq(compile("sport = 22", NW_UNIX, AF_UNIX, false, ROOM), 0);
	ck_assert_uint_eq(compile("sport = 22", NW_SCTP, AF_INET, false, ROOM), 0);
	/* Marks are for the privileged. */
	ck_assert_uint_eq(compile("fwmark 1", NW_TCP, AF_INET, false, ROOM), 0);
	ck_assert_uint_eq(compile("fwmark 1", NW_TCP, AF_INET, true, ROOM), 12);
	ck_assert_uint_eq(compile("fwmark 1 sport 2", NW_TCP, AF_INET, false, ROOM), 8);
}
END_TEST

START_TEST(little_room)
{
	const char *text = "( sport 1 or sport 2 ) !( dport 3 or dst 10/8 ) or src ::1";
	const size_t len = compile(text, NW_TCP, AF_INET6, false, ROOM);

	ck_assert_uint_gt(len, 0);
	for (size_t room = 0; room < len; room++) {
		program[room] = 'x';
		ck_assert_uint_eq(compile(text, NW_TCP, AF_INET6, false, room), 0);
		ck_assert_int_eq(program[room], 'x');
	}
	ck_assert_uint_eq(compile(text, NW_TCP, AF_INET6, false, len), len);
}
END_TEST

/* Distances have 16 bits: longer programs are not made. */
START_TEST(long_programs)
{
	const size_t most = 1 << 20;
	char *text = malloc(most), *buffer = malloc(most);

	for (unsigned n = 4090; n <= 4100; n++) {
		struct filter *filter;
		size_t len = 0, used = 0;

		for (unsigned i = 0; i < n; i++)
			used += (size_t)sprintf(text + used, "%ssrc :%u", i ? " | " : "",
						i + 1);
		filter = filter_of(text);
		len = filter_bytecode(filter, NW_TCP, AF_INET, false, buffer, most);
		/* Twelve bytes each, and a jump behind all but the last. */
		ck_assert_uint_eq(len, 16 * n - 4 <= 65528 ? 16 * n - 4 : 0);
		ck_assert(!len || bytecode_audit(buffer, (int)len));
		filter_free(filter);
	}
	free(text);
	free(buffer);
}
END_TEST

/* ---- by chance ----------------------------------------------------------------- */

START_TEST(never_too_strict)
{
	static const char *const conditions[] = {
		"sport 22",          "sport != 443",
		"sport > 53",        "dport = 443",
		"dport <= 53",       "src 10.0.0.1",
		"dst != 192.0.2.7",  "dst 192.0.2.0/24:40000",
		"src [::]:443",      "dst inet6:*:53",
		"src 2001:db8::/32", "dev eth0",
		"dev != eth0",       "dev 3",
		"fwmark 0x11",       "fwmark != 0x11",
		"cgroup 77",         "cgroup != 77",
		"autobound",         "pid = 10",
		"pid != 10",         "state listening",
		"exclude closed",    "proto = tcp",
		"family = inet",     "family != inet6",
		"user = 1000",       "rtt > 5",
		"recv_q = 0",        "src unix:*",
		"reason = unknown",  "inode > 104",
	};
	unsigned smaller = 0;

	unit_table_make(&table);
	for (int i = 0; i < 4000; i++) {
		char text[4096] = "", passed[UNIT_ROWS + 1], taken[UNIT_ROWS + 1];

		unit_random_filter(text, conditions, ARRAY_SIZE(conditions), 3);
		run(text, passed, taken);
		ck_assert_msg(strspn(taken, passed) == strlen(taken),
			      "%s: %s pass, %s are meant", text, passed, taken);
		smaller += strlen(passed) < strlen("abcdefghqr");
	}
	/* Most programs do keep somebody out. */
	ck_assert_uint_gt(smaller, 1600);
	unit_table_free(&table);
}
END_TEST

/* Early, late, families, states: unit_matches() compares. */
START_TEST(never_wrong_early)
{
	static const char *const conditions[] = {
		"sport 22",      "sport != 443",    "src 10.0.0.1",
		"src unix:@*",   "dst unix:/tmp/*", "dev eth0",
		"dev 3",         "fwmark 0x11",     "cgroup != 77",
		"autobound",     "pid = 10",        "comm ~ s",
		"container ~ w", "state listening", "exclude closed",
		"proto = udp",   "family = inet6",  "user != 1000",
		"rtt > 5",       "recv_q = 0",      "reason = unknown",
		"inode > 104",   "netns = blue",    "src link:ip:eth0",
		"refcount != 1", "cookie > 5",
	};
	struct unit_table rows;
	char found[UNIT_ROWS + 1];

	unit_table_make(&rows);
	for (int i = 0; i < 2000; i++) {
		char text[4096] = "";
		struct filter *filter;

		unit_random_filter(text, conditions, ARRAY_SIZE(conditions), 3);
		filter = filter_of(text);
		unit_matches(&rows, filter, found);
		filter_free(filter);
	}
	unit_table_free(&rows);
}
END_TEST

UNIT_MAIN("filter-bytecode", exact_where_it_can_be, not_exact, one_instruction,
	  little_room, long_programs, never_too_strict, never_wrong_early)
