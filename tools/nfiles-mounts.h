/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is mounted where, as mountinfo tells it: nothing is looked at for that. */
#ifndef TOOL_NFILES_MOUNTS_H
#define TOOL_NFILES_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct files_mount {
	char *line; /* the texts are in here; owned */
	const char *point, *source, *type;
	uint64_t device;
	bool blocks; /* a look there may take for ever */
	bool nfs;
	bool silent; /* it has not answered */
	bool warned;
};

struct files_mounts {
	struct files_mount *at;
	size_t n;
	bool blocks, nfs; /* is there any? */
};

/* 0 or -errno. */
int files_mounts_read(struct files_mounts *ret);
void files_mounts_free(struct files_mounts *mounts);
/* Is an absolute path the directory, or below it? */
bool files_is_below(const char *directory, const char *path);
/* What is mounted at this very path, the last of several; NULL: nothing is. */
const struct files_mount *files_mounted_at(const struct files_mounts *mounts, const char *path);
/* What an absolute path is on. */
const struct files_mount *files_mount_over(const struct files_mounts *mounts, const char *path);
/* The last server on the way to an absolute path that may never answer; NULL: none. */
struct files_mount *files_mount_blocks(const struct files_mounts *mounts, const char *path);

#endif
