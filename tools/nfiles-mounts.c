/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of /proc/self/mountinfo, and which mount a path is on. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <netwho.h>

#include "nfiles-inside.h"
#include "nfiles-mounts.h"

static bool is_octal(const char *p)
{
	return p[0] >= '0' && p[0] <= '3' && p[1] >= '0' && p[1] <= '7' && p[2] >= '0' &&
	       p[2] <= '7';
}

/* Blanks, tabs, newlines and backslashes are written as \040. */
static void unescape(char *text)
{
	char *to = text;

	while (*text) {
		if (*text == '\\' && is_octal(text + 1)) {
			*to++ = (char)((text[1] - '0') << 6 | (text[2] - '0') << 3 |
				       (text[3] - '0'));
			text += 4;
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}

static bool device_of(const char *text, uint64_t *ret)
{
	uint64_t high, low;
	size_t n = files_digits(text, &high);

	if (!n || text[n] != ':' || !files_digits(text + n + 1, &low))
		return false;
	*ret = makedev((unsigned)high, (unsigned)low);
	return true;
}

/* An empty source is one. */
static char *next_field(char **line)
{
	return *line ? strsep(line, " ") : NULL;
}

/* ID PARENT DEVICE ROOT POINT OPTIONS [TAG...] - TYPE SOURCE OPTIONS */
static bool read_line(char *line, struct files_mount *ret)
{
	char *fields[5], *field, *type, *source;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		fields[i] = next_field(&line);
	do
		field = next_field(&line);
	while (field && strcmp(field, "-") != 0);
	type = next_field(&line);
	source = next_field(&line);
	if (!source || !device_of(fields[2], &ret->device))
		return false;
	unescape(fields[4]);
	unescape(type);
	unescape(source);
	ret->point = fields[4];
	ret->type = type;
	ret->source = source;
	ret->blocks = nw_fs_may_block(type);
	ret->nfs = strcmp(type, "nfs") == 0 || strcmp(type, "nfs3") == 0 ||
		   strcmp(type, "nfs4") == 0;
	return true;
}

static int add(struct files_mounts *mounts, const char *line)
{
	struct files_mount mount = { .line = strdup(line) }, *added;

	if (!mount.line)
		return -ENOMEM;
	mount.line[strcspn(mount.line, "\n")] = '\0';
	added = read_line(mount.line, &mount) ? FILES_ADD(mounts->at, mounts->n) : NULL;
	if (!added) {
		free(mount.line);
		return 0;
	}
	*added = mount;
	mounts->blocks |= mount.blocks;
	mounts->nfs |= mount.nfs;
	return 0;
}

int files_mounts_read(struct files_mounts *ret)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	size_t size = 0;
	int r = 0;

	memset(ret, 0, sizeof(*ret));
	if (!file)
		return -errno;
	while (r == 0 && getline(&line, &size, file) > 0)
		r = add(ret, line);
	free(line);
	fclose(file);
	if (r < 0)
		files_mounts_free(ret);
	return r;
}

void files_mounts_free(struct files_mounts *mounts)
{
	for (size_t i = 0; i < mounts->n; i++)
		free(mounts->at[i].line);
	free(mounts->at);
	memset(mounts, 0, sizeof(*mounts));
}

bool files_is_below(const char *directory, const char *path)
{
	const size_t len = strlen(directory);

	if (strncmp(directory, path, len) != 0)
		return false;
	return !path[len] || path[len] == '/' || (len && directory[len - 1] == '/');
}

const struct files_mount *files_mounted_at(const struct files_mounts *mounts, const char *path)
{
	for (size_t i = mounts->n; i-- > 0;)
		if (strcmp(mounts->at[i].point, path) == 0)
			return &mounts->at[i];
	return NULL;
}

const struct files_mount *files_mount_over(const struct files_mounts *mounts, const char *path)
{
	const struct files_mount *found = NULL;

	for (size_t i = 0; i < mounts->n; i++) {
		const struct files_mount *mount = &mounts->at[i];

		if (files_is_below(mount->point, path) &&
		    (!found || strlen(mount->point) >= strlen(found->point)))
			found = mount;
	}
	return found;
}

/* What hides others is not asked about: they may be on the way of whoever came before it. */
struct files_mount *files_mount_blocks(const struct files_mounts *mounts, const char *path)
{
	struct files_mount *found = NULL;

	for (size_t i = 0; mounts->blocks && i < mounts->n; i++) {
		struct files_mount *mount = &mounts->at[i];

		if (mount->blocks && files_is_below(mount->point, path) &&
		    (!found || strlen(mount->point) >= strlen(found->point)))
			found = mount;
	}
	return found;
}
