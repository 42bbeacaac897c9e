/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A directory of each test's own: recordings written by hand, as somebody may send them. */
#ifndef NW_UNIT_DIR_H
#define NW_UNIT_DIR_H

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>

#include "sys.h"
#include "unit.h"

#define DIR_NETNS "4026531840"
#define DIR_MARKER "netwho-recording 1\neuid 1000\nnetns " DIR_NETNS "\n"

static char dir_base[32], dir_own[48];
static unsigned dir_descriptors;

/* ---- its life ---------------------------------------------------------------- */

static inline int dir_remove_one(const char *path, const struct stat *st, int type,
				 struct FTW *ftw)
{
	return remove(path);
}

static inline unsigned dir_open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

/* Before and after all tests, so that a test that fails leaves nothing behind. */
static inline void dir_begin_all(void)
{
	strcpy(dir_base, "/tmp/netwho-unit-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir_base));
}

static inline void dir_end_all(void)
{
	nftw(dir_base, dir_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void dir_begin(void)
{
	snprintf(dir_own, sizeof(dir_own), "%s/XXXXXX", dir_base);
	ck_assert_ptr_nonnull(mkdtemp(dir_own));
	dir_descriptors = dir_open_descriptors();
}

/* Whatever was tested has closed what it opened. */
static inline void dir_end(void)
{
	ck_assert_uint_eq(dir_open_descriptors(), dir_descriptors);
}

/* ---- what is in it ----------------------------------------------------------- */

/* A path in the directory; the eighth next one overwrites it. */
static inline const char *dir_path(const char *name)
{
	static char paths[8][320];
	static unsigned next;
	char *path = paths[next++ % ARRAY_SIZE(paths)];

	ck_assert_uint_lt(strlen(name), 256);
	snprintf(path, sizeof(paths[0]), "%s/%s", dir_own, name);
	return path;
}

static inline void dir_parents(const char *name)
{
	char part[256];

	for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - name), name);
		mkdir(dir_path(part), 0700);
	}
}

static inline void dir_bytes(const char *name, const void *data, size_t len)
{
	FILE *file;

	dir_parents(name);
	file = fopen(dir_path(name), "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(data, 1, len, file), len);
	ck_assert_int_eq(fclose(file), 0);
}

static inline void dir_text(const char *name, const char *text)
{
	dir_bytes(name, text, strlen(text));
}

static inline void dir_link(const char *name, const char *target)
{
	dir_parents(name);
	ck_assert_int_eq(symlink(target, dir_path(name)), 0);
}

static inline void dir_folder(const char *name)
{
	dir_parents(name);
	ck_assert(mkdir(dir_path(name), 0700) == 0 || errno == EEXIST);
}

/* What is in a file, as a string; to be freed. */
static inline char *dir_contents(const char *name)
{
	FILE *file = fopen(dir_path(name), "r");
	char *text = calloc(1, 65536);

	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(text);
	ck_assert_uint_lt(fread(text, 1, 65535, file), 65535);
	fclose(file);
	return text;
}

/* ---- as a recording ---------------------------------------------------------- */

/* Its marker, with `more` lines: "complete\n" for one that is whole. */
static inline void dir_recording(const char *more)
{
	char marker[256];

	snprintf(marker, sizeof(marker), DIR_MARKER "%s", more);
	dir_text("netwho", marker);
}

static inline struct sys *dir_open(void)
{
	struct sys *sys = NULL;

	ck_assert_int_eq(sys_open(dir_own, &sys), 0);
	return sys;
}

/* A descriptor of a process, or of a thread with a table of its own. */
static inline void dir_descriptor(unsigned pid, unsigned tid, unsigned fd, const char *target)
{
	char name[64];

	if (tid == pid)
		snprintf(name, sizeof(name), "proc/%u/fd/%u", pid, fd);
	else
		snprintf(name, sizeof(name), "proc/%u/task/%u/fd/%u", pid, tid, fd);
	dir_link(name, target);
}

/* ---- netlink messages, one behind the other ---------------------------------- */

struct stream {
	char at[65536];
	size_t n;
};

static inline void stream_bytes(struct stream *stream, const void *data, size_t len)
{
	ck_assert_uint_le(stream->n + NLMSG_ALIGN(len), sizeof(stream->at));
	memcpy(stream->at + stream->n, data, len);
	memset(stream->at + stream->n + len, 0, NLMSG_ALIGN(len) - len);
	stream->n += NLMSG_ALIGN(len);
}

static inline void stream_add(struct stream *stream, const struct message *m)
{
	stream_bytes(stream, m, m->head.nlmsg_len);
}

/* NLMSG_DONE or NLMSG_ERROR with its number: 0 or a negative errno. */
static inline void stream_end(struct stream *stream, uint16_t type, int error)
{
	struct message m;

	message_begin(&m, &error, sizeof(error));
	m.head.nlmsg_type = type;
	stream_add(stream, &m);
}

static inline void stream_save(const struct stream *stream, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "diag/" DIR_NETNS "/%s", name);
	dir_bytes(path, stream->at, stream->n);
}

/* ---- running ----------------------------------------------------------------- */

static inline int unit_run_dir(const char *name, const TTest *const tests[], size_t n)
{
	TCase *tcase = tcase_create(name);

	tcase_add_unchecked_fixture(tcase, dir_begin_all, dir_end_all);
	tcase_add_checked_fixture(tcase, dir_begin, dir_end);
	tcase_set_timeout(tcase, 30);
	return unit_run_case(name, tcase, tests, n);
}

/* As UNIT_MAIN, each test with a directory of its own. */
#define UNIT_DIR_MAIN(name, ...)                                                         \
	int main(void)                                                                   \
	{                                                                                \
		const TTest *const tests[] = { __VA_ARGS__ };                            \
                                                                                         \
		return unit_run_dir(name, tests, ARRAY_SIZE(tests));                     \
	}

#endif
