/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A recording's marker, and paths inside it: nothing of it leads out, nothing hangs. */
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "recording.h"
#include "unit-dir.h"

static int load(struct recording *rec, const char *dir)
{
	recording_init(rec);
	return recording_load(rec, dir);
}

static int load_fails(const char *dir)
{
	struct recording rec;
	int r = load(&rec, dir);

	recording_free(&rec);
	return r;
}

static void create(struct recording *rec, const char *name)
{
	recording_init(rec);
	ck_assert_int_eq(recording_create(rec, dir_path(name), 1000, UINT64_C(4026531840)), 0);
}

/* ---- the marker -------------------------------------------------------------- */

START_TEST(created)
{
	struct recording rec;
	struct stat st;

	umask(0);
	create(&rec, "new");
	ck_assert_int_eq(stat(dir_path("new"), &st), 0);
	ck_assert(S_ISDIR(st.st_mode));
	/* Command lines and keys are in it. */
	ck_assert_uint_eq(st.st_mode & 07777, 0700);
	ck_assert_int_eq(stat(dir_path("new/netwho"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	recording_free(&rec);

	/* Nobody said that it is whole. */
	ck_assert_int_eq(load(&rec, dir_path("new")), 0);
	ck_assert(!rec.complete);
	ck_assert_uint_eq(rec.euid, 1000);
	ck_assert_uint_eq(rec.netns, UINT64_C(4026531840));
	recording_free(&rec);
}
END_TEST

START_TEST(created_in_an_empty_directory)
{
	struct recording rec;

	dir_folder("empty");
	create(&rec, "empty");
	ck_assert_int_eq(recording_index(&rec), 0);
	ck_assert_int_eq(recording_finish(&rec), 0);
	recording_free(&rec);
	ck_assert_int_eq(load(&rec, dir_path("empty")), 0);
	ck_assert(rec.complete);
	recording_free(&rec);
}
END_TEST

START_TEST(not_created)
{
	static const struct {
		const char *name;
		int error;
	} all[] = {
		{ "full", -ENOTEMPTY },
		{ "hidden", -ENOTEMPTY },
		{ "file", -ENOTDIR },
		{ "no/such", -ENOENT },
	};

	dir_text("full/precious", "bytes");
	dir_text("hidden/.precious", "bytes");
	dir_text("file", "bytes");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct recording rec;

		recording_init(&rec);
		ck_assert_int_eq(recording_create(&rec, dir_path(all[i].name), 0, 1),
				 all[i].error);
		recording_free(&rec);
	}
	/* Nothing was put beside what was there. */
	ck_assert_int_lt(access(dir_path("full/netwho"), F_OK), 0);
	ck_assert_int_lt(access(dir_path("hidden/netwho"), F_OK), 0);
}
END_TEST

START_TEST(marker_lines)
{
	static const struct {
		const char *text;
		uint32_t euid;
		uint64_t netns;
		bool complete;
	} all[] = {
		{ "netwho-recording 1\n", 0, 0, false },
		{ "netwho-recording 1", 0, 0, false },
		{ "netwho-recording 1\ncomplete\n", 0, 0, true },
		{ "netwho-recording 1\neuid 4294967294\nnetns 4026532000\ncomplete",
		  4294967294U, UINT64_C(4026532000), true },
		/* Lines of a later program of the same format. */
		{ "netwho-recording 1\nhost a b c\n\neuid 5\nkernel\ncomplete\nmore 1\n",
		  5, 0, true },
		{ "netwho-recording 1\neuid x\nnetns\nincomplete\n", 0, 0, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct recording rec;

		dir_text("netwho", all[i].text);
		ck_assert_int_eq(load(&rec, dir_own), 0);
		ck_assert_uint_eq(rec.euid, all[i].euid);
		ck_assert_uint_eq(rec.netns, all[i].netns);
		ck_assert(rec.complete == all[i].complete);
		recording_free(&rec);
	}
}
END_TEST

START_TEST(no_recordings)
{
	static const char *const markers[] = {
		"",
		"\n",
		"netwho",
		"netwho-recording",
		"netwho-recording\n1\n",
		"netwho-recording 0\n",
		"netwho-recording 2\ncomplete\n",
		"netwho-recording 10\n",
		"netwho-recording x\n",
		"\nnetwho-recording 1\n",
		"another-recording 1\n",
		"netwho-recording 18446744073709551617\n",
	};

	ck_assert_int_eq(load_fails(dir_path("none")), -ENOENT);
	dir_text("file", DIR_MARKER);
	ck_assert_int_eq(load_fails(dir_path("file")), -ENOTDIR);
	dir_folder("empty");
	ck_assert_int_eq(load_fails(dir_path("empty")), -EBADMSG);
	for (size_t i = 0; i < ARRAY_SIZE(markers); i++) {
		dir_text("netwho", markers[i]);
		ck_assert_int_eq(load_fails(dir_own), -EBADMSG);
	}
}
END_TEST

/* Somebody else's directory: whatever stands in the marker's place. */
START_TEST(no_marker)
{
	const char *path = dir_path("netwho");

	dir_text("elsewhere", DIR_MARKER);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(load_fails(dir_own), -EBADMSG);
	remove(path);
	ck_assert_int_eq(symlink("elsewhere", path), 0);
	ck_assert_int_eq(load_fails(dir_own), -EBADMSG);
	remove(path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(load_fails(dir_own), -EBADMSG);
}
END_TEST

/* ---- paths ------------------------------------------------------------------- */

static int opens(const struct recording *rec, const char *path, int flags)
{
	int fd = recording_open(rec, path, flags);

	if (fd < 0)
		return fd;
	ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	close(fd);
	return 0;
}

START_TEST(opened)
{
	struct recording rec;
	char bytes[8] = "";
	int fd;

	dir_recording("");
	dir_text("proc/net/tcp", "lines");
	ck_assert_int_eq(load(&rec, dir_own), 0);
	fd = recording_open(&rec, "proc/net/tcp", O_RDONLY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(read(fd, bytes, sizeof(bytes)), 5);
	ck_assert_str_eq(bytes, "lines");
	close(fd);
	ck_assert_int_eq(opens(&rec, "proc/net", O_RDONLY | O_DIRECTORY), 0);
	ck_assert_int_eq(opens(&rec, "proc", O_RDONLY | O_DIRECTORY), 0);

	ck_assert_int_eq(opens(&rec, "proc/net/udp", O_RDONLY), -ENOENT);
	ck_assert_int_eq(opens(&rec, "sys/net/tcp", O_RDONLY), -ENOENT);
	ck_assert_int_eq(opens(&rec, "proc/net/tcp", O_RDONLY | O_DIRECTORY), -ENOTDIR);
	ck_assert_int_eq(opens(&rec, "proc/net/tcp/more", O_RDONLY), -ENOTDIR);
	recording_free(&rec);
}
END_TEST

/* A recording that came by mail must not read our files, nor make us wait. */
START_TEST(leads_nowhere_else)
{
	static const char *const paths[] = {
		"file-link",
		"dir-link/tcp",
		"dir-link",
		"deep/link",
		"out-link",
		"root-link/passwd",
		"../outside",
		"proc/../../outside",
		"/etc/passwd",
		"/",
		"..",
		"dangling",
		"",
	};
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	struct recording rec;
	int fd;

	dir_text("outside", "secret");
	dir_text("rec/netwho", DIR_MARKER);
	dir_text("rec/proc/tcp", "inside");
	dir_link("rec/file-link", "proc/tcp");
	dir_link("rec/dir-link", "proc");
	dir_link("rec/deep/link", "../proc/tcp");
	dir_link("rec/out-link", "../outside");
	dir_link("rec/root-link", "/etc");
	dir_link("rec/dangling", "nowhere");
	ck_assert_int_eq(load(&rec, dir_path("rec")), 0);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		ck_assert_int_lt(opens(&rec, paths[i], O_RDONLY), 0);

	ck_assert_int_eq(mkfifo(dir_path("rec/fifo"), 0600), 0);
	ck_assert_int_eq(opens(&rec, "fifo", O_RDONLY), -EBADMSG);
	snprintf(name.sun_path, sizeof(name.sun_path), "%s", dir_path("rec/socket"));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	ck_assert_int_lt(opens(&rec, "socket", O_RDONLY), 0);
	close(fd);
	recording_free(&rec);
}
END_TEST

START_TEST(made)
{
	struct recording rec;
	struct stat st;
	int fd;

	umask(0);
	create(&rec, "rec");
	fd = recording_make_file(&rec, "proc/1/attr/current");
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "label", 5), 5);
	close(fd);
	ck_assert_int_eq(stat(dir_path("rec/proc/1/attr/current"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	ck_assert_int_eq(stat(dir_path("rec/proc/1"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0700);

	/* The second time it is another, shorter, file. */
	fd = recording_make_file(&rec, "proc/1/attr/current");
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(stat(dir_path("rec/proc/1/attr/current"), &st), 0);
	ck_assert_int_eq(st.st_size, 0);

	for (size_t i = 0; i < 2; i++) {
		fd = recording_make_dir(&rec, "proc/2/fd");
		ck_assert_int_ge(fd, 0);
		ck_assert_int_eq(fstat(fd, &st), 0);
		ck_assert(S_ISDIR(st.st_mode));
		close(fd);
	}
	ck_assert(!rec.failed);
	recording_free(&rec);
}
END_TEST

/* What could not be written is said at the end, and the recording is never called whole. */
START_TEST(failures_are_kept)
{
	static const char *const paths[] = { "netwho/x", "link/x", "../x", "file-link" };

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		char name[16];
		struct recording rec;
		struct stat st;

		snprintf(name, sizeof(name), "rec-%zu", i);
		create(&rec, name);
		ck_assert_int_eq(symlinkat("..", rec.dir, "link"), 0);
		ck_assert_int_eq(symlinkat("../written", rec.dir, "file-link"), 0);
		ck_assert_int_lt(recording_make_file(&rec, paths[i]), 0);
		ck_assert(rec.failed);
		ck_assert_int_eq(recording_index(&rec), 0);
		ck_assert_int_eq(recording_finish(&rec), -EIO);
		recording_free(&rec);
		ck_assert_int_eq(load(&rec, dir_path(name)), 0);
		ck_assert(!rec.complete);
		recording_free(&rec);
		ck_assert_int_lt(stat(dir_path("written"), &st), 0);
		ck_assert_int_lt(stat(dir_path("x"), &st), 0);
	}
}
END_TEST

UNIT_DIR_MAIN("recording", created, created_in_an_empty_directory, not_created, marker_lines,
	      no_recordings, no_marker, opened, leads_nowhere_else, made, failures_are_kept)
