/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which uses hold the same end of a channel: by sorting, whatever their number. */
#include <linux/major.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "cleanup.h"
#include "sides.h"

struct holding {
	struct side_key key;
	const struct nw_use *use;
};

/* ---- what a use is an end of --------------------------------------------------------- */

static bool begins(const struct use_draft *use, const char *with)
{
	const size_t len = strlen(with);

	return use->link && use->link_len >= len && memcmp(use->link, with, len) == 0;
}

static bool is_memory(const struct use_draft *use)
{
	/* What mmap() shares without a file is mapped as a deleted /dev/zero. */
	return begins(use, "/memfd:") || begins(use, "/dev/shm/") || begins(use, "/SYSV") ||
	       (use->kind == NW_USE_DELETED && begins(use, "/dev/zero"));
}

static bool of_socket(const struct nw_sock *sock, struct side_key *ret)
{
	ret->minor = sock->inode;
	if (sock->family == NW_UNIX)
		ret->channel = NW_CHANNEL_UNIX;
	else if (sock->family == NW_TCP || sock->family == NW_UDP || sock->family == NW_UDPLITE)
		ret->channel = NW_CHANNEL_INET;
	else
		return false;
	return true;
}

/* Of another network namespace. */
static bool of_stranger(const struct use_draft *use, struct side_key *ret)
{
	static const char name[] = "UNIX";

	ret->minor = use->inode;
	if (use->name && strncmp(use->name, name, sizeof(name) - 1) == 0)
		ret->channel = NW_CHANNEL_UNIX;
	else
		return false;
	return true;
}

static bool of_device(const struct use_draft *use, struct side_key *ret)
{
	if (use->rdev == makedev(TTYAUX_MAJOR, 2) && use->has & USE_HAS_INDEX)
		*ret = (struct side_key){ NW_CHANNEL_MASTER, use->index, use->dev };
	else if (major(use->rdev) == UNIX98_PTY_SLAVE_MAJOR)
		*ret = (struct side_key){ NW_CHANNEL_SLAVE, minor(use->rdev), use->dev };
	else
		return false;
	return true;
}

static bool of_file(const struct use_draft *use, uint64_t queues, struct side_key *ret)
{
	ret->major = use->dev;
	ret->minor = use->inode;
	if (queues && use->dev == queues && use->kind == NW_USE_FD)
		ret->channel = NW_CHANNEL_QUEUE;
	else if (is_memory(use))
		ret->channel = NW_CHANNEL_MEMORY;
	else
		return false;
	return true;
}

static bool key_of(const struct nw_use *all, uint64_t queues, struct side_key *ret)
{
	const struct use_draft *use = all->more;

	*ret = (struct side_key){ 0 };
	if (all->sock)
		return of_socket(all->sock, ret);
	if (use->kind == NW_USE_MEMORY || use->kind == NW_USE_DELETED)
		return use->has & USE_HAS_FILE && of_file(use, 0, ret);
	if (use->kind != NW_USE_FD)
		return false;
	if (use->protocol)
		return of_stranger(use, ret);
	if (!(use->has & USE_HAS_STAT))
		return false;
	switch (use->mode & S_IFMT) {
	case S_IFIFO:
		*ret = (struct side_key){ NW_CHANNEL_PIPE, use->dev, use->inode };
		return true;
	case S_IFCHR:
		return of_device(use, ret);
	case S_IFREG:
		return of_file(use, queues, ret);
	case 0:
		*ret = (struct side_key){ NW_CHANNEL_EVENT, 0, use->index };
		return use->has & USE_HAS_INDEX;
	}
	return false;
}

/* ---- groups ----------------------------------------------------------------------------- */

int side_key_compare(const struct side_key *a, const struct side_key *b)
{
	if (a->channel != b->channel)
		return a->channel < b->channel ? -1 : 1;
	if (a->major != b->major)
		return a->major < b->major ? -1 : 1;
	return (a->minor > b->minor) - (a->minor < b->minor);
}

/* Mappings first, then descriptors; of those that are the same the process's before its
 * threads'. */
static int compare(const void *left, const void *right)
{
	const struct holding *a = left, *b = right;
	const uint32_t pid_a = a->use->proc->pid, pid_b = b->use->proc->pid;
	const bool fd_a = a->use->kind == NW_USE_FD, fd_b = b->use->kind == NW_USE_FD;
	const int r = side_key_compare(&a->key, &b->key);

	if (r)
		return r;
	if (pid_a != pid_b)
		return pid_a < pid_b ? -1 : 1;
	if (fd_a != fd_b)
		return fd_a ? 1 : -1;
	if (a->use->fd != b->use->fd)
		return a->use->fd < b->use->fd ? -1 : 1;
	return (a->use > b->use) - (a->use < b->use);
}

static bool is_same(const struct nw_use *a, const struct nw_use *b)
{
	return a->proc->pid == b->proc->pid && a->kind == b->kind && a->fd == b->fd;
}

static int add(struct nw_sides *ends, const struct holding *holding)
{
	struct nw_side *end = ends->held ? &ends->all.at[ends->held - 1] : NULL;
	const struct nw_use **slot;

	if (!end || side_key_compare(&end->key, &holding->key) != 0) {
		end = vec_push(&ends->all);
		if (!end)
			return -ENOMEM;
		end->key = holding->key;
		end->ends = ends;
		end->first = ends->uses.n;
		end->sock = holding->use->sock;
		ends->held++;
	}
	ends->of_use[holding->use - ends->table->uses.all.at] = (uint32_t)ends->held;
	if (end->n && is_same(ends->uses.at[ends->uses.n - 1], holding->use))
		return 0;
	slot = vec_push(&ends->uses);
	if (!slot)
		return -ENOMEM;
	*slot = holding->use;
	end->n++;
	return 0;
}

static int group(struct nw_sides *ends, uint64_t queues)
{
	const struct uses *uses = &ends->table->uses;
	_free_ struct holding *holdings = malloc((uses->all.n + 1) * sizeof(*holdings));
	size_t n = 0;
	int r = 0;

	ends->of_use = calloc(uses->all.n + 1, sizeof(*ends->of_use));
	if (!holdings || !ends->of_use)
		return -ENOMEM;
	for (size_t i = 0; i < uses->all.n; i++) {
		holdings[n].use = &uses->all.at[i];
		n += key_of(&uses->all.at[i], queues, &holdings[n].key);
	}
	qsort(holdings, n, sizeof(*holdings), compare);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = add(ends, &holdings[i]);
	return r;
}

size_t sides_find(const struct nw_sides *ends, const struct side_key *key)
{
	size_t low = 0, high = ends->held;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (side_key_compare(&ends->all.at[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

NW_EXPORT int nw_sides_make(const struct nw_table *table, uint64_t queues, struct nw_sides **ret)
{
	_cleanup_(nw_sides_freep) struct nw_sides *ends = calloc(1, sizeof(*ends));
	int r;

	if (!ends)
		return -ENOMEM;
	ends->table = table;
	r = group(ends, queues);
	if (r == 0)
		r = sides_join(ends);
	if (r < 0)
		return r;
	*ret = TAKE(ends);
	return 0;
}

NW_EXPORT void nw_sides_free(struct nw_sides *ends)
{
	if (!ends)
		return;
	vec_free(&ends->all);
	vec_free(&ends->uses);
	vec_free(&ends->others);
	free(ends->of_use);
	free(ends);
}

/* ---- getters ------------------------------------------------------------------------------ */

NW_EXPORT const struct nw_side *nw_sides_of(const struct nw_sides *ends, const struct nw_use *use)
{
	const uint32_t at = ends->of_use[use - ends->table->uses.all.at];

	return at ? &ends->all.at[at - 1] : NULL;
}

NW_EXPORT enum nw_channel nw_side_channel(const struct nw_side *end)
{
	return end->key.channel;
}

NW_EXPORT size_t nw_side_uses(const struct nw_side *end)
{
	return end->n;
}

NW_EXPORT const struct nw_use *nw_side_use(const struct nw_side *end, size_t i)
{
	return i < end->n ? end->ends->uses.at[end->first + i] : NULL;
}

NW_EXPORT size_t nw_side_others(const struct nw_side *end)
{
	return end->n_others;
}

NW_EXPORT const struct nw_side *nw_side_other(const struct nw_side *end, size_t i)
{
	if (i >= end->n_others)
		return NULL;
	return &end->ends->all.at[end->ends->others.at[end->first_other + i]];
}

NW_EXPORT uint64_t nw_side_inode(const struct nw_side *end)
{
	if (end->key.channel != NW_CHANNEL_UNIX && end->key.channel != NW_CHANNEL_INET)
		return 0;
	return end->key.minor;
}

NW_EXPORT const struct nw_sock *nw_side_sock(const struct nw_side *end)
{
	return end->sock;
}
