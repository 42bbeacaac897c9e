/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are asked for by name: files, mount points, devices, directories and below. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "nfiles-run.h"

/* stat() has another device than the kernel keeps with a bound socket, where a file system
 * makes one up for each of its parts: btrfs for subvolumes, overlay for layers. */
static uint64_t home(const struct files_run *run, const char *path,
		     const struct files_look *look)
{
	const struct files_mount *mount;
	uint64_t device = 0;
	char *absolute;

	if (!S_ISSOCK(look->mode))
		return 0;
	absolute = ground_absolute(&run->ground, path);
	if (!absolute)
		return 0;
	mount = files_mount_over(&run->ground.mounts, absolute);
	if (mount && mount->device != look->device)
		device = mount->device;
	free(absolute);
	return device;
}

static int add(struct files_run *run, const struct files_target *target)
{
	struct files_target *kept = FILES_ADD(run->targets, run->n_targets);

	if (!kept)
		return -ENOMEM;
	*kept = *target;
	return 0;
}

/* ---- names --------------------------------------------------------------------------- */

/* As stat() has it: of some file systems mountinfo has another one. */
static uint64_t device_of(struct files_run *run, const struct files_mount *mount)
{
	struct files_look look;

	if (mount->blocks || ground_look(&run->ground, mount->point, true, &look) < 0)
		return mount->device;
	return look.device;
}

static bool is_source(struct files_run *run, const struct files_mount *mount, const char *path)
{
	struct files_look look;

	if (strcmp(mount->source, path) != 0)
		return false;
	return run->options.names_are == FILES_NAMES_MOUNTS ||
	       (*path == '/' && ground_look(&run->ground, path, true, &look) == 0 &&
		S_ISBLK(look.mode));
}

static const struct files_mount *mount_of(struct files_run *run, const char *path)
{
	const struct files_mounts *mounts = &run->ground.mounts;
	const struct files_mount *mount = files_mounted_at(mounts, path);

	for (size_t i = mounts->n; !mount && i-- > 0;)
		if (is_source(run, &mounts->at[i], path))
			mount = &mounts->at[i];
	return mount;
}

/* What is on an exempt mount is not known to be there. */
static bool is_exempt(const struct files_options *options, const char *path)
{
	for (size_t i = 0; i < options->n_exempts; i++)
		if (strcmp(options->exempts[i].path, path) == 0)
			return true;
	return false;
}

static int wrong(struct files_run *run, const char *text, const char *path, int error)
{
	const struct files_options *options = &run->options;

	run->missing = true;
	if (error == ENAMETOOLONG && strlen(text) >= PATH_MAX)
		files_say("readlink() path too long: %s", text);
	else if (error == ELOOP)
		files_say("too many (> %d) symbolic links in readlink() path: %s",
			  GROUND_LINKS, text);
	else if (!options->nothing_is_ok)
		files_say("status error on %s: %-s", path ? path : text, strerror(error));
	return 0;
}

/* With -b nothing is looked at, be it what it may. */
static int avoid(struct files_run *run, const char *text)
{
	if (!run->options.no_warnings) {
		files_say("avoiding readlink(%s): -b was specified.", text);
		files_say("avoiding stat(%s): -b was specified.", text);
	}
	return wrong(run, text, NULL, EAGAIN);
}

static int add_mount(struct files_run *run, struct files_target *target,
		     const struct files_mount *mount)
{
	target->file_system = true;
	target->device = is_exempt(&run->options, mount->point) ? 0 : device_of(run, mount);
	return add(run, target);
}

static int add_file(struct files_run *run, struct files_target *target)
{
	struct files_look look;
	int r = ground_look(&run->ground, target->path, true, &look);

	if (r < 0)
		return r;
	target->device = look.device;
	target->inode = look.inode;
	target->home = home(run, target->path, &look);
	return add(run, target);
}

static int add_name(struct files_run *run, const char *text)
{
	struct files_target target = { .text = text };
	const uint8_t names_are = run->options.names_are;
	const struct files_mount *mount = NULL;
	int r;

	if (run->options.no_block)
		return avoid(run, text);
	r = ground_resolve(&run->ground, text, &target.path);
	if (r == 0)
		ground_trim(target.path);
	if (r == 0 && names_are != FILES_NAMES_FILES)
		mount = mount_of(run, target.path);
	if (mount) {
		r = add_mount(run, &target, mount);
	} else if (r == 0 && names_are == FILES_NAMES_MOUNTS) {
		files_say("not a file system: %s", text);
		run->missing = true;
		free(target.path);
		return 0;
	} else if (r == 0) {
		r = add_file(run, &target);
	}
	if (r == 0)
		return 0;
	if (r != -ENOMEM)
		r = wrong(run, text, target.path, -r);
	free(target.path);
	return r;
}

/* ---- directories ----------------------------------------------------------------------- */

static int refused(const struct files_run *run, const struct files_met *met)
{
	/* In lsof's spelling. */
	const char *what = strcmp(met->call, "stat") == 0 ? " symbolc link" : "";

	if (!run->options.no_warnings)
		files_say("WARNING: can't %-s(%s)%-s: %-s", met->call, met->path, what,
			  strerror(met->error));
	return 0;
}

static int meet(void *arg, const struct files_met *met)
{
	struct files_run *run = arg;
	struct files_target target = {
		.device = met->look.device,
		.inode = met->look.inode,
	};

	if (met->call)
		return refused(run, met);
	target.path = strdup(met->path);
	target.text = target.path;
	if (!target.path)
		return -ENOMEM;
	ground_trim(target.path);
	target.home = home(run, target.path, &met->look);
	if (add(run, &target) == 0)
		return 0;
	free(target.path);
	return -ENOMEM;
}

static int add_directory(struct files_run *run, const struct files_directory *directory)
{
	struct files_walk walk = {
		.deep = directory->deep,
		.cross = run->options.cross,
		.meet = meet,
		.arg = run,
	};
	struct files_look look;
	char *path = NULL;
	int r = ground_resolve(&run->ground, directory->path, &path);

	if (r == 0)
		r = ground_look(&run->ground, path, true, &look);
	if (r == 0) {
		walk.device = look.device;
		r = ground_walk(&run->ground, path, &walk);
	}
	if (r < 0 && r != -ENOMEM) {
		run->missing = true;
		if (!run->options.no_warnings)
			files_say("WARNING: can't stat(%s): %-s", path ? path : directory->path,
				  strerror(-r));
		r = 0;
	}
	free(path);
	return r;
}

/* ---- finding them again ----------------------------------------------------------------- */

/* File systems stand behind all files; of the same file the last that was named is first. */
static int compare(const struct files_target *a, const struct files_target *b)
{
	if (a->file_system != b->file_system)
		return a->file_system ? 1 : -1;
	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	return (a->inode > b->inode) - (a->inode < b->inode);
}

static int in_order(const void *left, const void *right)
{
	const struct files_target *a = *(struct files_target *const *)left;
	const struct files_target *b = *(struct files_target *const *)right;
	const int r = compare(a, b);

	return r ? r : (a < b) - (a > b);
}

static int by_text(const void *left, const void *right)
{
	const struct files_target *a = *(struct files_target *const *)left;
	const struct files_target *b = *(struct files_target *const *)right;

	return strcmp(a->text, b->text);
}

static int by_home(const void *left, const void *right)
{
	const struct files_target *a = *(struct files_target *const *)left;
	const struct files_target *b = *(struct files_target *const *)right;

	if (a->home != b->home)
		return a->home < b->home ? -1 : 1;
	return (a->inode > b->inode) - (a->inode < b->inode);
}

static int sort(struct files_run *run)
{
	const size_t n = run->n_targets;

	run->by_file = calloc(n + 1, sizeof(*run->by_file));
	run->by_text = calloc(n + 1, sizeof(*run->by_text));
	run->by_home = calloc(n + 1, sizeof(*run->by_home));
	if (!run->by_file || !run->by_text || !run->by_home)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		run->by_file[i] = run->by_text[i] = &run->targets[i];
		if (run->targets[i].home)
			run->by_home[run->n_homes++] = &run->targets[i];
	}
	qsort(run->by_home, run->n_homes, sizeof(*run->by_home), by_home);
	qsort(run->by_file, n, sizeof(*run->by_file), in_order);
	qsort(run->by_text, n, sizeof(*run->by_text), by_text);
	return 0;
}

int files_targets(struct files_run *run)
{
	const struct files_options *options = &run->options;
	size_t named;
	int r = 0;

	for (size_t i = 0; r == 0 && i < options->n_directories; i++)
		r = add_directory(run, &options->directories[i]);
	named = run->n_targets;
	for (size_t i = 0; r == 0 && i < options->n_names; i++)
		r = add_name(run, options->names[i].text);
	if (r < 0)
		return r;
	if (options->n_names && run->n_targets == named)
		return -1;
	return run->n_targets ? sort(run) : 0;
}

void files_targets_free(struct files_run *run)
{
	for (size_t i = 0; i < run->n_targets; i++)
		free(run->targets[i].path);
	free(run->targets);
	free(run->by_file);
	free(run->by_text);
	free(run->by_home);
}
