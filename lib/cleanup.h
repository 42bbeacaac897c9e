/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Owning by declaration: what a local owns is released where the local ends. */
#ifndef NW_CLEANUP_H
#define NW_CLEANUP_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NW_EXPORT __attribute__((visibility("default")))

#define _cleanup_(f) __attribute__((cleanup(f)))

/* Give away what a local owns: the local is emptied, its clean-up does nothing. */
#define TAKE(p)                                                                          \
	({                                                                               \
		__typeof__(p) taken_ = (p);                                              \
		(p) = NULL;                                                              \
		taken_;                                                                  \
	})
#define TAKE_FD(fd)                                                                      \
	({                                                                               \
		int taken_ = (fd);                                                       \
		(fd) = -1;                                                               \
		taken_;                                                                  \
	})

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* A type's own clean-up function, made from its x_free(). */
#define DEFINE_FREEP(type, name)                                                         \
	static inline void name##_freep(struct type **p)                                 \
	{                                                                                \
		name##_free(*p);                                                         \
	}

static inline void freep(void *p)
{
	free(*(void **)p);
}

static inline void close_fdp(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void close_dirp(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

static inline void close_filep(FILE **file)
{
	if (*file)
		fclose(*file);
}

#define _free_ _cleanup_(freep)
#define _closefd_ _cleanup_(close_fdp)
#define _closedir_ _cleanup_(close_dirp)
#define _closefile_ _cleanup_(close_filep)

#endif
