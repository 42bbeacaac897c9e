/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A recording's own files: its marker and its index of sizes and errors. */
#ifndef NW_RECORDING_H
#define NW_RECORDING_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "text.h"
#include "vec.h"

struct recording {
	int dir; /* -1: none */
	bool complete;
	int index_error;          /* why the index could not be read; positive errno */
	uint64_t index_malformed; /* lines of it that make no sense */
	bool failed;              /* something could not be written; said at the end */
	uint32_t euid;
	uint64_t netns;
	pthread_mutex_t lock; /* of the index, while threads record */
	VEC(struct recorded) index;
	VEC(char *) facts; /* lines, sorted once they are all there */
	bool has_facts;
	bool facts_cut;           /* the last line has no end */
	uint64_t facts_malformed; /* lines that make no sense */
};

struct recorded {
	char *path;
	int error;   /* positive errno, or 0: it is a file */
	size_t size; /* of the file */
	size_t turn; /* of what was noted of one path, the last counts */
};

void recording_init(struct recording *rec);
void recording_free(struct recording *rec);
/* Make or take the empty directory `dir`, write the marker. */
int recording_create(struct recording *rec, const char *dir, uint32_t euid, uint64_t netns);
/* Read marker and index. -EBADMSG: not a recording. */
int recording_load(struct recording *rec, const char *dir);
/* Sort the index and write it: from here on the recording can be read. */
int recording_index(struct recording *rec);
/* Write the marker's last line. -EIO: something before it could not be written. */
int recording_finish(struct recording *rec);

/* The whole of one of its files, a NUL behind it; the caller's to free. */
int recording_slurp(const struct recording *rec, const char *path, char **ret, size_t *len);
int recording_load_index(struct recording *rec);

/* Open for writing inside the recording, directories made on the way. */
int recording_make_file(struct recording *rec, const char *path);
int recording_make_dir(struct recording *rec, const char *path);
/* Open inside the recording; never through a link, never a pipe or device. */
int recording_open(const struct recording *rec, const char *path, int flags);
/* A link's text, never followed; and one made. */
int recording_readlink(const struct recording *rec, const char *path, char *ret, size_t size);
void recording_make_link(struct recording *rec, const char *target, const char *path);
/* Take one out again that was made. */
void recording_drop_link(struct recording *rec, const char *path);
/* What the index says of a path, or NULL. */
const struct recorded *recording_find(const struct recording *rec, const char *path);
void recording_note(struct recording *rec, const char *path, int error, size_t size);

/* Errors by name: their numbers differ between architectures. */
const char *recording_error_name(int number);
int recording_error_number(const struct text *name);

#endif
