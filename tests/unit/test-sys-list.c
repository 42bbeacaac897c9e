/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names in directories of recordings. */
#include "sys-list.h"
#include "unit-dir.h"

static bool takes(const char *name)
{
	return name[0] == 'a';
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "a b>link ...", sorted, or the error. */
static const char *list(const char *path)
{
	_cleanup_(sys_freep) struct sys *sys = dir_open();
	struct sys_names names = { 0 };
	static char said[512];
	char lines[16][64], *sorted[16];
	int r = sys_list(sys, path, takes, &names);

	said[0] = '\0';
	if (r < 0)
		strcpy(said, r == -EACCES ? "EACCES" : r == -EUCLEAN ? "EUCLEAN" : "?");
	for (size_t i = 0; i < names.all.n; i++) {
		const struct sys_name *one = &names.all.at[i];

		snprintf(lines[i], sizeof(lines[i]), "%s%s%s", names.text.at + one->name,
			 one->link ? ">" : "", one->link ? names.text.at + one->link : "");
		sorted[i] = lines[i];
	}
	qsort(sorted, names.all.n, sizeof(*sorted), by_bytes);
	for (size_t i = 0; i < names.all.n; i++)
		snprintf(said + strlen(said), sizeof(said) - strlen(said), "%s%s",
			 i ? " " : "", sorted[i]);
	sys_names_free(&names);
	return said;
}

START_TEST(names)
{
	dir_recording("complete\n");
	dir_text("etc/x/a1", "");
	dir_text("etc/x/b", "");
	dir_text("etc/x/a2.d/inside", "");
	dir_link("etc/x/a3", "/dev/null");
	dir_link("etc/x/a4", "/opt/a4");
	ck_assert_str_eq(list("etc/x"), "a1 a2.d a3>/dev/null a4");
	dir_folder("etc/y");
	ck_assert_str_eq(list("etc/y"), "");
	ck_assert_str_eq(list("etc/z"), "");
	ck_assert_str_eq(list("etc/x/b"), "EUCLEAN");
}
END_TEST

/* Of what could not be read there is no more than the error. */
START_TEST(refused)
{
	dir_recording("complete\n");
	dir_text("index",
		 "error EACCES etc/x/a1\nerror EACCES etc/x/b\nerror ENOENT etc/x/a2\n"
		 "error EACCES etc/x/a3/below\nerror EACCES etc/xa4\nerror EACCES etc/v\n");
	ck_assert_str_eq(list("etc/x"), "a1");
	dir_text("etc/x/a5", "");
	ck_assert_str_eq(list("etc/x"), "a1 a5");
	ck_assert_str_eq(list("etc/v"), "EACCES");
}
END_TEST

UNIT_DIR_MAIN("sys-list", names, refused)
