/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mounts that are left alone, servers that are waited for, files on NFS. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "nfiles-run.h"

int files_reach(const struct files_options *options, struct nw_use_query *uses,
		const char ***room)
{
	const size_t n = options->n_exempts;
	const char **exempt = calloc(n + 1, sizeof(*exempt));

	*room = exempt;
	if (!exempt)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		exempt[i] = options->exempts[i].path;
	uses->exempt = exempt;
	uses->n_exempt = n;
	uses->want |= options->no_block ? NW_USE_UNASKED : 0;
	uses->want |= options->no_overhead ? NW_USE_PATIENT : 0;
	uses->wait_ms = ground_wait_ms(options);
	return 0;
}

/* Of two on the same server the device may be the same: the path tells which it is. */
const struct files_mount *files_nfs(const struct files_run *run, const struct nw_use *use)
{
	const struct files_mounts *mounts = &run->ground.mounts;
	const struct files_mount *found = NULL;
	uint32_t mode = 0;
	uint64_t device;
	size_t len;
	const char *link = nw_use_link(use, &len);

	if (!mounts->nfs || !nw_use_device(use, &device))
		return NULL;
	nw_use_mode(use, &mode);
	if (S_ISCHR(mode) || S_ISBLK(mode) || S_ISFIFO(mode) || S_ISSOCK(mode))
		return NULL;
	for (size_t i = 0; i < mounts->n; i++) {
		const struct files_mount *mount = &mounts->at[i];

		if (mount->nfs && mount->device == device &&
		    (!found || files_is_below(mount->point, link)))
			found = mount;
	}
	return found;
}

const struct files_exempt *files_exempt(const struct files_run *run, const struct nw_use *use)
{
	size_t at;

	if (!nw_use_exempt(use, &at) || at >= run->options.n_exempts)
		return NULL;
	return &run->options.exempts[at];
}

/* ---- warnings ------------------------------------------------------------------------- */

/* Not while a look is taken at all mounts, as lsof does: of those that none of the shown files
 * is on nobody wants to know. */
static void warn_of(struct files_run *run, uint64_t device)
{
	struct files_mounts *mounts = &run->ground.mounts;

	for (size_t i = 0; i < mounts->n; i++) {
		struct files_mount *mount = &mounts->at[i];

		if (mount->device != device || !mount->blocks || mount->warned)
			continue;
		files_say("WARNING: can't stat() %s file system %s\n"
			  "      Output information may be incomplete.",
			  mount->type, mount->point);
		mount->warned = true;
	}
}

void files_warn(struct files_run *run)
{
	for (size_t i = 0; i < run->n_lines && !run->options.no_warnings; i++) {
		const struct nw_use *use = run->lines[i].use;
		const char *call;
		uint64_t device;
		const int error = nw_use_error(use, &call);

		if ((error == ETIMEDOUT || error == EAGAIN) && nw_use_device(use, &device))
			warn_of(run, device);
	}
}
