/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a recording knows of files: questions of any path, and their answers. */
#include <pthread.h>

#include "recording-facts.h"
#include "sys-inside.h"
#include "unit-dir.h"

static void create(struct recording *rec)
{
	recording_init(rec);
	ck_assert_int_eq(recording_create(rec, dir_path("rec"), 0, 1), 0);
}

/* Write what was noted, and read it as somebody else would. */
static void write_and_load(struct recording *rec)
{
	ck_assert_int_eq(recording_facts_save(rec), 0);
	ck_assert_int_eq(recording_index(rec), 0);
	ck_assert_int_eq(recording_finish(rec), 0);
	recording_free(rec);
	recording_init(rec);
	ck_assert_int_eq(recording_load(rec, dir_path("rec")), 0);
}

static void load(struct recording *rec, const char *facts)
{
	dir_recording("complete\n");
	if (facts)
		dir_text("facts", facts);
	recording_init(rec);
	ck_assert_int_eq(recording_load(rec, dir_own), 0);
}

static void assert_answer(const struct recording *rec, enum fact_kind kind, const char *path,
			  const char *answer)
{
	struct text text;

	ck_assert_int_eq(recording_fact_find(rec, kind, path, &text), 0);
	ck_assert_msg(text_is(&text, answer), "%s: '%.*s', not '%s'", path, (int)text_len(&text),
		      text.p, answer);
}

static void assert_refused(const struct recording *rec, enum fact_kind kind, const char *path,
			   int error)
{
	struct text text = { 0 };

	ck_assert_int_eq(recording_fact_find(rec, kind, path, &text), -error);
}

/* Each differs from the next in little, and some are what others are written as. */
static const char *const hostile[] = {
	"proc/1/fd/1", "proc/1/fd/10", "proc/1/fd/1 ", " proc/1/fd/1", "proc/1/fd/1 2",
	"proc/1/fd/1\n", "proc/1/fd/1\nstat proc/1/fd/2 9", "\\", "\\\\", "\\x20", "\\x5cx20", " ",
	"\t", "\r\n", "\033[31m", "\177", "\200\377\376", "\303\274ml", "a  b", "a b ", "error",
	"error EIO", "(deleted)", "/tmp/x (deleted)",
};

START_TEST(hostile_paths)
{
	struct recording rec;
	char answer[16];

	create(&rec);
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
		snprintf(answer, sizeof(answer), "%zu", i);
		recording_fact(&rec, FACT_STAT, hostile[i], answer);
		recording_fact_error(&rec, FACT_LINK, hostile[i], i % 2 ? EACCES : ESTALE);
	}
	write_and_load(&rec);
	ck_assert_uint_eq(rec.facts.n, 2 * ARRAY_SIZE(hostile));
	ck_assert_uint_eq(rec.facts_malformed, 0);
	ck_assert(!rec.facts_cut);
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
		snprintf(answer, sizeof(answer), "%zu", i);
		assert_answer(&rec, FACT_STAT, hostile[i], answer);
		assert_refused(&rec, FACT_LINK, hostile[i], i % 2 ? EACCES : ESTALE);
		assert_refused(&rec, FACT_PROTOCOL, hostile[i], ENOENT);
	}
	recording_free(&rec);
}
END_TEST

/* One line each, whatever the path: of printable characters. */
START_TEST(the_file)
{
	_free_ char *text = NULL;
	struct recording rec;

	create(&rec);
	recording_fact(&rec, FACT_STAT, "a b\n\\", "1 2");
	recording_fact(&rec, FACT_PROTOCOL, "proc/7/fd/3", "TCP");
	recording_fact_error(&rec, FACT_LINK, "\377", EPERM);
	recording_fact_error(&rec, FACT_LINK, "x", 4000);
	ck_assert_int_eq(recording_facts_save(&rec), 0);
	text = dir_contents("rec/facts");
	ck_assert_str_eq(text, "link \\xff error EPERM\n"
			       "link x error EIO\n"
			       "protocol proc/7/fd/3 TCP\n"
			       "stat a\\x20b\\x0a\\x5c 1 2\n");
	recording_free(&rec);
}
END_TEST

START_TEST(somebody_wrote_it)
{
	struct recording rec;

	load(&rec, "stat b 1\n"
		   "stat a error EACCES\n"
		   "\n"
		   "future a 1\n"
		   "stat\n"
		   "stat c\n"
		   "stat d \n"
		   " \n"
		   "stat e error\n"
		   "stat f error ENOTHING\n"
		   "stat \\x zzz\n"
		   "link a \\x20\n"
		   "protocol a   TCP  \n"
		   "stat z 12");
	assert_answer(&rec, FACT_STAT, "b", "1");
	assert_refused(&rec, FACT_STAT, "a", EACCES);
	assert_refused(&rec, FACT_STAT, "c", ENOENT);
	assert_refused(&rec, FACT_STAT, "d", ENOENT);
	assert_refused(&rec, FACT_STAT, "e", EIO);
	assert_refused(&rec, FACT_STAT, "f", EIO);
	assert_answer(&rec, FACT_LINK, "a", "\\x20");
	assert_answer(&rec, FACT_PROTOCOL, "a", "TCP  ");
	ck_assert_uint_eq(rec.facts_malformed, 5);
	/* It may have gone on: 12, or 123. */
	ck_assert(rec.facts_cut);
	assert_refused(&rec, FACT_STAT, "z", ENOENT);
	recording_free(&rec);
}
END_TEST

/* A recording of sockets alone is none of files; one without files is. */
START_TEST(none)
{
	struct recording rec;

	load(&rec, NULL);
	ck_assert(!rec.has_facts);
	assert_refused(&rec, FACT_STAT, "a", ENOENT);
	recording_free(&rec);
	load(&rec, "");
	ck_assert(rec.has_facts);
	ck_assert(!rec.facts_cut);
	assert_refused(&rec, FACT_STAT, "a", ENOENT);
	recording_free(&rec);
}
END_TEST

/* Bytes that text does not have, in each place. */
START_TEST(odd_bytes)
{
	static const char line[] = "stat proc/1 1\n";

	for (size_t i = 0; i < sizeof(line) - 1; i++)
		for (int byte = 0; byte < 256; byte += 5) {
			struct recording rec;
			struct text text;
			char facts[sizeof(line)];

			memcpy(facts, line, sizeof(line));
			facts[i] = (char)byte;
			dir_recording("complete\n");
			dir_bytes("facts", facts, sizeof(line) - 1);
			recording_init(&rec);
			ck_assert_int_eq(recording_load(&rec, dir_own), 0);
			recording_fact_find(&rec, FACT_STAT, "proc/1", &text);
			recording_free(&rec);
		}
}
END_TEST

/* ---- stat and protocol ------------------------------------------------------------------ */

static struct sys *replay(const char *facts)
{
	struct sys *sys;

	dir_recording("complete\n");
	dir_text("facts", facts);
	ck_assert_int_eq(sys_open(dir_own, &sys), 0);
	ck_assert(sys_has_facts(sys));
	return sys;
}

START_TEST(answers_of_stat)
{
	struct sys *sys = replay("stat a 1 2 18446744073709551615 4 33188 6 7 8\n"
				 "link a error ELOOP\n"
				 "stat short 1 2 3 4 5 6 7\n"
				 "stat wide 1 2 3 4 4294967296 6 7 8\n"
				 "stat large 1 2 18446744073709551616 4 5 6 7 8\n"
				 "stat minus 1 2 3 -4 5 6 7 8\n"
				 "stat words one 2 3 4 5 6 7 8\n"
				 "stat glued 1 2 3 4x5 6 7 8\n"
				 "stat more 1 2 3 4 5 6 7 8 9\n");
	static const char *const wrong[] = { "short", "wide", "large", "minus", "words", "glued" };
	struct sys_stat st = { 0 };

	ck_assert_int_eq(sys_kept_stat(sys, true, "a", &st), 0);
	ck_assert_uint_eq(st.dev, 1);
	ck_assert_uint_eq(st.rdev, 2);
	ck_assert_uint_eq(st.inode, UINT64_MAX);
	ck_assert_uint_eq(st.size, 4);
	ck_assert_uint_eq(st.mode, 33188);
	ck_assert_uint_eq(st.nlink, 6);
	ck_assert_uint_eq(st.uid, 7);
	ck_assert_uint_eq(st.blocks, 8);
	ck_assert_int_eq(sys_kept_stat(sys, false, "a", &st), -ELOOP);
	ck_assert_int_eq(sys_kept_stat(sys, true, "b", &st), -ENOENT);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		ck_assert_int_eq(sys_kept_stat(sys, true, wrong[i], &st), -EIO);
	/* A field that was added later. */
	ck_assert_int_eq(sys_kept_stat(sys, true, "more", &st), 0);
	/* Nothing is written but on success. */
	ck_assert_int_eq(sys_kept_stat(sys, true, "short", &st), -EIO);
	ck_assert_uint_eq(st.dev, 1);
	ck_assert_uint_eq(st.blocks, 8);
	sys_free(sys);
}
END_TEST

START_TEST(answers_of_protocol)
{
	struct sys *sys = replay("protocol a UNIX-STREAM\n"
				 "protocol b error EOPNOTSUPP\n"
				 "protocol long 0123456789abcdef\n"
				 "protocol two TCP UDP\n");
	char name[16] = "";

	ck_assert_int_eq(sys_kept_protocol(sys, "a", name, sizeof(name)), 0);
	ck_assert_str_eq(name, "UNIX-STREAM");
	ck_assert_int_eq(sys_kept_protocol(sys, "b", name, sizeof(name)), -EOPNOTSUPP);
	ck_assert_int_eq(sys_kept_protocol(sys, "c", name, sizeof(name)), -ENOENT);
	ck_assert_int_eq(sys_kept_protocol(sys, "long", name, sizeof(name)), -EIO);
	ck_assert_str_eq(name, "UNIX-STREAM");
	ck_assert_int_eq(sys_kept_protocol(sys, "two", name, sizeof(name)), 0);
	ck_assert_str_eq(name, "TCP UDP");
	sys_free(sys);
}
END_TEST

/* ---- threads ------------------------------------------------------------------------------ */

#define THREADS 4
#define EACH 500

struct writer {
	struct recording *rec;
	unsigned number;
	pthread_t thread;
};

static void *write_facts(void *arg)
{
	struct writer *writer = arg;
	char path[32], answer[16];

	for (unsigned i = 0; i < EACH; i++) {
		snprintf(path, sizeof(path), "proc/%u/fd/%u", writer->number, i);
		snprintf(answer, sizeof(answer), "%u", writer->number * EACH + i);
		recording_fact(writer->rec, FACT_STAT, path, answer);
	}
	return NULL;
}

START_TEST(many_threads)
{
	struct writer writers[THREADS];
	struct recording rec;
	char path[32], answer[16];

	create(&rec);
	for (unsigned i = 0; i < THREADS; i++) {
		writers[i] = (struct writer){ .rec = &rec, .number = i };
		ck_assert_int_eq(
			pthread_create(&writers[i].thread, NULL, write_facts, &writers[i]), 0);
	}
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(writers[i].thread, NULL);
	write_and_load(&rec);
	for (unsigned i = 0; i < THREADS * EACH; i++) {
		snprintf(path, sizeof(path), "proc/%u/fd/%u", i / EACH, i % EACH);
		snprintf(answer, sizeof(answer), "%u", i);
		assert_answer(&rec, FACT_STAT, path, answer);
	}
	recording_free(&rec);
}
END_TEST

UNIT_DIR_MAIN("recording-facts", hostile_paths, the_file, somebody_wrote_it, none, odd_bytes,
	      answers_of_stat, answers_of_protocol, many_threads)
