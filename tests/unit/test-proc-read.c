/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is kept of processes, asked for or not, with some of their files missing. */
#include "proc.h"
#include "unit-dir.h"

/* What stands in stat between the name and the start. */
#define BEHIND " S 1 600 600 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0"

#define EVERYTHING (NW_WANT_PROGRAM | NW_WANT_STAT | NW_WANT_STATUS | NW_WANT_CONTEXT)

static void make_proc(unsigned pid, const char *comm)
{
	char name[64], text[256];

	snprintf(name, sizeof(name), "proc/%u/stat", pid);
	snprintf(text, sizeof(text), "%u (%s)" BEHIND " %u 0 0\n", pid, comm, 1000 + pid);
	dir_text(name, text);
	snprintf(name, sizeof(name), "proc/%u/status", pid);
	snprintf(text, sizeof(text), "Name:\t%s\nUid:\t%u\t0\t0\t0\n", comm, 2000 + pid);
	dir_text(name, text);
	snprintf(name, sizeof(name), "proc/%u/cmdline", pid);
	dir_bytes(name, text, (size_t)snprintf(text, sizeof(text), "/bin/%s", comm) + 1);
	snprintf(name, sizeof(name), "proc/%u/attr/current", pid);
	snprintf(text, sizeof(text), "label-of-%u\n", pid);
	dir_text(name, text);
}

static void add_proc(struct procs *procs, unsigned pid)
{
	struct nw_proc *proc = vec_push(&procs->all);

	ck_assert_ptr_nonnull(proc);
	proc->pid = pid;
}

/* The getters read offsets from the arena. */
static void read_procs(struct procs *procs, uint32_t want, unsigned threads, struct arena *arena)
{
	_cleanup_(sys_freep) struct sys *sys = dir_open();

	ck_assert_int_eq(procs_read(sys, procs, want, threads, arena), 0);
	for (size_t i = 0; i < procs->all.n; i++)
		procs->all.at[i].base = arena->at;
}

typedef const char *get_fn(const struct nw_proc *proc, size_t *len);

static void assert_fact(get_fn *get, const struct nw_proc *proc, const char *s, size_t len)
{
	size_t found = 0;
	const char *at = get(proc, &found);

	ck_assert_ptr_nonnull(at);
	ck_assert_uint_eq(found, len);
	ck_assert_mem_eq(at, s, len);
}

static void assert_no_fact(get_fn *get, const struct nw_proc *proc)
{
	size_t len;

	ck_assert_ptr_null(get(proc, &len));
}

START_TEST(every_fact)
{
	struct procs procs = { 0 };
	struct arena arena = { 0 };
	const struct nw_proc *proc;
	uint32_t uid;
	uint64_t start;

	dir_recording("complete\n");
	make_proc(7, "seven");
	add_proc(&procs, 7);
	read_procs(&procs, EVERYTHING, 1, &arena);
	proc = procs.all.at;
	ck_assert_uint_eq(nw_proc_pid(proc), 7);
	assert_fact(nw_proc_comm, proc, "seven", 5);
	assert_fact(nw_proc_argv, proc, "/bin/seven", 11);
	assert_fact(nw_proc_program, proc, "seven", 5);
	assert_fact(nw_proc_context, proc, "label-of-7", 10);
	ck_assert(nw_proc_uid(proc, &uid));
	ck_assert_uint_eq(uid, 2007);
	ck_assert(nw_proc_start(proc, &start));
	ck_assert_uint_eq(start, 1007);
	vec_free(&procs.all);
	free(arena.at);
}
END_TEST

/* One want, one fact; a program that has no name has its comm instead. */
START_TEST(only_what_is_wanted)
{
	static const uint32_t wants[] = { 0, NW_WANT_PROGRAM, NW_WANT_STAT,
					  NW_WANT_STATUS, NW_WANT_CONTEXT };
	uint32_t uid;
	uint64_t start;
	size_t len;

	dir_recording("complete\n");
	make_proc(7, "seven");
	for (size_t i = 0; i < ARRAY_SIZE(wants); i++) {
		struct procs procs = { 0 };
		struct arena arena = { 0 };
		const struct nw_proc *proc;

		add_proc(&procs, 7);
		read_procs(&procs, wants[i], 1, &arena);
		proc = procs.all.at;
		ck_assert(!!nw_proc_argv(proc, &len) == (wants[i] == NW_WANT_PROGRAM));
		ck_assert(!!nw_proc_program(proc, &len) == (wants[i] == NW_WANT_PROGRAM));
		ck_assert(!!nw_proc_comm(proc, &len) == (wants[i] == NW_WANT_STAT));
		ck_assert(nw_proc_start(proc, &start) == (wants[i] == NW_WANT_STAT));
		ck_assert(nw_proc_uid(proc, &uid) == (wants[i] == NW_WANT_STATUS));
		ck_assert(!!nw_proc_context(proc, &len) == (wants[i] == NW_WANT_CONTEXT));
		vec_free(&procs.all);
		free(arena.at);
	}
}
END_TEST

START_TEST(kernel_threads_have_a_comm)
{
	struct procs procs = { 0 };
	struct arena arena = { 0 };

	dir_recording("complete\n");
	make_proc(2, "kthreadd");
	dir_text("proc/2/cmdline", "");
	make_proc(3, "untitled");
	dir_bytes("proc/3/cmdline", "\0\0", 2);
	make_proc(4, "long-name");
	dir_bytes("proc/4/cmdline", "x\0", 2);
	for (unsigned pid = 2; pid <= 4; pid++)
		add_proc(&procs, pid);
	read_procs(&procs, NW_WANT_PROGRAM, 1, &arena);
	/* A name of one letter is a name. */
	assert_fact(nw_proc_program, &procs.all.at[2], "x", 1);
	assert_no_fact(nw_proc_comm, &procs.all.at[2]);
	/* Read, and found empty: that is not the same as not read. */
	assert_fact(nw_proc_argv, &procs.all.at[0], "", 0);
	assert_fact(nw_proc_program, &procs.all.at[0], "", 0);
	assert_fact(nw_proc_comm, &procs.all.at[0], "kthreadd", 8);
	assert_fact(nw_proc_program, &procs.all.at[1], "", 0);
	assert_fact(nw_proc_comm, &procs.all.at[1], "untitled", 8);
	vec_free(&procs.all);
	free(arena.at);
}
END_TEST

/* Gone, refused, or nonsense: those facts are absent, the others are there. */
START_TEST(some_are_missing)
{
	struct procs procs = { 0 };
	struct arena arena = { 0 };
	uint32_t uid;
	uint64_t start;

	dir_recording("complete\n");
	dir_text("index", "error EACCES proc/8/attr/current\nerror ESRCH proc/8/cmdline\n");
	make_proc(8, "eight");
	dir_text("proc/8/status", "nothing of use\n");
	make_proc(9, "nine");
	dir_text("proc/9/stat", "nothing of use\n");
	dir_text("proc/9/attr/current", "\n");
	add_proc(&procs, 8);
	add_proc(&procs, 9);
	add_proc(&procs, 10);
	read_procs(&procs, EVERYTHING, 1, &arena);
	assert_no_fact(nw_proc_argv, &procs.all.at[0]);
	assert_no_fact(nw_proc_program, &procs.all.at[0]);
	assert_no_fact(nw_proc_context, &procs.all.at[0]);
	ck_assert(!nw_proc_uid(&procs.all.at[0], &uid));
	assert_fact(nw_proc_comm, &procs.all.at[0], "eight", 5);

	assert_no_fact(nw_proc_comm, &procs.all.at[1]);
	ck_assert(!nw_proc_start(&procs.all.at[1], &start));
	assert_no_fact(nw_proc_context, &procs.all.at[1]);
	assert_fact(nw_proc_argv, &procs.all.at[1], "/bin/nine", 10);

	assert_no_fact(nw_proc_argv, &procs.all.at[2]);
	assert_no_fact(nw_proc_comm, &procs.all.at[2]);
	ck_assert(!nw_proc_uid(&procs.all.at[2], &uid));
	ck_assert_uint_eq(nw_proc_pid(&procs.all.at[2]), 10);
	vec_free(&procs.all);
	free(arena.at);
}
END_TEST

START_TEST(contexts)
{
	static const struct {
		const char *bytes;
		size_t len;
	} all[] = {
		{ "unconfined", 10 },
		{ "unconfined\n", 11 },
		{ "unconfined\0", 11 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct procs procs = { 0 };
		struct arena arena = { 0 };

		dir_recording("complete\n");
		dir_bytes("proc/5/attr/current", all[i].bytes, all[i].len);
		add_proc(&procs, 5);
		read_procs(&procs, NW_WANT_CONTEXT, 1, &arena);
		assert_fact(nw_proc_context, procs.all.at, "unconfined", 10);
		vec_free(&procs.all);
		free(arena.at);
	}
}
END_TEST

/* Threads share one arena: no fact ends up with another process. */
START_TEST(many_at_once)
{
	struct procs procs = { 0 };
	struct arena arena = { 0 };

	dir_recording("complete\n");
	for (unsigned pid = 1; pid <= 200; pid++) {
		char comm[16];

		snprintf(comm, sizeof(comm), "comm-%u", pid);
		make_proc(pid, comm);
		add_proc(&procs, pid);
	}
	read_procs(&procs, EVERYTHING, 4, &arena);
	for (unsigned pid = 1; pid <= 200; pid++) {
		const struct nw_proc *proc = &procs.all.at[pid - 1];
		char text[32];

		snprintf(text, sizeof(text), "comm-%u", pid);
		assert_fact(nw_proc_comm, proc, text, strlen(text));
		assert_fact(nw_proc_program, proc, text, strlen(text));
		snprintf(text, sizeof(text), "label-of-%u", pid);
		assert_fact(nw_proc_context, proc, text, strlen(text));
	}
	vec_free(&procs.all);
	free(arena.at);
}
END_TEST

UNIT_DIR_MAIN("proc-read", every_fact, only_what_is_wanted, kernel_threads_have_a_comm,
	      some_are_missing, contexts, many_at_once)
