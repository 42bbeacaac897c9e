/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One listener, or one connection to it, by a process of its own: what can come and go alone. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "population.h"

int listen_make(int argc, char **argv)
{
	int r = namespace_prepare();

	for (int i = 0; r >= 0 && i < argc; i++)
		r = tcp_listen("127.0.0.1", (unsigned)atoi(argv[i]), 16);
	return r;
}

static int become(const void *name)
{
	char *argv[] = { (char *)name, (char *)"listen", NULL };

	execv("/proc/self/exe", argv);
	return -errno;
}

/* One listener, held by programs of these names as well, which are started in this order. */
int shared_make(int argc, char **argv)
{
	int r = listen_make(1, argv);

	for (int i = 1; r >= 0 && i < argc; i++)
		r = child_heir(become, argv[i]);
	return r;
}

/* A deaf one never hears the answer: its request stays half open. */
int call_make(int argc, char **argv)
{
	const unsigned port = (unsigned)atoi(argv[0]), from = (unsigned)atoi(argv[1]);

	if (argc > 2 && strcmp(argv[2], "deaf") == 0)
		return tcp_dial_start("127.0.0.1", port, from, true);
	return tcp_dial("127.0.0.1", port, from);
}
