/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names in a directory through the door. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "sys-inside.h"
#include "sys-list.h"

void sys_names_free(struct sys_names *names)
{
	vec_free(&names->all);
	vec_free(&names->text);
}

static int add_name(struct sys_names *names, const char *name, const char *link)
{
	struct sys_name *slot = vec_push(&names->all);
	int r;

	if (!slot)
		return -ENOMEM;
	r = arena_add(&names->text, name, strlen(name) + 1, &slot->name);
	if (r == 0 && link)
		r = arena_add(&names->text, link, strlen(link) + 1, &slot->link);
	return r;
}

/* A link to a file of the same name is as good as the file. */
static bool has_other_name(const char *name, const char *link)
{
	const char *slash = strrchr(link, '/');

	return strcmp(slash ? slash + 1 : link, name) != 0;
}

static int add_entry(struct sys *sys, int dir, const char *path, const char *name,
		     struct sys_names *ret)
{
	char link[PATH_ROOM], copy[2 * PATH_ROOM];
	ssize_t len = readlinkat(dir, name, link, sizeof(link) - 1);

	if (len < 0)
		return add_name(ret, name, NULL);
	link[len] = '\0';
	if (!has_other_name(name, link))
		return add_name(ret, name, NULL);
	if (sys_copies(sys)) {
		snprintf(copy, sizeof(copy), "%s/%s", path, name);
		recording_make_link(&sys->rec, link, copy);
	}
	return add_name(ret, name, link);
}

/* Of a file that could not be read a recording has no more than the error. */
static int add_refused(struct sys *sys, const char *path, bool (*takes)(const char *name),
		       struct sys_names *ret)
{
	const size_t len = strlen(path);
	int r = 0;

	for (size_t i = 0; r == 0 && i < sys->rec.index.n; i++) {
		const struct recorded *one = &sys->rec.index.at[i];
		const char *name = one->path + len + 1;

		if (!one->error || one->error == ENOENT || strncmp(one->path, path, len) != 0 ||
		    one->path[len] != '/' || strchr(name, '/') || !takes(name))
			continue;
		r = add_name(ret, name, NULL);
	}
	return r;
}

int sys_list(struct sys *sys, const char *path, bool (*takes)(const char *name),
	     struct sys_names *ret)
{
	_closedir_ DIR *dir = NULL;
	struct dirent *entry;
	int r = sys_open_dir(sys, path, &dir);

	if (r == -ENOENT && sys_reads_copy(sys))
		return add_refused(sys, path, takes, ret);
	while (r == 0 && (entry = readdir(dir)))
		if (takes(entry->d_name))
			r = add_entry(sys, dirfd(dir), path, entry->d_name, ret);
	if (r == 0 && sys_reads_copy(sys))
		r = add_refused(sys, path, takes, ret);
	return r;
}
