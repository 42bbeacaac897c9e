/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nfiles and lsof say of themselves: usage, help, fields, version. */
#include <stdio.h>

#include <netwho.h>

#include "nfiles-fields.h"
#include "nfiles-long.h"

static const char usage[] =
	" usage: [-?abEHhJjKlnNoOPQRtUvVX] [+|-c c] [+|-d s] [+D D] [+|-E] [+|-e s]\n"
	" [+|-f[gG]] [-F [f]] [-g [s]] [-i [i]] [+|-L [l]] [+m [m]] [+|-M] [-o [o]]\n"
	" [-p s] [+|-r [t[cN][m<fmt>]]] [-s [p:s]] [-S [t]] [-T [t]] [-u s] [+|-w]\n"
	" [-x [fl]] [-Z [Z]] [--] [names]\n";

static const char help[] =
	"What selects files. Without any of these: all of them, threads' too.\n"
	"  -p SET      processes: 1,2,^3; ^ before what is to be left out\n"
	"  -g [SET]    process groups; and a column of them\n"
	"  -u SET      users, by name or by number\n"
	"  -c NAME     commands that begin so; ^NAME, or /REGEX/[bix]\n"
	"  -d SET      descriptors: 0,3-7,cwd,txt,mem,fd, or all but: ^1,^2\n"
	"  -i [ADDR]   Internet: [46][tcp|udp|udplite][@HOST][:PORTS]\n"
	"  -s P:STATES of Internet sockets only these: TCP:LISTEN, TCP:^CLOSE_WAIT\n"
	"  -U          UNIX domain sockets\n"
	"  -N          files on NFS\n"
	"  +L N        files with fewer than N links; +L1: deleted ones\n"
	"  +d DIR      DIR and what is in it; +D DIR: and below that\n"
	"  -x [fl]     +d and +D cross mounts (f), follow links (l)\n"
	"  -K [i]      threads; i: never\n"
	"  -Z [LABEL]  SELinux contexts; and a column of them\n"
	"  NAMES       files; or file systems, by mount point or device\n"
	"  -a          what fits all of these, not any of them\n"
	"  -f, +f      NAMES are files; are file systems\n"
	"  -X          leave TCP and UDP sockets without their addresses\n"
	"What is shown.\n"
	"  -n -P -l    no names of hosts, of ports, of users\n"
	"  -o, -s      always the offset; always the size\n"
	"  -o N        offsets in decimal up to N digits (8; 0: any)\n"
	"  -H          sizes for people\n"
	"  -R          parent processes\n"
	"  -L, +L      numbers of links: not, or a column\n"
	"  +c WIDTH    of the command (9; 0: all)\n"
	"  +fg, +fG    flags, by name; in hexadecimal\n"
	"  -T [fqs]    of TCP: queues (q), state (s); -T alone: neither\n"
	"  -E, +E      other ends of pipes and sockets; and their files\n"
	"  +M, -M      names that the portmapper gives to ports\n"
	"  -t          process numbers alone\n"
	"  -F [LIST]   fields for programs; -F? lists them\n"
	"  -J, -j      JSON as lsof has it, one document; a line a file\n"
	"  -V          say what was not found; -Q: that is no failure\n"
	"  -w, +w      without warnings; with\n"
	"  -r [T[cN][mFMT]]  again every T seconds (15), N times, FMT between;\n"
	"              +r: until nothing is found\n"
	"How.\n"
	"  -b          no look at what may not answer; -O: a look without end\n"
	"  -S [T]      seconds for servers to answer (15; without -S 0.25)\n"
	"  -e MOUNT    no look at its files; +e: the same here\n"
	"  +m [FILE]   write, or read, devices of mounts\n"
	"  -h, -v      this text; version\n";

static void print_longs(FILE *file)
{
	fputs("And of our own.\n", file);
	for (size_t i = 0; i < files_n_longs; i++) {
		const struct files_long *row = &files_longs[i];
		int width = fprintf(file, "  --%s%s%s", row->name, row->argument ? " " : "",
				    row->argument ? row->argument : "");

		fprintf(file, "%*s%s\n", width < 22 ? 22 - width : 1, "", row->help);
	}
}

static void print_help(const struct files_options *options, FILE *file)
{
	fputs(help, file);
	if (!options->lsof)
		print_longs(file);
}

static void print_fields(FILE *file)
{
	fprintf(file, "%s:\tID    field\n", tool_name);
	for (const struct files_letter *row = files_letters; row->letter; row++)
		if (row->help)
			fprintf(file, "\t %c    %s\n", row->letter, row->help);
}

static void print_version(const struct files_options *options, FILE *file)
{
	fprintf(file, "%s (netwho) %s\n", options->lsof ? "lsof" : "nfiles", nw_version());
}

void files_usage(const struct files_options *options, bool wrong)
{
	FILE *errors = tool_errors ? tool_errors : stderr;
	const bool hint = wrong && !options->help && !options->long_help;

	/* What was asked for by a letter is told on stderr, as lsof does. */
	if (wrong || options->help) {
		print_version(options, errors);
		fputs(usage, errors);
	}
	if (hint)
		fputs("Use -h for help.\n", errors);
	if (options->help)
		print_help(options, errors);
	if (options->fields_help)
		print_fields(errors);
	if (options->version)
		print_version(options, errors);
	if (wrong)
		return;
	if (options->long_help) {
		fputs(usage, stdout);
		print_help(options, stdout);
	}
	if (options->long_version)
		print_version(options, stdout);
}
