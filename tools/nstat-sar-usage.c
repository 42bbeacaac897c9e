/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What sar says of itself: usage, help, version. */
#include <stdio.h>

#include "nstat-sar.h"
#include "tool.h"

/* Word for word, as those who parse it know it; of these only some are reports of ours. */
static const char usage[] =
	"Usage: sar [ options ] [ <interval> [ <count> ] ]\n"
	"Options are:\n"
	"[ -A ] [ -B ] [ -b ] [ -C ] [ -D ] [ -d ] [ -F [ MOUNT ] ] [ -H ] [ -h ]\n"
	"[ -p ] [ -r [ ALL ] ] [ -S ] [ -t ] [ -u [ ALL ] ] [ -V ]\n"
	"[ -v ] [ -W ] [ -w ] [ -y ] [ -z ]\n"
	"[ -I [ SUM | ALL ] ] [ -P { <cpu_list> | ALL } ]\n"
	"[ -m { <keyword> [,...] | ALL } ] [ -n { <keyword> [,...] | ALL } ]\n"
	"[ -q [ <keyword> [,...] | ALL ] ]\n"
	"[ --dev=<dev_list> ] [ --fs=<fs_list> ] [ --iface=<iface_list> ] [ --int=<int_list> ]\n"
	"[ --dec={ 0 | 1 | 2 } ] [ --help ] [ --human ] [ --pretty ] [ --sadc ]\n"
	"[ -j { SID | ID | LABEL | PATH | UUID | ... } ]\n"
	"[ -f [ <filename> ] | -o [ <filename> ] | -[0-9]+ ]\n"
	"[ -i <interval> ] [ -s [ <hh:mm[:ss]> ] ] [ -e [ <hh:mm[:ss]> ] ]\n";

/* Of sar's help the reports that are here, word for word as well. */
static const char help[] = "Usage: sar [ options ] [ <interval> [ <count> ] ]\n"
			   "Main options and reports (report name between square brackets):\n"
			   "\t-n { <keyword> [,...] | ALL }\n"
			   "\t\tNetwork statistics [A_NET_...]\n"
			   "\t\tKeywords are:\n"
			   "\t\tDEV\tNetwork interfaces\n"
			   "\t\tEDEV\tNetwork interfaces (errors)\n"
			   "\t\tNFS\tNFS client\n"
			   "\t\tNFSD\tNFS server\n"
			   "\t\tSOCK\tSockets\t(v4)\n"
			   "\t\tIP\tIP traffic\t(v4)\n"
			   "\t\tEIP\tIP traffic\t(v4) (errors)\n"
			   "\t\tICMP\tICMP traffic\t(v4)\n"
			   "\t\tEICMP\tICMP traffic\t(v4) (errors)\n"
			   "\t\tTCP\tTCP traffic\t(v4)\n"
			   "\t\tETCP\tTCP traffic\t(v4) (errors)\n"
			   "\t\tUDP\tUDP traffic\t(v4)\n"
			   "\t\tSOCK6\tSockets\t(v6)\n"
			   "\t\tIP6\tIP traffic\t(v6)\n"
			   "\t\tEIP6\tIP traffic\t(v6) (errors)\n"
			   "\t\tICMP6\tICMP traffic\t(v6)\n"
			   "\t\tEICMP6\tICMP traffic\t(v6) (errors)\n"
			   "\t\tUDP6\tUDP traffic\t(v6)\n"
			   "\t\tFC\tFibre channel HBAs\n"
			   "\t\tSOFT\tSoftware-based network processing\n";

int nstat_sar_wrong(const char *what, const char *argument)
{
	if (argument)
		tool_say_about(what, argument);
	else
		tool_say("%s", what);
	fputs(usage, stderr);
	return -1;
}

int nstat_sar_help(struct words *words, const char *rest)
{
	(void)words;
	(void)rest;
	fputs(help, stdout);
	return tool_printed() ? -1 : 1;
}

int nstat_sar_version(struct words *words, const char *rest)
{
	(void)words;
	(void)rest;
	printf("sysstat version 12.6.1\n(netwho %s: what sar of it shows of the network)\n",
	       nw_version());
	return tool_printed() ? -1 : 1;
}

int nstat_sar_collector(struct words *words, const char *rest)
{
	(void)words;
	(void)rest;
	puts("Data collector: none is needed");
	return tool_printed() ? -1 : 1;
}
