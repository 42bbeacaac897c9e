/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A recording's marker, and paths inside it that never lead out. */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "cleanup.h"
#include "recording-facts.h"
#include "text.h"

#define FORMAT 1
#define MARKER "netwho"

void recording_init(struct recording *rec)
{
	memset(rec, 0, sizeof(*rec));
	rec->dir = -1;
	pthread_mutex_init(&rec->lock, NULL);
}

void recording_free(struct recording *rec)
{
	for (size_t i = 0; i < rec->index.n; i++)
		free(rec->index.at[i].path);
	vec_free(&rec->index);
	for (size_t i = 0; i < rec->facts.n; i++)
		free(rec->facts.at[i]);
	vec_free(&rec->facts);
	if (rec->dir >= 0)
		close(rec->dir);
	rec->dir = -1;
	pthread_mutex_destroy(&rec->lock);
}

/* ---- paths inside ----------------------------------------------------------------- */

/* For kernels before openat2 (5.6): component by component, following nothing. */
static int open_stepwise(int dir, const char *path, int flags)
{
	_closefd_ int at = -1;

	for (;;) {
		const char *slash = strchr(path, '/');
		char name[256];
		size_t len = slash ? (size_t)(slash - path) : strlen(path);
		int fd;

		if (len == 0 || len >= sizeof(name))
			return -EINVAL;
		memcpy(name, path, len);
		name[len] = '\0';
		if (strcmp(name, "..") == 0)
			return -EXDEV;

		fd = openat(at >= 0 ? at : dir, name,
			    slash ? O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
				  : flags | O_NOFOLLOW | O_CLOEXEC,
			    0600);
		if (fd < 0)
			return -errno;
		if (!slash)
			return fd;
		close_fdp(&at);
		at = fd;
		path = slash + 1;
	}
}

static int open_beneath(int dir, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)(flags | O_CLOEXEC | O_NOFOLLOW),
		.mode = flags & O_CREAT ? 0600 : 0,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};
	int fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));

	if (fd >= 0)
		return fd;
	/* ENOSYS: before 5.6; EPERM: a seccomp filter older than the call. */
	if (errno != ENOSYS && errno != EPERM)
		return -errno;
	return open_stepwise(dir, path, flags);
}

int recording_open(const struct recording *rec, const char *path, int flags)
{
	_closefd_ int fd = open_beneath(rec->dir, path, flags | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	/* Somebody else's directory: a pipe or a device in it must not be read. */
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return -EBADMSG;
	return TAKE_FD(fd);
}

static int make_parents(int dir, const char *path)
{
	char part[512];

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		size_t len = (size_t)(slash - path);

		if (len >= sizeof(part))
			return -ENAMETOOLONG;
		memcpy(part, path, len);
		part[len] = '\0';
		if (mkdirat(dir, part, 0700) < 0 && errno != EEXIST)
			return -errno;
	}
	return 0;
}

int recording_make_file(struct recording *rec, const char *path)
{
	int fd = open_beneath(rec->dir, path, O_WRONLY | O_CREAT | O_TRUNC);
	int r;

	if (fd == -ENOENT) {
		r = make_parents(rec->dir, path);
		fd = r < 0 ? r : open_beneath(rec->dir, path, O_WRONLY | O_CREAT | O_TRUNC);
	}
	if (fd < 0)
		rec->failed = true;
	return fd;
}

int recording_make_dir(struct recording *rec, const char *path)
{
	int r = make_parents(rec->dir, path);
	int fd;

	if (r == 0 && mkdirat(rec->dir, path, 0700) < 0 && errno != EEXIST)
		r = -errno;
	fd = r < 0 ? r : open_beneath(rec->dir, path, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		rec->failed = true;
	return fd;
}

/* Only the last name may be a link: the way to it must not. */
int recording_readlink(const struct recording *rec, const char *path, char *ret, size_t size)
{
	const struct recorded *known = recording_find(rec, path);
	const char *slash = strrchr(path, '/');
	_closefd_ int dir = -1;
	char parent[512];
	ssize_t len;

	if (known && known->error)
		return -known->error;
	if (!slash || (size_t)(slash - path) >= sizeof(parent))
		return -EINVAL;
	memcpy(parent, path, (size_t)(slash - path));
	parent[slash - path] = '\0';
	dir = open_beneath(rec->dir, parent, O_PATH | O_DIRECTORY);
	if (dir < 0)
		return dir;
	len = readlinkat(dir, slash + 1, ret, size - 1);
	if (len < 0)
		return -errno;
	ret[len] = '\0';
	return 0;
}

void recording_make_link(struct recording *rec, const char *target, const char *path)
{
	if (make_parents(rec->dir, path) < 0 ||
	    (symlinkat(target, rec->dir, path) < 0 && errno != EEXIST))
		rec->failed = true;
}

/* ---- marker --------------------------------------------------------------------------- */

int recording_slurp(const struct recording *rec, const char *path, char **ret, size_t *len)
{
	_closefd_ int fd = recording_open(rec, path, O_RDONLY);
	_free_ char *data = NULL;
	size_t n = 0;
	struct stat st;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EBADMSG;
	data = malloc((size_t)st.st_size + 1);
	if (!data)
		return -ENOMEM;
	while (n < (size_t)st.st_size) {
		ssize_t r = read(fd, data + n, (size_t)st.st_size - n);

		if (r < 0)
			return -errno;
		if (r == 0)
			break;
		n += (size_t)r;
	}
	data[n] = '\0';
	*len = n;
	*ret = TAKE(data);
	return 0;
}

static int read_marker(struct recording *rec)
{
	_free_ char *data = NULL;
	struct text text, line, key;
	uint64_t value;
	size_t len;
	int r = recording_slurp(rec, MARKER, &data, &len);

	if (r == -ENOENT || r == -ELOOP)
		return -EBADMSG;
	if (r < 0)
		return r;

	text = text_of(data, len);
	if (!text_line(&text, &line) || !text_literal(&line, "netwho-recording") ||
	    !text_dec(&line, &value) || value != FORMAT)
		return -EBADMSG;
	while (text_line(&text, &line)) {
		if (!text_word(&line, &key))
			continue;
		if (text_is(&key, "euid") && text_dec(&line, &value))
			rec->euid = (uint32_t)value;
		else if (text_is(&key, "netns") && text_dec(&line, &value))
			rec->netns = value;
		else if (text_is(&key, "complete"))
			rec->complete = true;
	}
	return 0;
}

int recording_load(struct recording *rec, const char *dir)
{
	int r;

	rec->dir = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (rec->dir < 0)
		return -errno;
	r = read_marker(rec);
	if (r < 0)
		return r;

	r = recording_facts_load(rec);
	return r < 0 ? r : recording_load_index(rec);
}

static int empty_dir(int fd)
{
	_closedir_ DIR *dir = NULL;
	struct dirent *entry;
	int copy = dup(fd);

	if (copy < 0)
		return -errno;
	dir = fdopendir(copy);
	if (!dir) {
		close(copy);
		return -errno;
	}
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			return -ENOTEMPTY;
	return 0;
}

void recording_drop_link(struct recording *rec, const char *path)
{
	if (unlinkat(rec->dir, path, 0) < 0 && errno != ENOENT)
		rec->failed = true;
}

static int write_marker(struct recording *rec, const char *last)
{
	int fd = recording_make_file(rec, MARKER);
	int r;

	if (fd < 0)
		return fd;
	r = dprintf(fd, "netwho-recording %d\neuid %u\nnetns %llu\n%s", FORMAT, rec->euid,
		    (unsigned long long)rec->netns, last);
	r = r < 0 ? -errno : 0;
	if (close(fd) < 0 && r == 0)
		r = -errno;
	return r;
}

int recording_create(struct recording *rec, const char *dir, uint32_t euid, uint64_t netns)
{
	int r;

	/* Command lines and TCP-MD5 keys are in it: for its owner's eyes. */
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return -errno;
	rec->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (rec->dir < 0)
		return -errno;
	r = empty_dir(rec->dir);
	if (r < 0) {
		close(rec->dir);
		rec->dir = -1;
		return r;
	}

	rec->euid = euid;
	rec->netns = netns;
	return write_marker(rec, "");
}

int recording_finish(struct recording *rec)
{
	return rec->failed ? -EIO : write_marker(rec, "complete\n");
}
