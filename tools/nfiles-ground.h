/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Paths of the command line, and looks at them that come back: what is on a file system whose
 * server may never answer is left to a helper, a process that is waited for so long and no
 * longer. Who did not answer is not asked again.
 */
#ifndef TOOL_NFILES_GROUND_H
#define TOOL_NFILES_GROUND_H

#include <sys/types.h>

#include "nfiles-mounts.h"
#include "nfiles.h"

/* Links on one way: as many as the kernel follows. */
#define GROUND_LINKS 40

struct files_ground {
	struct files_mounts mounts;
	char *cwd;
	uint32_t wait_ms;
	bool patient;   /* -O: no helper */
	bool is_helper; /* this process is one */
	pid_t pid;      /* of the helper; 0: there is none */
	int fd;
	size_t at; /* which mount it asks */
};

/* What a look shows. */
struct files_look {
	uint64_t device, inode, rdev;
	uint32_t mode;
};

/* What a walk meets, in its order. */
struct files_met {
	const char *path;
	const char *call; /* what was refused; NULL: here is a file */
	int error;
	struct files_look look;
};

struct files_walk {
	bool deep;
	uint8_t cross;   /* enum files_cross */
	uint64_t device; /* of the directory where it began */
	/* 0, or what ends it. */
	int (*meet)(void *arg, const struct files_met *met);
	void *arg;
};

/* How long a server may take, by -S. */
uint32_t ground_wait_ms(const struct files_options *options);
/* All: 0 or -errno, as -ETIMEDOUT. */
int ground_open(struct files_ground *ground, const struct files_options *options);
void ground_free(struct files_ground *ground);
/* The path with links on its way replaced by what they are, as lsof does it: a relative one
 * stays so. To be freed. */
int ground_resolve(struct files_ground *ground, const char *path, char **ret);
/* Without slashes at its end. */
void ground_trim(char *path);
/* stat(), or lstat(). */
int ground_look(struct files_ground *ground, const char *path, bool follow,
		struct files_look *ret);
/* A directory that is known to be one, and what is in it. */
int ground_walk(struct files_ground *ground, const char *path, const struct files_walk *walk);

/* ---- between their files ---- */

/* Absolute, without "." and "..". To be freed; NULL: no memory. */
char *ground_absolute(const struct files_ground *ground, const char *path);
/* May this process look there itself? 0; -EXDEV: only its helper may; -ETIMEDOUT. */
int ground_guard(struct files_ground *ground, const char *path);
/* The same three, by the helper. */
int helper_resolve(struct files_ground *ground, const char *path, char **ret);
int helper_look(struct files_ground *ground, const char *path, bool follow,
		struct files_look *ret);
int helper_walk(struct files_ground *ground, const char *path, const struct files_walk *walk);
void helper_end(struct files_ground *ground);
/* The helper tells which mount it asks. */
int helper_tell(struct files_ground *ground, size_t mount);

#endif
