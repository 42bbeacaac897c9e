/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a process has mapped, and whether its path still leads there. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "use.h"

#define PATH_LONGEST 4096

static void set_other(struct use_draft *use, const struct sys_stat *st)
{
	use->has |= USE_HAS_OTHER;
	use->other_dev = st->dev;
	use->other_inode = st->inode;
}

/* What maps itself tells: no size, no links. */
static void set_file(struct use_draft *use, const struct map *map)
{
	use->has |= USE_HAS_FILE | USE_HAS_INODE;
	use->dev = map->dev;
	use->inode = map->inode;
	use->mode = S_IFREG;
}

/* The way from mount to mount is gone by name, past all servers that there are on it. */
static int look_there(const struct use_taking *taking, const char *path, struct sys_stat *ret)
{
	const struct mount_list *list = &taking->mounts.list;
	const struct text text = text_of(path, strlen(path));

	if (*path != '/')
		return -ENOENT;
	if (!list->blocks || !mount_way_may_block(list->all.at, list->all.n, text))
		return sys_stat(taking->sys, true, ret, "%s", path);
	return use_ask(taking, mount_of(list->all.at, list->all.n, text), path, ret);
}

static int leave_alone(const struct map *map, uint32_t exempt, struct use_draft *use)
{
	use_leave(use, exempt);
	set_file(use, map);
	if (map->deleted)
		use->kind = NW_USE_DELETED;
	return 0;
}

static int look(struct use_taking *taking, const struct map *map, const char *path,
		struct use_draft *use)
{
	const uint32_t exempt = use_exempt(taking, path);
	struct sys_stat st;
	struct map_file there;
	int r;

	if (exempt)
		return leave_alone(map, exempt, use);
	r = look_there(taking, path, &st);
	if (r == -ENOMEM)
		return r;
	if (r == 0)
		there = (struct map_file){ st.dev, st.inode };
	switch (map_fate(map, r < 0 ? NULL : &there)) {
	case MAP_THERE:
		use_stat_set(use, &st);
		break;
	case MAP_DELETED:
		use->kind = NW_USE_DELETED;
		set_file(use, map);
		use->start = map->start;
		use->end = map->end;
		break;
	case MAP_UNSEEN:
		set_file(use, map);
		use->call = USE_CALL_STAT;
		use->error = (uint8_t)-r;
		break;
	case MAP_OTHER:
		set_file(use, map);
		set_other(use, &st);
		break;
	}
	return 0;
}

static int read_map(struct use_taking *taking, struct use_lane *lane, const struct map *map)
{
	struct use_draft *use = use_add(lane, NW_USE_MEMORY);
	char path[PATH_LONGEST];
	size_t len = map_path(map, path, sizeof(path));
	const uint32_t kinds = taking->query->kinds;
	int r;

	if (!use)
		return -ENOMEM;
	r = look(taking, map, path, use);
	if (r == 0 && !(kinds & NW_BIT(use->kind))) {
		lane->uses.n--;
		return 0;
	}
	if (r == 0)
		r = use_keep(lane, path, len, &use->link_at);
	use->link_len = (uint16_t)len;
	use->name_at = use->link_at;
	return r;
}

int use_read_maps(struct use_taking *taking, struct use_lane *lane, const char *home,
		  const struct map_file *exe)
{
	struct text cursor;
	struct map map;
	int r = sys_read(taking->sys, &lane->data, "%s/maps", home);

	if (r < 0)
		return r == -ENOMEM ? r : 0;
	map_files_clear(&lane->seen);
	cursor = text_of(lane->data.at, lane->data.n);
	while ((r = map_next_row(&cursor, exe, &lane->seen, &map)) > 0) {
		r = read_map(taking, lane, &map);
		if (r < 0)
			return r;
	}
	return r;
}
