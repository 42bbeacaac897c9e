/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/cgroup: which of its lines counts, and lines that nobody should write. */
#include "unit-cgroup.h"

/* ---- files of several lines ------------------------------------------------------------------ */

START_TEST(files)
{
	static const struct {
		const char *file, *path, *unified, *labels;
	} all[] = {
		{ "1:name=systemd:/docker/" A "\n0::/docker/" A "\n", "/docker/" A,
		  "/docker/" A, "docker=" A },
		{ "2:cpu:/a/longer/path\n1:name=systemd:/a.service\n", "/a.service", "",
		  "unit=a.service" },
		{ "3:cpu:/a\n2:memory:/a/b\n1:pids:/a\n", "/a/b", "", "" },
		{ "12:cpu:/user.slice\n1:name=systemd:" USER "/session-2.scope\n0::/b.service\n",
		  "/b.service", "/b.service", "unit=b.service" },
		/* dockerd on a hybrid host leaves its processes where containerd is. */
		{ "1:name=systemd:/docker/" A "\n0::/system.slice/containerd.service\n",
		  "/docker/" A, "/system.slice/containerd.service", "docker=" A },
		{ "4:memory:/process_api/x\n1:name=systemd:/\n0::/\n", "/process_api/x",
		  "/", "" },
		{ "1:name=systemd:/\n0::/\n", "/", "/", "" },
		{ "0::/a.service (deleted)\n", "/a.service", "/a.service",
		  "unit=a.service deleted!" },
		{ "0::/docker/" A " (deleted)\n", "/docker/" A, "/docker/" A,
		  "docker=" A " deleted!" },
		{ "1:name=systemd:/a.service (deleted)\n", "/a.service (deleted)", "", "" },
		{ "0::/a:b/c.service\n", "/a:b/c.service", "/a:b/c.service", "unit=c.service" },
		/* Lines that are none. */
		{ "\n:\n::\n0:\n0::\n0::x\nx::/y\n1:/y\n0::/a.scope", "/a.scope",
		  "/a.scope", "unit=a.scope" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct cgroup_labels labels;
		char *copy;

		ck_assert(parse(all[i].file, strlen(all[i].file), &labels, &copy));
		ck_assert_str_eq(tell(&labels), all[i].labels);
		assert_text(&labels.path, all[i].path);
		assert_text(&labels.unified, all[i].unified);
		free(copy);
	}
}
END_TEST

/* ---- from somebody who means no good ------------------------------------------------------- */

static bool parse_free(const char *data, size_t len, struct cgroup_labels *labels)
{
	char *copy;
	bool ok = parse(data, len, labels, &copy);

	free(copy);
	return ok;
}

START_TEST(cut_anywhere)
{
	static const char file[] = "12:cpu:/system.slice\n1:name=systemd:" BURSTABLE
				   "/cri-containerd-" A ".scope\n0::" MANAGER
				   "/app.slice/a:libpod:b/machine-a\\x2db.scope (deleted)\n";
	struct cgroup_labels labels;

	for (size_t from = 0; from < sizeof(file); from++)
		for (size_t to = from; to < sizeof(file); to++)
			parse_free(file + from, to - from, &labels);
}
END_TEST

START_TEST(any_bytes)
{
	static const char *const around[] = {
		"0::/lxc/?", "0::/?.service", "0::/docker/?", "0::/machine-\\x?0.scope",
		"0::/?/..",  "?::/a",
	};

	for (size_t i = 0; i < ARRAY_SIZE(around); i++) {
		for (int c = 0; c < 256; c++) {
			struct cgroup_labels labels;
			size_t len = strlen(around[i]);
			char file[64];

			strcpy(file, around[i]);
			*strchr(file, '?') = (char)c;
			parse_free(file, len, &labels);
		}
	}
}
END_TEST

/* A path is at most a page, a name 255 bytes; a recording may have anything. */
START_TEST(long_ones)
{
	char *file = malloc(1 << 20);
	struct cgroup_labels labels;

	ck_assert_ptr_nonnull(file);
	memset(file, 'x', 1 << 20);
	memcpy(file, "0::/lxc/", 8);
	ck_assert(parse_free(file, 1 << 20, &labels));
	ck_assert_uint_eq(labels.name_len, 255);
	ck_assert_uint_eq(text_len(&labels.containers[0].id), (1 << 20) - 8);

	memset(file + 3, '/', (1 << 20) - 3);
	ck_assert(parse_free(file, 1 << 20, &labels));
	ck_assert_str_eq(tell(&labels), "");
	free(file);
}
END_TEST

START_TEST(many_containers)
{
	char file[4096] = "0::";
	struct cgroup_labels labels;
	char *copy;

	for (int i = 0; i < 10; i++)
		sprintf(file + strlen(file), "/lxc/%d", i);
	ck_assert(parse(file, strlen(file), &labels, &copy));
	ck_assert_uint_eq(labels.depth, 10);
	ck_assert_str_eq(tell(&labels), "lxc=9 in=lxc/8 in=lxc/7 in=lxc/6");
	free(copy);
}
END_TEST

START_TEST(nothing_is_written)
{
	static const char *const all[] = {
		"",       "\n",    "0::",
		"0::a",   "0:/",   "::/",
		"a:b:/c", "-1::/", "99999999999999999999::/",
	};
	struct cgroup_labels labels, before;

	memset(&labels, 0x5a, sizeof(labels));
	before = labels;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		ck_assert(!parse_free(all[i], strlen(all[i]), &labels));
	ck_assert(!cgroup_parse_path("", 0, &labels));
	ck_assert(!cgroup_parse_path("a", 1, &labels));
	ck_assert_mem_eq(&labels, &before, sizeof(labels));
}
END_TEST

UNIT_MAIN("cgroup-file", files, cut_anywhere, any_bytes, long_ones, many_containers,
	  nothing_is_written)
