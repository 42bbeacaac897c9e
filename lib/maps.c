/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of /proc/PID/maps, field by field, and the set of files that they name. */
#include <errno.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "cleanup.h"
#include "maps.h"

/* ---- a line ---------------------------------------------------------------------- */

static bool read_bits(struct text *line, uint8_t *ret)
{
	static const struct {
		char set, clear;
		uint8_t bit;
	} places[] = {
		{ 'r', '-', MAP_BIT_READ },
		{ 'w', '-', MAP_BIT_WRITE },
		{ 'x', '-', MAP_BIT_EXEC },
		{ 's', 'p', MAP_BIT_SHARED },
	};

	text_blank(line);
	*ret = 0;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		if (text_char(line, places[i].set))
			*ret |= places[i].bit;
		else if (!text_char(line, places[i].clear))
			return false;
	}
	return true;
}

static bool read_device(struct text *line, uint64_t *ret)
{
	uint64_t major, minor;

	if (!text_hex(line, &major) || !text_char(line, ':') || !text_hex(line, &minor) ||
	    major > UINT32_MAX || minor > UINT32_MAX)
		return false;
	*ret = makedev((unsigned)major, (unsigned)minor);
	return true;
}

static void read_path(struct text line, struct map *ret)
{
	static const char suffix[] = " (deleted)";
	const size_t len = strlen(suffix);

	/* Padded with blanks up to its column; no path begins with one. */
	while (text_char(&line, ' '))
		;
	ret->path = line;
	ret->deleted = text_len(&line) > len && memcmp(line.end - len, suffix, len) == 0;
	if (ret->deleted)
		ret->path.end -= len;
}

bool map_read(struct text line, struct map *ret)
{
	struct map map = { 0 };

	if (!text_hex(&line, &map.start) || !text_char(&line, '-') ||
	    !text_hex(&line, &map.end) || !read_bits(&line, &map.bits) ||
	    !text_hex(&line, &map.offset) || !read_device(&line, &map.dev) ||
	    !text_dec(&line, &map.inode))
		return false;
	if (text_len(&line) && *line.p != ' ')
		return false;
	read_path(line, &map);
	*ret = map;
	return true;
}

size_t map_path(const struct map *map, char *ret, size_t size)
{
	struct text t = map->path;
	size_t n = 0;

	if (!size)
		return 0;
	while (t.p < t.end && n + 1 < size) {
		if (text_literal(&t, "\\012"))
			ret[n++] = '\n';
		else
			ret[n++] = *t.p++;
	}
	ret[n] = '\0';
	return n;
}

/* ---- the set --------------------------------------------------------------------- */

/* A process may map as many files as it has mappings: a list would be searched for ever. */
static struct map_file *slot_of(const struct map_files *files, struct map_file file)
{
	uint64_t at = (file.inode ^ file.dev << 32) * UINT64_C(0x9e3779b97f4a7c15) >> 32;

	for (;; at++) {
		struct map_file *slot = &files->slots.at[at & (files->slots.n - 1)];

		if ((!slot->dev && !slot->inode) ||
		    (slot->dev == file.dev && slot->inode == file.inode))
			return slot;
	}
}

static int grow(struct map_files *files)
{
	struct map_files more = { 0 };
	const size_t n = files->slots.n ? files->slots.n * 2 : 64;

	if (vec_reserve(&more.slots, n) < 0)
		return -ENOMEM;
	memset(more.slots.at, 0, n * sizeof(*more.slots.at));
	more.slots.n = n;
	more.n = files->n;
	for (size_t i = 0; i < files->slots.n; i++) {
		const struct map_file file = files->slots.at[i];

		if (file.dev || file.inode)
			*slot_of(&more, file) = file;
	}
	vec_free(&files->slots);
	*files = more;
	return 0;
}

int map_files_add(struct map_files *files, struct map_file file)
{
	struct map_file *slot;

	if (files->n * 2 >= files->slots.n && grow(files) < 0)
		return -ENOMEM;
	slot = slot_of(files, file);
	if (slot->dev || slot->inode)
		return 0;
	*slot = file;
	files->n++;
	return 1;
}

void map_files_clear(struct map_files *files)
{
	if (files->n)
		memset(files->slots.at, 0, files->slots.n * sizeof(*files->slots.at));
	files->n = 0;
}

void map_files_free(struct map_files *files)
{
	vec_free(&files->slots);
	files->n = 0;
}

/* ---- rows ------------------------------------------------------------------------ */

static bool is_file(const struct map *map, const struct map_file *exe)
{
	/* Of shared memory the first has inode 0, but never device 0 too. */
	if (!text_len(&map->path) || (!map->dev && !map->inode))
		return false;
	return !exe || map->dev != exe->dev || map->inode != exe->inode;
}

int map_next_row(struct text *cursor, const struct map_file *exe, struct map_files *seen,
		 struct map *ret)
{
	struct text line;
	struct map map;

	while (text_line(cursor, &line)) {
		int r;

		if (!map_read(line, &map) || !is_file(&map, exe))
			continue;
		r = map_files_add(seen, (struct map_file){ map.dev, map.inode });
		if (r < 0)
			return r;
		if (r == 0)
			continue;
		*ret = map;
		return 1;
	}
	return 0;
}

enum map_fate map_fate(const struct map *map, const struct map_file *there)
{
	if (there && there->dev == map->dev && there->inode == map->inode)
		return MAP_THERE;
	if (map->deleted)
		return MAP_DELETED;
	return there ? MAP_OTHER : MAP_UNSEEN;
}
