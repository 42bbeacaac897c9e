/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines and their meaning: what is shown, and how; letters and long options. */
#include "unit-files.h"

static const struct unit_line lines[] = {
	{ "-nP +n", "0 P" },
	{ "-nP +P", "0 n" },
	{ "-w +w", "0" },
	{ "-M +M -E +E", "0 M +E" },
	{ "+M -M +E -E", "0 -E" },
	{ "-F", "0 F L g R fG Ts Tq Tf F=acCdDfFgGikKlLmMnNopPRsStTu0" },
	{ "-F0", "0 F L g R fG Ts Tq Tf nul F=acCdDfFgGikKlLmMnNopPRsStTu0" },
	{ "-F 0 -p 1", "0 F L g R fG Ts Tq Tf nul p=1 F=acCdDfFgGikKlLmMnNopPRsStTu0" },
	{ "-Fp0", "0 F nul F=p0" },
	{ "-Ft -T", "0 F T F=pt" },
	{ "-T -FT", "0 F Ts Tq Tf F=pT" },
	{ "-FGgRk", "0 F L g R fG F=gGkpR" },
	{ "-Fs", "0 F F=ps" },
	{ "-Fo", "0 F o F=op" },
	{ "-Fo -s", "-1|nfiles: -o and -s are mutually exclusive" },
	{ "-F -s", "0 F s L g R fG Ts Tq Tf F=acCdDfFgGikKlLmMnNopPRsStTu0" },
	{ "-FZ", "0 F F=pZ" },
	{ "-Fx", "-1|nfiles: unknown field: x" },
	{ "-F ''", "0 F F=p" },
	{ "-F?p", "-1|nfiles: unknown field: ?" },
	{ "-F -t", "-1|nfiles: -F and -t are mutually exclusive" },
	{ "-J", "0 J L g R fG Ts Tq Tf F=acCdDfFgGikKlLmMnNopPRsStTu0" },
	{ "-J +fg -T", "0 J L g R fg Ts Tq Tf F=acCdDfFgGikKlLmMnNopPRsStTu0" },
	{ "-j", "0 j L g R fG Ts Tq Tf F=acCdDfFgGikKlLmMnNopPRsStTu0" },
	{ "-J -j", "-1|nfiles: -J and -j are mutually exclusive" },
	{ "-J -t", "-1|nfiles: -J and -t are mutually exclusive" },
	{ "-j -t", "-1|nfiles: -j and -t are mutually exclusive" },
	{ "+J", "-1|nfiles: illegal option character: J" },
	{ "-J -Fpcn", "0 J F=cnp" },
	{ "-H", "0 H" },
	{ "-m", "-1|nfiles: -m not supported" },
	{ "+m", "0 +m" },
	{ "+m file", "0 +m:file" },
	{ "+m -n", "0 n +m" },
	{ "-o", "0 o" },
	{ "-o5", "0 o:5" },
	{ "-oo10", "0 o o:10" },
	{ "-o 5n", "0 n o:5" },
	{ "-o name", "0 o name=name" },
	{ "-O +O", "0" },
	{ "-r", "0 r:15" },
	{ "-r5", "0 r:5" },
	{ "-r 5", "0 r:5" },
	{ "-r5n", "0 n r:5" },
	{ "-r5c3", "0 r:5 rounds:3" },
	{ "-r5c3n", "0 n r:5 rounds:3" },
	{ "-r5c3m==", "0 r:5 rounds:3 m:==" },
	{ "-r5m%H", "0 r:5 m:%H" },
	{ "-r '5 m%H'", "0 r:5 m:%H" },
	{ "-r '5 c3m%H'", "0 r:5 rounds:3 m:%H" },
	{ "-rm", "-1|nfiles: illegal <fmt>: \"\"" },
	{ "-r5c -p", "-1|nfiles: missing -c option value" },
	{ "+r", "0 r:15 +r:1" },
	{ "+r0", "0 +r:1" },
	{ "-r +r", "0 r:15 +r:1" },
	{ "-r name", "0 r:15 name=name" },
	{ "-r5m%n -F",
	  "-1|nfiles: %n illegal in -r m<fmt> when -F has been specified: \"%n\"" },
	{ "-r5mx%%n -F",
	  "0 F L g R fG Ts Tq Tf r:5 m:x%%n F=acCdDfFgGikKlLmMnNopPRsStTu0" },
	{ "-S", "0" },
	{ "-S5", "0 S:5" },
	{ "-S1", "0 S:2|nfiles: WARNING: -S time (1) changed to 2" },
	{ "-S5n", "0 n S:5" },
	{ "-t", "0 w t" },
	{ "-T", "0 T" },
	{ "+T", "0" },
	{ "-Tfqs", "0 Ts Tq Tf" },
	{ "-Tq", "0 Tq" },
	{ "-Tw", "-1|nfiles: unsupported TCP/TPI info selection: w" },
	{ "-y", "-1|nfiles: illegal option character: y" },
	{ "-nyPz",
	  "-1|nfiles: illegal option character: y\n"
	  "nfiles: illegal option character: z" },
	{ "-:", "-1|nfiles: colon is an illegal option character." },
	{ "+:", "-1|nfiles: colon is an illegal option character." },
	{ "-y -h", "-1|nfiles: illegal option character: y" },
	{ "--json", "0 json" },
	{ "--json -p 1 name", "0 json p=1 name=name" },
	{ "--js", "0 json" },
	{ "--ndjson --columns pid,fd --sort=-size",
	  "0 ndjson columns:pid,fd sort:-size" },
	{ "--csv --filter=deleted", "0 csv filter:deleted" },
	{ "--columns", "-1|nfiles: option '--columns' requires an argument" },
	{ "--columns=", "0 columns:" },
	{ "--columns -p", "0 columns:-p" },
	{ "--json=1", "-1|nfiles: option '--json' doesn't allow an argument" },
	{ "--foo", "-1|nfiles: unrecognized option '--foo'" },
	{ "--foo=bar -y",
	  "-1|nfiles: unrecognized option '--foo=bar'\n"
	  "nfiles: illegal option character: y" },
	{ "--ro /x", "0 root:/x" },
	{ "--record a --root b",
	  "-1|nfiles: --record and --root are mutually exclusive" },
	{ "--record a -r", "-1|nfiles: --record and -r are mutually exclusive" },
	{ "--tree", "0 tree" },
	{ "--tree --deleted",
	  "-1|nfiles: only one of --tree, --deleted, --usage and --who can be asked for" },
	{ "--who /tmp", "0 who who:/tmp" },
	{ "--who=/tmp --usage",
	  "-1|nfiles: only one of --tree, --deleted, --usage and --who can be asked for" },
	{ "--usage --usage", "0 usage" },
	{ "--json -t", "-1|nfiles: --json and -t are mutually exclusive" },
	{ "--csv -F", "-1|nfiles: --csv and -F are mutually exclusive" },
	{ "--json -J", "-1|nfiles: --json and -J are mutually exclusive" },
	{ "--lsof -p 1", "0 p=1" },
	{ "--lsof --json",
	  "-1|lsof: illegal option character: -\n"
	  "lsof: unknown -s protocol: \"on\"" },
	{ "--lsof --help",
	  "-1|lsof: illegal option character: -\n"
	  "lsof: -e not followed by a file system path: \"lp\"" },
	{ "--lsof -y", "-1|lsof: illegal option character: y" },
};

START_TEST(meanings)
{
	unit_lines(lines, ARRAY_SIZE(lines));
}
END_TEST

/* What is asked for instead of files is no failure; beside a mistake it is one. */
START_TEST(helps)
{
	static const struct {
		const char *line;
		int r;
		const char *said, *shown;
	} all[] = {
		{ "-h", 1, "  -p SET ", NULL },
		{ "-?", 1, "  --json ", NULL },
		{ "+h", 1, " usage: ", NULL },
		{ "--lsof -h", 1, "  -p SET ", NULL },
		{ "-v", 1, "nfiles (netwho) ", NULL },
		{ "--lsof -v", 1, "lsof (netwho) ", NULL },
		{ "-F?", 1, "\t T    TCP", NULL },
		{ "-hvF?", 1, "\t T    TCP", NULL },
		{ "-y", -1, "Use -h for help.", NULL },
		{ "-y -h", -1, "  -p SET ", NULL },
		{ "--help", 1, NULL, "  --json " },
		{ "--version", 1, NULL, "nfiles (netwho) " },
		{ "--help --json -p1", 1, NULL, "  --json " },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		char copy[64], *argv[8] = { (char *)"nfiles" }, shown[8192] = "", *said = NULL;
		const int argc = unit_words(all[i].line, copy, argv, 8);
		struct files_options options;
		FILE *out = tmpfile();
		int kept = dup(STDOUT_FILENO), r;
		size_t size;

		tool_name = "nfiles";
		tool_errors = open_memstream(&said, &size);
		fflush(stdout);
		dup2(fileno(out), STDOUT_FILENO);
		r = files_parse(argc, argv, &options);
		fflush(stdout);
		dup2(kept, STDOUT_FILENO);
		close(kept);
		rewind(out);
		shown[fread(shown, 1, sizeof(shown) - 1, out)] = '\0';
		fclose(out);
		fclose(tool_errors);
		tool_errors = NULL;
		ck_assert_int_eq(r, all[i].r);
		ck_assert_msg(all[i].said ? strstr(said, all[i].said) != NULL : !*said, "%s",
			      all[i].line);
		ck_assert_msg(all[i].shown ? strstr(shown, all[i].shown) != NULL : !*shown,
			      "%s", all[i].line);
		free(said);
	}
}
END_TEST

/* Every line of help fits a terminal, and every option has one. */
START_TEST(widths)
{
	struct files_options options = { .help = true };
	char *said = NULL;
	size_t size;

	tool_errors = open_memstream(&said, &size);
	files_usage(&options, false);
	fclose(tool_errors);
	tool_errors = NULL;
	for (char *line = strtok(said, "\n"); line; line = strtok(NULL, "\n"))
		ck_assert_msg(strlen(line) < 80, "%s", line);
	free(said);
}
END_TEST

/* Whoever is called lsof is lsof, wherever it lies. */
START_TEST(faces)
{
	static const struct {
		const char *name;
		bool lsof;
	} all[] = {
		{ "lsof", true },        { "/usr/bin/lsof", true }, { "./lsof", true },
		{ "nfiles", false },     { "/lsof/nfiles", false }, { "lsofx", false },
		{ "/usr/sbin/", false }, { "", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		char *argv[] = { (char *)all[i].name, (char *)"-n", NULL };
		struct files_options options;

		tool_name = "nfiles";
		ck_assert_int_eq(files_parse(2, argv, &options), 0);
		ck_assert(options.lsof == all[i].lsof);
		ck_assert_str_eq(tool_name, all[i].lsof ? "lsof" : "nfiles");
		files_free(&options);
	}
	ck_assert_int_eq(files_parse(0, NULL, &(struct files_options){ 0 }), 0);
}
END_TEST

UNIT_MAIN("files-show", meanings, helps, widths, faces)
