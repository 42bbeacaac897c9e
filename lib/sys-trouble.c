/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with a recording, said once for each file of it. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "sys-inside.h"

int sys_trouble(struct sys *sys, enum nw_note_kind kind, int error, const char *path)
{
	bool known = false;

	pthread_mutex_lock(&sys->lock);
	for (size_t i = 0; i < sys->troubles.all.n && !known; i++)
		known = strcmp(sys->troubles.all.at[i].where, path) == 0;
	if (!known)
		notes_add(&sys->troubles, kind, error, 0, "%s", path);
	pthread_mutex_unlock(&sys->lock);
	return -EUCLEAN;
}

int sys_troubles(struct sys *sys, struct notes *ret)
{
	for (size_t i = 0; i < sys->troubles.all.n; i++) {
		struct nw_note *note = vec_push(&ret->all);

		if (!note)
			return -ENOMEM;
		*note = sys->troubles.all.at[i];
	}
	return 0;
}

/* Which part of the way is no directory, or a link that must not be followed? */
static void blame(struct sys *sys, const char *path, char *ret)
{
	struct stat st;

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		memcpy(ret, path, (size_t)(slash - path));
		ret[slash - path] = '\0';
		if (fstatat(sys->rec.dir, ret, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    !S_ISDIR(st.st_mode))
			return;
	}
	strcpy(ret, path);
}

int sys_copy_error(struct sys *sys, const char *path, int error)
{
	char part[PATH_ROOM];

	/* What was not recorded is not there; what was must be. */
	if (error == ENOENT && !recording_find(&sys->rec, path))
		return -ENOENT;
	blame(sys, path, part);
	return sys_trouble(sys, NW_NOTE_UNREADABLE, error, part);
}
