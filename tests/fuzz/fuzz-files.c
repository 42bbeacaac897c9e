/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target: command lines of lsof. Bytes from 128 on are pieces of the language; NUL,
 * and a new line in a piece, end a word.
 */
#include "fuzz.h"
#include "unit-look.h"

static const char *const pieces[] = {
	"\n-p", "\n-g",	  "\n-u",    "\n-c",	  "\n+c",     "\n-d",	  "\n+d",    "\n+D",
	"\n-e", "\n+e",	  "\n-E",    "\n-f",	  "\n+f",     "\n-F",	  "\n-i",    "\n-K",
	"\n-L", "\n+L",	  "\n-m",    "\n+m",	  "\n-o",     "\n-r",	  "\n+r",    "\n-s",
	"\n-S", "\n-T",	  "\n-x",    "\n-X",	  "\n-Z",     "\n-a",	  "\n-n",    "\n--",
	"\n++", "\n-J",	  "\n-j",    "\n-t",	  "\n-w",     "\n+w",	  "\n-h",    "\n-v",
	"\n",	"\n\n",	  "\n-iTCP", "\n-i4",	  "\n-i6",    "\n-sTCP:", "\n-sUDP:", "tcp",
	"udp",	"udplite", "@",	     ":",	  "4",	      "6",	  "@[",	     "]",
	"::",	"fd00::", "::ffff:", "10.0.0.1",  "0.0.0.0",  "dual",	  "several", "nosuch",
	"http", "both",	  "split",   "with-dash", "-",	      ",",	  "^",	     ",^",
	"1",	"2",	  "80",	     "0",	  "65536",    "99999999999999999999",
	"listen", "CLOSED", "established", "idle", "root",    "abe",	  "/dir",    "/file",
	"/mnt", "/",	  "/i",	     "/bx",	  "(",	      "[a-",	  "*",	     "cwd",
	"mem",	"fd",	  "3-7",     "5c3",	  "m%H",      "m%n",	  "c",	     "?",
	"\n--json", "\n--columns", "=", "\n--so", "\n--tree", "\n--who",  "\n--lsof", " ",
};

/* The words, each of its own memory's end. */
static int words_of(const uint8_t *data, size_t size, char *text, char **argv, int room)
{
	char *word = text, *end = text;
	int argc = 0;

	for (size_t i = 0; i < size; i++) {
		if (data[i] < 128)
			*end++ = (char)data[i];
		else if (data[i] - 128U < ARRAY_SIZE(pieces))
			end = stpcpy(end, pieces[data[i] - 128]);
	}
	for (char *at = text; at <= end && argc < room; at++) {
		if (at < end && *at && *at != '\n')
			continue;
		argv[argc] = malloc((size_t)(at - word) + 1);
		must(argv[argc]);
		memcpy(argv[argc], word, (size_t)(at - word));
		argv[argc++][at - word] = '\0';
		word = at + 1;
	}
	return argc;
}

static void must_be_whole(const struct files_ids *ids)
{
	must(ids->included + ids->excluded == ids->n);
	for (size_t i = 0; i < ids->n; i++)
		must(files_id(ids, ids->at[i].id) == &ids->at[i]);
}

static void look_at(const struct files_options *options)
{
	const unsigned kinds = files_kinds(options);

	must_be_whole(&options->pids);
	must_be_whole(&options->pgids);
	must_be_whole(&options->uids);
	must(options->n_addresses <= FILES_ADDRESSES_MAX);
	for (size_t i = 0; i < options->n_addresses; i++)
		must(options->addresses[i].low <= options->addresses[i].high);
	for (size_t i = 0; i < options->n_commands; i++)
		must(options->commands[i].len <= FILES_COMMAND_MAX);
	for (size_t i = 0; i < options->fds.n_ranges; i++)
		must(files_fd(&options->fds, NULL, options->fds.ranges[i].high) !=
		     options->fds.excluded);
	must(!(options->tcp.included & options->tcp.excluded));
	must(!options->and_kinds || kinds);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *nowhere;
	char *text = malloc(size * 24 + 1), *argv[64];
	struct files_options options;
	FILE *kept = stdout;
	int argc, r;

	nowhere = nowhere ? nowhere : fopen("/dev/null", "we");
	must(text && nowhere);
	argc = words_of(data, size, text, argv, (int)ARRAY_SIZE(argv));
	free(text);
	tool_errors = stdout = nowhere;
	r = files_parse(argc, argv, &options);
	stdout = kept;
	must(r >= -1 && r <= 1);
	if (r == 0) {
		look_at(&options);
		files_free(&options);
	}
	while (argc > 0)
		free(argv[--argc]);
	return 0;
}
