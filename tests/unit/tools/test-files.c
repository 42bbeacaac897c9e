/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines and their meaning: what selects processes, descriptors and names. */
#include "unit-files.h"

static const struct unit_line lines[] = {
	{ "-a -p 1", "0 a p=1" },
	{ "-abOQVwXUNlRH", "0 a b O Q V w X U N l R H" },
	{ "+abOQVwXUNlRH", "0 a b Q V X U N l R H" },
	{ "-p 1,2,^3", "0 p=1 p=2 p=^3" },
	{ "-p 1, -p 4", "0 p=1 p=4" },
	{ "-p ,1", "0 p=0 p=1" },
	{ "-p 1,1,1", "0 p=1" },
	{ "-p 1,^1", "-1|nfiles: PID 1 has been included and excluded." },
	{ "-p 007,99999999999999999999999", "0 p=7 p=18446744073709551615" },
	{ "-p 1x", "-1|nfiles: illegal process ID: 1x" },
	{ "-p", "-1|nfiles: no process ID specified" },
	{ "-p -1", "-1|nfiles: illegal process ID: -1" },
	{ "-p ''", "0" },
	{ "-p ^", "0 p=^0" },
	{ "-g", "0 g" },
	{ "-g 5,^6", "0 g g=5 g=^6" },
	{ "-gx", "-1|nfiles: illegal process group ID: x" },
	{ "-g -n", "0 n g" },
	{ "-g1 -g -R", "0 g R g=1" },
	{ "-u root,abe,^7", "0 u=root:0 u=abe:1000 u=^7" },
	{ "-u root -u 0", "0 u=root:0" },
	{ "-u 0,^root", "-1|nfiles: UID 0 has been included and excluded." },
	{ "-u nosuch,abe,neither",
	  "-1|nfiles: can't get UID for nosuch\n"
	  "nfiles: can't get UID for neither" },
	{ "-u ,", "0 u=0" },
	{ "-u 4294967296", "0 u=4294967296" },
	{ "-u 000000000000000000000000000000000,root",
	  "-1|nfiles: -u login name > 32 characters: 000000000000000000000000000000000" },
	{ "-u bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
	  "-1|nfiles: -u login name > 32 characters: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" },
	{ "-c a -c ^b -c /c/i", "0 c=a c=^b c=/c/" },
	{ "-c ''", "0 c=" },
	{ "-c aaaaaaaaaaaaaaa", "0 c=aaaaaaaaaaaaaaa" },
	{ "-c aaaaaaaaaaaaaaaa",
	  "-1|nfiles: \"-c aaaaaaaaaaaaaaaa\" length (16) > what system provides (15)" },
	{ "-c a -c b -c ^a -c ^b -c a",
	  "-1|nfiles: -c^b and -cb conflict.\n"
	  "nfiles: -c^a and -ca conflict.\n"
	  "nfiles: -c^a and -ca conflict." },
	{ "-c -x", "-1|nfiles: missing -c option value" },
	{ "-c /a/bi -c /(a|b)/x", "0 c=/a/ c=/(a|b)/" },
	{ "-c /(/", "-1|nfiles: regexp error: /(/: Unmatched ( or \\(" },
	{ "-c /a", "-1|nfiles: regexp doesn't end with '/': /a" },
	{ "-c /a/bx", "-1|nfiles: b and x regexp modifiers conflict: /a/bx" },
	{ "-c /a/q", "-1|nfiles: invalid regexp modifier: q" },
	{ "+c 0", "0 c:0" },
	{ "+c 15x", "0 c:15" },
	{ "+c 16", "-1|nfiles: +c 16 > what system provides (15)" },
	{ "+c 4294967296", "-1|nfiles: +c 4294967296 > what system provides (15)" },
	{ "+c -p 1", "-1|nfiles: +c not followed by width number" },
	{ "+cx",
	  "-1|nfiles: +c not followed by width number\n"
	  "nfiles: -x must accompany +d or +D" },
	{ "-d 0,3-7,cwd,fd", "0 d=cwd d=0 d=3-7 d=0-" },
	{ "-d ^1,^mem,^4-5", "0 d=^mem d=^1 d=^4-5" },
	{ "-d 1,^2", "-1|nfiles: exclude in an include -d list: ^2" },
	{ "-d 1 -d ^2", "-1|nfiles: exclude in an include -d list: ^2" },
	{ "-w -d 1,^2", "-1" },
	{ "-d 5-3", "-1|nfiles: -d FD range's low >= its high: 5-3" },
	{ "-d -3", "-1|nfiles: illegal FD range for -d: -3" },
	{ "-d 3-", "-1|nfiles: -d FD range's low >= its high: 3-" },
	{ "-d a-b", "-1|nfiles: non-digit in -d FD range: a-b" },
	{ "-d ^", "0" },
	{ "-d 1,,2", "0 d=1 d=2" },
	{ "-d", "-1|nfiles: no file descriptor specified" },
	{ "-d 99999999999999999999-999999999999999999999",
	  "-1|nfiles: -d FD range's low >= its high: 99999999999999999999-999999999999999999999" },
	{ "+d /dir +D /dir/two -x", "0 xf xl +d=/dir +D=/dir/two" },
	{ "+d /dir -xf", "0 xf +d=/dir" },
	{ "-xl +d /dir", "0 xl +d=/dir" },
	{ "-xf", "-1|nfiles: -x must accompany +d or +D" },
	{ "-xq", "-1|nfiles: unknown cross-over option: q" },
	{ "+d /file", "-1|nfiles: WARNING: not a directory: /file" },
	{ "+D /none",
	  "-1|nfiles: WARNING: can't stat(/none): No such file or directory" },
	{ "-w +D /none", "-1" },
	{ "+d -p", "-1|nfiles: +d not followed by a directory path" },
	{ "-D x", "-1|nfiles: unsupported option: -D" },
	{ "-e /mnt +e / -e /mnt/// -p 1", "0 p=1 -e=/mnt +e=/" },
	{ "-e /mnt/dir -e /two",
	  "-1|nfiles: \"-e /two\" is not a mounted file system.\n"
	  "nfiles: \"-e /mnt/dir\" is not a mounted file system." },
	{ "-e x", "-1|nfiles: -e not followed by a file system path: \"x\"" },
	{ "-e", "-1|nfiles: -e not followed by a file system path: \"(null)\"" },
	{ "-f", "0 -f" },
	{ "+f", "0 +f" },
	{ "-f -- /name", "0 -f name=/name" },
	{ "+fg", "0 fg" },
	{ "+fG -p 1", "0 fG p=1" },
	{ "+fG -fg", "0" },
	{ "+fgG", "0 fG" },
	{ "-fc", "-1|nfiles: unknown file struct option: c" },
	{ "-f name",
	  "-1|nfiles: unknown file struct option: n\n"
	  "nfiles: unknown file struct option: a\n"
	  "nfiles: unknown file struct option: m\n"
	  "nfiles: unknown file struct option: e" },
	{ "-K", "0 K" },
	{ "-K -Ki", "0 Ki" },
	{ "-KI", "0 Ki" },
	{ "-Kx", "-1|nfiles: -K not followed by i (but by x)" },
	{ "-L", "0" },
	{ "+L", "0 L" },
	{ "+L1", "0 L L<1" },
	{ "+L 1", "0 L L<1" },
	{ "+aL1", "0 a L L<1" },
	{ "+L1n", "0 L L<1" },
	{ "+L1 -L", "0 L<0" },
	{ "-L1", "-1|nfiles: no number may follow -L" },
	{ "-L /name", "0 name=/name" },
	{ "-Z", "-1|nfiles: -Z limited to SELinux" },
	{ "-ZZ", "-1|nfiles: -Z limited to SELinux" },
	{ "-a", "-1|nfiles: no select options to AND via -a" },
	{ "-a -p ^1", "-1|nfiles: no select options to AND via -a" },
	{ "-a -n -K", "0 a K n" },
	{ "-a name", "0 a name=name" },
	{ "-aKi", "-1|nfiles: no select options to AND via -a" },
	{ "-n name -p 1", "0 n name=name name=-p name=1" },
	{ "--", "0" },
	{ "-- -p", "0 name=-p" },
	{ "++ -p", "0 name=-p" },
	{ "-p 1 -- x y", "0 p=1 name=x name=y" },
	{ "-", "0 name=-" },
	{ "+", "0 name=+" },
	{ "''", "0 name=" },
	{ "-nPap1", "0 a n P p=1" },
	{ "-nPap1,x", "-1|nfiles: illegal process ID: 1,x" },
	{ "-tp", "-1|nfiles: no process ID specified" },
	{ "--r", "-1|nfiles: option '--r' is ambiguous" },
	{ "-p 1 --lsof", "-1|nfiles: --lsof must be the first word" },
	{ "-p --json", "-1|nfiles: illegal process ID: --json" },
	{ "--4",
	  "-1|nfiles: illegal option character: -\n"
	  "nfiles: illegal option character: 4" },
};

START_TEST(meanings)
{
	unit_lines(lines, ARRAY_SIZE(lines));
}
END_TEST

/* With SELinux contexts are known; a word that begins like an option is one. */
START_TEST(selinux)
{
	static const struct unit_line more[] = {
		{ "-Z", "0 Z" },
		{ "-Z -n", "0 n Z" },
		{ "-Z a:b -Zc", "0 Z Z=a:b Z=c" },
		{ "-Z a -Z a", "-1|nfiles: duplicate context: a" },
		{ "-a -Z", "-1|nfiles: no select options to AND via -a" },
		{ "-a -Z x", "0 a Z Z=x" },
		{ "-F", "0 F L g R Z fG Ts Tq Tf F=acCdDfFgGikKlLmMnNopPRsStTuZ0" },
		{ "-FZ", "0 F Z F=pZ" },
	};

	unit_selinux = true;
	unit_lines(more, ARRAY_SIZE(more));
}
END_TEST

static void parse(struct files_options *ret, const char *line)
{
	char copy[256], *argv[16] = { (char *)"lsof" };

	ck_assert_int_eq(files_parse(unit_words(line, copy, argv, 16), argv, ret), 0);
}

/* What selects, by kind: each line has only what it says. */
START_TEST(kinds)
{
	static const struct {
		const char *line;
		unsigned kinds;
	} all[] = {
		{ "-n", 0 },
		{ "-p 1 -p ^2", FILES_BY_PID },
		{ "-p ^2 -u ^0 -g ^3 -c ^x", 0 },
		{ "-g 1", FILES_BY_PGID },
		{ "-g", 0 },
		{ "-u 0", FILES_BY_UID },
		{ "-c x", FILES_BY_COMMAND },
		{ "-c /x/", FILES_BY_COMMAND },
		{ "-c x -c ^y", FILES_BY_COMMAND },
		{ "-d 1", FILES_BY_FD },
		{ "-d ^1", FILES_BY_FD },
		{ "-d ,", 0 },
		{ "-i", FILES_BY_NET },
		{ "-i6", FILES_BY_NET },
		{ "-i :1", FILES_BY_ADDRESS },
		{ "-i -i :1", FILES_BY_NET | FILES_BY_ADDRESS },
		{ "-N", FILES_BY_NFS },
		{ "+L", 0 },
		{ "+L1", FILES_BY_LINKS },
		{ "name", FILES_BY_NAME },
		{ "+d /dir", FILES_BY_NAME },
		{ "-U", FILES_BY_UNIX },
		{ "-K", FILES_BY_TASK },
		{ "-K i", 0 },
		{ "-sTCP:LISTEN", 0 },
		{ "-a -p 1 -i", FILES_BY_PID | FILES_BY_NET },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct files_options options;

		parse(&options, all[i].line);
		ck_assert_msg(files_kinds(&options) == all[i].kinds, "%s", all[i].line);
		files_free(&options);
	}
}
END_TEST

START_TEST(tasks)
{
	static const struct {
		const char *line;
		bool listed;
	} all[] = {
		{ "-n", true },     { "-p 1", false }, { "-p 1 -K", true }, { "-K i", false },
		{ "-K -Ki", false }, { "-Ki -K", true }, { "-p ^1", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct files_options options;

		parse(&options, all[i].line);
		ck_assert_msg(files_lists_tasks(&options) == all[i].listed, "%s", all[i].line);
		files_free(&options);
	}
}
END_TEST

START_TEST(descriptors)
{
	struct files_options options;

	parse(&options, "-d 0,3-7,cwd");
	ck_assert(files_fd(&options.fds, NULL, 0) && files_fd(&options.fds, NULL, 3));
	ck_assert(files_fd(&options.fds, NULL, 7) && files_fd(&options.fds, "cwd", 0));
	ck_assert(!files_fd(&options.fds, NULL, 1) && !files_fd(&options.fds, NULL, 8));
	ck_assert(!files_fd(&options.fds, "mem", 0));
	files_free(&options);
	parse(&options, "-d ^fd,^mem");
	ck_assert(!files_fd(&options.fds, NULL, 0) && !files_fd(&options.fds, NULL, 1 << 20));
	ck_assert(!files_fd(&options.fds, "mem", 0) && files_fd(&options.fds, "cwd", 0));
	files_free(&options);
	parse(&options, "-n");
	ck_assert(!files_fd(&options.fds, NULL, 0) && !files_fd(&options.fds, "cwd", 0));
	files_free(&options);
}
END_TEST

/* Letters behind a regular expression reach regcomp(). */
START_TEST(regexes)
{
	static const struct {
		const char *line, *text;
		bool matches;
	} all[] = {
		{ "-c /A+/", "caat", false },  { "-c /A+/i", "caat", true },
		{ "-c /a+c/b", "aac", false }, { "-c /a+c/b", "a+c", true },
		{ "-c /a+c/x", "aac", true },  { "-c /^A+C/bi", "xa+c", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct files_options options;

		parse(&options, all[i].line);
		ck_assert_uint_eq(options.n_regexes, 1);
		ck_assert((regexec(&options.regexes[0].regex, all[i].text, 0, NULL, 0) == 0) ==
			  all[i].matches);
		files_free(&options);
	}
}
END_TEST

UNIT_MAIN("files", meanings, selinux, kinds, tasks, descriptors, regexes)
