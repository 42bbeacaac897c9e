/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of /proc/PID/maps, and which of them lsof shows as files. */
#ifndef NW_MAPS_H
#define NW_MAPS_H

#include "text.h"
#include "vec.h"

enum map_bit {
	MAP_BIT_READ = 1 << 0,
	MAP_BIT_WRITE = 1 << 1,
	MAP_BIT_EXEC = 1 << 2,
	MAP_BIT_SHARED = 1 << 3,
};

struct map {
	uint64_t start, end; /* "start-end" in hexadecimal names it in map_files */
	uint64_t offset, dev, inode;
	uint8_t bits;     /* enum map_bit */
	bool deleted;     /* " (deleted)" stands behind the path */
	struct text path; /* without that, newlines as \012 */
};

/* Pure: one line of the file; false if it is none. */
bool map_read(struct text line, struct map *ret);

/*
 * The path itself, cut at size - 1, a NUL behind it; returns how many bytes. The kernel
 * escapes newlines and nothing else, so a name that holds "\012" is taken for one that has
 * a newline: only the link in map_files tells them apart.
 */
size_t map_path(const struct map *map, char *ret, size_t size);

/* A file, by what fstat() and maps both have. */
struct map_file {
	uint64_t dev, inode;
};

/* The files that had their row: a set. All zero is empty, and may be used again empty. */
struct map_files {
	VEC(struct map_file) slots;
	size_t n;
};

/* 1: it is new; 0: it was there; -ENOMEM. Not for dev and inode both 0. */
int map_files_add(struct map_files *files, struct map_file file);
void map_files_clear(struct map_files *files);
void map_files_free(struct map_files *files);

/*
 * The next mapping that has a row, from the cursor on: those with a file behind them, each
 * file once, the executable `exe` never (NULL: it is not known). 1, or 0 at the end, or
 * -ENOMEM.
 */
int map_next_row(struct text *cursor, const struct map_file *exe, struct map_files *seen,
		 struct map *ret);

/* What stat() of its path says of it. */
enum map_fate {
	MAP_THERE,   /* "mem", with all that stat() gave */
	MAP_DELETED, /* "DEL": gone, or another file has its name; only maps knows it */
	MAP_UNSEEN,  /* "mem", but stat() failed: lsof adds the error */
	MAP_OTHER,   /* "mem", but the path leads to another file: lsof adds which */
};

/* `there`: what stat() found, NULL if it failed. */
enum map_fate map_fate(const struct map *map, const struct map_file *there);

#endif
