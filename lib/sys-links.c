/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directories of /proc through the door: process ids, threads, descriptors. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#include "sys-inside.h"

/* ---- directories -------------------------------------------------------------------------- */

static bool number_of(const char *name, uint32_t *ret)
{
	uint64_t sum = 0;

	if (!*name)
		return false;
	for (; *name; name++) {
		if (*name < '0' || *name > '9')
			return false;
		sum = sum * 10 + (uint64_t)(*name - '0');
		if (sum > UINT32_MAX)
			return false;
	}
	*ret = (uint32_t)sum;
	return true;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

int sys_numbers_in(struct sys *sys, const char *path, struct pids *ret)
{
	_closedir_ DIR *dir = NULL;
	struct dirent *entry;
	int r = sys_open_dir(sys, path, &dir);

	if (r < 0)
		return r;
	ret->all.n = 0;
	while ((entry = readdir(dir))) {
		uint32_t number, *slot;

		if (!number_of(entry->d_name, &number))
			continue;
		slot = vec_push(&ret->all);
		if (!slot)
			return -ENOMEM;
		*slot = number;
	}
	if (ret->all.n)
		qsort(ret->all.at, ret->all.n, sizeof(*ret->all.at), by_number);
	return 0;
}

int sys_pids(struct sys *sys, struct pids *ret)
{
	int r = sys_numbers_in(sys, "proc", ret);
	char path[PATH_ROOM];

	for (size_t i = 0; r == 0 && sys_copies(sys) && i < ret->all.n; i++) {
		_closefd_ int fd = -1;

		snprintf(path, sizeof(path), "proc/%u", ret->all.at[i]);
		fd = recording_make_dir(&sys->rec, path);
	}
	return r;
}

/* 1: the same table, 0: another one, negative: not to be known. */
static int same_files(uint32_t a, uint32_t b)
{
	long r = syscall(SYS_kcmp, (pid_t)a, (pid_t)b, KCMP_FILES, 0UL, 0UL);

	return r < 0 ? -errno : r == 0;
}

static bool known_table(uint32_t tid, uint32_t pid, const struct pids *tables)
{
	if (same_files(tid, pid) != 0)
		return true;
	for (size_t i = 0; i < tables->all.n; i++)
		if (same_files(tid, tables->all.at[i]) != 0)
			return true;
	return false;
}

/*
 * Nearly every thread shares its process's descriptors, and reading them all again for
 * each thread would make the scan as slow as the number of threads. kcmp tells in one
 * call. Where it is not allowed, /proc would refuse that thread's descriptors as well.
 */
static int live_tables(struct sys *sys, uint32_t pid, struct pids *ret)
{
	_cleanup_(freep) uint32_t *buffer = NULL;
	struct pids threads = { 0 };
	char path[PATH_ROOM];
	struct stat st;
	int r;

	snprintf(path, sizeof(path), "proc/%u/task", pid);
	/* The directory's link count is 2 plus the number of threads. */
	if (fstatat(sys->root, path, &st, 0) < 0 || st.st_nlink <= 3)
		return 0;
	r = sys_numbers_in(sys, path, &threads);
	buffer = threads.all.at;
	if (r < 0)
		return r == -ENOMEM ? r : 0;

	for (size_t i = 0; i < threads.all.n; i++) {
		uint32_t tid = threads.all.at[i], *slot;

		if (tid == pid || known_table(tid, pid, ret))
			continue;
		slot = vec_push(&ret->all);
		if (!slot)
			return -ENOMEM;
		*slot = tid;
	}
	return 0;
}

int sys_threads(struct sys *sys, uint32_t pid, struct pids *ret)
{
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), "proc/%u/task", pid);
	return sys_numbers_in(sys, path, ret);
}

int sys_tables(struct sys *sys, uint32_t pid, struct pids *ret)
{
	char path[PATH_ROOM];
	int r;

	ret->all.n = 0;
	if (!sys_reads_copy(sys))
		return live_tables(sys, pid, ret);

	/* Only tables of their own were recorded. */
	snprintf(path, sizeof(path), "proc/%u/task", pid);
	r = sys_numbers_in(sys, path, ret);
	return r == -ENOMEM ? r : 0;
}

/* ---- descriptors ---------------------------------------------------------------------------- */

uint64_t sys_links_count(struct sys *sys, uint32_t pid)
{
	char path[PATH_ROOM];
	struct stat st;

	snprintf(path, sizeof(path), "proc/%u/fd", pid);
	return fstatat(sys->root, path, &st, 0) == 0 ? (uint64_t)st.st_size : 0;
}

/* The kernel's own, in which descriptors have their places. */
static bool is_proc(const struct sys_links *links)
{
	struct statfs st;

	return !sys_reads_copy(links->sys) && !sys_copies(links->sys) &&
	       fstatfs(links->fd, &st) == 0 && st.f_type == PROC_SUPER_MAGIC;
}

int sys_links_open(struct sys *sys, struct sys_links *links, uint32_t pid, uint32_t tid)
{
	char *path = links->path;

	if (tid && tid != pid)
		snprintf(path, sizeof(links->path), "proc/%u/task/%u/fd", pid, tid);
	else
		snprintf(path, sizeof(links->path), "proc/%u/fd", pid);

	links->sys = sys;
	links->pos = links->len = 0;
	links->next = links->asked = links->missed = 0;
	links->copy = -1;
	links->ended = false;
	links->fd = sys_open_path(sys, path, O_RDONLY | O_DIRECTORY);
	if (links->fd < 0)
		return links->fd;
	if (sys_copies(sys))
		links->copy = recording_make_dir(&sys->rec, path);
	links->guesses = is_proc(links);
	return 0;
}

/*
 * Listing descriptors and reading what they are asks for different permissions: a process
 * of more privileges than ours may show the first and refuse the second, for all of them.
 */
static int refuse(struct sys_links *links, const char *name, int error)
{
	char path[80];
	int fd;

	snprintf(path, sizeof(path), "%s/links", links->path);
	sys_record_error(links->sys, error, path);
	if (links->copy < 0)
		return -error;
	/* In a recording it is a file without bytes, of which the index says why. */
	fd = openat(links->copy, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	else if (errno != EEXIST)
		links->sys->rec.failed = true;
	snprintf(path, sizeof(path), "%s/%s", links->path, name);
	sys_record_error(links->sys, error, path);
	return -error;
}

static int recorded_refusal(const struct sys_links *links, const char *name)
{
	const struct recorded *known;
	char path[80];

	snprintf(path, sizeof(path), "%s/%s", links->path, name);
	known = recording_find(&links->sys->rec, path);
	return known ? -known->error : 0;
}

/* Told once: whoever goes on is at the end. */
static int end_of_links(struct sys_links *links)
{
	if (!sys_reads_copy(links->sys) || links->ended)
		return 0;
	links->ended = true;
	return recorded_refusal(links, "links");
}

struct entry {
	uint64_t ino;
	int64_t off;
	unsigned short len;
	unsigned char type;
	char name[];
};

static const struct entry *next_entry(struct sys_links *links)
{
	const struct entry *entry;

	if (links->pos >= links->len) {
		long r = syscall(SYS_getdents64, links->fd, links->entries,
				 sizeof(links->entries));

		if (r <= 0)
			return NULL;
		links->pos = 0;
		links->len = (size_t)r;
	}
	entry = (const struct entry *)(links->entries + links->pos);
	links->pos += entry->len;
	return entry;
}

/* -1: gone, or not there at all. */
static int read_link(struct sys_links *links, const char *name, char *target, size_t size)
{
	ssize_t len = readlinkat(links->fd, name, target, size - 1);

	if (len < 0 && (errno == EACCES || errno == EPERM))
		return refuse(links, name, errno);
	if (len < 0 && errno == EINVAL && sys_reads_copy(links->sys)) {
		links->ended |= recorded_refusal(links, name) < 0;
		if (recorded_refusal(links, name) < 0)
			return recorded_refusal(links, name);
		sys_trouble(links->sys, NW_NOTE_UNREADABLE, EINVAL, links->path);
	}
	if (len < 0)
		return 0;
	target[len] = '\0';
	return 1;
}

static const char *decimal(uint32_t number, char text[11])
{
	char *p = text + 10;

	*p = '\0';
	do
		*--p = (char)('0' + number % 10);
	while (number /= 10);
	return p;
}

/*
 * Descriptors are dense: a process is given the lowest number that is free. So they are read
 * by number as long as they come one after the other, which spares the kernel the listing:
 * a third of the whole cost. The listing of what is left begins behind the last one read,
 * for the offset of a descriptor in this directory is its number + 2 (fs/proc/fd.c).
 */
static int guess_link(struct sys_links *links, char *target, size_t size)
{
	unsigned in_vain = 0;
	char text[11];

	while (in_vain < 2 && links->missed <= links->asked / 16) {
		int r = read_link(links, decimal(links->asked, text), target, size);

		links->asked++;
		if (r) {
			links->next = links->asked;
			return r;
		}
		links->missed++;
		in_vain++;
	}
	links->guesses = false;
	return lseek(links->fd, (off_t)links->next + 2, SEEK_SET) < 0 ? -errno : 0;
}

/* Read twice, it is what it was the second time. */
static void copy_link(struct sys_links *links, const char *name, const char *target)
{
	int r = symlinkat(target, links->copy, name);

	if (r < 0 && errno == EEXIST &&
	    (unlinkat(links->copy, name, 0) == 0 || errno == ENOENT))
		r = symlinkat(target, links->copy, name);
	/* Another thread that reads it as well may have been faster. */
	if (r < 0 && errno != EEXIST)
		links->sys->rec.failed = true;
}

int sys_links_next(struct sys_links *links, uint32_t *fd, char *target, size_t size)
{
	const struct entry *entry;

	if (links->guesses) {
		int r = guess_link(links, target, size);

		*fd = links->asked - 1;
		if (r)
			return r;
	}
	while ((entry = next_entry(links))) {
		uint32_t number;
		int r;

		if (!number_of(entry->name, &number))
			continue;
		r = read_link(links, entry->name, target, size);
		if (r == 0)
			continue;
		if (r > 0 && links->copy >= 0)
			copy_link(links, entry->name, target);
		*fd = number;
		return r;
	}
	return end_of_links(links);
}

void sys_links_close(struct sys_links *links)
{
	close_fdp(&links->fd);
	close_fdp(&links->copy);
	links->fd = links->copy = -1;
}
