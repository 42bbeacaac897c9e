/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a path leads, step by step, and who may go there. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nfiles-ground.h"

#define WAIT_MS 250
#define SECOND_MS 1000

uint32_t ground_wait_ms(const struct files_options *options)
{
	if (!options->stat_given)
		return WAIT_MS;
	if (options->stat_seconds > UINT32_MAX / SECOND_MS)
		return UINT32_MAX;
	return (uint32_t)options->stat_seconds * SECOND_MS;
}

int ground_open(struct files_ground *ground, const struct files_options *options)
{
	int r = files_mounts_read(&ground->mounts);

	if (r == -ENOMEM)
		return r;
	ground->fd = -1;
	ground->cwd = getcwd(NULL, 0);
	ground->patient = options->no_overhead;
	ground->wait_ms = ground_wait_ms(options);
	return 0;
}

void ground_free(struct files_ground *ground)
{
	helper_end(ground);
	files_mounts_free(&ground->mounts);
	free(ground->cwd);
	ground->cwd = NULL;
}

/* ---- who may go there ------------------------------------------------------------------ */

/* Of what is left of it the last name goes. */
static size_t up(const char *path, size_t len)
{
	while (len && path[--len] != '/')
		;
	return len;
}

char *ground_absolute(const struct files_ground *ground, const char *path)
{
	const char *parts[] = { *path == '/' || !ground->cwd ? "" : ground->cwd, path };
	char *ret = malloc(strlen(parts[0]) + strlen(path) + 3);
	size_t n = 0;

	for (size_t i = 0; ret && i < 2; i++)
		for (const char *at = parts[i]; *at;) {
			const size_t len = strcspn(at, "/");

			if (len == 2 && at[0] == '.' && at[1] == '.') {
				n = up(ret, n);
			} else if (len && !(len == 1 && *at == '.')) {
				ret[n++] = '/';
				memcpy(ret + n, at, len);
				n += len;
			}
			at += len + (at[len] == '/');
		}
	if (ret && !n)
		ret[n++] = '/';
	if (ret)
		ret[n] = '\0';
	return ret;
}

int ground_guard(struct files_ground *ground, const char *path)
{
	struct files_mount *mount;
	char *absolute;

	if (!ground->mounts.blocks || ground->patient)
		return 0;
	absolute = ground_absolute(ground, path);
	if (!absolute)
		return -ENOMEM;
	mount = files_mount_blocks(&ground->mounts, absolute);
	free(absolute);
	if (!mount)
		return 0;
	if (mount->silent)
		return -ETIMEDOUT;
	return ground->is_helper ? helper_tell(ground, (size_t)(mount - ground->mounts.at))
				 : -EXDEV;
}

/* ---- links ------------------------------------------------------------------------------- */

static int is_mount_point(const struct files_ground *ground, const char *path)
{
	char *absolute = ground_absolute(ground, path);
	int r;

	if (!absolute)
		return -ENOMEM;
	r = files_mounted_at(&ground->mounts, absolute) != NULL;
	free(absolute);
	return r;
}

/* Where the link at path[0 .. end) points. 1, or 0: it is none. */
static int link_at(struct files_ground *ground, char *path, size_t end, char *target)
{
	const char kept = path[end];
	ssize_t len = -1;
	int r;

	path[end] = '\0';
	/* What something is mounted on is no link. */
	r = is_mount_point(ground, path);
	if (r == 0) {
		r = ground_guard(ground, path);
		if (r == 0)
			len = readlink(path, target, PATH_MAX);
	} else if (r > 0) {
		r = 0;
	}
	path[end] = kept;
	if (len >= 0)
		target[len] = '\0';
	return r < 0 ? r : len > 0;
}

/* What the link that ends at `end` points to takes its place. *end: to be looked at next. */
static char *replace(char *path, size_t *end, const char *target)
{
	size_t begin = *end;
	char *ret = malloc(strlen(path) + strlen(target) + 1);

	if (*target == '/')
		begin = 0;
	else
		while (begin && path[begin - 1] != '/')
			begin--;
	if (ret) {
		memcpy(ret, path, begin);
		strcpy(ret + begin, target);
		strcat(ret, path + *end);
	}
	free(path);
	*end = begin;
	return ret;
}

static int resolve(struct files_ground *ground, char **path)
{
	char target[PATH_MAX + 1];
	size_t at = 0;
	int links = 0;

	for (;;) {
		size_t end = at + strspn(*path + at, "/");
		int r;

		end += strcspn(*path + end, "/");
		if (end == at || (*path)[end - 1] == '/')
			return 0;
		r = link_at(ground, *path, end, target);
		if (r < 0)
			return r;
		if (r > 0 && ++links > GROUND_LINKS)
			return -ELOOP;
		if (r > 0)
			*path = replace(*path, &end, target);
		if (!*path)
			return -ENOMEM;
		at = end;
	}
}

int ground_resolve(struct files_ground *ground, const char *path, char **ret)
{
	char *text;
	int r;

	if (strlen(path) >= PATH_MAX)
		return -ENAMETOOLONG;
	text = strdup(path);
	r = text ? resolve(ground, &text) : -ENOMEM;
	if (r < 0) {
		free(text);
		return r == -EXDEV ? helper_resolve(ground, path, ret) : r;
	}
	*ret = text;
	return 0;
}

void ground_trim(char *path)
{
	for (size_t len = strlen(path); len > 1 && path[len - 1] == '/'; len--)
		path[len - 1] = '\0';
}

int ground_look(struct files_ground *ground, const char *path, bool follow,
		struct files_look *ret)
{
	struct stat st;
	int r = ground_guard(ground, path);

	if (r == -EXDEV)
		return helper_look(ground, path, follow, ret);
	if (r < 0)
		return r;
	if ((follow ? stat(path, &st) : lstat(path, &st)) < 0)
		return -errno;
	*ret = (struct files_look){ st.st_dev, st.st_ino, st.st_rdev, st.st_mode };
	return 0;
}
