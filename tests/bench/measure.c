/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Run commands in turn, in rounds, and say how long each took and how big it got. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COMMANDS 32
#define ROUNDS 64

struct run {
	double seconds, cpu;
};

struct command {
	char **argv;
	struct run runs[ROUNDS];
	int n, status;
	long kib;
	double spent;
};

static int usage(void)
{
	fputs("usage: measure [-f] [-n ROUNDS] [-b SECONDS] COMMAND... [:: COMMAND...]...\n"
	      "Prints for each command: median seconds, median user+system seconds,\n"
	      "peak KiB, rounds, exit status, command. Its output goes nowhere.\n"
	      "Processes that it leaves behind are waited for, and count.\n"
	      "One that has used up the SECONDS of -b is left out of further rounds.\n"
	      "-f: seconds until it begins to print; then it is ended.\n",
	      stderr);
	return 2;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds_of(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

/* Standard output into the pipe if there is one. A group of its own, to be ended together. */
static int start(char **argv, const int *ends, pid_t *ret)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	int error;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	if (ends[1] >= 0)
		posix_spawn_file_actions_adddup2(&files, ends[1], 1);
	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP);
	error = posix_spawnp(ret, argv[0], &files, &how, argv, environ);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	return -error;
}

static double children(void)
{
	struct rusage usage_of;

	getrusage(RUSAGE_CHILDREN, &usage_of);
	return seconds_of(&usage_of.ru_utime) + seconds_of(&usage_of.ru_stime);
}

static int finish(struct command *command, pid_t pid)
{
	struct rusage usage_of;

	if (wait4(pid, &command->status, 0, &usage_of) < 0)
		return -errno;
	if (usage_of.ru_maxrss > command->kib)
		command->kib = usage_of.ru_maxrss;
	/* sar does not wait for the sadc that it starts. */
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
	return 0;
}

static int command_run(struct command *command, bool first)
{
	struct run *run = &command->runs[command->n];
	double begin = now(), before = children();
	int ends[2] = { -1, -1 };
	pid_t pid;
	int r;

	if (first && pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	r = start(command->argv, ends, &pid);
	if (r < 0)
		return r;
	if (first) {
		char byte;

		close(ends[1]);
		(void)!read(ends[0], &byte, 1);
		run->seconds = now() - begin;
		kill(-pid, SIGKILL);
		close(ends[0]);
	}
	r = finish(command, pid);
	if (r < 0)
		return r;
	if (!first)
		run->seconds = now() - begin;
	run->cpu = children() - before;
	command->spent += run->seconds;
	command->n++;
	return 0;
}

static int by_seconds(const void *left, const void *right)
{
	const struct run *a = left, *b = right;

	return (a->seconds > b->seconds) - (a->seconds < b->seconds);
}

static int by_cpu(const void *left, const void *right)
{
	const struct run *a = left, *b = right;

	return (a->cpu > b->cpu) - (a->cpu < b->cpu);
}

/* Of an even number the lower one of the two in the middle: two runs, the better. */
static void command_print(struct command *command)
{
	size_t n = (size_t)command->n, middle = (n - 1) / 2;
	double seconds, cpu;
	int status = WIFEXITED(command->status) ? WEXITSTATUS(command->status)
						 : 128 + WTERMSIG(command->status);

	qsort(command->runs, n, sizeof(command->runs[0]), by_seconds);
	seconds = command->runs[middle].seconds;
	qsort(command->runs, n, sizeof(command->runs[0]), by_cpu);
	cpu = command->runs[middle].cpu;

	printf("%.6f %.6f %ld %zu %d", seconds, cpu, command->kib, n, status);
	for (char **word = command->argv; *word; word++)
		printf(" %s", *word);
	putchar('\n');
}

/* Cut the words at "::"; 0 if there is nothing to run. */
static int split(char **words, struct command *commands)
{
	int n = 0;

	for (; *words && n < COMMANDS; n++) {
		commands[n].argv = words;
		while (*words && strcmp(*words, "::") != 0)
			words++;
		if (words == commands[n].argv)
			return 0;
		if (*words)
			*words++ = NULL;
	}
	return *words ? 0 : n;
}

int main(int argc, char **argv)
{
	static struct command commands[COMMANDS];
	int rounds = 3, opt, n;
	double budget = 1e9;
	bool first = false;

	while ((opt = getopt(argc, argv, "+fn:b:")) != -1) {
		if (opt == 'n')
			rounds = atoi(optarg);
		else if (opt == 'b')
			budget = atof(optarg);
		else if (opt == 'f')
			first = true;
		else
			return usage();
	}
	n = split(argv + optind, commands);
	if (n == 0 || rounds < 1 || rounds > ROUNDS)
		return usage();

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* In turn, so that what disturbs the machine for a while disturbs all alike. */
	for (int round = 0; round < rounds; round++) {
		for (int i = 0; i < n; i++) {
			if (round > 0 && commands[i].spent >= budget)
				continue;
			if (command_run(&commands[i], first) < 0)
				return 1;
		}
	}
	for (int i = 0; i < n; i++)
		command_print(&commands[i]);
	return 0;
}
