/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The control groups in which sockets were made, by the ids that sock_diag gives. */
#include <errno.h>
#include <string.h>

#include "groups.h"
#include "labels.h"
#include "sys-cgroup.h"

static int by_id(const void *left, const void *right)
{
	const struct group *a = left, *b = right;

	return (a->id > b->id) - (a->id < b->id);
}

static void unique(struct nw_table *table)
{
	struct group *all = table->groups.at;
	size_t kept = 0;

	if (table->groups.n)
		qsort(all, table->groups.n, sizeof(*all), by_id);
	for (size_t i = 0; i < table->groups.n; i++)
		if (kept == 0 || all[kept - 1].id != all[i].id)
			all[kept++] = all[i];
	table->groups.n = kept;
}

static int gather(struct nw_table *table)
{
	size_t limit = 1024;
	uint64_t last = 0;

	for (size_t i = 0; i < table->rows.socks.n; i++) {
		const struct nw_sock *sock = &table->rows.socks.at[i];
		struct group *group;

		if (!(sock->has & HAS_CGROUP) || sock->cgroup == last)
			continue;
		last = sock->cgroup;
		group = vec_push(&table->groups);
		if (!group)
			return -ENOMEM;
		group->id = sock->cgroup;
		if (table->groups.n > limit) {
			unique(table);
			limit = 1024 + 2 * table->groups.n;
		}
	}
	unique(table);
	return 0;
}

static int read_labels(struct sys_cgroups *cgroups, struct group *group, struct arena *arena)
{
	struct cgroup_labels labels;
	char path[4096];
	int r = sys_cgroups_path(cgroups, group->id, path, sizeof(path));

	/* Its group is gone, or not to be seen: then there is nothing to say. */
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	if (!cgroup_parse_path(path, strlen(path), &labels))
		return 0;
	return labels_keep(&labels, arena, &group->labels);
}

int groups_join(struct sys *sys, struct nw_table *table)
{
	struct sys_cgroups cgroups;
	int r = gather(table);

	if (r < 0 || !table->groups.n)
		return r;
	r = sys_cgroups_open(sys, &cgroups);
	if (r < 0)
		return r;
	for (size_t i = 0; r == 0 && i < table->groups.n; i++)
		r = read_labels(&cgroups, &table->groups.at[i], &table->rows.arena);
	sys_cgroups_close(&cgroups);

	for (size_t i = 0; r == 0 && i < table->rows.socks.n; i++) {
		struct nw_sock *sock = &table->rows.socks.at[i];
		const struct group key = { .id = sock->cgroup };
		const struct group *found;

		if (!(sock->has & HAS_CGROUP))
			continue;
		found = bsearch(&key, table->groups.at, table->groups.n, sizeof(key), by_id);
		sock->group_at = found ? (uint64_t)(found - table->groups.at) + 1 : 0;
	}
	return r;
}
