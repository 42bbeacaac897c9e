/* SPDX-License-Identifier: GPL-2.0-or-later */
/* +m: a line for each mount, its directory and its device. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "nfiles-run.h"

struct mount_line {
	char *path; /* owned */
	uint64_t device;
};

struct mount_lines {
	struct mount_line *at;
	size_t n;
};

static void free_lines(struct mount_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		free(lines->at[i].path);
	free(lines->at);
}

static struct mount_line *find(const struct mount_lines *lines, const char *path)
{
	for (size_t i = 0; i < lines->n; i++)
		if (strcmp(lines->at[i].path, path) == 0)
			return &lines->at[i];
	return NULL;
}

/* Of two on one directory the later one is seen. `path` is given away. */
static int keep(struct mount_lines *lines, char *path, uint64_t device)
{
	struct mount_line *line = path ? find(lines, path) : NULL;

	if (line) {
		free(path);
	} else {
		line = path ? FILES_ADD(lines->at, lines->n) : NULL;
		if (!line) {
			free(path);
			return -ENOMEM;
		}
		line->path = path;
	}
	line->device = device;
	return 0;
}

static bool is_octal(const char *text)
{
	for (size_t i = 0; i < 3; i++)
		if (text[i] < '0' || text[i] > '7')
			return false;
	return true;
}

/* The kernel writes blanks, tabs, new lines and backslashes as three octal digits. */
static void decode(char *path)
{
	char *to = path;

	for (const char *from = path; *from; to++) {
		if (*from == '\\' && is_octal(from + 1)) {
			*to = (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 +
				     (from[3] - '0'));
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

/* "36 35 98:0 /mnt1 /mnt2 rw ...": the third word and the fifth. */
static int take_mount(struct mount_lines *lines, char *line)
{
	char *word[5], *colon;
	uint64_t upper, lower;
	size_t n = 0;

	for (char *rest = line; n < ARRAY_SIZE(word) && (word[n] = strsep(&rest, " "));)
		n++;
	if (n < ARRAY_SIZE(word))
		return 0;
	colon = word[2] + files_digits(word[2], &upper);
	if (*colon != ':' || !files_digits(colon + 1, &lower))
		return 0;
	decode(word[4]);
	return keep(lines, strdup(word[4]), makedev((unsigned)upper, (unsigned)lower));
}

/* No file system is asked, so that none can keep anybody waiting. */
int files_supplement_make(struct files_run *run)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	struct mount_lines lines = { NULL, 0 };
	char *line = NULL;
	size_t size = 0;
	int r = 0;

	if (!file) {
		files_say("can't open(%-s): %-s", "/proc/self/mountinfo", strerror(errno));
		return -1;
	}
	while (r == 0 && getline(&line, &size, file) >= 0)
		r = take_mount(&lines, line);
	for (size_t i = 0; r == 0 && i < lines.n; i++) {
		files_escape(&run->out, lines.at[i].path, strlen(lines.at[i].path));
		buffer_format(&run->out, " 0x%" PRIx64 "\n", lines.at[i].device);
	}
	if (r < 0)
		files_say("out of memory");
	free_lines(&lines);
	free(line);
	fclose(file);
	return r;
}

/* ---- reading one --------------------------------------------------------------------- */

/* What is wrong with a line, in lsof's words; NULL: nothing. It is cut into its two words. */
static const char *look_at(char *line, uint64_t *device)
{
	char *blank = strrchr(line, ' '), *end;

	if (*line != '/')
		return "no path";
	if (!blank)
		return "no device";
	errno = 0;
	*device = strtoull(blank + 1, &end, 16);
	if (strncmp(blank + 1, "0x", 2) != 0 || !blank[3] || *end || errno)
		return "illegal device";
	*blank = '\0';
	return NULL;
}

static int check_line(const char *path, size_t number, char *line, struct mount_lines *lines)
{
	const struct mount_line *same;
	const char *wrong;
	uint64_t device;

	line[strcspn(line, "\n")] = '\0';
	wrong = look_at(line, &device);
	if (wrong) {
		files_say("%s line %ju: %-s: \"%s\"", path, (uintmax_t)number, wrong, line);
		return -1;
	}
	same = find(lines, line);
	if (!same)
		return keep(lines, strdup(line), device);
	files_say("%s line %ju path duplicate of %ju: \"%s\"", path, (uintmax_t)number,
		  (uintmax_t)(same - lines->at) + 1, line);
	return -1;
}

int files_supplement_check(const char *path)
{
	FILE *file = fopen(path, "re");
	struct mount_lines lines = { NULL, 0 };
	size_t size = 0, number = 0;
	char *line = NULL;
	int r = 0;

	if (!file) {
		files_say("can't open(%s): %-s", path, strerror(errno));
		return -1;
	}
	errno = 0;
	while (r == 0 && getline(&line, &size, file) >= 0)
		r = check_line(path, ++number, line, &lines);
	if (r == 0 && ferror(file)) {
		files_say("can't read(%s): %-s", path, strerror(errno));
		r = -1;
	}
	if (r == -ENOMEM)
		files_say("out of memory");
	free_lines(&lines);
	free(line);
	fclose(file);
	return r;
}
