/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Looks at files on mounts whose servers may never answer, and at files nobody may look at. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "sys-helper.h"
#include "use.h"

#define WAIT_MS 250

/* ---- who answers --------------------------------------------------------------------- */

bool use_may_block(const struct mount *mount)
{
	return !mount || mount_may_block(mount->type);
}

/* Through a link of /proc FUSE tells what is cached without asking its server. */
static bool tells_cached(const struct mount *mount)
{
	struct text type = { 0 };

	if (mount)
		type = mount->type;
	return mount && text_literal(&type, "fuse");
}

/* Mounts of one file system have one server. */
static uint64_t key_of(const struct mount *mount)
{
	return mount ? mount->dev : 0;
}

int use_ask(const struct use_taking *taking, const struct mount *mount, const char *path,
	    struct sys_stat *ret)
{
	const struct nw_use_query *query = taking->query;

	if (query->want & NW_USE_PATIENT)
		return sys_stat(taking->sys, true, ret, "%s", path);
	if (query->want & NW_USE_UNASKED)
		return -EAGAIN;
	return sys_stat_timed(taking->sys, key_of(mount),
			      query->wait_ms ? query->wait_ms : WAIT_MS, ret, path);
}

int use_look(const struct use_taking *taking, const struct mount *mount, const char *path,
	     struct sys_stat *ret)
{
	const bool cached = taking->query->want & NW_USE_UNASKED && tells_cached(mount);

	if (use_may_block(mount) && !cached)
		return use_ask(taking, mount, path, ret);
	return sys_stat(taking->sys, true, ret, "%s", path);
}

void use_look_known(const struct use_taking *taking, const struct mount *mount,
		    const char *path, struct use_draft *use)
{
	struct sys_stat st;

	if (!mount)
		return;
	use->has |= USE_HAS_FILE;
	use->dev = mount->dev;
	if (!tells_cached(mount) || sys_stat(taking->sys, true, &st, "%s", path) < 0)
		return;
	/* A size that was true once is none. */
	use->has |= USE_HAS_INODE;
	use->dev = st.dev;
	use->inode = st.inode;
	use->mode = (uint16_t)(st.mode & S_IFMT);
}

/* ---- who is left alone ----------------------------------------------------------------- */

static bool is_below(const char *directory, const char *path)
{
	const size_t len = strlen(directory);

	if (strncmp(directory, path, len) != 0)
		return false;
	return !path[len] || path[len] == '/' || (len && path[len - 1] == '/');
}

uint32_t use_exempt(const struct use_taking *taking, const char *path)
{
	const struct nw_use_query *query = taking->query;

	for (size_t i = query->n_exempt; *path == '/' && i-- > 0;)
		if (is_below(query->exempt[i], path))
			return (uint32_t)i + 1;
	return 0;
}
