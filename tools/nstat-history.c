/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file in which iproute2's nstat notes counters from one call to the next. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "nstat-iproute.h"

/* Longer than all counters of any kernel: what is longer is something else. */
#define LONGEST (4U << 20)

void nstat_history_name(struct nstat_history *history)
{
	const char *named = getenv("NSTAT_HISTORY");

	snprintf(history->room, sizeof(history->room), "/tmp/.nstat.u%d", (int)getuid());
	history->name = named ? named : history->room;
}

void nstat_history_reset(const struct nstat_history *history)
{
	if (unlink(history->name) < 0 && errno != ENOENT)
		tool_say_error("reset history file", history->name, -errno);
}

static int fail(const struct nstat_history *history, const char *what)
{
	tool_say_error(what, history->name, -errno);
	return NSTAT_EXIT_IPROUTE;
}

/* ---- opening ------------------------------------------------------------------------------------ */

/* 0, or said and an exit code; *gone: another run removed it before it was locked. */
static int open_once(struct nstat_history *history, struct stat *status, bool *gone)
{
	/* Opening a pipe must not wait for its other end. */
	history->fd = open(history->name,
			   O_RDWR | O_CREAT | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK | O_CLOEXEC,
			   0600);
	if (history->fd < 0)
		return fail(history, "open history file");
	if (fstat(history->fd, status) < 0)
		return fail(history, "fstat history file");
	if (!S_ISREG(status->st_mode) || status->st_uid != getuid()) {
		tool_say_about("the history file is not a file of yours", history->name);
		return NSTAT_EXIT_IPROUTE;
	}
	while (flock(history->fd, LOCK_EX) < 0)
		if (errno != EINTR)
			return fail(history, "flock history file");
	if (fstat(history->fd, status) < 0)
		return fail(history, "fstat history file");
	*gone = status->st_nlink == 0;
	if (status->st_nlink > 1) {
		tool_say_about("the history file has other names as well", history->name);
		return NSTAT_EXIT_IPROUTE;
	}
	return 0;
}

/* Seconds since the machine, or the container that its /proc is made for, started; or -1. */
static long uptime(void)
{
	FILE *file = fopen("/proc/uptime", "re");
	char line[64], *rest;
	long seconds = -1;

	if (!file)
		return -1;
	if (fgets(line, sizeof(line), file)) {
		seconds = strtol(line, &rest, 10);
		seconds = rest == line ? -1 : seconds;
	}
	fclose(file);
	return seconds;
}

static int forget_aged(struct nstat_history *history, const struct stat *status)
{
	const long up = uptime();

	if (up < 0 || time(NULL) < status->st_mtime + up)
		return 0;
	tool_say("history is aged out, resetting");
	return ftruncate(history->fd, 0) < 0 ? fail(history, "ftruncate") : 0;
}

static int read_file(struct nstat_history *history, struct buffer *text)
{
	ssize_t n;

	do {
		char *room = buffer_room(text, 16384);

		if (!room) {
			errno = ENOMEM;
			return fail(history, "read history file");
		}
		n = pread(history->fd, room, 16384, (off_t)text->n);
		if (n < 0)
			return fail(history, "read history file");
		text->n += (size_t)n;
	} while (n > 0 && text->n < LONGEST);
	if (n == 0)
		return 0;
	tool_say_about("too long for a history file", history->name);
	return NSTAT_EXIT_PARSE;
}

static int parse(struct nstat_history *history, const struct buffer *text)
{
	char what[64];
	size_t line;
	const int r = nstat_entries_parse(&history->entries, text->n ? text->at : "",
					  text->n, &line);

	if (r == -EBADMSG) {
		snprintf(what, sizeof(what), "line %zu is not of a history file", line);
		tool_say_about(what, history->name);
		return NSTAT_EXIT_PARSE;
	}
	if (r < 0) {
		tool_say("out of memory");
		return NSTAT_EXIT_IPROUTE;
	}
	return 0;
}

int nstat_history_open(struct nstat_history *history, bool aged)
{
	struct buffer text = { .fd = -1 };
	struct stat status;
	bool gone = true;
	int code = 0;

	while (code == 0 && gone) {
		nstat_history_close(history);
		code = open_once(history, &status, &gone);
	}
	if (code == 0 && aged)
		code = forget_aged(history, &status);
	if (code == 0)
		code = read_file(history, &text);
	if (code == 0)
		code = parse(history, &text);
	buffer_free(&text);
	return code;
}

/* ---- its end -------------------------------------------------------------------------------------- */

int nstat_history_save(struct nstat_history *history, struct buffer *text)
{
	size_t done = 0;

	if (text->error) {
		tool_say("out of memory");
		return NSTAT_EXIT_IPROUTE;
	}
	while (done < text->n) {
		const ssize_t n =
			pwrite(history->fd, text->at + done, text->n - done, (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			const int code = fail(history, "write history file");

			/* Half of it would be a wrong one. */
			(void)!ftruncate(history->fd, 0);
			return code;
		}
		done += (size_t)n;
	}
	return ftruncate(history->fd, (off_t)text->n) < 0 ? fail(history, "ftruncate") : 0;
}

void nstat_history_close(struct nstat_history *history)
{
	if (history->fd >= 0)
		close(history->fd);
	history->fd = -1;
	nstat_entries_free(&history->entries);
}
