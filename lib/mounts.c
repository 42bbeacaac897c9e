/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The way to a path, from mount to mount. */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "mounts.h"

/* ---- who may block --------------------------------------------------------------- */

static const char *const blocking[] = {
	/* of other machines */
	"nfs", "nfs3", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "ceph", "afs", "coda", "9p",
	"lustre", "gfs2", "ocfs2", "gpfs", "beegfs", "orangefs", "pvfs2", "panfs", "glusterfs",
	/* of another process, or of the machine that this one is a guest of */
	"fuse", "fuseblk", "virtiofs", "vboxsf", "vmhgfs", "prl_fs",
	/* a look mounts what is not there yet */
	"autofs",
};

/* "fuse.sshfs": behind the dot stands what it calls itself. */
static const char *const beginnings[] = { "fuse.", "fuseblk." };

bool mount_may_block(struct text type)
{
	for (size_t i = 0; i < ARRAY_SIZE(blocking); i++)
		if (text_is(&type, blocking[i]))
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(beginnings); i++)
		if (text_literal(&type, beginnings[i]))
			return true;
	return false;
}

/* ---- all of them ------------------------------------------------------------------- */

int mount_list_parse(struct text data, struct mount_list *list)
{
	struct text line;
	struct mount mount;

	list->all.n = 0;
	list->blocks = false;
	while (text_line(&data, &line)) {
		struct mount *entry;

		if (!mountinfo_read(line, &mount))
			continue;
		entry = vec_push(&list->all);
		if (!entry)
			return -ENOMEM;
		*entry = mount;
		list->blocks |= mount_may_block(mount.type);
	}
	return 0;
}

/* ---- the way --------------------------------------------------------------------- */

/* Is the path at the point or below it? Then how long the point is, without escapes. */
static bool covers(struct text point, struct text path, size_t *ret)
{
	char byte = '\0';
	size_t len = 0;

	for (; mountinfo_byte(&point, &byte); len++)
		if (!text_char(&path, byte))
			return false;
	/* The root's point ends in a slash, all others where a name ends. */
	if (byte != '/' && text_len(&path) && *path.p != '/')
		return false;
	*ret = len;
	return len > 0;
}

static bool has_parent(const struct mount *mounts, size_t n, size_t i)
{
	return mounts[i].parent != mounts[i].id && mount_by_id(mounts, n, mounts[i].parent);
}

/* `at` NULL: from outside of all. */
static bool is_below(const struct mount *mounts, size_t n, size_t i, const struct mount *at)
{
	return at ? &mounts[i] != at && mounts[i].parent == at->id
		  : !has_parent(mounts, n, i);
}

/*
 * The next mount on the way: of those in this one the first that is met, which is the one
 * with the shortest point. What lies below it in this mount is hidden by it.
 */
static const struct mount *next_mount(const struct mount *mounts, size_t n,
				      struct text path, const struct mount *at)
{
	const struct mount *next = NULL;
	size_t shortest = SIZE_MAX, len;

	for (size_t i = 0; i < n; i++) {
		if (!covers(mounts[i].point, path, &len) || len > shortest ||
		    !is_below(mounts, n, i, at))
			continue;
		shortest = len;
		next = &mounts[i];
	}
	return next;
}

const struct mount *mount_of(const struct mount *mounts, size_t n, struct text path)
{
	const struct mount *at = NULL, *next;

	/* As many steps as there are mounts: lists that are not the kernel's may have rings. */
	for (size_t i = 0; i < n; i++) {
		next = next_mount(mounts, n, path, at);
		if (!next)
			break;
		at = next;
	}
	return at;
}

/* Of what is mounted over as a whole nothing is asked on the way. */
static bool is_covered(const struct mount *mount, const struct mount *next)
{
	return text_len(&mount->point) == text_len(&next->point);
}

bool mount_way_may_block(const struct mount *mounts, size_t n, struct text path)
{
	const struct mount *at = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct mount *next = next_mount(mounts, n, path, at);

		if (!next)
			break;
		if (at && !is_covered(at, next) && mount_may_block(at->type))
			return true;
		at = next;
	}
	return !at || mount_may_block(at->type);
}

const struct mount *mount_by_id(const struct mount *mounts, size_t n, uint64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (mounts[i].id == id)
			return &mounts[i];
	return NULL;
}
