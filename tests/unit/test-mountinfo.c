/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of mountinfo, and what is escaped in them. */
#include <sys/sysmacros.h>

#include "mountinfo.h"
#include "unit.h"

static bool read_string(const char *line, struct mount *ret)
{
	return mountinfo_read(text_of(line, strlen(line)), ret);
}

static void assert_text(const struct text *t, const char *expected)
{
	ck_assert_uint_eq(text_len(t), strlen(expected));
	ck_assert_mem_eq(t->p, expected, strlen(expected));
}

START_TEST(fields)
{
	struct mount mount;

	ck_assert(read_string("30 22 0:40 /a /mnt/a\\040b rw,relatime shared:20 master:3 - nfs4 "
			      "[2001:db8::1]:/a rw,vers=4.2,addr=2001:db8::1",
			      &mount));
	ck_assert_uint_eq(mount.id, 30);
	ck_assert_uint_eq(mount.parent, 22);
	ck_assert_uint_eq(mount.dev, makedev(0, 40));
	assert_text(&mount.root, "/a");
	assert_text(&mount.point, "/mnt/a\\040b");
	assert_text(&mount.type, "nfs4");
	assert_text(&mount.source, "[2001:db8::1]:/a");
	assert_text(&mount.options, "rw,vers=4.2,addr=2001:db8::1");
	/* Without a tag; and a source of no name, which leaves two blanks. */
	ck_assert(read_string("1 1 0:1 / / rw - tmpfs  rw,size=4k", &mount));
	assert_text(&mount.source, "");
	assert_text(&mount.options, "rw,size=4k");
	ck_assert(read_string("1 1 0:1 / / rw - tmpfs none ", &mount));
	assert_text(&mount.options, "");
}
END_TEST

START_TEST(no_mounts)
{
	static const char *const lines[] = {
		"",
		"-",
		"1 1 0:1 / / rw",
		"1 1 0:1 / / rw shared:1",
		"1 1 0:1 / / rw -",
		"1 1 0:1 / / rw - tmpfs",
		"1 1 0:1 / / rw - tmpfs none",
		"1 1 0:1 /",
		"x 1 0:1 / / rw - tmpfs none rw",
		"1 x 0:1 / / rw - tmpfs none rw",
		"1 1 0 / / rw - tmpfs none rw",
		"1 1 x:1 / / rw - tmpfs none rw",
		"1 1 4294967296:1 / / rw - tmpfs none rw",
	};
	struct mount mount = { .type = text_of("before", 6) };

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		ck_assert_msg(!read_string(lines[i], &mount), "%s", lines[i]);
	assert_text(&mount.type, "before");
}
END_TEST

START_TEST(options)
{
	static const char all[] = "rw,mountaddr=192.0.2.9,port=,addr=192.0.2.1,addr=x";
	const struct text text = text_of(all, strlen(all));
	struct text value;

	ck_assert(mountinfo_option(text, "addr=", &value));
	assert_text(&value, "192.0.2.1");
	ck_assert(mountinfo_option(text, "mountaddr=", &value));
	assert_text(&value, "192.0.2.9");
	ck_assert(mountinfo_option(text, "port=", &value));
	assert_text(&value, "");
	ck_assert(!mountinfo_option(text, "mountport=", &value));
	ck_assert(!mountinfo_option(text_of(all, 0), "addr=", &value));
}
END_TEST

START_TEST(escapes)
{
	static const struct {
		const char *from, *to;
	} all[] = {
		{ "/a\\040b\\011c\\012d\\134e", "/a b\tc\nd\\e" },
		{ "\\04", "\\04" },
		{ "\\400", "\\400" },
		{ "\\08x", "\\08x" },
		{ "\\", "\\" },
		{ "\\134040", "\\040" },
		{ "", "" },
	};
	char room[32];

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct text from = text_of(all[i].from, strlen(all[i].from));

		ck_assert_uint_eq(mountinfo_unescape(from, room, sizeof(room)),
				  strlen(all[i].to));
		ck_assert_str_eq(room, all[i].to);
	}
	ck_assert_uint_eq(mountinfo_unescape(text_of("/abc", 4), room, 3), 2);
	ck_assert_str_eq(room, "/a");
	ck_assert_uint_eq(mountinfo_unescape(text_of("/abc", 4), room, 0), 0);
	ck_assert_str_eq(room, "/a");
}
END_TEST

UNIT_MAIN("mountinfo", fields, no_mounts, options, escapes)
