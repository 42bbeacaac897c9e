/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files, links and process ids through the door. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "recording-facts.h"
#include "sys-inside.h"
#include "text.h"

/* ---- opening -------------------------------------------------------------------------- */

static int open_live(struct sys *sys)
{
	char link[64];
	ssize_t len;

	sys->root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (sys->root < 0)
		return -errno;
	sys->euid = (uint32_t)geteuid();

	/* Without /proc the sockets can still be told, just not whose namespace it is. */
	len = readlinkat(sys->root, "proc/thread-self/ns/net", link, sizeof(link) - 1);
	if (len > 0) {
		link[len] = '\0';
		text_bracketed(link, "net:", &sys->netns);
	}
	return 0;
}

static int open_replay(struct sys *sys, const char *root)
{
	int r = recording_load(&sys->rec, root);

	if (r < 0)
		return r;
	sys->replays = true;
	if (sys->rec.index_error)
		sys_trouble(sys, NW_NOTE_UNREADABLE, sys->rec.index_error, "index");
	if (sys->rec.index_malformed)
		notes_add(&sys->troubles, NW_NOTE_MALFORMED, 0, sys->rec.index_malformed,
			  "index");
	if (sys->rec.facts_malformed)
		notes_add(&sys->troubles, NW_NOTE_MALFORMED, 0, sys->rec.facts_malformed,
			  "facts");
	if (sys->rec.facts_cut)
		notes_add(&sys->troubles, NW_NOTE_CUT, 0, 0, "facts");
	if (!sys->rec.complete)
		sys_trouble(sys, NW_NOTE_CUT, 0, "netwho");
	sys->root = sys->rec.dir;
	sys->euid = sys->rec.euid;
	sys->netns = sys->rec.netns;
	return 0;
}

int sys_open(const char *root, struct sys **ret)
{
	_cleanup_(sys_freep) struct sys *sys = calloc(1, sizeof(*sys));
	int r;

	if (!sys)
		return -ENOMEM;
	sys->root = -1;
	pthread_mutex_init(&sys->lock, NULL);
	sys_helper_init(&sys->helper);
	recording_init(&sys->rec);

	r = root ? open_replay(sys, root) : open_live(sys);
	if (r < 0)
		return r;

	*ret = TAKE(sys);
	return 0;
}

int sys_record(struct sys *sys, const char *dir)
{
	int r;

	if (sys->replays || sys->records)
		return -EINVAL;
	r = recording_create(&sys->rec, dir, sys->euid, sys->netns);
	if (r < 0)
		return r;
	sys->records = true;
	return 0;
}

int sys_record_freeze(struct sys *sys)
{
	int r = recording_facts_save(&sys->rec);

	sys->frozen = true;
	return r < 0 ? r : recording_index(&sys->rec);
}

int sys_record_end(struct sys *sys)
{
	return sys->records ? recording_finish(&sys->rec) : 0;
}

void sys_free(struct sys *sys)
{
	if (!sys)
		return;
	sys_bus_free(&sys->bus);
	sys_helper_free(&sys->helper);
	sys_kept_free(sys);
	vec_free(&sys->troubles.all);
	pthread_mutex_destroy(&sys->lock);
	if (sys->root >= 0 && !sys->replays)
		close(sys->root);
	recording_free(&sys->rec);
	free(sys);
}

bool sys_records(const struct sys *sys)
{
	return sys->records;
}

bool sys_replays(const struct sys *sys)
{
	return sys->replays;
}

bool sys_reads_copy(const struct sys *sys)
{
	return sys->replays || sys->frozen;
}

bool sys_copies(const struct sys *sys)
{
	return sys->records && !sys->frozen;
}

bool sys_complete(const struct sys *sys)
{
	return !sys->replays || sys->rec.complete;
}

uint32_t sys_euid(const struct sys *sys)
{
	return sys->euid;
}

uint64_t sys_netns(const struct sys *sys)
{
	return sys->netns;
}

/* ---- one path, three faces -------------------------------------------------------------- */

static int recorded_error(const struct sys *sys, const char *path)
{
	const struct recorded *known = recording_find(&sys->rec, path);

	return known ? -known->error : 0;
}

void sys_record_error(struct sys *sys, int error, const char *path)
{
	if (sys_copies(sys))
		recording_note(&sys->rec, path, error, 0);
}

int sys_record_file(struct sys *sys, const char *path)
{
	return sys->records ? recording_make_file(&sys->rec, path) : -1;
}

void sys_record_size(struct sys *sys, size_t size, const char *path)
{
	recording_note(&sys->rec, path, 0, size);
}

int sys_open_path(struct sys *sys, const char *path, int flags)
{
	int fd;

	if (sys_reads_copy(sys)) {
		fd = recorded_error(sys, path);
		if (fd < 0)
			return fd;
		fd = recording_open(&sys->rec, path, flags);
		return fd < 0 ? sys_copy_error(sys, path, -fd) : fd;
	}

	fd = openat(sys->root, path, flags | O_CLOEXEC);
	if (fd < 0) {
		fd = -errno;
		sys_record_error(sys, -fd, path);
	}
	return fd;
}

int sys_open_dir(struct sys *sys, const char *path, DIR **ret)
{
	int fd = sys_open_path(sys, path, O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		return fd;
	*ret = fdopendir(fd);
	if (*ret)
		return 0;
	close(fd);
	return -errno;
}

/* ---- files --------------------------------------------------------------------------------- */

static int read_all(int fd, struct bytes *into)
{
	into->n = 0;
	for (;;) {
		ssize_t r;

		/* /proc/net grows by whole lines; a short read is not the end of the file. */
		if (vec_reserve_((void **)&into->at, &into->size, into->n + 4097, 1) < 0)
			return -ENOMEM;
		r = read(fd, into->at + into->n, into->size - into->n - 1);
		if (r < 0) {
			if (errno == EINTR)
				continue;
			return -errno;
		}
		if (r == 0)
			break;
		into->n += (size_t)r;
	}
	into->at[into->n] = '\0';
	return 0;
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t r = write(fd, data, len);

		if (r < 0) {
			if (errno == EINTR)
				continue;
			return -errno;
		}
		data += r;
		len -= (size_t)r;
	}
	return 0;
}

int sys_save(struct sys *sys, const char *path, const void *data, size_t len)
{
	_closefd_ int fd = sys_record_file(sys, path);

	if (fd < 0 || write_all(fd, data, len) < 0) {
		sys->rec.failed = true;
		return -EIO;
	}
	recording_note(&sys->rec, path, 0, len);
	return 0;
}

static int read_path(struct sys *sys, struct bytes *ret, const char *path)
{
	_closefd_ int fd = sys_open_path(sys, path, O_RDONLY);
	int r;

	if (fd < 0)
		return fd;
	r = read_all(fd, ret);
	if (r < 0 && r != -ENOMEM && sys_reads_copy(sys))
		return sys_copy_error(sys, path, -r);
	if (r < 0) {
		sys_record_error(sys, -r, path);
		return r;
	}

	if (sys_copies(sys))
		sys_save(sys, path, ret->at, ret->n);
	if (sys_reads_copy(sys)) {
		const struct recorded *known = recording_find(&sys->rec, path);

		if (!known || ret->n >= known->size)
			return 0;
		sys_trouble(sys, NW_NOTE_CUT, 0, path);
		return 1;
	}
	return 0;
}

int sys_read(struct sys *sys, struct bytes *ret, const char *format, ...)
{
	char path[PATH_ROOM];
	va_list args;

	va_start(args, format);
	vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	return read_path(sys, ret, path);
}

int sys_link(struct sys *sys, char *ret, size_t size, const char *format, ...)
{
	char path[PATH_ROOM];
	va_list args;
	int r;

	va_start(args, format);
	vsnprintf(path, sizeof(path), format, args);
	va_end(args);

	if (sys_reads_copy(sys)) {
		r = recorded_error(sys, path);
		if (r == 0)
			r = recording_readlink(&sys->rec, path, ret, size);
		else
			return r;
		return r < 0 ? sys_copy_error(sys, path, -r) : 0;
	}
	r = (int)readlinkat(sys->root, path, ret, size - 1);
	if (r < 0) {
		r = -errno;
		sys_record_error(sys, -r, path);
		return r;
	}
	ret[r] = '\0';
	if (sys_copies(sys))
		recording_make_link(&sys->rec, ret, path);
	return 0;
}

void sys_drop_link(struct sys *sys, const char *path)
{
	if (sys_copies(sys))
		recording_drop_link(&sys->rec, path);
}

/* A namespace nobody lives in has no /proc/PID/net: it is read from inside. */
struct inside {
	struct bytes *ret;
	const char *file;
};

static int read_inside(void *arg)
{
	const struct inside *inside = arg;
	_closefd_ int fd = -1;
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), "/proc/thread-self/net/%s", inside->file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : read_all(fd, inside->ret);
}

int sys_read_net(struct sys *sys, const struct netns *netns, struct bytes *ret, const char *file)
{
	struct inside inside = { ret, file };
	char path[PATH_ROOM];
	int r;

	if (!sys_is_foreign(netns))
		return sys_read(sys, ret, "proc/net/%s", file);
	if (netns->pid)
		return sys_read(sys, ret, "%s/net/%s", sys_netns_home(netns, path), file);

	snprintf(path, sizeof(path), "netns/%llu/%s", (unsigned long long)netns->inum, file);
	if (sys_reads_copy(sys))
		return read_path(sys, ret, path);
	r = sys_inside(sys, netns, read_inside, &inside);
	if (r < 0)
		sys_record_error(sys, -r, path);
	else if (sys_copies(sys))
		sys_save(sys, path, ret->at, ret->n);
	return r;
}
