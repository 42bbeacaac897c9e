/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that is there as a whole or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nstat-svg.h"

static bool is_stdout(const char *path)
{
	return strcmp(path, "-") == 0;
}

/* A pipe or a device is no file that could be replaced. */
static bool is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

/* Where the file is that a link leads to: the link stays. */
static char *place_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode) ? realpath(path, NULL)
							    : strdup(path);
}

/* A new file beside `path`. A descriptor, or a negative errno. */
static int open_beside(const char *path, char **ret)
{
	int fd = -EEXIST;

	for (unsigned try = 0; fd == -EEXIST && try < 100; try++) {
		char *name;

		if (asprintf(&name, "%s.%ld-%u", path, (long)getpid(), try) < 0)
			return -ENOMEM;
		fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0)
			fd = -errno;
		if (fd >= 0)
			*ret = name;
		else
			free(name);
	}
	return fd;
}

int svg_probe(const char *path)
{
	char *place, *name = NULL;
	struct stat st;
	int fd;

	if (is_stdout(path))
		return 0;
	if (is_special(path))
		return access(path, W_OK) < 0 ? -errno : 0;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return -EISDIR;
	place = place_of(path);
	if (!place)
		return -errno;
	fd = open_beside(place, &name);
	free(place);
	if (fd < 0)
		return fd;
	close(fd);
	unlink(name);
	free(name);
	return 0;
}

static int write_all(int fd, const struct buffer *text)
{
	for (size_t done = 0; done < text->n;) {
		const ssize_t r = write(fd, text->at + done, text->n - done);

		if (r < 0 && errno != EINTR)
			return -errno;
		if (r > 0)
			done += (size_t)r;
	}
	return 0;
}

static int write_special(const char *path, const struct buffer *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), r;

	if (fd < 0)
		return -errno;
	r = write_all(fd, text);
	close(fd);
	return r;
}

static int replace(const char *path, const struct buffer *text)
{
	char *name = NULL;
	int fd = open_beside(path, &name), r;

	if (fd < 0)
		return fd;
	r = write_all(fd, text);
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	if (close(fd) < 0 && r == 0)
		r = -errno;
	if (r == 0 && rename(name, path) < 0)
		r = -errno;
	if (r < 0)
		unlink(name);
	free(name);
	return r;
}

int svg_write(const char *path, const struct buffer *text)
{
	char *place;
	int r;

	if (is_stdout(path))
		return write_all(STDOUT_FILENO, text);
	if (is_special(path))
		return write_special(path, text);
	place = place_of(path);
	if (!place)
		return -errno;
	r = replace(place, text);
	free(place);
	return r;
}
