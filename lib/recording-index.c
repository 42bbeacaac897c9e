/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A recording's index: how long each file was, and what the system refused. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "recording.h"
#include "text.h"

#define INDEX "index"

/* ---- errors by name ------------------------------------------------------------- */

static const struct {
	int number;
	const char *name;
} errors[] = {
#define E(x)                                                                             \
	{                                                                                \
		x, #x                                                                    \
	}
	E(EPERM),  E(ENOENT),       E(ESRCH),           E(EINTR),   E(EIO),
	E(ENXIO),  E(EAGAIN),       E(ENOMEM),          E(EACCES),  E(EBUSY),
	E(EINVAL), E(EOPNOTSUPP),   E(EPROTONOSUPPORT), E(ENOTDIR), E(EISDIR),
	E(ENODEV), E(EAFNOSUPPORT), E(EPROTOTYPE),      E(ESTALE),  E(ENOSYS),
	E(EMFILE), E(ENFILE),       E(ENOBUFS),         E(ELOOP),   E(ENAMETOOLONG),
#undef E
};

const char *recording_error_name(int number)
{
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i].number == number)
			return errors[i].name;
	return "EIO";
}

int recording_error_number(const struct text *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (text_is(name, errors[i].name))
			return errors[i].number;
	return EIO;
}

/* ---- entries ------------------------------------------------------------------- */

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct recorded *)a)->path, ((const struct recorded *)b)->path);
}

static int by_turn(const void *left, const void *right)
{
	const struct recorded *a = left, *b = right;
	int r = by_path(a, b);

	return r ? r : (a->turn > b->turn) - (a->turn < b->turn);
}

void recording_note(struct recording *rec, const char *path, int error, size_t size)
{
	struct recorded *entry;
	char *copy = strdup(path);

	pthread_mutex_lock(&rec->lock);
	entry = copy ? vec_push(&rec->index) : NULL;
	if (entry) {
		entry->path = TAKE(copy);
		entry->error = error;
		entry->size = size;
		entry->turn = rec->index.n;
	} else {
		rec->failed = true;
	}
	pthread_mutex_unlock(&rec->lock);
	free(copy);
}

const struct recorded *recording_find(const struct recording *rec, const char *path)
{
	const struct recorded key = { .path = (char *)path };

	if (!rec->index.n)
		return NULL;
	return bsearch(&key, rec->index.at, rec->index.n, sizeof(key), by_path);
}

/* A file read twice is one file, and the one that was written last. */
static void sort_index(struct recording *rec)
{
	struct recorded *all = rec->index.at;
	size_t kept = 0;

	if (rec->index.n)
		qsort(all, rec->index.n, sizeof(*all), by_turn);
	for (size_t i = 0; i < rec->index.n; i++) {
		if (kept && strcmp(all[kept - 1].path, all[i].path) == 0)
			free(all[--kept].path);
		all[kept++] = all[i];
	}
	rec->index.n = kept;
}

static void write_index(const struct recording *rec, FILE *file)
{
	const char *last = "";

	for (size_t i = 0; i < rec->index.n; i++) {
		const struct recorded *e = &rec->index.at[i];

		/* A file read twice is the same file. */
		if (strcmp(e->path, last) == 0)
			continue;
		last = e->path;
		if (e->error)
			fprintf(file, "error %s %s\n", recording_error_name(e->error), e->path);
		else
			fprintf(file, "size %zu %s\n", e->size, e->path);
	}
}

static int read_index_line(struct recording *rec, struct text line)
{
	struct text kind, value, path;
	struct recorded *entry;
	uint64_t size = 0;
	int error = 0;

	if (!text_word(&line, &kind) || !text_word(&line, &value) || !text_word(&line, &path)) {
		rec->index_malformed++;
		return 0;
	}
	if (text_is(&kind, "error")) {
		error = recording_error_number(&value);
	} else if (!text_is(&kind, "size") || !text_dec(&value, &size)) {
		rec->index_malformed++;
		return 0;
	}

	entry = vec_push(&rec->index);
	if (!entry)
		return -ENOMEM;
	entry->error = error;
	entry->size = size;
	entry->turn = rec->index.n;
	entry->path = strndup(path.p, text_len(&path));
	if (!entry->path) {
		rec->index.n--;
		return -ENOMEM;
	}
	return 0;
}

int recording_index(struct recording *rec)
{
	_closefile_ FILE *file = NULL;
	int fd = recording_make_file(rec, INDEX);

	if (fd < 0)
		return fd;
	file = fdopen(fd, "w");
	if (!file) {
		close(fd);
		return -errno;
	}
	sort_index(rec);
	write_index(rec, file);
	return fflush(file) == 0 ? 0 : -errno;
}

int recording_load_index(struct recording *rec)
{
	_free_ char *data = NULL;
	struct text text, line;
	size_t len;
	int r = recording_slurp(rec, INDEX, &data, &len);

	if (r == -ENOMEM)
		return r;
	/* Without it much can still be read. */
	if (r < 0) {
		rec->index_error = r == -ENOENT ? 0 : -r;
		return 0;
	}
	text = text_of(data, len);
	while (text_line(&text, &line)) {
		r = read_index_line(rec, line);
		if (r < 0)
			return r;
	}
	sort_index(rec);
	return 0;
}
