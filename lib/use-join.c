/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which rows the gathered sockets are, and what is to be known of those that are none. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sys-helper.h"
#include "use.h"

struct join {
	struct use_taking *taking;
	int (*work)(struct use_taking *taking, struct use_lane *lane, struct use_draft *use);
};

static int join_lane(size_t i, unsigned thread, void *arg)
{
	const struct join *join = arg;
	struct use_lane *lane = &join->taking->lanes[i];
	int r = 0;

	(void)thread;
	for (size_t k = 0; r == 0 && k < lane->uses.n; k++)
		if (lane->uses.at[k].socket)
			r = join->work(join->taking, lane, &lane->uses.at[k]);
	return r;
}

static int each_socket(struct use_taking *taking,
		       int (*work)(struct use_taking *taking, struct use_lane *lane,
				   struct use_draft *use))
{
	struct join join = { taking, work };

	return spread_all((unsigned)taking->n_lanes, join_lane, &join);
}

#define PATH_OF_FD 64

static void path_of(const struct use_lane *lane, const struct use_draft *use,
		    char path[PATH_OF_FD])
{
	const struct nw_proc *proc = &lane->procs.at[use->proc_at];

	if (proc->tid)
		snprintf(path, PATH_OF_FD, "proc/%u/task/%u/fd/%u", proc->pid, proc->tid,
			 use->fd);
	else
		snprintf(path, PATH_OF_FD, "proc/%u/fd/%u", proc->pid, use->fd);
}

/* Its number may be another's by now, who answers for it then. */
static bool is_still(struct use_taking *taking, const char *path, const struct use_draft *use,
		     struct sys_stat *ret)
{
	return sys_stat(taking->sys, true, ret, "%s", path) == 0 && ret->inode == use->inode;
}

static int ask_protocol(struct use_taking *taking, struct use_lane *lane, struct use_draft *use)
{
	char path[PATH_OF_FD], protocol[64];
	struct sys_stat st;

	path_of(lane, use, path);
	if (use->protocol ||
	    sys_protocol(taking->sys, protocol, sizeof(protocol), "%s", path) < 0)
		return 0;
	/* In a recording nothing changes, and of what is recorded each answer is kept once. */
	if (!sys_copies(taking->sys) && !sys_reads_copy(taking->sys) &&
	    !is_still(taking, path, use, &st))
		return 0;
	use->protocol = true;
	return use_keep(lane, protocol, strlen(protocol), &use->name_at);
}

int use_ask_protocols(struct use_taking *taking)
{
	return each_socket(taking, ask_protocol);
}

/* One that no table has: of another namespace, of a family without one, or never bound. */
static int look_at_stranger(struct use_taking *taking, struct use_lane *lane,
			    struct use_draft *use)
{
	char path[PATH_OF_FD];
	struct sys_stat st;

	path_of(lane, use, path);
	if (!is_still(taking, path, use, &st))
		return 0;
	use_stat_set(use, &st);
	return ask_protocol(taking, lane, use);
}

static bool is_own(const struct use_taking *taking, uint64_t inode)
{
	const struct inodes *own = sys_own_sockets(taking->sys);

	for (size_t i = 0; i < own->all.n; i++)
		if (own->all.at[i] == inode)
			return true;
	return sys_helper_made(taking->sys, inode);
}

/* What we hold to look around is there for us alone, and nobody who asks a recording. */
static int leave_out(struct use_taking *taking, struct use_lane *lane,
		     const struct use_draft *use)
{
	char path[PATH_OF_FD];

	path_of(lane, use, path);
	sys_drop_link(taking->sys, path);
	return 0;
}

static int find_row(struct use_taking *taking, struct use_lane *lane, struct use_draft *use)
{
	const uint32_t want = taking->query->want;

	use->own = is_own(taking, use->inode);
	if (use->own)
		return leave_out(taking, lane, use);
	use->row = use_socks_find(&taking->socks, use->inode);
	if (use->row && use_socks_pointer(&taking->socks, use->inode, &use->pointer))
		use->has |= USE_HAS_POINTER;
	/* Who asks a recording may ask for fewer families, or for one namespace. */
	if (sys_copies(taking->sys))
		return look_at_stranger(taking, lane, use);
	return use->row || want & NW_USE_KNOWN ? 0 : look_at_stranger(taking, lane, use);
}

static bool has_sockets(const struct use_taking *taking)
{
	for (size_t i = 0; i < taking->n_lanes; i++)
		for (size_t k = 0; k < taking->lanes[i].uses.n; k++)
			if (taking->lanes[i].uses.at[k].socket)
				return true;
	return false;
}

int use_join_rows(struct use_taking *taking, const struct rows *rows)
{
	int r;

	if (!has_sockets(taking))
		return 0;
	r = use_socks_make(taking->sys, rows, taking->query->want & NW_USE_POINTERS,
			   &taking->socks);
	return r < 0 ? r : each_socket(taking, find_row);
}
