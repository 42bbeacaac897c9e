/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nsockets' option grammar: netstat's whole, then what netstat lacks. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nsockets.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define AT(field) offsetof(struct options, field)

#define TAKE_FN(name)                                                                    \
	static int name(void *opts, const struct option_row *row, const char *argument)

static void *place(void *opts, const struct option_row *row)
{
	return (char *)opts + row->at;
}

TAKE_FN(flag)
{
	(void)argument;
	*(bool *)place(opts, row) = true;
	return 0;
}

TAKE_FN(text)
{
	*(const char **)place(opts, row) = argument;
	return 0;
}

TAKE_FN(value)
{
	(void)argument;
	*(uint64_t *)place(opts, row) = row->bits;
	return 0;
}

/* From `least` to a day, in decimal; in milliseconds, or -1. */
static int64_t seconds_of(const char *argument, double least)
{
	char *end;
	double seconds = strtod(argument, &end);

	if (end == argument || argument[strspn(argument, "0123456789.")] || !(seconds >= least && seconds <= 86400))
		return -1;
	return (int64_t)(seconds * 1000);
}

TAKE_FN(interval)
{
	int64_t ms = seconds_of(argument, 0.1);

	(void)row;
	if (ms < 0) {
		tool_say_about("--interval takes seconds, 0.1 to 86400, not", argument);
		return -1;
	}
	((struct options *)opts)->interval_ms = (uint64_t)ms;
	return 0;
}

TAKE_FN(timeout)
{
	int64_t ms = seconds_of(argument, 0);

	(void)row;
	if (ms < 0) {
		tool_say_about("--timeout takes seconds, 0 to 86400, not", argument);
		return -1;
	}
	((struct options *)opts)->timeout_ms = (uint64_t)ms;
	((struct options *)opts)->times_out = true;
	return 0;
}

TAKE_FN(owners)
{
	static const char *const ways[] = {
		[NW_OWNERS_AUTO] = "auto",
		[NW_OWNERS_SCAN] = "scan",
		[NW_OWNERS_BPF] = "bpf",
	};

	(void)row;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		if (strcmp(ways[i], argument) != 0)
			continue;
		((struct options *)opts)->owners = i;
		return 0;
	}
	tool_say_about("--owners takes auto, scan or bpf, not", argument);
	return -1;
}

TAKE_FN(numeric)
{
	struct options *options = opts;

	(void)row;
	(void)argument;
	options->numeric = options->numeric_hosts = true;
	options->numeric_ports = options->numeric_users = true;
	return 0;
}

TAKE_FN(mode)
{
	(void)argument;
	((struct options *)opts)->modes |= (unsigned)row->bits;
	return 0;
}

TAKE_FN(help)
{
	(void)row;
	(void)argument;
	nsockets_help(opts);
	return DONE;
}

TAKE_FN(version)
{
	const struct options *options = opts;

	(void)row;
	(void)argument;
	printf("%s (netwho) %s\n", options->netstat ? "netstat" : "nsockets", nw_version());
	return DONE;
}

TAKE_FN(family_list)
{
	(void)row;
	for (;;) {
		size_t len = strcspn(argument, ",");
		char name[64];
		int r;

		if (len >= sizeof(name)) {
			tool_say_about("unknown address family", argument);
			return REFUSED;
		}
		memcpy(name, argument, len);
		name[len] = '\0';
		r = nsockets_family(opts, name);
		if (r)
			return r;
		argument += len;
		if (!*argument++)
			return 0;
	}
}

/* --ax25 and its like: the option's name is the family's. */
TAKE_FN(named_family)
{
	(void)argument;
	return nsockets_family(opts, row->name);
}

/* --net, as netstat abbreviates it. */
TAKE_FN(netrom)
{
	(void)row;
	(void)argument;
	return nsockets_family(opts, "netrom");
}

TAKE_FN(bluetooth)
{
	(void)row;
	(void)argument;
	return nsockets_family(opts, "bluetooth");
}

/* ---- the table ---------------------------------------------------------------------------------- */

static const struct option_row rows[] = {
	{ 'a', "all", NULL, "listening and other sockets", flag, AT(all), 0 },
	{ 'l', "listening", NULL, "servers only: sockets without a peer", flag,
	  AT(listening), 0 },
	{ 'n', "numeric", NULL, "numbers instead of host, port and user names", numeric, 0, 0 },
	{ 0, "numeric-hosts", NULL, "numbers instead of host names", flag,
	  AT(numeric_hosts), 0 },
	{ 0, "numeric-ports", NULL, "numbers instead of port names", flag,
	  AT(numeric_ports), 0 },
	{ 0, "numeric-users", NULL, "numbers instead of user names", flag,
	  AT(numeric_users), 0 },
	{ 'N', "symbolic", NULL, "names of link layer protocols, also with -n", flag,
	  AT(symbolic), 0 },
	{ 't', "tcp", NULL, "TCP sockets", flag, AT(tcp), 0 },
	{ 'u', "udp", NULL, "UDP sockets", flag, AT(udp), 0 },
	{ 'U', "udplite", NULL, "UDP-Lite sockets", flag, AT(udplite), 0 },
	{ 'S', "sctp", NULL, "SCTP sockets", flag, AT(sctp), 0 },
	{ 'w', "raw", NULL, "raw sockets", flag, AT(raw), 0 },
	{ 'x', "unix", NULL, "UNIX domain sockets", flag, AT(unix_domain), 0 },
	{ '4', "inet", NULL, "IPv4 only", flag, AT(inet), 0 },
	{ '6', "inet6", NULL, "IPv6 only", flag, AT(inet6), 0 },
	{ 'A', "protocol", "LIST",
	  "address families: inet, inet6, unix, and besides netstat's: tcp, udp, udplite, raw, "
	  "sctp, mptcp, smc, ping, packet, netlink, vsock, xdp, tipc, all; !tcp: without",
	  family_list, 0, 0 },
	{ 'p', "programs", NULL, "processes that hold the socket, or why none does", flag,
	  AT(programs), 0 },
	{ 'e', "extend", NULL, "user and inode", flag, AT(extend), 0 },
	{ 'o', "timers", NULL, "timers", flag, AT(timers), 0 },
	{ 'Z', "context", NULL, "SELinux security context of the holders", flag,
	  AT(context), 0 },
	{ 'c', "continuous", NULL, "again every second", flag, AT(continuous), 0 },
	{ 'W', "wide", NULL, "addresses in full (always so without --netstat)", flag,
	  AT(wide), 0 },
	{ 'T', "notrim", NULL, "the same as -W", flag, AT(wide), 0 },
	{ 'v', "verbose", NULL, "say what this system does not have", flag, AT(verbose), 0 },
	{ 'd', "debug", NULL, "say what was read, and from where", flag, AT(debug), 0 },
	{ 'r', "route", NULL, NULL, mode, 0, MODE_ROUTE },
	{ 'i', "interfaces", NULL, NULL, mode, 0, MODE_INTERFACES },
	{ 's', "statistics", NULL, NULL, mode, 0, MODE_STATISTICS },
	{ 'M', "masquerade", NULL, NULL, mode, 0, MODE_MASQUERADE },
	{ 'g', "groups", NULL, NULL, mode, 0, MODE_GROUPS },
	{ 'C', "cache", NULL, NULL, mode, 0, MODE_CACHE },
	{ 'F', "fib", NULL, NULL, mode, 0, MODE_FIB },
	{ '2', "l2cap", NULL, NULL, bluetooth, 0, 0 },
	{ 'f', "rfcomm", NULL, NULL, bluetooth, 0, 0 },
	{ 0, "ax25", NULL, NULL, named_family, 0, 0 },
	{ 0, "ipx", NULL, NULL, named_family, 0, 0 },
	{ 0, "netrom", NULL, NULL, named_family, 0, 0 },
	{ 0, "x25", NULL, NULL, named_family, 0, 0 },
	{ 0, "rose", NULL, NULL, named_family, 0, 0 },
	{ 0, "ddp", NULL, NULL, named_family, 0, 0 },
	{ 0, "appletalk", NULL, NULL, named_family, 0, 0 },
	/* Not --ipx; and in netstat --ine is no more ambiguous than -A inet. */
	{ 0, "ip", NULL, NULL, named_family, 0, 0 },
	{ 0, "ine", NULL, NULL, flag, AT(inet), 0 },
	{ 0, "tcpip", NULL, NULL, named_family, 0, 0 },
	{ 0, "record", "DIR", "save all there is to know into DIR, for --root", text,
	  AT(record), 0 },
	{ 0, "root", "DIR", "answer from such a recording instead of this system", text,
	  AT(root), 0 },
	{ 'h', "help", NULL, "this text", help, 0, 0 },
	{ 'V', "version", NULL, "version", version, 0, 0 },
};

static const struct option_row more_rows[] = {
	{ 0, "json", NULL, "one JSON document", value, AT(format), FORMAT_JSON },
	{ 0, "ndjson", NULL, "one JSON object a line", value, AT(format), FORMAT_NDJSON },
	{ 0, "csv", NULL, "comma separated values", value, AT(format), FORMAT_CSV },
	{ 0, "columns", "LIST", "these columns, in this order; 'help' lists them all",
	  text, AT(columns), 0 },
	{ 0, "sort", "COLUMN", "by this column; -COLUMN: the largest first", text, AT(sort), 0 },
	{ 0, "tcp-info", NULL,
	  "what TCP measures: round-trip time, windows, retransmissions, bytes, rates",
	  flag, AT(tcp_info), 0 },
	{ 0, "memory", NULL, "memory of the socket, its limits, and drops", flag,
	  AT(memory), 0 },
	{ 0, "extended", NULL, "inode, cookie, cgroup, marks, peers, filters, groups and the like",
	  flag, AT(extended), 0 },
	{ 0, "options", NULL, "options set on the socket", flag, AT(socket_options), 0 },
	{ 0, "summary", NULL, "how many there are of each kind and state", flag,
	  AT(summary), 0 },
	{ 0, "trouble", NULL,
	  "only sockets that deserve a look, and why: full queues, drops, leaks, losses",
	  flag, AT(trouble), 0 },
	{ 0, "bound-inactive", NULL, "also TCP sockets that are bound and do nothing",
	  flag, AT(bound_inactive), 0 },
	{ 0, "no-header", NULL, "rows only", flag, AT(no_header), 0 },
	{ 0, "watch", NULL, "again every second in one place, what changed in bold", flag,
	  AT(watch), 0 },
	{ 0, "interval", "SECONDS", "for -c, --watch, --wait, --events: 0.1 or more instead of 1",
	  interval, 0, 0 },
	{ 0, "wait", NULL, "return when there is such a socket, and show it", flag, AT(wait), 0 },
	{ 0, "timeout", "SECONDS", "for --wait: so long at most, exit 1 if there is none; for --events: so long",
	  timeout, 0, 0 },
	{ 0, "events", NULL,
	  "go on, and show what listens, is accepted, is connected and closed, of TCP unless "
	  "other families are named",
	  flag, AT(events), 0 },
	{ 0, "kill", NULL, "end the sockets the filter takes, and show those that were", flag,
	  AT(kill), 0 },
	{ 0, "owners", "WAY", "how holders are found: auto, scan or bpf", owners, 0, 0 },
	{ 0, "baseline", "FILE", "write down what is there, by protocol, address, program, unit",
	  text, AT(baseline), 0 },
	{ 0, "diff", "FILE", "what is new (+) and what is missing (-) since; exit 1 if any",
	  text, AT(diff), 0 },
	{ 0, "netns", "WHICH",
	  "sockets of other network namespaces: all, self, a name in /run/netns, a process id, "
	  "an inode number",
	  text, AT(netns), 0 },
	/* Abbreviations of netstat's that our own names made ambiguous. */
	{ 0, "exten", NULL, NULL, flag, AT(extend), 0 },
	{ 0, "exte", NULL, NULL, flag, AT(extend), 0 },
	{ 0, "ext", NULL, NULL, flag, AT(extend), 0 },
	{ 0, "ex", NULL, NULL, flag, AT(extend), 0 },
	{ 0, "e", NULL, NULL, flag, AT(extend), 0 },
	{ 0, "w", NULL, NULL, flag, AT(wide), 0 },
	{ 0, "time", NULL, NULL, flag, AT(timers), 0 },
	{ 0, "tim", NULL, NULL, flag, AT(timers), 0 },
	{ 0, "ti", NULL, NULL, flag, AT(timers), 0 },
	{ 0, "inter", NULL, NULL, mode, 0, MODE_INTERFACES },
	{ 0, "inte", NULL, NULL, mode, 0, MODE_INTERFACES },
	{ 0, "int", NULL, NULL, mode, 0, MODE_INTERFACES },
	{ 0, "m", NULL, NULL, mode, 0, MODE_MASQUERADE },
	{ 0, "net", NULL, NULL, netrom, 0, 0 },
	{ 0, "ne", NULL, NULL, netrom, 0, 0 },
};

#define ROWS (ARRAY_SIZE(rows))
#define ALL_ROWS (ROWS + ARRAY_SIZE(more_rows))

/* netstat's grammar first: what it abbreviates must not become ambiguous in its face. */
static size_t grammar(const struct options *options, struct option_row *ret)
{
	memcpy(ret, rows, sizeof(rows));
	if (options->netstat) {
		for (size_t i = 0; i < ROWS; i++)
			if (ret[i].letter == 'A')
				ret[i].help = "address families: inet, inet6, unix";
		return ROWS;
	}
	memcpy(ret + ROWS, more_rows, sizeof(more_rows));
	return ALL_ROWS;
}

void nsockets_help(const struct options *options)
{
	struct option_row all[ALL_ROWS];
	struct option_table table = { all, grammar(options, all) };

	if (options->netstat)
		printf("Usage: netstat [OPTION]...\n"
		       "Sockets in netstat's layout. -r -i -s -g -M -C -F are left to ip(8) and "
		       "nstat(8).\n\n");
	else
		printf("Usage: nsockets [--netstat] [OPTION]... [FILTER]\n"
		       "Sockets and who holds them. Without -a or -l: those with a peer.\n"
		       "--netstat as the first word: netstat's exact layout.\n"
		       "FILTER: what ss takes, and more, as in\n"
		       "  nsockets -tnp sport = :443 and program = nginx and not dst 10.0.0.0/8\n\n");
	option_help(&table);
	if (!options->netstat)
		printf("\nExit: 0, 1 something could not be read, 2 a filter that is not "
		       "understood,\n3 wrong usage. nsockets(8) has the rest.\n");
}

int nsockets_options(int argc, char **argv, struct options *ret)
{
	struct option_row all[ALL_ROWS];
	struct option_table table = { all, 0 };
	int first, r;

	table.n = grammar(ret, all);
	r = option_parse(&table, argc, argv, ret, &first);
	/* Whoever looks for trouble wants it wherever it is, and who makes it. */
	if (ret->trouble)
		ret->all = ret->programs = true;
	if (ret->events) {
		ret->programs = true;
		ret->all = !ret->listening;
		ret->tcp = ret->tcp || nsockets_unnamed(ret);
	}
	/* netstat passes over such words in silence, and so must its face. */
	if (first < argc && !ret->netstat)
		ret->filter = argv + first;
	return r ? r : nsockets_check(ret);
}
