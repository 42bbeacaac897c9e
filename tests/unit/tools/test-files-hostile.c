/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines of any bytes and any length: nothing breaks, nothing raw is printed. */
#include <locale.h>

#include "unit-files.h"

static const char letters[] = "?habcdDeEfFgHiJjKlLmMnNoOpPQrRsStTuUvVwxXZ:+-0/^";

/* Complaints are lines of text, whatever is complained of. */
static void must_be_text(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' && *text != '\n' && *text != '\t')
			ck_abort_msg("byte %02x", (unsigned char)*text);
}

static void try(int argc, char **argv)
{
	char *meaning = unit_meaning(argc, argv);

	/* What is accepted is kept as it is. */
	if (*meaning != '0')
		must_be_text(meaning);
	free(meaning);
}

/* Each byte as an option, as the value of each option, and inside of one. */
START_TEST(bytes)
{
	/* Help is long, and of its own: it is looked at elsewhere. */
	const char *const options = strchr(letters, 'a');

	for (unsigned c = 1; c < 256; c++) {
		char lone[] = { '-', (char)c, '\0' };

		if (c != 'h' && c != '?')
			try(2, (char *[]){ (char *)"lsof", lone, NULL });
	}
	for (const char *letter = options; *letter; letter++)
		for (unsigned c = 1; c < 256; c++) {
			char option[] = { "-+"[c & 1], *letter, '\0' };
			char value[] = { 'x', (char)c, 'y', ':', (char)c, ',', '/', '\0' };
			char joined[] = { '-', *letter, (char)c, ',', '^', (char)c, '\0' };

			if (*letter == 'v' || c == '?' || c == 'h')
				continue;
			try(3, (char *[]){ (char *)"lsof", option, value, NULL });
			try(2, (char *[]){ (char *)"lsof", joined, NULL });
		}
}
END_TEST

static const struct {
	const char *value, *said;
} escapes[] = {
	{ "\033[31m", "^[[31m" },
	{ "a\nb", "a\\nb" },
	{ "\b\f\r\t\\", "\\b\\f\\r\\t\\\\" },
	{ "\001\037", "^A^_" },
	{ "\177\200\377", "\\x7f\\x80\\xff" },
	{ "\302\205", "\\xc2\\x85" },
	{ "\342\200\256", "\\xe2\\x80\\xae" },
	{ "gr\303\274n", "gr\303\274n" },
};

START_TEST(escaped)
{
	static const struct {
		const char *option, *before, *after;
	} all[] = {
		{ "-p", "nfiles: illegal process ID: ", "" },
		{ "-g", "nfiles: illegal process group ID: ", "" },
		{ "-u", "nfiles: can't get UID for ", "" },
		{ "-K", "nfiles: -K not followed by i (but by ", ")" },
		{ "-s", "nfiles: unknown -s protocol: \"", "\"" },
		{ "-e", "nfiles: -e not followed by a file system path: \"", "\"" },
		{ "+d", "nfiles: WARNING: can't stat(", "): No such file or directory" },
	};

	/* Elsewhere all that is no ASCII is bytes. */
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		for (size_t j = 0; j < ARRAY_SIZE(escapes); j++) {
			char *argv[] = { (char *)"nfiles", (char *)all[i].option,
					 (char *)escapes[j].value, NULL };
			char expected[256], *meaning = unit_meaning(3, argv);

			snprintf(expected, sizeof(expected), "-1|%s%s%s\n", all[i].before,
				 escapes[j].said, all[i].after);
			ck_assert_str_eq(meaning, expected);
			free(meaning);
		}
}
END_TEST

/* ---- long ones ---------------------------------------------------------------- */

#define LONG (1 << 18)

/* The same piece again and again. */
static char *repeated(const char *prefix, const char *piece)
{
	const size_t len = strlen(piece);
	char *text = malloc(LONG + 1), *end;

	ck_assert_ptr_nonnull(text);
	end = stpcpy(text, prefix);
	for (; end + len < text + LONG; end += len)
		memcpy(end, piece, len);
	*end = '\0';
	return text;
}

START_TEST(endless)
{
	static const char *const prefixes[] = { "", "tcp:", ":", "@", "@[", "/", "^", "-", "--" };
	static const char *const pieces[] = { "1", "x", ",", "^", "1,", "^1,", "x,", "1-2,",
					      "/", "a/", "0", ":", "listen,", "%H" };

	/* Those whose value may be anything; the others' are letters. */
	for (const char *letter = "cdDegiKLmoprsSu"; *letter; letter++)
		for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
			const char *piece = pieces[(i + (size_t)*letter) % ARRAY_SIZE(pieces)];
			char option[] = { '-', *letter, '\0' };
			char *value = repeated(prefixes[i], piece);

			try(3, (char *[]){ (char *)"lsof", option, value, NULL });
			free(value);
		}
}
END_TEST

/* Letters, each wrong: a line for each. */
START_TEST(clusters)
{
	char *wrong = repeated("-", "y"), *right = repeated("-", "naP");

	try(2, (char *[]){ (char *)"lsof", wrong, NULL });
	try(3, (char *[]){ (char *)"lsof", (char *)"-p1", right, NULL });
	free(wrong);
	free(right);
}
END_TEST

static char *numbers(size_t n)
{
	char *text = malloc(8 * n + 1), *end = text;

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < n; i++)
		end += sprintf(end, "%zu,", 7 * i % 9999991);
	return text;
}

/* Looking for doubles must not cost what many have to do with many. */
START_TEST(many)
{
	const size_t n = 400000;
	char *list = numbers(n), *argv[] = { (char *)"lsof", (char *)"-p", list, (char *)"-u", list,
					     (char *)"-g", list, (char *)"-d", list, NULL };
	struct files_options options;

	ck_assert_int_eq(files_parse(9, argv, &options), 0);
	ck_assert_uint_eq(options.pids.n, n);
	ck_assert_uint_eq(options.pids.included, n);
	ck_assert_uint_eq(options.uids.n, n);
	ck_assert_uint_eq(options.fds.n_ranges, n);
	for (size_t i = 0; i < n; i += 1009)
		ck_assert_ptr_eq(files_id(&options.pgids, 7 * i % 9999991),
				 &options.pgids.at[i]);
	ck_assert_ptr_null(files_id(&options.pids, UINT64_MAX));
	files_free(&options);
	free(list);
}
END_TEST

/* As many options as words can be given. */
START_TEST(words)
{
	static const char *const kinds[] = { "-cx", "-c^y", "-i4", "/name" };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const int n = 100000;
		char **argv = calloc((size_t)n + 1, sizeof(*argv));
		struct files_options options;

		ck_assert_ptr_nonnull(argv);
		argv[0] = (char *)"lsof";
		for (int j = 1; j < n; j++)
			argv[j] = (char *)kinds[i];
		ck_assert_int_eq(files_parse(n, argv, &options), 0);
		files_free(&options);
		free(argv);
	}
}
END_TEST

/* ---- any ---------------------------------------------------------------------- */

static uint32_t any(uint32_t below)
{
	static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * UINT64_C(0x2545f4914f6cdd1d)) >> 32) % below;
}

START_TEST(anything)
{
	static const char often[] = ",:@-+^/[]0123456789.tcpudlisenh%mrcFfgG =";

	for (unsigned i = 0; i < 10000; i++) {
		char room[12][24], *argv[14] = { (char *)"nfiles" };
		int argc = 1 + (int)any(12);

		for (int j = 1; j < argc; j++) {
			size_t len = any(20), n = 0;

			if (any(2)) {
				room[j][n++] = "-+"[any(5) == 0];
				room[j][n++] = letters[any(sizeof(letters) - 1)];
			}
			for (; n < len; n++)
				room[j][n] = any(8) ? often[any(sizeof(often) - 1)]
						    : (char)(1 + any(255));
			room[j][n] = '\0';
			argv[j] = room[j];
		}
		/* What goes to stdout is none of ours. */
		for (int j = 1; j < argc; j++)
			if (strncmp(argv[j], "--", 2) == 0)
				argv[j][1] = 'n';
		try(argc, argv);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { bytes, escaped, endless, clusters,
				       many,  words,   anything };
	TCase *tcase = tcase_create("files-hostile");

	/* Sanitizers need their time. */
	tcase_set_timeout(tcase, 60);
	return unit_run_case("files-hostile", tcase, tests, ARRAY_SIZE(tests));
}
