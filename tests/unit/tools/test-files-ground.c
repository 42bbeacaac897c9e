/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where paths lead, by this process and by its helper: both say the same. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nfiles-ground.h"
#include "nfiles-inside.h"
#include "unit.h"

/* A directory of the test's own, in which it stands, with something "mounted" at "server". */
static char base[PATH_MAX];
static struct files_ground ground;
static struct files_mount mounts[2];

static void touch(const char *path)
{
	FILE *file = fopen(path, "we");

	ck_assert_ptr_nonnull(file);
	fclose(file);
}

static void begin(void)
{
	static char point[PATH_MAX + 16];
	char name[] = "/tmp/netwho-unit-XXXXXX";

	ck_assert_ptr_nonnull(mkdtemp(name));
	ck_assert_int_eq(chdir(name), 0);
	ck_assert_ptr_nonnull(getcwd(base, sizeof(base)));
	ck_assert(mkdir("server", 0700) == 0 && mkdir("server/in", 0700) == 0 &&
		  mkdir("local", 0700) == 0);
	touch("server/in/file");
	touch("local/file");
	ck_assert(symlink("file", "local/link") == 0 && symlink("../server", "local/far") == 0 &&
		  symlink("round", "round") == 0);
	snprintf(point, sizeof(point), "%s/server", base);
	mounts[0] = (struct files_mount){ .point = "/", .source = "", .type = "" };
	mounts[1] = (struct files_mount){ .point = point, .source = "", .type = "",
					  .blocks = true };
	ground = (struct files_ground){ .mounts = { mounts, 2, true, false },
					.cwd = base, .wait_ms = 10000, .fd = -1 };
}

static void end(void)
{
	static const char *const all[] = {
		"server/in/file", "server/in", "server", "local/file", "local/link", "local/far",
		"local", "round",
	};

	helper_end(&ground);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		ck_assert_int_eq(remove(all[i]), 0);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(base), 0);
}

START_TEST(absolutes)
{
	static const struct {
		const char *path, *absolute;
	} all[] = {
		{ "/", "/" },         { "//a//b/", "/a/b" }, { "/a/./b/../c", "/a/c" },
		{ "/../..", "/" },    { ".", "/cwd/x" },     { "y", "/cwd/x/y" },
		{ "../y", "/cwd/y" }, { "", "/cwd/x" },      { "...", "/cwd/x/..." },
	};
	struct files_ground here = { .cwd = (char *)"/cwd/x" };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		char *absolute = ground_absolute(&here, all[i].path);

		ck_assert_str_eq(absolute, all[i].absolute);
		free(absolute);
	}
}
END_TEST

START_TEST(ways)
{
	struct files_mount some[] = {
		{ .point = "/" },
		{ .point = "/net", .blocks = true },
		{ .point = "/net/deep", .blocks = true },
		{ .point = "/net/local" },
	};
	const struct files_mounts list = { some, ARRAY_SIZE(some), true, false };

	ck_assert_ptr_null(files_mount_blocks(&list, "/"));
	ck_assert_ptr_null(files_mount_blocks(&list, "/network"));
	ck_assert_ptr_eq(files_mount_blocks(&list, "/net"), &some[1]);
	ck_assert_ptr_eq(files_mount_blocks(&list, "/net/x/y"), &some[1]);
	ck_assert_ptr_eq(files_mount_blocks(&list, "/net/deep/x"), &some[2]);
	/* Its way leads past the server. */
	ck_assert_ptr_eq(files_mount_blocks(&list, "/net/local/x"), &some[1]);
	ck_assert_ptr_eq(files_mounted_at(&list, "/net/local"), &some[3]);
	ck_assert_ptr_null(files_mounted_at(&list, "/net/local/"));
}
END_TEST

static void resolves(const char *path, const char *to)
{
	char *resolved;

	ck_assert_int_eq(ground_resolve(&ground, path, &resolved), 0);
	ck_assert_str_eq(resolved, to);
	free(resolved);
}

START_TEST(links)
{
	char longest[PATH_MAX + 1], *resolved;

	begin();
	resolves("local/link", "local/file");
	resolves("./local//link", "./local//file");
	resolves("local/nosuch/x", "local/nosuch/x");
	ck_assert_int_eq(ground.pid, 0);
	resolves("local/far/in/file", "local/../server/in/file");
	ck_assert_int_gt(ground.pid, 0);
	ck_assert_int_eq(ground_resolve(&ground, "round", &resolved), -ELOOP);
	memset(longest, 'x', PATH_MAX);
	longest[PATH_MAX] = '\0';
	ck_assert_int_eq(ground_resolve(&ground, longest, &resolved), -ENAMETOOLONG);
	end();
}
END_TEST

/* A mount's own name needs no look at it. */
START_TEST(points)
{
	char *resolved;

	begin();
	mounts[1].silent = true;
	resolves("local/far", "local/../server");
	ck_assert_int_eq(ground_resolve(&ground, "server/in", &resolved), -ETIMEDOUT);
	ck_assert_int_eq(ground.pid, 0);
	end();
}
END_TEST

START_TEST(looks)
{
	struct files_look look;
	struct stat st;

	begin();
	ck_assert_int_eq(ground_look(&ground, "local/link", false, &look), 0);
	ck_assert(S_ISLNK(look.mode));
	ck_assert_int_eq(ground.pid, 0);
	ck_assert_int_eq(ground_look(&ground, "server/in/file", true, &look), 0);
	ck_assert_int_gt(ground.pid, 0);
	ck_assert_int_eq(stat("server/in/file", &st), 0);
	ck_assert(look.device == st.st_dev && look.inode == st.st_ino &&
		  look.mode == st.st_mode);
	ck_assert_int_eq(ground_look(&ground, "server/nosuch", true, &look), -ENOENT);
	end();
}
END_TEST

START_TEST(silence)
{
	struct files_look look;

	begin();
	ck_assert_int_eq(ground_look(&ground, "server/in", true, &look), 0);
	kill(ground.pid, SIGSTOP);
	ground.wait_ms = 20;
	ck_assert_int_eq(ground_look(&ground, "server/in", true, &look), -ETIMEDOUT);
	/* Whom it asked is known from before, and is not asked again. */
	ck_assert(mounts[1].silent);
	ck_assert_int_eq(ground.pid, 0);
	ck_assert_int_eq(ground_look(&ground, "server/in/file", true, &look), -ETIMEDOUT);
	ck_assert_int_eq(ground_look(&ground, "local/file", true, &look), 0);
	end();
}
END_TEST

/* ---- walks ------------------------------------------------------------------------------- */

static char met[1024];

static int meet(void *arg, const struct files_met *one)
{
	const char *path = one->path;

	ck_assert_ptr_eq(arg, &ground);
	strcat(strcat(met, one->call ? one->call : ""), " ");
	strcat(strcat(met, path), "\n");
	return 0;
}

static void walk(const char *path, bool deep, uint8_t cross)
{
	struct files_walk order = { .deep = deep, .cross = cross, .meet = meet, .arg = &ground };
	struct stat st;

	met[0] = '\0';
	ck_assert_int_eq(stat(path, &st), 0);
	order.device = st.st_dev;
	ck_assert_int_eq(ground_walk(&ground, path, &order), 0);
}

static bool has(const char *line)
{
	return strstr(met, line);
}

START_TEST(walks)
{
	begin();
	walk(".", true, 0);
	ck_assert(has(" .\n") && has(" ./local\n") && has(" ./local/file\n"));
	ck_assert(!has("link") && !has("server"));
	ck_assert_int_eq(ground.pid, 0);
	walk(".", false, 0);
	ck_assert(has(" ./local\n") && !has("file"));
	walk(".", true, FILES_CROSS_MOUNTS);
	ck_assert(has(" ./server\n") && has(" ./server/in/file\n") && !has("link"));
	walk("local/", false, FILES_CROSS_LINKS);
	ck_assert(has(" local/link\n") && has(" local/far\n"));
	walk("server", true, 0);
	ck_assert_str_eq(met, " server\n server/in\n server/in/file\n");
	mounts[1].silent = true;
	walk(".", true, FILES_CROSS_MOUNTS);
	ck_assert(has("lstat ./server\n") && has(" ./local/file\n"));
	end();
}
END_TEST

UNIT_MAIN("files-ground", absolutes, ways, links, points, looks, silence, walks)
