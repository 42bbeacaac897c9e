/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Run commands in turn, in rounds, and say how long each took and how big it got. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
	fputs("usage: measure [-n ROUNDS] [-b SECONDS] COMMAND... [:: COMMAND...]...\n"
	      "Prints for each command: median seconds, median user+system seconds,\n"
	      "peak KiB, rounds, exit status, command. Its output goes nowhere.\n"
	      "One that has used up the SECONDS of -b is left out of further rounds.\n",
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

static void become(char **argv)
{
	int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd <= 2; fd++)
		dup2(nowhere, fd);
	execvp(argv[0], argv);
	_exit(127);
}

static int command_run(struct command *command)
{
	struct rusage usage_of;
	struct run *run = &command->runs[command->n];
	double begin = now();
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0)
		become(command->argv);
	if (wait4(pid, &command->status, 0, &usage_of) < 0)
		return -errno;

	run->seconds = now() - begin;
	run->cpu = seconds_of(&usage_of.ru_utime) + seconds_of(&usage_of.ru_stime);
	if (usage_of.ru_maxrss > command->kib)
		command->kib = usage_of.ru_maxrss;
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

	printf("%.4f %.4f %ld %zu %d", seconds, cpu, command->kib, n, status);
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

	while ((opt = getopt(argc, argv, "+n:b:")) != -1) {
		if (opt == 'n')
			rounds = atoi(optarg);
		else if (opt == 'b')
			budget = atof(optarg);
		else
			return usage();
	}
	n = split(argv + optind, commands);
	if (n == 0 || rounds < 1 || rounds > ROUNDS)
		return usage();

	/* In turn, so that what disturbs the machine for a while disturbs all alike. */
	for (int round = 0; round < rounds; round++) {
		for (int i = 0; i < n; i++) {
			if (round > 0 && commands[i].spent >= budget)
				continue;
			if (command_run(&commands[i]) < 0)
				return 1;
		}
	}
	for (int i = 0; i < n; i++)
		command_print(&commands[i]);
	return 0;
}
