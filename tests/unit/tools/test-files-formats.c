/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What formats make of a file: fields, JSON, flags, sizes; of hostile names above all. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "unit.h"
#include "use.h"

#include "nfiles-run.h"

static struct nw_proc proc = {
	.pid = 12,
	.owner = 7,
	.group = 11,
	.parent = 1,
	.comm = 0,
	.comm_len = 0,
	.has = PROC_HAS_OWNER | PROC_HAS_RELATIVES,
};

static struct use_draft regular = {
	.has = USE_HAS_STAT | USE_HAS_FILE | USE_HAS_INODE | USE_HAS_OFFSET | USE_HAS_FLAGS,
	.mode = S_IFREG | 0600,
	.dev = 0xfe00,
	.inode = 99,
	.nlink = 2,
	.size = 4096,
	.offset = 17,
	.flags = O_RDWR | O_CLOEXEC,
};

static const char *shown;
/* As if SELinux were on. */
static bool with_labels;
static char text[4096];

/* What this command line makes of one file of this name. */
static const char *show(const char *line, const char *name)
{
	char copy[256] = "nfiles ";
	struct use_draft more = regular;
	const struct nw_use use = {
		.kind = NW_USE_FD, .fd = 12345, .access = 'w', .lock = 'W', .proc = &proc,
		.more = &more,
	};
	struct files_run run = { .out = { .fd = -1 } };
	char *argv[16], *save = NULL;
	int argc = 0;

	strcat(copy, line);
	for (char *word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	argv[argc] = NULL;
	tool_name = "nfiles";
	ck_assert_int_eq(files_parse(argc, argv, &run.options), 0);
	run.options.context |= with_labels;
	more.link = more.name = name;
	more.link_len = (uint16_t)strlen(name);
	run.lines = calloc(1, sizeof(*run.lines));
	run.n_lines = 1;
	run.lines->use = &use;
	if (run.options.format == FILES_FIELDS)
		files_show_fields(&run);
	else if (run.options.format == FILES_LSOF_JSON)
		files_show_json(&run);
	else if (run.options.format == FILES_LSOF_LINES)
		files_show_json_lines(&run);
	else
		files_show(&run);
	ck_assert_uint_lt(run.out.n, sizeof(text));
	memcpy(text, run.out.at, run.out.n);
	text[run.out.n] = '\0';
	/* Sets end in new lines whatever ends fields. */
	for (size_t i = 0; i < run.out.n; i++)
		text[i] = text[i] ? text[i] : '|';
	free(run.lines);
	buffer_free(&run.out);
	files_free(&run.options);
	return text;
}

START_TEST(fields)
{
	shown = show("-l -F", "/a");
	ck_assert_str_eq(shown, "p12\ng11\nR1\nc(unknown)\nu7\nf12345\naw\nlW\ntREG\n"
				"G0x80002;0x0\nD0xfe00\ns4096\no0t17\ni99\nk2\nn/a\n");
	shown = show("-l -F0", "/a");
	ck_assert_str_eq(shown, "p12|g11|R1|c(unknown)|u7|\nf12345|aw|lW|tREG|"
				"G0x80002;0x0|D0xfe00|s4096|o0t17|i99|k2|n/a|\n");
	ck_assert_str_eq(show("-Fo -o1", "/a"), "p12\no0x11\n");
	ck_assert_str_eq(show("-FG +fg", "/a"), "p12\nGRW,CX\n");
	ck_assert_str_eq(show("-FCNFS0", "/a"), "p12|\n");
}
END_TEST

/* Of a size and an offset the older lsof tells one, and a long number it cuts. */
START_TEST(older)
{
	ck_assert_str_eq(show("--lsof -Fso", "/a"), "p12\no0t17\n");
	ck_assert_str_eq(show("--lsof -Fs", "/a"), "p12\ns4096\n");
	ck_assert_str_eq(show("-Fso", "/a"), "p12\ns4096\no0t17\n");
	ck_assert_str_eq(show("--lsof -Ff", "/a"), "p12\nf*345\n");
	ck_assert_ptr_nonnull(strstr(show("--lsof -J -Ff", "/a"), "\"fd\":\"12345\""));
}
END_TEST

START_TEST(hostile_fields)
{
	ck_assert_str_eq(show("-Fn", "/a\nb\t\033[1m\\"), "p12\nn/a\\nb\\t^[[1m\\\\\n");
	ck_assert_str_eq(show("-Fn0", "\377"), "p12|\nn\\xff|\n");
}
END_TEST

START_TEST(json)
{
	const char *begin;

	shown = show("-J -l", "/a");
	begin = strstr(shown, "\"processes\":");
	ck_assert_ptr_nonnull(begin);
	ck_assert_str_eq(begin,
			 "\"processes\":[{\"pid\":12,\"pgid\":11,\"ppid\":1,"
			 "\"command\":\"(unknown)\",\"uid\":7,\"files\":[{\"fd\":\"12345\","
			 "\"access\":\"w\",\"lock\":\"W\",\"type\":\"REG\","
			 "\"flags\":\"0x80002;0x0\",\"device_number\":\"0xfe00\","
			 "\"size\":\"4096\",\"offset\":\"17\",\"inode\":\"99\",\"nlink\":2,"
			 "\"name\":\"/a\"}]}]}\n");
	ck_assert_str_eq(show("-j -Ffn", "/a"),
			 "{\"pid\":12,\"fd\":\"12345\",\"name\":\"/a\"}\n");
}
END_TEST

START_TEST(hostile_json)
{
	ck_assert_str_eq(show("-j -Fn", "/a\n\"\\\033"),
			 "{\"pid\":12,\"name\":\"/a\\u000a\\\"\\\\\\u001b\"}\n");
	ck_assert_str_eq(show("-j -Fn", "/\377"),
			 "{\"pid\":12,\"name\":\"/\357\277\275\",\"name_hex\":\"2fff\"}\n");
}
END_TEST

/* Names in the order of lsof, what has none in hexadecimal. */
START_TEST(flags)
{
	static const struct {
		uint32_t flags;
		const char *names;
	} all[] = {
		{ 0, "" },
		{ O_RDWR | O_CLOEXEC, "RW,CX" },
		{ O_WRONLY | O_APPEND | O_NONBLOCK, "W,AP,ND" },
		{ 0100000, "LG" },
		{ O_DSYNC, "SYN" },
		{ 020000000 | 0x40000000, "TMPF,0x40000000" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct buffer out = { .fd = -1 };

		files_put_flags(&out, FILES_FLAG_NAMES, all[i].flags);
		buffer_char(&out, '\0');
		ck_assert_str_eq(out.at, all[i].names);
		buffer_free(&out);
	}
}
END_TEST

START_TEST(sizes)
{
	static const struct {
		uint64_t size;
		const char *cell;
	} all[] = {
		{ 0, "0B" },
		{ 1023, "1023B" },
		{ 1024, "1.0K" },
		{ 12400, "12.1K" },
		{ 1048575, "1024.0K" },
		{ 3 << 20, "3.0M" },
		{ UINT64_C(5) << 30, "5.0G" },
		{ UINT64_C(7) << 40, "7.0T" },
		{ UINT64_C(1) << 50, "1.0P" },
		{ UINT64_MAX, "16.0E" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		char cell[24];

		files_human(all[i].size, cell, sizeof(cell));
		ck_assert_str_eq(cell, all[i].cell);
	}
	ck_assert_ptr_nonnull(strstr(show("-l -H", "/a"), " 4.0K "));
}
END_TEST

/* Between the numbers, to the left, as wide as the longest. */
START_TEST(labels)
{
	static const char base[] = "\0user_u:user_r:user_t:s0-s0:c0.c1023";

	with_labels = true;
	proc.base = base;
	proc.context = 1;
	proc.context_len = sizeof(base) - 2;
	shown = show("-l -R -p 1", "/a");
	ck_assert_ptr_nonnull(strstr(shown, " PID SECURITY-CONTEXT                    PPID "));
	ck_assert_ptr_nonnull(strstr(shown, "  12 user_u:user_r:user_t:s0-s0:c0.c1023    1 "));
	ck_assert_str_eq(show("-FpZn", "/a"),
			 "p12\nZuser_u:user_r:user_t:s0-s0:c0.c1023\nn/a\n");
	ck_assert_ptr_nonnull(strstr(show("-j -FZ", "/a"), "\"security_context\":\"user_u:"));
	proc.context_len = 4;
	shown = show("-l -R -p 1", "/a");
	ck_assert_ptr_nonnull(strstr(shown, "  12 user                1 "));
}
END_TEST

START_TEST(contexts)
{
	static const char base[] = "\0system_u:system_r:sshd_t:s0";
	struct nw_proc labelled = {
		.pid = 1,
		.base = base,
		.context = 1,
		.context_len = sizeof(base) - 2,
	};
	struct files_name patterns[] = { { .text = "*:sshd_t:*" }, { .text = "sshd_t" } };
	struct files_options options = { .contexts = patterns, .n_contexts = 2 };
	struct nw_proc without = { .pid = 1 };

	ck_assert_uint_eq(files_match_proc(&options, &without), 0);
	ck_assert(!patterns[0].found);
	ck_assert_uint_eq(files_match_proc(&options, &labelled), FILES_BY_CONTEXT);
	ck_assert(patterns[0].found);
	ck_assert(!patterns[1].found);
}
END_TEST

UNIT_MAIN("files-formats", fields, older, hostile_fields, json, hostile_json, flags,
	  sizes, labels, contexts)
