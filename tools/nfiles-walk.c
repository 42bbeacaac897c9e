/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A walk through directories, in lsof's order: the last that was found is entered first. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nfiles-ground.h"
#include "nfiles-inside.h"

struct place {
	uint64_t device, inode;
};

struct walker {
	struct files_ground *ground;
	const struct files_walk *walk;
	char **stack;
	size_t n;
	void *been; /* where links may lead again */
};

static int refused(const struct walker *walker, const char *path, const char *call, int error)
{
	const struct files_met met = { .path = path, .call = call, .error = error };

	/* Gone meanwhile. */
	return error == ENOENT ? 0 : walker->walk->meet(walker->walk->arg, &met);
}

/* ---- directories to go to ---------------------------------------------------------------- */

static int compare(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	return (a->inode > b->inode) - (a->inode < b->inode);
}

/* 1: it is new. Without links nothing is met twice. */
static int note(struct walker *walker, const struct files_look *look)
{
	struct place *place, **found;

	if (!(walker->walk->cross & FILES_CROSS_LINKS))
		return 1;
	place = malloc(sizeof(*place));
	if (!place)
		return -ENOMEM;
	*place = (struct place){ look->device, look->inode };
	found = tsearch(place, &walker->been, compare);
	if (!found || *found != place) {
		free(place);
		return found ? 0 : -ENOMEM;
	}
	return 1;
}

static int push(struct walker *walker, const char *path)
{
	char *copy = strdup(path);
	char **slot = copy ? FILES_ADD(walker->stack, walker->n) : NULL;

	if (!slot) {
		free(copy);
		return -ENOMEM;
	}
	*slot = copy;
	return 0;
}

static int meet(struct walker *walker, const char *path, const struct files_look *look,
		bool enter)
{
	const struct files_met met = { .path = path, .look = *look };
	int r = walker->walk->meet(walker->walk->arg, &met);

	if (r < 0 || !enter || !S_ISDIR(look->mode))
		return r;
	r = note(walker, look);
	return r > 0 ? push(walker, path) : r;
}

/* ---- what is in one ----------------------------------------------------------------------- */

/* What a server that may never answer has there: another file system, unless links lead to
 * it, and those only that are followed. */
static int delegate(struct walker *walker, const char *path)
{
	int r;

	if (!(walker->walk->cross & (FILES_CROSS_MOUNTS | FILES_CROSS_LINKS)))
		return 0;
	r = helper_walk(walker->ground, path, walker->walk);
	return r < 0 && r != -ENOMEM ? refused(walker, path, "lstat", -r) : r;
}

static int follow(struct walker *walker, const char *path, struct files_look *look)
{
	char *resolved = NULL;
	struct stat st;
	int r = 0;

	if (walker->ground->mounts.blocks && !walker->ground->patient) {
		r = ground_resolve(walker->ground, path, &resolved);
		if (r == 0)
			r = ground_guard(walker->ground, resolved);
		free(resolved);
	}
	if (r == 0 && stat(path, &st) < 0)
		r = -errno;
	if (r == 0)
		*look = (struct files_look){ st.st_dev, st.st_ino, st.st_rdev, st.st_mode };
	return r;
}

static int visit(struct walker *walker, int dir, const char *path, const char *name)
{
	const struct files_walk *walk = walker->walk;
	struct files_look look;
	struct stat st;
	int r = ground_guard(walker->ground, path);

	if (r == -EXDEV)
		return delegate(walker, path);
	if (r == 0 && fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) < 0)
		r = -errno;
	if (r < 0)
		return r == -ENOMEM ? r : refused(walker, path, "lstat", -r);
	if (!(walk->cross & FILES_CROSS_MOUNTS) && st.st_dev != walk->device)
		return 0;
	look = (struct files_look){ st.st_dev, st.st_ino, st.st_rdev, st.st_mode };
	if (S_ISLNK(look.mode)) {
		if (!(walk->cross & FILES_CROSS_LINKS))
			return 0;
		r = follow(walker, path, &look);
		if (r == -EXDEV)
			return delegate(walker, path);
		if (r < 0)
			return r == -ENOMEM ? r : refused(walker, path, "stat", -r);
	}
	return meet(walker, path, &look, walk->deep);
}

static char *join(const char *directory, const char *name)
{
	const size_t len = strlen(directory);
	char *path = malloc(len + strlen(name) + 2);

	if (!path)
		return NULL;
	strcpy(path, directory);
	if (!len || directory[len - 1] != '/')
		strcat(path, "/");
	return strcat(path, name);
}

static int visit_all(struct walker *walker, DIR *dir, const char *directory)
{
	const struct dirent *entry;
	int r = 0;

	while (r == 0 && (entry = readdir(dir))) {
		char *path;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		path = join(directory, entry->d_name);
		r = path ? visit(walker, dirfd(dir), path, entry->d_name) : -ENOMEM;
		free(path);
	}
	return r;
}

static int enter(struct walker *walker, const char *directory)
{
	DIR *dir;
	int r = ground_guard(walker->ground, directory);

	dir = r < 0 ? NULL : opendir(directory);
	if (!dir)
		return refused(walker, directory, "opendir", r < 0 ? -r : errno);
	r = visit_all(walker, dir, directory);
	closedir(dir);
	return r;
}

/* ---- the whole ------------------------------------------------------------------------------ */

int ground_walk(struct files_ground *ground, const char *path, const struct files_walk *walk)
{
	struct walker walker = { .ground = ground, .walk = walk };
	struct files_look look;
	int r = ground_guard(ground, path);

	if (r == -EXDEV)
		return helper_walk(ground, path, walk);
	if (r == 0)
		r = ground_look(ground, path, true, &look);
	if (r == 0)
		r = meet(&walker, path, &look, true);
	while (r == 0 && walker.n) {
		char *directory = walker.stack[--walker.n];

		r = enter(&walker, directory);
		free(directory);
	}
	while (walker.n)
		free(walker.stack[--walker.n]);
	free(walker.stack);
	tdestroy(walker.been, free);
	return r;
}
