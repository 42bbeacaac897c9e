/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files through the door: live, out of a recording, and both the same. */
#include <fcntl.h>

#include "unit-dir.h"

static void assert_read(struct sys *sys, const char *path, const char *data, int result)
{
	_free_ char *held = NULL;
	struct bytes bytes = { 0 };
	int r = sys_read(sys, &bytes, "%s", path);

	held = bytes.at;
	ck_assert_int_eq(r, result);
	ck_assert_uint_eq(bytes.n, strlen(data));
	ck_assert_mem_eq(bytes.at, data, bytes.n);
	/* So that it may be handled as a string. */
	ck_assert_int_eq(bytes.at[bytes.n], '\0');
}

static void assert_refused(struct sys *sys, const char *path, int error)
{
	_free_ char *held = NULL;
	struct bytes bytes = { 0 };
	int r = sys_read(sys, &bytes, "%s", path);

	held = bytes.at;
	ck_assert_int_eq(r, error);
}

/* What is wrong with a recording, once for each of its files. */
static void assert_troubles(const struct sys *sys, const char *expected)
{
	struct notes notes = { 0 };
	char text[512] = "";

	ck_assert_int_eq(sys_troubles((struct sys *)sys, &notes), 0);
	for (size_t i = 0; i < notes.all.n; i++)
		sprintf(text + strlen(text), "%s %s\n",
			nw_note_kind_name(notes.all.at[i].kind), notes.all.at[i].where);
	ck_assert_str_eq(text, expected);
	vec_free(&notes.all);
}

/* ---- opening ----------------------------------------------------------------- */

START_TEST(opened)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;

	dir_recording("complete\n");
	sys = dir_open();
	ck_assert(sys_replays(sys));
	ck_assert(!sys_records(sys));
	ck_assert(sys_complete(sys));
	ck_assert_uint_eq(sys_euid(sys), 1000);
	ck_assert_uint_eq(sys_netns(sys), UINT64_C(4026531840));
	/* A recording of a recording would speak of nobody's system. */
	ck_assert_int_eq(sys_record(sys, dir_path("copy")), -EINVAL);
}
END_TEST

START_TEST(not_whole)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;

	dir_recording("");
	sys = dir_open();
	ck_assert(!sys_complete(sys));
	assert_troubles(sys, "cut netwho\n");
}
END_TEST

START_TEST(not_opened)
{
	struct sys *sys = (struct sys *)1;

	ck_assert_int_eq(sys_open(dir_path("none"), &sys), -ENOENT);
	ck_assert_int_eq(sys_open(dir_own, &sys), -EBADMSG);
	dir_text("file", DIR_MARKER);
	ck_assert_int_eq(sys_open(dir_path("file"), &sys), -ENOTDIR);
	/* Written on success only. */
	ck_assert_ptr_eq(sys, (struct sys *)1);
	sys_free(NULL);
}
END_TEST

START_TEST(live)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	char link[64] = "", expected[64];

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert(!sys_replays(sys));
	ck_assert(!sys_records(sys));
	ck_assert(sys_complete(sys));
	ck_assert_uint_eq(sys_euid(sys), geteuid());
	ck_assert_int_gt(readlink("/proc/self/ns/net", link, sizeof(link) - 1), 0);
	snprintf(expected, sizeof(expected), "net:[%llu]", (unsigned long long)sys_netns(sys));
	ck_assert_str_eq(link, expected);
	/* Nothing is recorded: the end of it is nothing too. */
	ck_assert_int_eq(sys_record_end(sys), 0);
}
END_TEST

/* ---- reading a recording ----------------------------------------------------- */

START_TEST(read_whole)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	char *large = malloc(300001);

	ck_assert_ptr_nonnull(large);
	memset(large, 'l', 300000);
	large[300000] = '\0';
	dir_recording("complete\n");
	dir_text("index", "size 5 proc/net/tcp\nsize 0 proc/empty\nsize 300000 proc/large\n");
	dir_text("proc/net/tcp", "lines");
	dir_text("proc/empty", "");
	dir_text("proc/large", large);
	dir_text("proc/unlisted", "also there");
	sys = dir_open();
	assert_read(sys, "proc/net/tcp", "lines", 0);
	assert_read(sys, "proc/empty", "", 0);
	assert_read(sys, "proc/large", large, 0);
	assert_read(sys, "proc/unlisted", "also there", 0);
	assert_troubles(sys, "");
	free(large);
}
END_TEST

/* One buffer for many files: each reading replaces the last. */
START_TEST(read_again)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	_free_ char *held = NULL;
	struct bytes bytes = { 0 };

	dir_recording("complete\n");
	dir_text("proc/7/cmdline", "a longer one");
	dir_text("proc/8/cmdline", "short");
	sys = dir_open();
	ck_assert_int_eq(sys_read(sys, &bytes, "proc/%u/%s", 7U, "cmdline"), 0);
	ck_assert_str_eq(bytes.at, "a longer one");
	ck_assert_int_eq(sys_read(sys, &bytes, "proc/%u/%s", 8U, "cmdline"), 0);
	held = bytes.at;
	ck_assert_str_eq(bytes.at, "short");
	ck_assert_uint_eq(bytes.n, 5);
}
END_TEST

START_TEST(read_cut)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;

	dir_recording("complete\n");
	dir_text("index", "size 6 proc/cut\nsize 100 proc/empty\nsize 3 proc/grown\n");
	dir_text("proc/cut", "lines");
	dir_text("proc/empty", "");
	dir_text("proc/grown", "lines");
	sys = dir_open();
	assert_read(sys, "proc/cut", "lines", 1);
	assert_read(sys, "proc/empty", "", 1);
	assert_read(sys, "proc/grown", "lines", 0);
	assert_read(sys, "proc/cut", "lines", 1);
	assert_troubles(sys, "cut proc/cut\ncut proc/empty\n");
}
END_TEST

/* What the system refused then is refused again, whatever lies in the directory. */
START_TEST(read_refused)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;

	dir_recording("complete\n");
	dir_text("index", "error EACCES proc/1/stat\nerror EPERM proc/2/stat\n"
			  "error ENOENT proc/net/udp\nerror ENOSUCHTHING proc/odd\n");
	dir_text("proc/1/stat", "somebody put it here");
	sys = dir_open();
	assert_refused(sys, "proc/1/stat", -EACCES);
	assert_refused(sys, "proc/2/stat", -EPERM);
	assert_refused(sys, "proc/net/udp", -ENOENT);
	assert_refused(sys, "proc/odd", -EIO);
	assert_refused(sys, "proc/never/asked", -ENOENT);
	/* That was the system's, and no fault of the recording. */
	assert_troubles(sys, "");
}
END_TEST

/* What should be there and is not, or is something else, is a fault of the recording. */
START_TEST(read_damaged)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;

	dir_recording("complete\n");
	dir_text("index", "size 5 proc/lost\nnonsense\n");
	dir_link("proc/net/tcp", "/etc/passwd");
	dir_link("proc/7", "/proc/self");
	ck_assert_int_eq(mkfifo(dir_path("proc/net/udp"), 0600), 0);
	dir_text("proc/8", "no directory");
	dir_folder("proc/9/stat");
	sys = dir_open();
	for (int i = 0; i < 2; i++) {
		assert_refused(sys, "proc/net/tcp", -EUCLEAN);
		assert_refused(sys, "proc/7/stat", -EUCLEAN);
		assert_refused(sys, "proc/7/status", -EUCLEAN);
		assert_refused(sys, "proc/net/udp", -EUCLEAN);
		assert_refused(sys, "proc/8/stat", -EUCLEAN);
		assert_refused(sys, "proc/9/stat", -EUCLEAN);
		assert_refused(sys, "proc/lost", -EUCLEAN);
	}
	assert_troubles(sys, "malformed index\nunreadable proc/net/tcp\nunreadable proc/7\n"
			     "unreadable proc/net/udp\nunreadable proc/8\n"
			     "unreadable proc/9/stat\nunreadable proc/lost\n");
}
END_TEST

/* A link is read, and never followed. */
START_TEST(links)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	char target[8];

	dir_recording("complete\n");
	dir_text("index", "error EACCES proc/1/ns/net\n");
	dir_link("proc/7/ns/net", "net:[5]");
	dir_link("proc/8/ns/net", "net:[4026531840]");
	dir_link("proc/9", "/proc/self");
	dir_link("proc/1/ns/net", "net:[1]");
	sys = dir_open();
	ck_assert_int_eq(sys_link(sys, target, sizeof(target), "proc/%u/ns/%s", 7U, "net"), 0);
	ck_assert_str_eq(target, "net:[5]");
	/* Cut where there is no room. */
	ck_assert_int_eq(sys_link(sys, target, sizeof(target), "proc/8/ns/net"), 0);
	ck_assert_str_eq(target, "net:[40");
	ck_assert_int_eq(sys_link(sys, target, sizeof(target), "proc/1/ns/net"), -EACCES);
	ck_assert_int_eq(sys_link(sys, target, sizeof(target), "proc/2/ns/net"), -ENOENT);
	ck_assert_int_lt(sys_link(sys, target, sizeof(target), "proc/9/ns/net"), 0);
}
END_TEST

START_TEST(links_recorded)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	char was[64], is[64];

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(sys_record(sys, dir_path("rec")), 0);
	ck_assert_int_eq(sys_link(sys, was, sizeof(was), "proc/%d/ns/net", getpid()), 0);
	ck_assert_int_eq(sys_link(sys, is, sizeof(is), "proc/%d/ns/none", getpid()), -ENOENT);
	ck_assert_int_eq(sys_record_freeze(sys), 0);
	ck_assert_int_eq(sys_link(sys, is, sizeof(is), "proc/%d/ns/net", getpid()), 0);
	ck_assert_str_eq(is, was);
	ck_assert_int_eq(sys_link(sys, is, sizeof(is), "proc/%d/ns/none", getpid()), -ENOENT);
	ck_assert_int_eq(sys_record_end(sys), 0);
}
END_TEST

/* ---- recording --------------------------------------------------------------- */

/* The system's uptime never is what it was: it shows where an answer comes from. */
START_TEST(recorded)
{
	_cleanup_(sys_freep) struct sys *sys = NULL, *replay = NULL;
	struct bytes first = { 0 };

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(sys_record(sys, dir_path("rec")), 0);
	ck_assert(sys_records(sys));
	ck_assert_int_eq(sys_record(sys, dir_path("rec2")), -EINVAL);
	ck_assert_int_eq(sys_read(sys, &first, "proc/uptime"), 0);
	assert_refused(sys, "proc/no-such-file", -ENOENT);
	assert_refused(sys, "proc/self/task", -EISDIR);

	/* From here on nothing comes from the system any more. */
	ck_assert_int_eq(sys_record_freeze(sys), 0);
	assert_read(sys, "proc/uptime", first.at, 0);
	assert_refused(sys, "proc/no-such-file", -ENOENT);
	assert_refused(sys, "proc/self/task", -EISDIR);
	assert_refused(sys, "proc/self/status", -ENOENT);

	ck_assert_int_eq(sys_save(sys, "names", "user 0 root\n", 12), 0);
	ck_assert_int_eq(sys_record_end(sys), 0);
	ck_assert_int_eq(sys_open(dir_path("rec"), &replay), 0);
	ck_assert(sys_complete(replay));
	ck_assert_uint_eq(sys_euid(replay), sys_euid(sys));
	ck_assert_uint_eq(sys_netns(replay), sys_netns(sys));
	assert_read(replay, "proc/uptime", first.at, 0);
	assert_refused(replay, "proc/no-such-file", -ENOENT);
	assert_refused(replay, "proc/self/task", -EISDIR);
	assert_refused(replay, "proc/self/status", -ENOENT);
	assert_read(replay, "names", "user 0 root\n", 0);
	free(first.at);
}
END_TEST

/* A file that was shorter when it was read again is whole for that. */
START_TEST(saved_twice)
{
	_cleanup_(sys_freep) struct sys *sys = NULL, *replay = NULL;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(sys_record(sys, dir_path("rec")), 0);
	ck_assert_int_eq(sys_save(sys, "proc/net/tcp", "many lines", 10), 0);
	ck_assert_int_eq(sys_save(sys, "proc/net/tcp", "few", 3), 0);
	ck_assert_int_eq(sys_record_freeze(sys), 0);
	assert_read(sys, "proc/net/tcp", "few", 0);
	ck_assert_int_eq(sys_record_end(sys), 0);
	ck_assert_int_eq(sys_open(dir_path("rec"), &replay), 0);
	assert_read(replay, "proc/net/tcp", "few", 0);
}
END_TEST

START_TEST(not_recorded)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;

	dir_text("full/precious", "bytes");
	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(sys_record(sys, dir_path("full")), -ENOTEMPTY);
	ck_assert(!sys_records(sys));
	/* It may still be recorded into another one. */
	ck_assert_int_eq(sys_record(sys, dir_path("rec")), 0);
	ck_assert(sys_records(sys));
}
END_TEST

/* Nothing may be saved where nothing is recorded, and a failure is told at the end. */
START_TEST(not_saved)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_lt(sys_save(sys, "names", "x", 1), 0);
	ck_assert_int_eq(sys_record(sys, dir_path("rec")), 0);
	ck_assert_int_eq(sys_save(sys, "netwho/below-a-file", "x", 1), -EIO);
	ck_assert_int_eq(sys_record_freeze(sys), 0);
	ck_assert_int_eq(sys_record_end(sys), -EIO);
}
END_TEST

UNIT_DIR_MAIN("sys", opened, not_whole, not_opened, live, read_whole, read_again,
	      read_cut, read_refused, read_damaged, links, links_recorded, recorded,
	      saved_twice, not_recorded, not_saved)
