/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Filters of what processes use: words of files, of processes and of sockets together. */
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "filter-inside.h"
#include "unit-filter.h"
#include "use.h"

static const char arena[] = "\0nginx\0/usr/sbin/nginx\0web.service\0"
			    "/system.slice/web.service\0bash";

enum { COMM = 1, ARGV = 7, UNIT = 23, GROUP = 35, BASH = 61 };

static struct nw_proc procs[] = {
	{ .pid = 10, .owner = 33, .parent = 1, .group = 10, .comm = COMM, .comm_len = 5,
	  .argv = ARGV, .argv_len = 16,
	  .labels = { .at = { [NW_LABEL_UNIT] = UNIT, [NW_LABEL_UNIFIED] = GROUP },
		      .len = { [NW_LABEL_UNIT] = 11, [NW_LABEL_UNIFIED] = 25 } },
	  .has = PROC_HAS_OWNER | PROC_HAS_RELATIVES, .base = arena },
	{ .pid = 20, .owner = 1000, .parent = 10, .group = 20, .comm = BASH, .comm_len = 4,
	  .has = PROC_HAS_OWNER | PROC_HAS_RELATIVES, .base = arena },
};

static struct nw_sock socks[] = {
	{ .family = NW_TCP, .af = AF_INET, .state = NW_STATE_LISTEN, .local_port = 80,
	  .inode = 501, .has = HAS_LOCAL | HAS_REMOTE },
	{ .family = NW_UNIX, .af = AF_UNIX, .inode = 502 },
};

#define TEXT(field, text) .field = text, .field##_len = sizeof(text) - 1
#define MOUNT(point, type) .mount = point "\0" type
#define STAT (USE_HAS_STAT | USE_HAS_FILE | USE_HAS_INODE)

/* Called a, b, c ... by the tests. */
static struct use_draft drafts[] = {
	/* a: open for both and locked, b: gone, c: its directory */
	{ .kind = NW_USE_FD, .fd = 3, TEXT(link, "/var/log/a b"),
	  .name = "/var/log/a b", .mode = S_IFREG, .size = 4096, .blocks = 8, .nlink = 1,
	  .inode = 100, .dev = 0x801, .access = 'u', .lock = 'W', .has = STAT,
	  MOUNT("/var", "xfs") },
	{ .kind = NW_USE_FD, .fd = 12, TEXT(link, "/tmp/x (deleted)"),
	  .name = "/tmp/x (deleted)", .mode = S_IFREG, .size = 5 << 20, .nlink = 0,
	  .inode = 101, .dev = 0x802, .access = 'w', .offset = 7,
	  .has = STAT | USE_HAS_OFFSET, MOUNT("/", "ext4") },
	{ .kind = NW_USE_CWD, TEXT(link, "/root"), .name = "/root",
	  .mode = S_IFDIR, .size = 4096, .nlink = 2, .inode = 102, .dev = 0x802,
	  .has = STAT, MOUNT("/", "ext4") },
	/* d: a listener, e: a UNIX socket, f: a pipe, g: what may not be looked at */
	{ .kind = NW_USE_FD, .fd = 4, TEXT(link, "socket:[501]"),
	  .inode = 501, .access = 'u', .has = USE_HAS_INODE },
	{ .kind = NW_USE_FD, .fd = 5, TEXT(link, "socket:[502]"),
	  .inode = 502, .access = 'u', .has = USE_HAS_INODE },
	{ .kind = NW_USE_FD, .fd = 0, TEXT(link, "pipe:[7]"),
	  .name = "pipe", .mode = S_IFIFO, .nlink = 1, .inode = 7, .access = 'r',
	  .has = STAT },
	{ .kind = NW_USE_FD, .fd = 6, .error = 13 },
};

static const struct {
	const struct nw_proc *proc;
	const struct nw_sock *sock;
} owners[] = {
	{ &procs[0], NULL },
	{ &procs[0], NULL },
	{ &procs[1], NULL },
	{ &procs[0], &socks[0] },
	{ &procs[1], &socks[1] },
	{ &procs[1], NULL },
	{ &procs[1], NULL },
};

static struct nw_use uses[ARRAY_SIZE(drafts)];

static void make_uses(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(drafts); i++)
		uses[i] = (struct nw_use){
			.proc = owners[i].proc,
			.sock = owners[i].sock,
			.more = owners[i].sock ? NULL : &drafts[i],
			.fd = drafts[i].fd,
			.kind = drafts[i].kind,
			.access = drafts[i].access,
			.lock = drafts[i].lock,
		};
}

static void expect(const char *text, const char *letters)
{
	struct filter_error error = { 0 };
	struct filter *filter = NULL;
	char found[ARRAY_SIZE(uses) + 1], *end = found;
	int r = filter_parse_uses(unit_names(), text, strlen(text), &filter, &error);

	make_uses();
	ck_assert_msg(r == 0, "%s: %s at %zu", text, error.what, error.at);
	for (size_t i = 0; i < ARRAY_SIZE(uses); i++) {
		const enum filter_truth early = filter_match_proc(filter, uses[i].proc);
		const bool match = filter_match_use(filter, &uses[i]);

		/* What is left out before its files are read would not have matched. */
		ck_assert_msg(early == FILTER_MAYBE || (early == FILTER_YES) == match, "%s", text);
		if (match)
			*end++ = (char)('a' + i);
	}
	*end = '\0';
	ck_assert_msg(strcmp(found, letters) == 0, "%s: takes %s, not %s", text, found, letters);
	filter_free(filter);
}

struct expectation {
	const char *text, *letters;
};

#define EXPECT(...)                                                                      \
	do {                                                                             \
		static const struct expectation all[] = { __VA_ARGS__ };                 \
                                                                                         \
		for (size_t i = 0; i < ARRAY_SIZE(all); i++)                             \
			expect(all[i].text, all[i].letters);                             \
	} while (0)

START_TEST(files)
{
	EXPECT({ "", "abcdefg" }, { "type = REG", "ab" }, { "type = reg", "ab" },
	       { "type != REG", "cdefg" }, { "type ~ IP", "d" }, { "type = unix", "e" },
	       { "type = FIFO", "f" }, { "fd = 3", "a" }, { "fd >= 5", "beg" },
	       { "fd != 3", "bdefg" }, { "fd = cwd", "c" }, { "fd != cwd", "abdefg" },
	       { "access = w", "b" }, { "access != w", "adef" }, { "lock = W", "a" },
	       { "lock != r", "a" }, { "locked", "a" }, { "not locked", "bcdefg" },
	       { "size > 1M", "b" }, { "size = 4Ki", "ac" }, { "size < 1", "f" },
	       { "allocated = 4096", "a" }, { "offset > 0", "b" }, { "inode = 501", "d" },
	       { "device = 8,2", "bc" }, { "device = 8:1", "a" }, { "device != 8,2", "af" },
	       { "nlink = 0", "b" }, { "deleted", "b" }, { "not deleted", "acdefg" },
	       { "mount = /", "bc" }, { "mount != /", "a" }, { "fstype = x*", "a" });
}
END_TEST

START_TEST(names)
{
	EXPECT({ "name = /tmp/x", "b" }, { "name = '/tmp/x (deleted)'", "b" },
	       { "path ~ log", "a" }, { "name = '/var/log/a b'", "a" },
	       { "name = /VAR/*", "" }, { "name = pipe", "f" },
	       { "name != /root", "abdefg" }, { "name ~ t", "bc" });
}
END_TEST

START_TEST(processes)
{
	EXPECT({ "pid = 10", "abd" }, { "pid != 10", "cefg" }, { "pid = 10,20", "abcdefg" },
	       { "pid > 10", "cefg" }, { "comm = nginx", "abd" }, { "comm ~ as", "cefg" },
	       { "program = nginx", "abd" }, { "program != nginx", "" },
	       { "user = alice", "cefg" }, { "uid < 100", "abd" }, { "ppid = 10", "cefg" },
	       { "pgid = 10", "abd" }, { "unit = web.service", "abd" },
	       { "unit != web.service", "" }, { "cgroup = /system.slice/web.service", "abd" },
	       { "cgroup != /system.slice/web.service", "cefg" }, { "container = *", "" });
}
END_TEST

/* What is no socket has no port: as of sockets, "!=" of ss's own words is "not =". */
START_TEST(sockets)
{
	EXPECT({ "sport = 80", "d" }, { "sport != 80", "abcefg" }, { "sport > 0", "d" },
	       { "state listening", "d" }, { "not state listening", "abcefg" },
	       { "proto = tcp", "d" }, { "proto != tcp", "e" }, { "family = unix", "e" },
	       { "src 10.0.0.1", "" }, { "recv_q >= 0 or proto = tcp", "d" });
}
END_TEST

START_TEST(together)
{
	EXPECT({ "comm = nginx and type = REG and deleted", "b" },
	       { "comm = nginx type = REG not deleted", "a" },
	       { "(pid = 10 or fd = cwd) and not type = IPv4", "abc" },
	       { "sport = 80 or size > 1M", "bd" }, { "pid = 30 and sport = 80", "" },
	       { "pid = 30 or deleted", "b" });
}
END_TEST

/* Decided before its files are read. */
START_TEST(before_files)
{
	static const struct {
		const char *text;
		enum filter_truth truth;
	} all[] = {
		{ "pid = 10", FILTER_YES },
		{ "pid = 11 and deleted", FILTER_NO },
		{ "pid = 10 and deleted", FILTER_MAYBE },
		{ "comm = x and sport = 80", FILTER_NO },
		{ "deleted", FILTER_MAYBE },
		{ "not sport = 80", FILTER_MAYBE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct filter_error error;
		struct filter *filter;

		ck_assert_int_eq(filter_parse_uses(unit_names(), all[i].text,
						   strlen(all[i].text), &filter, &error), 0);
		ck_assert_msg(filter_match_proc(filter, &procs[0]) == all[i].truth, "%s",
			      all[i].text);
		filter_free(filter);
	}
}
END_TEST

START_TEST(mistakes)
{
	static const struct {
		const char *text;
		bool uses;
		size_t at;
	} all[] = {
		{ "type = REG", false, 0 },      { "pid 1 and deleted", false, 10 },
		{ "size > 1", false, 0 },        { "reason = kernel", true, 0 },
		{ "fd = x", true, 5 },           { "fd > cwd", true, 5 },
		{ "fd ~ 3", true, 3 },           { "access = x", true, 9 },
		{ "access = rw", true, 9 },      { "lock = u", true, 7 },
		{ "size > 1ms", true, 7 },       { "size > x", true, 7 },
		{ "device = 8", true, 9 },       { "device = 8,x", true, 9 },
		{ "device = 8,1,2", true, 9 },   { "type > REG", true, 5 },
		{ "dst unix:x", true, 4 },       { "deleted = 1", true, 8 },
		{ "user = nobody-here", true, 7 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct filter_error error = { 0 };
		struct filter *filter = NULL;
		const size_t len = strlen(all[i].text);
		int r = all[i].uses ? filter_parse_uses(unit_names(), all[i].text, len, &filter,
							&error)
				    : filter_parse(unit_names(), AF_UNSPEC, all[i].text, len,
						   &filter, &error);

		ck_assert_msg(r == -EINVAL, "%s: is taken", all[i].text);
		ck_assert_msg(error.what && error.at == all[i].at, "%s: at %zu: %s", all[i].text,
			      error.at, error.what);
	}
}
END_TEST

START_TEST(needs)
{
	static const struct {
		const char *text;
		uint32_t socks, uses;
	} all[] = {
		{ "pid = 1 and comm = x", 0, 0 },
		{ "program = x", 0, NW_USE_PROGRAM },
		{ "unit = x or container = y", 0, NW_USE_LABELS },
		{ "mount = / or offset > 0", 0, NW_USE_MOUNTS | NW_USE_OFFSETS },
		{ "locked", 0, NW_USE_LOCKS },
		{ "rtt > 1ms", NW_WANT_INFO, 0 },
		{ "dev eth0", NW_WANT_DEVICES, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		uint32_t want = 0, use_want = 0;
		struct filter_error error;
		struct filter *filter;

		ck_assert_int_eq(filter_parse_uses(unit_names(), all[i].text,
						   strlen(all[i].text), &filter, &error), 0);
		filter_use_wants(filter, &want, &use_want);
		ck_assert_msg(want == all[i].socks && use_want == all[i].uses, "%s: %x %x",
			      all[i].text, want, use_want);
		filter_free(filter);
	}
}
END_TEST

START_TEST(sockets_only)
{
	static const struct {
		const char *text;
		bool only;
	} all[] = {
		{ "", false },           { "sport = 80", true },
		{ "sport != 80", false }, { "not sport = 80", false },
		{ "comm = x and state listening", true },
		{ "comm = x or state listening", false },
		{ "state listening and (deleted or proto = tcp)", true },
		{ "type = IPv4", false },
	};

	make_uses();
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct filter_error error;
		struct filter *filter;

		ck_assert_int_eq(filter_parse_uses(unit_names(), all[i].text,
						   strlen(all[i].text), &filter, &error), 0);
		ck_assert_msg(filter_takes_sockets_only(filter) == all[i].only, "%s",
			      all[i].text);
		for (size_t k = 0; all[i].only && k < ARRAY_SIZE(uses); k++)
			ck_assert(uses[k].sock || !filter_match_use(filter, &uses[k]));
		filter_free(filter);
	}
}
END_TEST

UNIT_MAIN("filter-uses", files, names, processes, sockets, together, before_files, mistakes,
	  needs, sockets_only)
