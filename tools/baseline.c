/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is there now against what was there. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "baseline.h"

#define HEAD "netwho-baseline 1\n"
/* In place of the program, of a socket whose holders may not be seen. */
#define HIDDEN "?"

struct lines {
	char **at;
	size_t n, size;
};

static void lines_free(struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		free(lines->at[i]);
	free(lines->at);
}

static int lines_add(struct lines *lines, char *line)
{
	if (lines->n == lines->size) {
		size_t size = lines->size * 2 + 64;
		char **grown = realloc(lines->at, size * sizeof(*grown));

		if (!grown) {
			free(line);
			return -ENOMEM;
		}
		lines->at = grown;
		lines->size = size;
	}
	lines->at[lines->n++] = line;
	return line ? 0 : -ENOMEM;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Two sockets of the same identity, as with SO_REUSEPORT, count as one. */
static void lines_sort(struct lines *lines)
{
	size_t kept = 0;

	if (lines->n)
		qsort(lines->at, lines->n, sizeof(*lines->at), by_text);
	for (size_t i = 0; i < lines->n; i++) {
		if (kept && strcmp(lines->at[kept - 1], lines->at[i]) == 0)
			free(lines->at[i]);
		else
			lines->at[kept++] = lines->at[i];
	}
	lines->n = kept;
}

/* In the order of their names: that of their processes' numbers is another every time. */
static int programs_of(const struct nw_sock *sock, struct lines *ret)
{
	for (size_t i = 0; i < nw_sock_holders(sock); i++) {
		const struct nw_proc *proc = nw_file_proc(nw_sock_holder(sock, i));
		size_t len = 0;
		const char *program = proc ? nw_proc_program(proc, &len) : NULL;

		if (program && len && lines_add(ret, strndup(program, len)) < 0)
			return -ENOMEM;
	}
	lines_sort(ret);
	return 0;
}

static void put_programs(const struct nw_sock *sock, struct buffer *line)
{
	struct lines programs = { 0 };

	if (nw_sock_reason(sock) == NW_REASON_NO_PERMISSION)
		buffer_string(line, HIDDEN);
	if (programs_of(sock, &programs) < 0)
		line->error = ENOMEM;
	/* One that calls itself so is none. */
	if (programs.n == 1 && strcmp(programs.at[0], HIDDEN) == 0) {
		buffer_string(line, "\\x3f");
		lines_free(&programs);
		return;
	}
	for (size_t i = 0; !line->error && i < programs.n; i++) {
		struct cell cell = cell_text(programs.at[i], strlen(programs.at[i]));

		if (i)
			buffer_char(line, ',');
		cell_print(&cell, line);
	}
	lines_free(&programs);
}

static char *identity(const struct report *report, const struct nw_sock *sock)
{
	static const char *const keys[] = { "proto", "local", "remote", "path" };
	struct buffer line = { .fd = -1 };
	struct column column;
	struct cell cell;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (!column_find(keys[i], strlen(keys[i]), &column))
			continue;
		report_cell(report, &column, sock, &cell);
		cell_print(&cell, &line);
		buffer_char(&line, '\t');
	}
	put_programs(sock, &line);
	buffer_char(&line, '\t');
	if (column_find("unit", 4, &column)) {
		report_cell(report, &column, sock, &cell);
		cell_print(&cell, &line);
	}
	buffer_char(&line, '\0');
	if (line.error) {
		buffer_free(&line);
		return NULL;
	}
	return line.at;
}

static int of_report(const struct report *report, struct lines *ret)
{
	for (size_t i = 0; i < report->n; i++)
		if (lines_add(ret, identity(report, report->rows[i])) < 0)
			return -ENOMEM;
	lines_sort(ret);
	return 0;
}

static int put_lines(FILE *file, const struct lines *lines)
{
	if (fputs(HEAD, file) < 0)
		return -errno;
	for (size_t i = 0; i < lines->n; i++)
		if (fprintf(file, "%s\n", lines->at[i]) < 0)
			return -errno;
	return fflush(file) < 0 ? -errno : 0;
}

static int write_to(int fd, const struct lines *lines)
{
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	int r;

	if (!file) {
		r = -errno;
		if (fd >= 0)
			close(fd);
		return r;
	}
	r = put_lines(file, lines);
	if (fclose(file) < 0 && r == 0)
		r = -errno;
	return r;
}

/* Somebody else's file of this name, or a link, is not written through. */
static int open_beside(const char *path)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
	int fd = open(path, flags, 0666);

	/* What an interrupted one has left. */
	if (fd < 0 && errno == EEXIST && unlink(path) == 0)
		fd = open(path, flags, 0666);
	return fd;
}

/* Written beside and renamed: an old baseline stays whole until the new one is. */
static int replace(const char *path, const struct lines *lines)
{
	char *beside;
	int fd, r;

	if (asprintf(&beside, "%s.new", path) < 0)
		return -ENOMEM;
	fd = open_beside(beside);
	r = write_to(fd, lines);
	if (r == 0 && rename(beside, path) < 0)
		r = -errno;
	if (r < 0 && fd >= 0)
		unlink(beside);
	free(beside);
	return r;
}

int baseline_write(const struct report *report, const char *path)
{
	struct lines lines = { 0 };
	struct stat st;
	int r = of_report(report, &lines);

	/* A device, a pipe or a link must not become a file. */
	if (r == 0 && lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
		r = write_to(open(path, O_WRONLY | O_TRUNC | O_CLOEXEC), &lines);
	else if (r == 0)
		r = replace(path, &lines);
	lines_free(&lines);
	return r;
}

static int of_file(const char *path, struct lines *ret)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int r = 0;

	if (!file)
		return -errno;
	if (getline(&line, &size, file) < 0 || strcmp(line, HEAD) != 0)
		r = -EBADMSG;
	while (r == 0 && (len = getline(&line, &size, file)) > 0) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		r = lines_add(ret, strdup(line));
	}
	if (r == 0 && ferror(file))
		r = -EIO;
	free(line);
	fclose(file);
	lines_sort(ret);
	return r;
}

/* ---- what differs ------------------------------------------------------------------------ */

/* Up to the program: what anybody may see. 0: no such line. */
static size_t seen_len(const char *line)
{
	const char *p = line;

	for (int tabs = 0; tabs < 4; tabs++) {
		p = strchr(p, '\t');
		if (!p++)
			return 0;
	}
	return (size_t)(p - line);
}

static bool is_hidden(const char *line, size_t seen)
{
	return strcmp(line + seen, HIDDEN "\t") == 0;
}

/* The first one that does not come before these bytes. */
static size_t lines_find(const struct lines *lines, const char *bytes, size_t len)
{
	size_t low = 0, high = lines->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strncmp(lines->at[middle], bytes, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool has_beginning(const struct lines *lines, const char *bytes, size_t len)
{
	size_t at = lines_find(lines, bytes, len);

	return at < lines->n && strncmp(lines->at[at], bytes, len) == 0;
}

/*
 * Whoever may not see a socket's holders, now or then, cannot say that they are others: the
 * rest decides.
 */
static int is_covered(const char *line, const struct lines *others)
{
	const size_t seen = seen_len(line);
	char *hidden;
	int r;

	if (!seen)
		return 0;
	if (is_hidden(line, seen))
		return has_beginning(others, line, seen);
	if (asprintf(&hidden, "%.*s" HIDDEN "\t", (int)seen, line) < 0)
		return -ENOMEM;
	r = has_beginning(others, hidden, strlen(hidden) + 1);
	free(hidden);
	return r;
}

/* 1, 0 where it is not shown after all, or -ENOMEM. */
static int put(struct buffer *out, char sign, const char *line, const struct lines *others)
{
	const int covered = is_covered(line, others);

	if (covered)
		return covered < 0 ? covered : 0;
	buffer_char(out, sign);
	buffer_char(out, ' ');
	buffer_string(out, line);
	buffer_char(out, '\n');
	return 1;
}

static int compare(const struct lines *was, const struct lines *is, struct buffer *out)
{
	size_t a = 0, b = 0;
	int changes = 0, r = 0;

	while (r >= 0 && (a < was->n || b < is->n)) {
		int order = a == was->n ? 1 : b == is->n ? -1 : strcmp(was->at[a], is->at[b]);

		if (order < 0)
			changes += r = put(out, '-', was->at[a++], is);
		else if (order > 0)
			changes += r = put(out, '+', is->at[b++], was);
		else
			a++, b++;
	}
	return r < 0 ? r : changes;
}

int baseline_compare(const struct report *report, const char *path, struct buffer *out)
{
	struct lines was = { 0 }, is = { 0 };
	int r = of_file(path, &was);

	if (r == 0)
		r = of_report(report, &is);
	if (r == 0)
		r = compare(&was, &is, out);
	lines_free(&was);
	lines_free(&is);
	return r;
}
