/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mounts: where none of our own namespace may block, nothing else is asked; and their names. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "use.h"

int use_mounts_read(struct sys *sys, struct use_mounts *ret)
{
	int r = sys_read(sys, &ret->data, "proc/self/mountinfo");

	ret->list.blocks = true;
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	r = mount_list_parse(text_of(ret->data.at, ret->data.n), &ret->list);
	if (sys_link(sys, ret->space, sizeof(ret->space), "proc/self/ns/mnt") < 0)
		ret->space[0] = '\0';
	return r;
}

void use_mounts_free(struct use_mounts *mounts)
{
	free(mounts->data.at);
	vec_free(&mounts->list.all);
}

/* ---- names ------------------------------------------------------------------------- */

/* What has a path, and is on no file system. */
static bool is_memory(const char *link, size_t len)
{
	static const char *const names[] = {
		"/memfd:", "/SYSV", "/dev/zero", "/secretmem", "/anon_hugepage", "/[aio]",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (len >= strlen(names[i]) && memcmp(link, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* The whole of it rather than a part that is mounted elsewhere. */
static const struct mount *mount_of_device(const struct use_reader *reader, uint64_t dev)
{
	const struct mount *found = NULL;

	for (size_t i = 0; i < reader->n_mounts; i++) {
		const struct mount *mount = &reader->mounts[i];

		if (mount->dev != dev)
			continue;
		if (text_is(&mount->root, "/"))
			return mount;
		if (!found)
			found = mount;
	}
	return found;
}

/* Its place and its type, a NUL behind each. */
static int keep_mount(struct use_lane *lane, const struct mount *mount, struct use_mount *ret)
{
	char text[4096 + 256];
	size_t len = mountinfo_unescape(mount->point, text, 4096) + 1;
	size_t type_len = text_len(&mount->type);

	if (type_len > sizeof(text) - 4096 - 1)
		type_len = sizeof(text) - 4096 - 1;
	memcpy(text + len, mount->type.p, type_len);
	text[len + type_len] = '\0';
	return arena_add(&lane->arena, text, len + type_len + 1, &ret->at);
}

/* Their files have devices that no list of mounts has. */
static bool has_devices(const struct mount *mount)
{
	static const char *const types[] = { "btrfs", "bcachefs", "overlay" };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (text_is(&mount->type, types[i]))
			return true;
	return false;
}

/* Where the device does not tell, its path may. */
static const struct mount *find_mount(const struct use_reader *reader, const struct use_draft *use)
{
	const char *link = reader->lane->arena.at + use->link_at;
	const struct mount *mount = mount_of_device(reader, use->dev);

	if (mount || is_memory(link, use->link_len))
		return mount;
	mount = mount_of(reader->mounts, reader->n_mounts, text_of(link, use->link_len));
	return mount && has_devices(mount) ? mount : NULL;
}

static const struct use_mount *named_before(const struct use_lane *lane, uint64_t dev)
{
	for (size_t i = 0; i < lane->named.n; i++)
		if (lane->named.at[i].dev == dev)
			return &lane->named.at[i];
	return NULL;
}

/* The link in map_files still leads to it. */
static void look_at_mapped(struct use_reader *reader, struct use_draft *use)
{
	struct sys_stat st;

	if (sys_stat(reader->taking->sys, true, &st, "%s/map_files/%" PRIx64 "-%" PRIx64,
		     reader->home, use->start, use->end) < 0)
		return;
	if (st.inode == use->inode && st.dev == use->dev)
		use_stat_set(use, &st);
}

static int name_mount(struct use_reader *reader, struct use_draft *use)
{
	const bool mapped = use->kind == NW_USE_DELETED &&
			    reader->taking->query->want & NW_USE_MAPPED;
	struct use_lane *lane = reader->lane;
	const struct use_mount *named = named_before(lane, use->dev);
	const struct mount *mount;
	struct use_mount *entry;
	int r;

	if (!named) {
		mount = find_mount(reader, use);
		if (!mount && is_memory(lane->arena.at + use->link_at, use->link_len)) {
			use->has |= USE_HAS_MEMORY;
			if (mapped)
				look_at_mapped(reader, use);
		}
		if (!mount)
			return 0;
		entry = vec_push(&lane->named);
		if (!entry)
			return -ENOMEM;
		*entry = (struct use_mount){
			.dev = use->dev, .blocks = mount_may_block(mount->type),
		};
		r = keep_mount(lane, mount, entry);
		if (r < 0)
			return r;
		named = entry;
	}
	if (mapped && !named->blocks)
		look_at_mapped(reader, use);
	use->mount_at = named->at;
	return 0;
}

static bool has_path(const struct use_lane *lane, const struct use_draft *use)
{
	return use->has & USE_HAS_FILE && use->link_len && !use->socket &&
	       lane->arena.at[use->link_at] == '/';
}

int use_name_mounts(struct use_reader *reader, size_t first)
{
	struct use_lane *lane = reader->lane;
	const bool own = reader->mounts == reader->taking->mounts.list.all.at;
	int r = 0;

	/* A device of another namespace may be mounted elsewhere. */
	if (!own || !lane->named_own)
		lane->named.n = 0;
	lane->named_own = own;
	for (size_t i = first; r == 0 && i < lane->uses.n; i++)
		if (has_path(lane, &lane->uses.at[i]))
			r = name_mount(reader, &lane->uses.at[i]);
	return r;
}
