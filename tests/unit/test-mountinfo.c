/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of /proc/self/mountinfo. */
#include "mountinfo.h"
#include "unit.h"

static bool take(const char *line, struct mount *ret)
{
	return mountinfo_line(text_of(line, strlen(line)), ret);
}

START_TEST(lines)
{
	static const char *const all[] = {
		"41 31 0:38 /a /sys/fs rw,relatime - cgroup2 cgroup2 rw",
		"41 31 0:38 /a /sys/fs rw shared:5 master:1 unbindable - cgroup2 x rw",
		"41 31 0:38 /a /sys/fs rw - cgroup2",
	};
	struct mount mount;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		ck_assert(take(all[i], &mount));
		ck_assert(text_is(&mount.root, "/a"));
		ck_assert(text_is(&mount.point, "/sys/fs"));
		ck_assert(text_is(&mount.type, "cgroup2"));
	}
}
END_TEST

START_TEST(no_lines)
{
	static const char *const all[] = {
		"",
		"41 31 0:38",
		"41 31 0:38 /a",
		"41 31 0:38 /a /sys/fs",
		"41 31 0:38 /a /sys/fs rw -",
		"41 31 0:38 /a /sys/fs rw shared:5 cgroup2 cgroup2 rw",
	};
	struct mount mount;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		ck_assert_msg(!take(all[i], &mount), "%s", all[i]);
}
END_TEST

START_TEST(paths)
{
	static const char *const all[][2] = {
		{ "/a", "/a" },          { "", "" },           { "/a\\040b", "/a b" },
		{ "\\011\\012", "\t\n" }, { "\\134040", "\\040" }, { "\\04", "\\04" },
		{ "\\", "\\" },          { "\\999", "\\999" }, { "\\377", "\xff" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		char *path = mountinfo_unescape(text_of(all[i][0], strlen(all[i][0])));

		ck_assert_ptr_nonnull(path);
		ck_assert_str_eq(path, all[i][1]);
		free(path);
	}
}
END_TEST

UNIT_MAIN("mountinfo", lines, no_lines, paths)
