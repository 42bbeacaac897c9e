/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A recording's index: how long each file was, and what the system refused. */
#include <pthread.h>

#include "recording.h"
#include "unit-dir.h"

static void create(struct recording *rec)
{
	recording_init(rec);
	ck_assert_int_eq(recording_create(rec, dir_path("rec"), 0, 1), 0);
}

/* Write what was noted, and read it as somebody else would. */
static void write_and_load(struct recording *rec)
{
	ck_assert_int_eq(recording_index(rec), 0);
	ck_assert_int_eq(recording_finish(rec), 0);
	recording_free(rec);
	recording_init(rec);
	ck_assert_int_eq(recording_load(rec, dir_path("rec")), 0);
}

static void assert_size(const struct recording *rec, const char *path, size_t size)
{
	const struct recorded *found = recording_find(rec, path);

	ck_assert_ptr_nonnull(found);
	ck_assert_str_eq(found->path, path);
	ck_assert_int_eq(found->error, 0);
	ck_assert_uint_eq(found->size, size);
}

static void assert_error(const struct recording *rec, const char *path, int error)
{
	const struct recorded *found = recording_find(rec, path);

	ck_assert_ptr_nonnull(found);
	ck_assert_int_eq(found->error, error);
}

START_TEST(sizes_and_errors)
{
	struct recording rec;

	create(&rec);
	recording_note(&rec, "proc/net/udp", 0, 0);
	recording_note(&rec, "proc/9/fd", EACCES, 0);
	recording_note(&rec, "proc/net/tcp", 0, SIZE_MAX);
	recording_note(&rec, "diag/1/raw-inet", ENOENT, 0);
	recording_note(&rec, "a", 0, 1);
	write_and_load(&rec);
	ck_assert_uint_eq(rec.index.n, 5);
	assert_size(&rec, "proc/net/udp", 0);
	assert_size(&rec, "proc/net/tcp", SIZE_MAX);
	assert_size(&rec, "a", 1);
	assert_error(&rec, "proc/9/fd", EACCES);
	assert_error(&rec, "diag/1/raw-inet", ENOENT);
	recording_free(&rec);
}
END_TEST

START_TEST(found_before_it_is_loaded)
{
	struct recording rec;

	create(&rec);
	recording_note(&rec, "b", 0, 2);
	recording_note(&rec, "a", 0, 1);
	recording_note(&rec, "c", EPERM, 0);
	ck_assert_int_eq(recording_index(&rec), 0);
	assert_size(&rec, "a", 1);
	assert_size(&rec, "b", 2);
	assert_error(&rec, "c", EPERM);
	recording_free(&rec);
}
END_TEST

START_TEST(not_found)
{
	static const char *const paths[] = { "",
					     "proc",
					     "proc/net/tc",
					     "proc/net/tcp6",
					     "proc/net/tcp ",
					     "PROC/NET/TCP" };
	struct recording rec;

	create(&rec);
	ck_assert_ptr_null(recording_find(&rec, "proc/net/tcp"));
	recording_note(&rec, "proc/net/tcp", 0, 10);
	write_and_load(&rec);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		ck_assert_ptr_null(recording_find(&rec, paths[i]));
	recording_free(&rec);
}
END_TEST

/* Each error the system may give comes back; one that has no name is an EIO. */
START_TEST(errors)
{
	static const int all[] = { EPERM,      ENOENT, ESRCH,        EIO,
				   EACCES,     EINVAL, ENOTDIR,      EISDIR,
				   EOPNOTSUPP, ENOSYS, EAFNOSUPPORT, EPROTONOSUPPORT,
				   EMFILE,     ENOMEM };
	struct recording rec;
	char path[32];

	create(&rec);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		snprintf(path, sizeof(path), "e%zu", i);
		recording_note(&rec, path, all[i], 0);
	}
	recording_note(&rec, "strange", 4000, 0);
	write_and_load(&rec);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		snprintf(path, sizeof(path), "e%zu", i);
		assert_error(&rec, path, all[i]);
	}
	assert_error(&rec, "strange", EIO);
	recording_free(&rec);
}
END_TEST

/* Their numbers differ between architectures: the file has names. */
START_TEST(the_file)
{
	_free_ char *text = NULL;
	struct recording rec;

	create(&rec);
	recording_note(&rec, "proc/net/tcp", 0, 12);
	recording_note(&rec, "proc/9/fd", EACCES, 0);
	ck_assert_int_eq(recording_index(&rec), 0);
	text = dir_contents("rec/index");
	ck_assert_str_eq(text, "error EACCES proc/9/fd\nsize 12 proc/net/tcp\n");
	recording_free(&rec);
}
END_TEST

/* The file is overwritten when it is read again: the last reading is what is there. */
START_TEST(read_twice)
{
	struct recording rec;

	create(&rec);
	recording_note(&rec, "shrunk", 0, 10);
	recording_note(&rec, "grown", 0, 5);
	recording_note(&rec, "shrunk", 0, 5);
	recording_note(&rec, "grown", 0, 10);
	recording_note(&rec, "came", ENOENT, 0);
	recording_note(&rec, "came", 0, 7);
	ck_assert_int_eq(recording_index(&rec), 0);
	for (int loaded = 0; loaded < 2; loaded++) {
		assert_size(&rec, "shrunk", 5);
		assert_size(&rec, "grown", 10);
		assert_size(&rec, "came", 7);
		if (!loaded)
			write_and_load(&rec);
	}
	recording_free(&rec);
}
END_TEST

START_TEST(somebody_wrote_it)
{
	struct recording rec;

	dir_recording("complete\n");
	dir_text("index", "size 5 b\n"
			  "size x c\n"
			  "size -1 d\n"
			  "error ENOTHING e\n"
			  "error EPERM\n"
			  "\n"
			  "   size   7   a   \n"
			  "link 7 f\n"
			  "size 18446744073709551616 g\n"
			  "size\n"
			  "error ESRCH h");
	recording_init(&rec);
	ck_assert_int_eq(recording_load(&rec, dir_own), 0);
	assert_size(&rec, "a", 7);
	assert_size(&rec, "b", 5);
	assert_error(&rec, "e", EIO);
	assert_error(&rec, "h", ESRCH);
	ck_assert_ptr_null(recording_find(&rec, "c"));
	ck_assert_ptr_null(recording_find(&rec, "d"));
	ck_assert_ptr_null(recording_find(&rec, "f"));
	ck_assert_ptr_null(recording_find(&rec, "g"));
	/* What makes no sense is counted; an empty line is nothing. */
	ck_assert_uint_ge(rec.index_malformed, 6);
	ck_assert_int_eq(rec.index_error, 0);
	recording_free(&rec);
}
END_TEST

START_TEST(no_index)
{
	struct recording rec;

	dir_recording("complete\n");
	recording_init(&rec);
	ck_assert_int_eq(recording_load(&rec, dir_own), 0);
	ck_assert_uint_eq(rec.index.n, 0);
	ck_assert_ptr_null(recording_find(&rec, "proc"));
	recording_free(&rec);
}
END_TEST

/* Whatever stands in its place: the files can be read without it. */
START_TEST(no_file)
{
	const char *path;

	dir_recording("complete\n");
	dir_text("elsewhere", "size 5 a\n");
	path = dir_path("index");
	for (int i = 0; i < 3; i++) {
		struct recording rec;

		if (i == 0)
			ck_assert_int_eq(mkfifo(path, 0600), 0);
		else if (i == 1)
			ck_assert_int_eq(symlink("elsewhere", path), 0);
		else
			ck_assert_int_eq(mkdir(path, 0700), 0);
		recording_init(&rec);
		ck_assert_int_eq(recording_load(&rec, dir_own), 0);
		ck_assert_int_gt(rec.index_error, 0);
		ck_assert_ptr_null(recording_find(&rec, "a"));
		recording_free(&rec);
		remove(path);
	}
}
END_TEST

#define THREADS 4
#define EACH 500

struct writer {
	struct recording *rec;
	unsigned number;
	pthread_t thread;
};

static void *write_notes(void *arg)
{
	struct writer *writer = arg;
	char path[32];

	for (unsigned i = 0; i < EACH; i++) {
		snprintf(path, sizeof(path), "proc/%u/%u", writer->number, i);
		recording_note(writer->rec, path, 0, writer->number * EACH + i);
	}
	return NULL;
}

START_TEST(many_threads)
{
	struct writer writers[THREADS];
	struct recording rec;
	char path[32];

	create(&rec);
	for (unsigned i = 0; i < THREADS; i++) {
		writers[i] = (struct writer){ .rec = &rec, .number = i };
		ck_assert_int_eq(
			pthread_create(&writers[i].thread, NULL, write_notes, &writers[i]), 0);
	}
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(writers[i].thread, NULL);
	write_and_load(&rec);
	ck_assert_uint_eq(rec.index.n, THREADS * EACH);
	for (unsigned i = 0; i < THREADS * EACH; i++) {
		snprintf(path, sizeof(path), "proc/%u/%u", i / EACH, i % EACH);
		assert_size(&rec, path, i);
	}
	recording_free(&rec);
}
END_TEST

UNIT_DIR_MAIN("recording-index", sizes_and_errors, found_before_it_is_loaded, not_found,
	      errors, the_file, read_twice, somebody_wrote_it, no_index, no_file, many_threads)
