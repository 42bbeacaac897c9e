/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The odd population: one of every kind that netstat prints in its own way. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "population.h"

/*
 * Processes first: they inherit nothing then, and have higher numbers than their parent,
 * so that of several holders the first one found is always the same.
 */
static const struct deed parts[] = {
	{ "processes", odd_processes },
	{ "TCP sockets", odd_tcp },
	{ "TCP endings", odd_tcp_endings },
	{ "datagram sockets", odd_dgram },
	{ "UNIX sockets", odd_unix },
};

int odd_make(int argc, char **argv)
{
	int r;

	if (mkdir(argv[0], 0755) < 0 && errno != EEXIST)
		return -errno;
	if (chdir(argv[0]) < 0)
		return -errno;
	r = namespace_prepare();
	if (r < 0)
		return r;
	deeds_do(parts, ARRAY_SIZE(parts));
	return 0;
}
