/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way to a path over mounts that a Linux 6.18 made, one upon the other. */
#include "mounts.h"
#include "unit.h"

static size_t read_all(const char *data, struct mount *ret, size_t room)
{
	struct text text = text_of(data, strlen(data)), line;
	size_t n = 0;

	while (text_line(&text, &line)) {
		ck_assert_uint_lt(n, room);
		ck_assert(mountinfo_read(line, &ret[n++]));
	}
	return n;
}

#define BASE                                                                             \
	"97 96 254:0 / / rw,relatime - ext4 /dev/vda rw\n"                               \
	"99 97 0:21 / /proc rw,relatime - proc proc rw\n"                                \
	"114 97 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw\n"                         \
	"115 114 0:23 / /dev/shm rw,relatime - tmpfs tmpfs rw\n"                         \
	"116 115 0:27 / /dev/shm rw,relatime - tmpfs tmpfs rw\n"

/* a/b, then a over it, then a/b in that, twice; and one with a blank. */
#define STACK                                                                            \
	"123 97 0:42 / /tmp/a/b rw,relatime - tmpfs one rw\n"                            \
	"124 97 0:43 / /tmp/a rw,relatime - tmpfs two rw\n"
#define STACK_UPON                                                                       \
	"125 124 0:44 / /tmp/a/b rw,relatime - tmpfs three rw\n"                         \
	"126 125 0:45 / /tmp/a/b rw,relatime - tmpfs four rw\n"                          \
	"127 97 0:46 / /tmp/x\\040y rw,relatime - tmpfs five rw\n"

static void check_path(const char *list, const char *path, uint64_t id)
{
	struct mount mounts[32];
	const size_t n = read_all(list, mounts, ARRAY_SIZE(mounts));
	const struct mount *mount = mount_of(mounts, n, text_of(path, strlen(path)));

	ck_assert_msg((mount ? mount->id : 0) == id, "%s", path);
}

START_TEST(ways)
{
	static const struct {
		const char *path;
		uint64_t id;
	} all[] = {
		{ "/", 97 },           { "/etc/passwd", 97 },
		{ "/proc", 99 },       { "/proc/1", 99 },
		{ "/process", 97 },    { "/dev/null", 114 },
		{ "/dev/shm", 116 },   { "/dev/shm/x (deleted)", 116 },
		{ "/dev/shmx", 114 },  { "/tmp", 97 },
		{ "/tmp/a", 124 },     { "/tmp/a/c", 124 },
		{ "/tmp/a/b", 126 },   { "/tmp/a/b/q", 126 },
		{ "/tmp/a/bq", 124 },  { "/tmp/x y", 127 },
		{ "/tmp/x y/z", 127 }, { "/tmp/x\\040y", 97 },
		{ "/tmp/x", 97 },      { "", 0 },
		{ "tmp", 0 },          { "pipe:[5]", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		check_path(BASE STACK STACK_UPON, all[i].path, all[i].id);
}
END_TEST

/* A longer point in the list does not count when a shorter one was mounted over it. */
START_TEST(hidden)
{
	check_path(BASE STACK, "/tmp/a/b/q", 124);
	check_path(BASE STACK, "/tmp/a/b", 124);
}
END_TEST

/* As in a changed root: the mount that it lies in is not told, nor are the parents. */
START_TEST(parts)
{
	static const char list[] = "99 97 0:21 / /proc rw - proc proc rw\n"
				   "101 100 0:28 / /proc/sys rw - proc proc rw\n";
	struct mount mounts[2];
	const size_t n = read_all(list, mounts, ARRAY_SIZE(mounts));

	check_path(list, "/proc/1", 99);
	check_path(list, "/etc", 0);
	ck_assert(!mount_way_may_block(mounts, n, text_of("/proc", 5)));
	ck_assert(mount_way_may_block(mounts, n, text_of("/etc", 4)));
	ck_assert(mount_way_may_block(mounts, 0, text_of("/", 1)));
	ck_assert_ptr_null(mount_of(mounts, 0, text_of("/", 1)));
}
END_TEST

/* No kernel writes them, and still there is an end. */
START_TEST(rings)
{
	check_path("1 1 0:1 / / rw - tmpfs t rw\n", "/a", 1);
	check_path("1 2 0:1 / / rw - tmpfs t rw\n2 1 0:1 / / rw - tmpfs t rw\n", "/a", 0);
	check_path("1 9 0:1 / / rw - tmpfs t rw\n2 1 0:1 / / rw - tmpfs t rw\n"
		   "1 2 0:1 / / rw - tmpfs t rw\n",
		   "/a", 1);
}
END_TEST

START_TEST(types)
{
	static const char *const slow[] = {
		"nfs",  "nfs4",   "cifs",  "smb3",       "9p",    "ceph",
		"afs",  "lustre", "fuse",  "fuse.sshfs", "fuse.", "fuseblk",
		"coda", "autofs", "ocfs2", "virtiofs",
	};
	static const char *const fast[] = {
		"ext4",    "tmpfs", "proc", "nfsd", "fusectl",
		"overlay", "nsfs",  "",     "nf",   "cif",
	};

	for (size_t i = 0; i < ARRAY_SIZE(slow); i++)
		ck_assert_msg(mount_may_block(text_of(slow[i], strlen(slow[i]))), "%s",
			      slow[i]);
	for (size_t i = 0; i < ARRAY_SIZE(fast); i++)
		ck_assert_msg(!mount_may_block(text_of(fast[i], strlen(fast[i]))), "%s",
			      fast[i]);
}
END_TEST

/* What is mounted in a slow file system is reached through that; not what covers it. */
START_TEST(slow_ways)
{
	static const char list[] = BASE "200 97 0:50 / /net rw - nfs4 s:/ rw\n"
					"201 200 0:51 / /net/local rw - tmpfs t rw\n"
					"202 97 0:52 / /fast rw - fuse.x f rw\n"
					"203 202 0:53 / /fast rw - tmpfs t rw\n";
	static const struct {
		const char *path;
		bool slow;
	} all[] = {
		{ "/", false },     { "/netto", false },      { "/net", true },
		{ "/net/a", true }, { "/net/local/a", true }, { "/fast/a", false },
	};
	struct mount mounts[16];
	const size_t n = read_all(list, mounts, ARRAY_SIZE(mounts));

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		ck_assert_msg(mount_way_may_block(mounts, n,
						  text_of(all[i].path, strlen(all[i].path))) ==
				      all[i].slow,
			      "%s", all[i].path);
	ck_assert_ptr_eq(mount_by_id(mounts, n, 201), &mounts[6]);
	ck_assert_ptr_null(mount_by_id(mounts, n, 7));
}
END_TEST

UNIT_MAIN("mounts", ways, hidden, parts, rings, types, slow_ways)
